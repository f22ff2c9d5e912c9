"""The jobs that make a recording watchable: the row is the truth, the queue only rings.

A worker holds a `Claim`, and nothing it writes counts unless the claim's token is still the
row's. The caller commits; the bell rings after that (`doorbell.ask`).
"""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.db import utcnow
from practice.doorbell import Task, ask
from practice.errors import WrongState
from practice.people.models import Person
from practice.recordings import queries, rules
from practice.recordings.models import (
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    RenditionKind,
    Segment,
)
from practice.recordings.values import (
    Claim,
    ClaimedPart,
    ClaimedPiece,
    ClaimedSegment,
)

GIVEN_UP = "We couldn’t prepare this recording. The original is kept; an admin can try again."
MOST_FAULT = 4000  # characters


def hold(session: Session, asset_id: UUID) -> None:
    """Hold a recording until the transaction ends; always before its jobs and whatever is built
    on it, so that nobody waits in a circle."""
    session.execute(select(MediaAsset.id).where(MediaAsset.id == asset_id).with_for_update())


def lane(job: MediaJob | Claim) -> Task:
    """Where a job waits: a new take never behind a long encode, and no encode behind old ones."""
    if job.kind != JobKind.renditions:
        return Task.media_fast
    return Task.media_bulk if job.bulk else Task.media_slow


def add_job(
    session: Session,
    asset_id: UUID,
    kind: JobKind,
    digest: str,
    plan_hash: str = "",
    bulk: bool = False,
) -> MediaJob:
    """Ask for work, once: the same work asked for again is the same row."""
    same = select(MediaJob).filter_by(
        asset_id=asset_id, kind=kind, input_digest=digest, plan_hash=plan_hash
    )
    job = session.scalar(same)
    if job is None:
        job = MediaJob(
            asset_id=asset_id, kind=kind, input_digest=digest, plan_hash=plan_hash, bulk=bulk
        )
        session.add(job)
        session.flush()
    if job.state == JobState.waiting:
        ask(session, lane(job), job.id)
    return job


def revive(session: Session, job: MediaJob) -> None:
    """Let a settled job run again from its beginning."""
    job.state, job.attempt, job.not_before, job.rung_at = JobState.waiting, 0, utcnow(), None
    job.reason = job.fault = ""
    job.postponed = 0
    ask(session, lane(job), job.id)


def overtake(session: Session, asset_id: UUID, why: str, except_digest: str = "") -> None:
    """Close every open job of a recording but those on this digest: their result is not wanted.

    A worker that is busy with one finds its token gone and stops.
    """
    open_states = (JobState.waiting, JobState.running)
    mine = (MediaJob.asset_id == asset_id, MediaJob.state.in_(open_states))
    session.execute(
        update(MediaJob)
        .where(*mine, MediaJob.input_digest != except_digest)
        .values(state=JobState.failed, token=None, reason=why, finished_at=utcnow())
    )


def claim(session: Session, job_id: UUID, worker: str, now: datetime | None = None) -> Claim | None:
    """Take a job by compare-and-set, or get None: done, not yet due, or in other hands.

    A job that is running with an expired lease may be taken over; the new token fences the old
    attempt. The lease lasts `rules.LEASE`; `heartbeat` or `report_progress` renews it.
    """
    now, token = now or utcnow(), uuid4()
    free = or_(MediaJob.state == JobState.waiting, MediaJob.lease_until < now)
    taken = _changed(
        session,
        update(MediaJob)
        .where(MediaJob.id == job_id, MediaJob.not_before <= now, free)
        .where(MediaJob.state.in_((JobState.waiting, JobState.running)))
        .values(
            state=JobState.running,
            token=token,
            worker=worker,
            attempt=MediaJob.attempt + 1,
            lease_until=now + rules.LEASE,
            started_at=now,
            stage="",
            percent=0,
            reason="",
        ),
    )
    return _claim_of(session, job_id, token) if taken else None


def heartbeat(session: Session, claim: Claim, now: datetime | None = None) -> bool:
    """Renew the lease. False means that the job is in other hands: stop, keep nothing."""
    lease = (now or utcnow()) + rules.LEASE
    return _changed(session, _mine(claim).values(lease_until=lease))


def report_progress(
    session: Session, claim: Claim, stage: str, percent: int, now: datetime | None = None
) -> bool:
    """Say where the work stands (a stage as the person reads it, 0–100); renews the lease too."""
    lease = (now or utcnow()) + rules.LEASE
    bounded = max(0, min(100, percent))
    return _changed(session, _mine(claim).values(lease_until=lease, stage=stage, percent=bounded))


def complete(session: Session, claim: Claim) -> bool:
    """Close a job whose result is being published; False when it is in other hands."""
    values = {"state": JobState.done, "token": None, "lease_until": None, "percent": 100}
    return _changed(session, _mine(claim).values(finished_at=utcnow(), **values))


def mark_failed(session: Session, claim: Claim, sentence: str, fault: str = "") -> bool:
    """Give the job up for good, with a sentence for the person and the fault for the admin.

    A recording that could be watched before stays watchable; one that could not is unreadable.
    """
    hold(session, claim.asset_id)
    job = queries.get_job(session, claim.job_id)
    return _changed(session, _mine(claim).values(_failure(sentence, fault))) and _mourn(
        session, job, sentence
    )


def put_back(
    session: Session,
    claim: Claim,
    fault: str,
    again_in: timedelta,
    counts: bool = False,
    why: str = "",
) -> bool:
    """Return a job that failed for a passing reason; it is tried later, or at once.

    `why` is a sentence for the person who waits, `fault` what really happened. What is no fault
    of the recording (store down, disk full, a restart) does not count as an attempt. What may be
    (a killed encoder) `counts`; the last of `rules.MOST_ATTEMPTS` is final.
    """
    if counts and claim.attempt >= rules.MOST_ATTEMPTS:
        return mark_failed(session, claim, GIVEN_UP, fault)
    hold(session, claim.asset_id)
    wait = backed_off(session, claim.job_id, again_in)
    back = _changed(
        session,
        _mine(claim).values(
            state=JobState.waiting,
            token=None,
            lease_until=None,
            not_before=utcnow() + wait,
            postponed=MediaJob.postponed + 1 if again_in else MediaJob.postponed,
            rung_at=None,
            reason=why,
            fault=fault[:MOST_FAULT],
            attempt=claim.attempt if counts else max(0, claim.attempt - 1),
        ),
    )
    if back and not again_in:
        ask(session, lane(claim), claim.job_id)
    return back


def backed_off(session: Session, job_id: UUID, again_in: timedelta) -> timedelta:
    """The wait before the next try: twice as long each time, at most `rules.LONGEST_WAIT`."""
    times = session.scalar(select(MediaJob.postponed).where(MediaJob.id == job_id)) or 0
    return min(rules.LONGEST_WAIT, again_in * int(2 ** min(times, 10)))


def mark_rung(session: Session, job_ids: list[UUID], now: datetime | None = None) -> None:
    """Note that the bell was rung, so that the next sweep does not ring it again at once."""
    session.execute(
        update(MediaJob).where(MediaJob.id.in_(job_ids)).values(rung_at=now or utcnow())
    )


def take_back(session: Session, job_id: UUID, now: datetime | None = None) -> bool:
    """Free a job whose lease expired; after `rules.MOST_ATTEMPTS` it is given up instead."""
    return _free(session, job_id, MediaJob.lease_until < (now or utcnow()))


def bury(session: Session, job_id: UUID, worker: str) -> bool:
    """Free the job of a process that was seen dead, without waiting for its lease to expire.

    Does nothing when the job is in other hands by now.
    """
    return _free(session, job_id, MediaJob.worker == worker)


def _free(session: Session, job_id: UUID, condition: ColumnElement[bool]) -> bool:
    lost = update(MediaJob).where(
        MediaJob.id == job_id, MediaJob.state == JobState.running, condition
    )
    job = queries.get_job(session, job_id)
    hold(session, job.asset_id)
    session.refresh(job)
    if job.attempt >= rules.MOST_ATTEMPTS:
        fault = f"the worker died {job.attempt} times"
        gone = _changed(session, lost.values(_failure(GIVEN_UP, fault)))
        return gone and _mourn(session, job, GIVEN_UP)
    freed = _changed(
        session, lost.values(state=JobState.waiting, token=None, lease_until=None, rung_at=None)
    )
    if freed:
        ask(session, lane(job), job_id)
    return freed


def retry(session: Session, by: Person, job_id: UUID) -> MediaJob:
    """Try a failed job once more, on an admin's word, which is written down.

    Refuses one that did not fail, and one whose result nobody wants anymore.
    """
    job = queries.get_job(session, job_id)
    if not _retried(session, job):
        raise WrongState("Only a job that failed can be tried again.")
    note(session, "retried_job", by=by, subject_id=job.asset.owner_id)
    return job


def retry_all(session: Session, by: Person, kind: JobKind | None, most: int) -> int:
    """Try at most so many failed jobs of this kind, or of any, once more; answers how many."""
    failed = queries.retriable(select(MediaJob)).order_by(MediaJob.finished_at).limit(most)
    if kind is not None:
        failed = failed.where(MediaJob.kind == kind)
    # In the order of recordings: two admins at once must not wait for each other in a circle.
    found = sorted(session.scalars(failed), key=lambda job: job.asset_id)
    done = sum(1 for job in found if _retried(session, job))
    if done:
        note(session, "retried_jobs", by=by, detail={"count": done})
    return done


def _retried(session: Session, job: MediaJob) -> bool:
    hold(session, job.asset_id)
    session.refresh(job)
    session.refresh(job.asset)
    if not rules.may_retry(job):
        return False
    revive(session, job)
    if not job.asset.is_watchable:
        job.asset.state, job.asset.sentence = AssetState.finished, ""
    session.flush()
    return True


def _changed(session: Session, statement: Any) -> bool:
    """Whether the statement found its row; rows already loaded are told what changed."""
    fetched = statement.execution_options(synchronize_session="fetch")
    result = cast("CursorResult[Any]", session.execute(fetched))
    return result.rowcount == 1


def _mine(claim: Claim) -> Any:
    return update(MediaJob).where(
        MediaJob.id == claim.job_id,
        MediaJob.token == claim.token,
        MediaJob.state == JobState.running,
    )


def _failure(sentence: str, fault: str) -> dict[str, object]:
    return {
        "state": JobState.failed,
        "token": None,
        "lease_until": None,
        "reason": sentence,
        "fault": fault[:MOST_FAULT],
        "finished_at": utcnow(),
    }


def _mourn(session: Session, job: MediaJob, sentence: str) -> bool:
    asset = job.asset
    if asset.is_watchable:
        asset.state = AssetState.partial if asset.sentence else AssetState.ready
    elif asset.state != AssetState.deleted:
        asset.state, asset.sentence = AssetState.unreadable, sentence
    session.flush()
    return True


def _claim_of(session: Session, job_id: UUID, token: UUID) -> Claim:
    job = queries.get_job(session, job_id)
    asset = job.asset
    playable = asset.rendition(RenditionKind.playable)
    return Claim(
        job_id=job_id,
        token=token,
        attempt=job.attempt,
        kind=job.kind,
        bulk=job.bulk,
        asset_id=asset.id,
        asset_kind=asset.kind,
        key_prefix=asset.key_prefix,
        recorded_ms=asset.recorded_ms,
        sentence=asset.sentence,
        segments=tuple(_claimed(segment) for segment in asset.segments),
        original_key=queries.original_key(asset),
        original_sha256=asset.sha256 or "",
        playable_key=playable.key if playable else None,
        playable_facts=job.detail.get("facts"),
        part=_part_of(session, asset) if job.kind == JobKind.excerpt else None,
    )


def _part_of(session: Session, asset: MediaAsset) -> ClaimedPart:
    """What is watched of the source today; its range refers to that."""
    source = session.get(MediaAsset, asset.excerpt_of_id) if asset.excerpt_of_id else None
    best = source.best if source is not None and source.is_watchable else None
    return ClaimedPart(
        best.key if best else None, asset.excerpt_from_ms or 0, asset.excerpt_until_ms or 0
    )


def _claimed(segment: Segment) -> ClaimedSegment:
    pieces = tuple(
        ClaimedPiece(piece.position, piece.key, piece.size, piece.sha256)
        for piece in segment.pieces
    )
    expected = len(pieces) if segment.pieces_expected is None else segment.pieces_expected
    return ClaimedSegment(
        segment.position, segment.mime_type, segment.video_ms, segment.audio_ms, expected, pieces
    )
