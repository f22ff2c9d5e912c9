"""The latest takes of some teams that they could calibrate with, for their leaders."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, load_only

from practice.people.models import Person
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN
from practice.progress.weeks import Moments, handed_in_within, midnights
from practice.questions import put_together
from practice.reviews.calibrating import is_ready
from practice.reviews.models import Review
from practice.takes import listed
from practice.takes import queries as takes
from practice.takes.models import Submission, Take

LATELY = 60  # of what came back, looked at for some to offer
SHOWN = 5


def ready(
    session: Session, viewer: Person, scope: Scope, weeks: list[date], zone: str
) -> Sequence[Submission]:
    """The newest few that this viewer may watch, other people's alone."""
    asked = _ready(viewer, scope, midnights(weeks, zone))
    return session.scalars(*asked).unique().all()


@put_together
def _ready(viewer: Person, scope: Scope, moments: Moments) -> Select[Submission]:
    back = (HANDED_IN, Submission.reviewed_at.is_not(None), handed_in_within(moments))
    newest = Submission.created_at.desc()
    lately = select(Submission.take_id).where(*back, scope.handed_in).order_by(newest)
    known = lately.limit(LATELY).cte("lately").prefix_with("MATERIALIZED")
    take = contains_eager(Submission.take)
    found = (
        select(Submission)
        .join(known, known.c.take_id == Submission.take_id)
        .join(Submission.take)
        .join(Submission.person)
        .join(Take.scenario_version)
        .join(Review, Review.submission_id == Submission.id)
        .where(HANDED_IN, is_ready(), takes.may_know(viewer), Submission.person_id != viewer.id)
        .options(
            load_only(Submission.reviewed_at),
            listed.by_name(contains_eager(Submission.person)),
            take.load_only(Take.id),
            listed.of_version(take.contains_eager(Take.scenario_version)),
        )
    )
    return found.order_by(newest, Submission.id).limit(SHOWN)
