"""What a rep does with feedback: which comments travel to the camera, and whether it helped.

Answers are for the rep alone; who wrote the feedback sees totals, from five answers on.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.errors import NotFound
from practice.people.models import Person
from practice.reviews import queries
from practice.reviews.models import Helped, Marker, MarkerKind, Review, ReviewState

FEWEST_ANSWERS = 5  # fewer would tell who answered what


def is_pinned(marker: Marker) -> bool:
    """Whether a comment stands beside the camera: as the rep chose, else what to try."""
    if not marker.comments:
        return False
    return marker.kind == MarkerKind.attempt if marker.is_pinned is None else marker.is_pinned


def pin(session: Session, by: Person, submission_id: UUID, marker_id: UUID, pinned: bool) -> Marker:
    """Keep a comment beside the camera, or not; the rep's alone, and of feedback that was sent."""
    marker = session.get(Marker, marker_id)
    if marker is None or marker.review.submission_id != submission_id:
        raise NotFound
    _of_own(marker.review, by)
    marker.is_pinned = pinned
    return marker


def _of_own(review: Review, by: Person) -> None:
    if review.submission.person_id != by.id or review.state != ReviewState.released:
        raise NotFound


def get_own_feedback(session: Session, by: Person, submission_id: UUID) -> Review:
    """The newest feedback on one's own take; for anybody else there is none."""
    review = next(iter(queries.released_for(session, submission_id)), None)
    if review is None:
        raise NotFound
    _of_own(review, by)
    return review


def say_helped(session: Session, by: Person, submission_id: UUID, helped: Helped) -> Review:
    """Answer "Did this help?", or change the answer; the rep's alone."""
    newest = get_own_feedback(session, by, submission_id)
    for review in queries.released_for(session, submission_id):
        review.helped = None  # feedback that was corrected is answered once
    newest.helped = helped
    return newest


def helped_totals(session: Session, author: Person) -> dict[Helped, int] | None:
    """How often feedback of this person helped; None while too few answered to stay unnamed."""
    rows = session.execute(
        select(Review.helped, func.count())
        .where(Review.author_id == author.id, Review.helped.is_not(None))
        .group_by(Review.helped)
    )
    found = {helped: count for helped, count in rows if helped}
    if sum(found.values()) < FEWEST_ANSWERS:
        return None
    return {helped: found.get(helped, 0) for helped in Helped}
