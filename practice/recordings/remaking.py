"""Making the renditions of old recordings anew, because a release makes better ones.

What is asked for stands in the jobs, so whoever asks may be broken off at any moment and begins
again where it was. What can be watched stays until something new is published.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from media.plan import RECIPE
from practice.recordings import jobs
from practice.recordings.models import AssetState, JobKind, JobState, MediaAsset, MediaJob

FINISHED = (AssetState.ready, AssetState.partial)
OPEN = (JobState.waiting, JobState.running)


@dataclass(frozen=True)
class Wanted:
    """Which recordings: those recorded since a moment, and `anew` also those that have the
    present recipe's renditions already.
    """

    anew: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How far the jobs of the last lane are: those closed since a moment, and those open."""

    done: int
    failed: int
    waiting: int
    running: int

    @property
    def closed(self) -> int:
        return self.done + self.failed

    @property
    def left(self) -> int:
        return self.waiting + self.running


def to_remake(
    session: Session, wanted: Wanted, most: int, before: UUID | None = None
) -> list[UUID]:
    """The newest of the recordings that are wanted, made before this one."""
    found = select(MediaAsset.id).where(*_wanted(wanted))
    if before is not None:
        found = found.where(MediaAsset.id < before)
    return list(session.scalars(found.order_by(MediaAsset.id.desc()).limit(most)))


def count_to_remake(session: Session, wanted: Wanted) -> int:
    """How many there are."""
    return session.scalar(select(func.count(MediaAsset.id)).where(*_wanted(wanted))) or 0


def remake(session: Session, asset_id: UUID, anew: bool = False) -> bool:
    """Ask for the renditions of the present recipe, behind all other work.

    Answers False, and does nothing, for what is not finished, was asked for already, or (unless
    `anew`) was made by this recipe.
    """
    jobs.hold(session, asset_id)
    asset = session.get(MediaAsset, asset_id, populate_existing=True)
    if asset is None or asset.state not in FINISHED:
        return False
    if (job := _asked(session, asset_id)) is None:
        digest = _digest(session, asset)
        jobs.add_job(session, asset_id, JobKind.renditions, digest, RECIPE, bulk=True)
        return True
    if job.state in OPEN or (job.state == JobState.done and not anew):
        return False
    job.bulk = True
    jobs.revive(session, job)
    session.flush()
    return True


def standing(session: Session, since: datetime) -> Standing:
    """How far the workers are."""

    def closed(state: JobState) -> int:
        return _count(session, MediaJob.state == state, MediaJob.finished_at >= since)

    return Standing(
        done=closed(JobState.done),
        failed=closed(JobState.failed),
        waiting=_count(session, MediaJob.state == JobState.waiting),
        running=_count(session, MediaJob.state == JobState.running),
    )


def counts_by_state(session: Session) -> dict[AssetState, int]:
    """How many recordings there are in each state."""
    counted = select(MediaAsset.state, func.count()).group_by(MediaAsset.state)
    return dict(session.execute(counted).all())


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    settled = OPEN if wanted.anew else (*OPEN, JobState.done)
    asked = exists().where(*_of_recipe(MediaAsset.id), MediaJob.state.in_(settled))
    since = [MediaAsset.created_at >= wanted.since] if wanted.since else []
    return [MediaAsset.state.in_(FINISHED), ~asked, *since]


def _of_recipe(asset_id: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        MediaJob.asset_id == asset_id,
        MediaJob.kind == JobKind.renditions,
        MediaJob.plan_hash == RECIPE,
    )


def _asked(session: Session, asset_id: UUID) -> MediaJob | None:
    newest = select(MediaJob).where(*_of_recipe(asset_id)).order_by(MediaJob.created_at.desc())
    return session.scalar(newest.limit(1))


def _digest(session: Session, asset: MediaAsset) -> str:
    """What the recording was made of: as its first job says, where that is known."""
    made = select(MediaJob.input_digest).where(
        MediaJob.asset_id == asset.id,
        MediaJob.kind == JobKind.playable,
        MediaJob.state == JobState.done,
    )
    return session.scalar(made.order_by(MediaJob.created_at.desc())) or asset.sha256 or ""


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    bulk = (MediaJob.kind == JobKind.renditions, MediaJob.bulk.is_(True))
    return session.scalar(select(func.count(MediaJob.id)).where(*bulk, *conditions)) or 0
