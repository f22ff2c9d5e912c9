"""Correcting feedback that was sent: a new revision, a copy to begin with.

The old revision stays as it was and can be read; replies made to it meanwhile move along.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from practice.audit import actions as audit
from practice.db import utcnow
from practice.people.models import Person
from practice.reviews.comments import add_reply, copied
from practice.reviews.drafts import own_review
from practice.reviews.models import CriterionScore, Marker, Review, ReviewState


def correct(session: Session, by: Person, submission_id: UUID) -> Review:
    """Start a new revision of feedback that was sent; answers the open one if there is one."""
    old = own_review(session, by, submission_id)
    if old.state != ReviewState.released:
        return old
    new = Review(
        submission_id=submission_id,
        author_id=by.id,
        revision=old.revision + 1,
        decision=old.decision,
        focus_criterion_id=old.focus_criterion_id,
        strength=old.strength,
        next_step=old.next_step,
        is_quick=old.is_quick,
        begun_at=utcnow(),
        scores=[CriterionScore(criterion_id=s.criterion_id, level=s.level) for s in old.scores],
        markers=[_copied_marker(marker) for marker in old.markers],
    )
    session.add(new)
    session.flush()
    audit.note(session, "began_correction", by=by, subject_id=submission_id)
    return new


def bring_replies(session: Session, review: Review) -> None:
    """Add what the rep did with the old revision meanwhile: what was said, and what is pinned."""
    for marker in review.markers:
        old = session.get(Marker, marker.copied_from_id) if marker.copied_from_id else None
        marker.is_pinned = old.is_pinned if old else None
        for comment in old.comments if old else []:
            if comment.created_at > review.created_at:
                add_reply(marker, copied(comment))


def _copied_marker(old: Marker) -> Marker:
    return Marker(
        at_ms=old.at_ms,
        until_ms=old.until_ms,
        kind=old.kind,
        criterion_id=old.criterion_id,
        copied_from_id=old.id,
        comments=[copied(comment) for comment in old.comments],
    )
