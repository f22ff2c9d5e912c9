"""Signs of life from the review room, and holding a submission to review it."""

from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.people.models import Role
from practice.reviews import claims, queries, sitting_forms, sittings
from practice.reviews.views.doors import routes
from practice.takes.models import Submission
from practice.web.access import for_roles
from practice.web.edge import me, today_of, work
from practice.web.fields import json_object


@routes.post("/submissions/<uuid:submission_id>/review/beat")
def beat(submission_id: UUID) -> ResponseReturnValue:
    """Go on holding it, and count time at work and what was played since the last beat."""
    with work() as session:
        submission = queries.get_to_review(session, me(), submission_id)
        given, now = sitting_forms.read_beat(json_object()), utcnow()
        sittings.note(session, me(), submission, given, now, today_of(me(), now))
        held = claims.hold(session, me(), submission, now)
        played = sittings.watched(session, submission, me())
        return {"claim": held, "others": others(session, submission), "watched_ms": played}


def others(session: Session, submission: Submission) -> list[str]:
    """The names of whoever else reviews it, or is at it."""
    at_it = claims.holder(session, submission.id, utcnow())
    people: list[Any] = [at_it, submission.reviewer]
    return list(dict.fromkeys(one.name for one in people if one and one.id != me().id))


@routes.post("/submissions/<uuid:submission_id>/review/claim")
@for_roles(Role.manager, Role.enablement)
def claim(submission_id: UUID) -> ResponseReturnValue:
    """Hold a submission; when somebody else does, its page says who and offers to take it over."""
    with work() as session:
        submission = queries.get_to_review(session, me(), submission_id)
        claims.hold(session, me(), submission, utcnow())
    return redirect(url_for(".room", submission_id=submission_id))
