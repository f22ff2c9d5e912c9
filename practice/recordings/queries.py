"""Reads of recordings: for their owner, for the workers and for the sweep."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from practice.db import utcnow
from practice.errors import NotFound
from practice.people.models import Person
from practice.recordings import rules
from practice.recordings.models import (
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    Piece,
    Rendition,
    RenditionKind,
    Segment,
)

if TYPE_CHECKING:
    from sqlalchemy.orm.strategy_options import _AbstractLoad as Way

LANES = (  # in the order in which workers look for work
    (JobKind.playable, False),
    (JobKind.excerpt, False),
    (JobKind.renditions, False),
    (JobKind.renditions, True),
)


def in_lists(recording: "Way") -> "Way":
    """What a list shows of a recording: how far it is, its length and one picture, no files.

    `recording`: how the question loads it.
    """
    of, still = MediaAsset, Rendition
    shown = recording.load_only(of.state, of.sentence, of.duration_ms, of.has_video)
    return shown.joinedload(of.poster).load_only(still.key, still.content_type)


def owned_by(person: Person) -> Select[MediaAsset]:
    """The recordings that are this person's own and not deleted.

    Who else may watch one is a matter of takes, which recordings know nothing of.
    """
    return select(MediaAsset).where(
        MediaAsset.owner_id == person.id, MediaAsset.state != AssetState.deleted
    )


def get_own(session: Session, person: Person, asset_id: UUID) -> MediaAsset:
    """One's own recording; another's looks like none."""
    asset = session.scalar(owned_by(person).where(MediaAsset.id == asset_id))
    if asset is None:
        raise NotFound("We can’t find that recording.")
    return asset


def find_piece(session: Session, asset_id: UUID, segment: int, position: int) -> Piece | None:
    """The piece that was announced for this place."""
    in_segment = select(Piece).join(Segment).where(Segment.asset_id == asset_id)
    return session.scalar(in_segment.where(Segment.position == segment, Piece.position == position))


def announced_bytes(session: Session, asset_id: UUID) -> int:
    """The sum of all pieces announced so far."""
    total = select(func.coalesce(func.sum(Piece.size), 0)).join(Segment)
    return session.scalar(total.where(Segment.asset_id == asset_id)) or 0


def current_job(session: Session, asset_id: UUID) -> MediaJob | None:
    """The newest job of a recording: what `progress` is read from."""
    newest = select(MediaJob).where(MediaJob.asset_id == asset_id)
    return session.scalar(newest.order_by(MediaJob.created_at.desc(), MediaJob.id.desc()).limit(1))


def get_job(session: Session, job_id: UUID) -> MediaJob:
    """One job with its recording, for the page of jobs and for workers."""
    job = session.get(MediaJob, job_id)
    if job is None:
        raise NotFound("We can’t find that job.")
    return job


def jobs_to_ring(session: Session, now: datetime | None = None) -> list[MediaJob]:
    """Jobs that wait and whose bell was not rung lately: new ones, and those the queue lost.

    Only the first of each lane: a long backlog must not fill the queue with repeated rings.
    """
    now = now or utcnow()
    first = select(MediaJob).order_by(MediaJob.not_before).limit(rules.RING_AT_MOST)
    found = [
        job
        for kind, bulk in LANES
        for job in session.scalars(first.where(waiting_in(kind, bulk), MediaJob.not_before <= now))
    ]
    again = now - rules.RING_AGAIN_AFTER
    return [job for job in found if job.rung_at is None or job.rung_at < again]


def waiting_in(kind: JobKind, bulk: bool) -> ColumnElement[bool]:
    """That a job waits in this lane."""
    return and_(MediaJob.state == JobState.waiting, MediaJob.kind == kind, MediaJob.bulk.is_(bulk))


def expired_leases(session: Session, now: datetime | None = None) -> list[UUID]:
    """Jobs whose worker has been silent for too long; `jobs.take_back` frees each."""
    late = MediaJob.lease_until < (now or utcnow())
    held = select(MediaJob.id).where(MediaJob.state == JobState.running, late)
    return list(session.scalars(held))


def held_on(session: Session, machine: str) -> list[tuple[UUID, int]]:
    """The running jobs in the hands of processes of one machine, with the process numbers."""
    theirs = MediaJob.worker.startswith(f"{machine}:", autoescape=True)
    held = select(MediaJob.id, MediaJob.worker).where(MediaJob.state == JobState.running, theirs)
    return [(job, int(worker.rpartition(":")[2])) for job, worker in session.execute(held)]


def abandoned_uploads(session: Session, now: datetime | None = None) -> list[UUID]:
    """Recordings whose browser is gone; `actions.close_abandoned` finishes each from what is there.

    One without any piece is given a day: it may have been recorded offline.
    """
    now = now or utcnow()
    has_pieces = exists().where(Segment.asset_id == MediaAsset.id, Piece.segment_id == Segment.id)
    quiet = MediaAsset.last_heard_at < now - rules.ABANDONED_AFTER
    silent = MediaAsset.last_heard_at < now - rules.EMPTY_AFTER
    open_ones = select(MediaAsset.id).where(MediaAsset.state == AssetState.uploading)
    return list(session.scalars(open_ones.where(or_(and_(quiet, has_pieces), silent))))


def to_purge(session: Session, most: int = 100) -> list[MediaAsset]:
    """Deleted recordings whose objects may still lie in the store, below their `key_prefix`."""
    gone = select(MediaAsset).where(
        MediaAsset.deleted_at.is_not(None), MediaAsset.purged_at.is_(None)
    )
    return list(session.scalars(gone.order_by(MediaAsset.deleted_at).limit(most)))


def unneeded(session: Session, stored: set[str]) -> set[str]:
    """Which of these objects, seen in the store before, no row names or ever will.

    The row of a piece is there before its object. What an attempt has uploaded lies below its
    token, and only while that token is the row's may the attempt still publish it.
    """
    theirs = MediaAsset.key_prefix.in_({prefix_of(key) for key in stored})
    held = select(MediaJob.token).join(MediaAsset).where(theirs, MediaJob.token.is_not(None))
    # First the tokens: what is published between the two looks is named by the second.
    tokens = {token.hex for token in session.scalars(held) if token}
    made = select(Rendition.key).join(MediaAsset).where(theirs)
    sent = select(Piece.key).join(Segment).join(MediaAsset).where(theirs)
    named = {*session.scalars(made), *session.scalars(sent)}
    return {key for key in stored - named if not tokens & set(key.split("/"))}


def prefix_of(key: str) -> str:
    """The recording that an object lies below: `r/<unguessable>`."""
    return "/".join(key.split("/")[:2])


def pieces_kept(session: Session, asset_id: UUID) -> list[Piece]:
    """The pieces of a recording, in the order in which they are joined."""
    ordered = select(Piece).join(Segment).options(selectinload(Piece.segment))
    return list(
        session.scalars(
            ordered.where(Segment.asset_id == asset_id).order_by(Segment.position, Piece.position)
        )
    )


def original_key(asset: MediaAsset) -> str | None:
    """Where the original lies once it was kept whole."""
    original = asset.rendition(RenditionKind.original)
    return original.key if original else None


def superseded(session: Session, before: datetime, most: int) -> list[Rendition]:
    """What was watched until the renditions came, where those came before this moment."""
    main = aliased(Rendition)
    same = and_(main.asset_id == Rendition.asset_id, main.kind == RenditionKind.main)
    old = select(Rendition).join(main, same).where(Rendition.kind == RenditionKind.playable)
    return list(session.scalars(old.where(main.created_at < before).limit(most)))


def count_failed(session: Session) -> int:
    """How many jobs wait for an admin's word; never counts on beyond `rules.MOST_FAILED`."""
    return few(session, retriable(select(MediaJob.id)), rules.MOST_FAILED)


def few(session: Session, found: Select[Any], most: int) -> int:
    """How many there are; never counts on beyond `most`."""
    some = found.limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def retriable(found: Select[Any]) -> Select[Any]:
    """Of these jobs those that failed and are still wanted: as `rules.may_retry` says of one."""
    there = MediaAsset.state != AssetState.deleted
    wanted = MediaJob.reason.not_in(rules.NOT_WANTED)
    return found.join(MediaJob.asset).where(MediaJob.state == JobState.failed, wanted, there)
