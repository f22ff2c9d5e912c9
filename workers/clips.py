"""What nothing uses: clips of an editor that was closed or taken out of a draft, files of no brief.

Recordings don't know what they are used for; all that may use a clip is known only here.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, select

from practice.db import utcnow
from practice.library.models import ModelTake
from practice.recordings import actions as recordings
from practice.recordings import jobs
from practice.recordings.models import AssetState, MediaAsset
from practice.reviews.models import Comment
from practice.scenarios import attachments
from practice.scenarios.models import Prompt
from practice.takes.models import Take
from workers.boot import Parts

UNUSED_FOR = timedelta(days=1)  # as long as an editor may stay open before it is saved
MOST_AT_ONCE = 200


def unused_clips(before: datetime) -> Select[MediaAsset]:
    """Clips begun before then that stand in no prompt, model take or comment, and are no take."""
    owners = (Prompt, ModelTake, Take, Comment)
    used = [exists().where(owner.asset_id == MediaAsset.id) for owner in owners]
    return select(MediaAsset).where(
        MediaAsset.is_clip.is_(True),
        MediaAsset.created_at < before,
        MediaAsset.state != AssetState.deleted,
        *(~each for each in used),
    )


def remove_unused_clips(parts: Parts) -> int:
    """Delete clips that were never used for anything; answers how many."""
    unused = unused_clips(utcnow() - UNUSED_FOR)
    with parts.db.reading() as look:
        ids = look.scalars(unused.with_only_columns(MediaAsset.id).limit(MOST_AT_ONCE)).all()
    return sum(_remove(parts, asset_id, unused) for asset_id in ids)


def remove_unused_files(parts: Parts) -> int:
    """Remove the files of briefs that no version of a scenario has any more."""
    before = utcnow() - UNUSED_FOR
    old = [one.key for one in parts.store.list(attachments.PREFIX) if one.modified < before]
    with parts.db.reading() as look:
        groups = (old[at : at + MOST_AT_ONCE] for at in range(0, len(old), MOST_AT_ONCE))
        orphans = {key for group in groups for key in attachments.unneeded(look, group)}
    parts.store.delete(orphans)
    return len(orphans)


def _remove(parts: Parts, asset_id: UUID, unused: Select[MediaAsset]) -> bool:
    """Delete one, unless it was put to use at this very moment."""
    with parts.db.work() as session:
        jobs.hold(session, asset_id)
        asset = session.scalar(unused.where(MediaAsset.id == asset_id))
        if asset is not None:
            recordings.delete(session, asset)
        return asset is not None
