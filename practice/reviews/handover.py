"""Telling people that a review changes hands: the rep, and who had it before."""

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.takes.models import Submission


def tell_rep(session: Session, name: str, submission: Submission) -> None:
    """Tell the rep who will review what they handed in."""
    title = f"{name} will review “{submission.take.scenario_version.title}”"
    path = f"/submissions/{submission.id}"
    kind = NoticeKind.reviewer_changed
    notices.tell(session, submission.person, kind, _key(submission), title, "", path)


def tell_before(session: Session, name: str, before: Person | None, submission: Submission) -> None:
    """Tell who was to review it, or was at it, that they need not any longer."""
    if before is None:
        return
    what = submission.take.scenario_version.title
    title = f"{name} took over {submission.person.name}’s “{what}”"
    kind, body = NoticeKind.reviewer_changed, "You don’t need to review it."
    notices.tell(session, before, kind, _key(submission), title, body, "/reviews")


def _key(submission: Submission) -> str:
    """Every change of hands is told: the moment makes it another notice."""
    return f"reviewer:{submission.id}:{utcnow().isoformat(timespec='milliseconds')}"
