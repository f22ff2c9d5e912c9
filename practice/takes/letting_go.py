"""What goes with the video of a take, whoever deletes it: its self-review, and its sharing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.recordings import actions as recordings
from practice.takes.models import SelfReview, Take, TakeShare, TakeState


def let_go(session: Session, take: Take, now: datetime) -> None:
    """Delete the video of a take and what was said about it alone; the count stays."""
    take.state, take.deleted_at = TakeState.deleted, now
    recordings.delete(session, take.asset)
    review = session.scalar(select(SelfReview).where(SelfReview.take_id == take.id))
    if review is not None:
        session.delete(review)
    shared = select(TakeShare).where(TakeShare.take_id == take.id, TakeShare.revoked_at.is_(None))
    if (share := session.scalar(shared)) is not None:
        share.revoked_at = now
    session.flush()
