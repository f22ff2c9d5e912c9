"""The one element that a rep works on: their reviewer asked for another take on it last time.

The next review of the same practice opens on that criterion alone, and asks for nothing else.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.reviews.models import Decision, Review, ReviewState
from practice.scenarios.models import Criterion
from practice.takes.models import Submission


def works_on(
    session: Session, submission: Submission, rounds: Sequence[Submission]
) -> Criterion | None:
    """The criterion of this map that the newest feedback before it asked another take on.

    `rounds` are those that the reader may open. None when the last take met the bar, when all of
    it was to be done again, or when the map has no such criterion any more.
    """
    before = [each.id for each in rounds if each.created_at < submission.created_at]
    last = _newest(session, before)
    if last is None or last.decision != Decision.another_take or last.focus_criterion is None:
        return None
    key, criteria = last.focus_criterion.key, submission.rubric_version.criteria
    return next((criterion for criterion in criteria if criterion.key == key), None)


def _newest(session: Session, ids: Sequence[UUID]) -> Review | None:
    """The feedback that was released last on any of these submissions."""
    released = select(Review).where(
        Review.submission_id.in_(ids), Review.state == ReviewState.released
    )
    return session.scalar(released.order_by(Review.released_at.desc()).limit(1)) if ids else None
