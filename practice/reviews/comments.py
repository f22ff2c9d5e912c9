"""What is said about a moment: in words, as a short recording, or both.

A recorded comment is a clip. Whoever may read the comment may play it, nobody else: of a draft
that is its author. The clip lives as long as a comment uses it; the sweep removes it afterwards.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from practice.db import utcnow
from practice.errors import Invalid, NotFound
from practice.library.models import ModelTake
from practice.people.models import Person
from practice.recordings import jobs
from practice.recordings import queries as recordings
from practice.recordings.models import AssetState, MediaAsset
from practice.reviews import queries
from practice.reviews.models import Comment, Marker, Review, ReviewState
from practice.scenarios.models import Prompt
from practice.takes import queries as takes

LONGEST_MS = 3 * 60_000
LEEWAY_MS = 5_000  # a recorder stops a little late
NO_RECORDING = "That recording isn’t there. Record it again, or write it instead."
TOO_LONG = "A recorded comment can be at most 3 minutes long. Say it in fewer words."
NOT_THERE = "We can’t find that comment."


def get_comment(session: Session, viewer: Person, submission_id: UUID, comment_id: UUID) -> Comment:
    """A comment that this person may read, with its recording.

    Released ones are for everybody who may open the submission; those of a draft, and of feedback
    on its way, are for who writes them.
    """
    found = session.scalar(
        select(Comment)
        .join(Marker, Marker.id == Comment.marker_id)
        .join(Review, Review.id == Marker.review_id)
        .where(Comment.id == comment_id, Review.submission_id == submission_id)
        .options(
            joinedload(Comment.marker).joinedload(Marker.review),
            joinedload(Comment.asset).selectinload(MediaAsset.renditions),
        )
    )
    if found is None:
        raise NotFound(NOT_THERE)
    review = found.marker.review
    if review.author_id != viewer.id or not queries.find_seat(session, viewer, submission_id):
        takes.get_submission(session, viewer, submission_id)
    if review.state != ReviewState.released and review.author_id != viewer.id:
        raise NotFound(NOT_THERE)
    return found


def get_spoken(
    session: Session, viewer: Person, submission_id: UUID, comment_id: UUID
) -> MediaAsset:
    """The recording of such a comment; NotFound when it has none, or none any more."""
    asset = get_comment(session, viewer, submission_id, comment_id).asset
    if asset is None or asset.state == AssetState.deleted:
        raise NotFound("There is no recording of this comment.")
    return asset


def own_clip(session: Session, by: Person, asset_id: UUID) -> MediaAsset:
    """One's own clip, held so that the sweep leaves it: to say something with it.

    Refuses what is another's, somebody's practice, a prompt or a model take, what can't be read,
    and what is longer than anybody wants to listen to.
    """
    jobs.hold(session, asset_id)
    try:
        found = recordings.get_own(session, by, asset_id)
    except NotFound:
        raise Invalid(NO_RECORDING, {"recording": NO_RECORDING}) from None
    if not found.is_clip or _is_used_otherwise(session, asset_id):
        raise Invalid(NO_RECORDING, {"recording": NO_RECORDING})
    if found.state in (AssetState.uploading, AssetState.unreadable):
        raise Invalid(found.sentence or NO_RECORDING, {"recording": NO_RECORDING})
    if max(found.recorded_ms, found.duration_ms) > LONGEST_MS + LEEWAY_MS:
        raise Invalid(TOO_LONG, {"recording": TOO_LONG})
    return found


def _is_used_otherwise(session: Session, asset_id: UUID) -> bool:
    used = [exists().where(owner.asset_id == asset_id) for owner in (Prompt, ModelTake)]
    return any(session.scalar(select(each)) for each in used)


def say(
    session: Session, marker: Marker, author: Person, text: str, recording: UUID | None
) -> None:
    """Set what the reviewer says at this marker; nothing at all leaves it without words."""
    first = marker.comments[0] if marker.comments else None
    if recording and (first is None or first.asset_id != recording):
        own_clip(session, author, recording)
    if first is None and (text or recording):
        marker.comments.append(Comment(author_id=author.id, text=text, asset_id=recording))
    elif first is not None and (first.text, first.asset_id) != (text, recording):
        first.text, first.asset_id, first.edited_at = text, recording, utcnow()


def add_reply(marker: Marker, said: Comment) -> None:
    """Put a reply after what the reviewer said; they may have dropped the marker without words,
    and a reply must not pass for those."""
    if not marker.comments:
        review = marker.review
        wordless = Comment(author_id=review.author_id, text="", created_at=review.created_at)
        marker.comments.append(wordless)
    marker.comments.append(said)


def first_data(marker: Marker) -> dict[str, Any]:
    """What the reviewer says at a marker, for scripts."""
    first = marker.comments[0] if marker.comments else None
    return {
        "text": first.text if first else "",
        "recording": str(first.asset_id) if first and first.asset_id else None,
    }


def replies_data(marker: Marker) -> list[dict[str, Any]]:
    """What was answered there, for scripts."""
    return [
        {
            "id": str(said.id),
            "author": said.author.name,
            "text": said.text,
            "is_spoken": said.asset_id is not None,
            "disagrees": said.disagrees,
            "at": said.created_at.isoformat(),
        }
        for said in marker.comments[1:]
    ]


def copied(old: Comment) -> Comment:
    """The same comment for a correction; its recording is the same one."""
    return Comment(
        author_id=old.author_id,
        text=old.text,
        asset_id=old.asset_id,
        disagrees=old.disagrees,
        created_at=old.created_at,
        edited_at=old.edited_at,
    )
