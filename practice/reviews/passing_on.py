"""Making a comment the beginning of an assignment: "practice this".

What somebody says at one moment of a take goes, as their message, into an assignment of the same
scenario. They read and change it before anybody else does.
"""

from uuid import UUID

from sqlalchemy.orm import Session, joinedload, selectinload

from practice.people.models import Person
from practice.reviews.models import Marker, Review
from practice.reviews.queries import visible_to
from practice.takes.models import Submission, Take

LONGEST = 700  # of the comment: what is asked for has to fit beside it


def message_from(session: Session, viewer: Person, marker_id: UUID) -> str:
    """The message that a comment makes; nothing where this person may not read its review."""
    take = joinedload(Marker.review).joinedload(Review.submission).joinedload(Submission.take)
    marker = session.scalar(
        visible_to(viewer)
        .join(Marker, Marker.review_id == Review.id)
        .where(Marker.id == marker_id)
        .with_only_columns(Marker)
        .options(take.joinedload(Take.scenario_version), selectinload(Marker.comments))
    )
    if marker is None:
        return ""
    second = marker.at_ms // 1000
    title = marker.review.submission.take.scenario_version.title
    where = f"From the feedback on “{title}”, at {second // 60}:{second % 60:02}"
    said = marker.comments[0].text if marker.comments else ""
    if len(said) > LONGEST:
        said = said[:LONGEST].rstrip() + "…"
    return f"{where}: “{said}”" if said else f"{where}."
