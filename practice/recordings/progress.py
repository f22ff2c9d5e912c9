"""How far a recording is on its way to the screen, in the words of who waits for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.recordings import queries, rules
from practice.recordings.models import AssetState, JobState, MediaAsset, MediaJob

OPEN = (JobState.waiting, JobState.running)
ON_ITS_WAY = "Waiting for the rest"
WAITING = "Waiting for a free worker"
BEGUN = "Getting started"
Hour = Callable[[datetime], str]  # a moment as the reader's clock shows it


def progress_of(session: Session, asset: MediaAsset, hour: Hour) -> dict[str, Any]:
    """How far a recording is, as data for a page that waits.

    `phase` changes when the percentage begins anew; `left` is empty while nobody can know.
    """
    job = None if asset.is_settled else queries.current_job(session, asset.id)
    if job and job.state not in OPEN:
        job = None
    left = rules.seconds_left(job, utcnow()) if job else None
    return {
        "state": asset.state.value,
        "watchable": asset.is_watchable,
        "settled": asset.is_settled,
        "phase": job.kind.value if job else "",
        "stage": stage_of(session, job, hour) if job else _without_job(asset),
        "postponed": job is not None and rules.is_postponed(job, utcnow()),
        "percent": job.percent if job and job.state == JobState.running else 0,
        "seconds_left": left,
        "left": rules.time_left(left),
        "sentence": asset.sentence,
    }


def stage_of(session: Session, job: MediaJob, hour: Hour) -> str:
    """What happens to an open job right now, or what it waits for."""
    if job.state == JobState.running:
        return job.stage or BEGUN
    if rules.is_postponed(job, utcnow()):
        return f"Trying again at {hour(job.not_before)}: {rules.why_later(job)}. Nothing is lost."
    ahead = count_ahead(session, job)
    if ahead == 0:
        return WAITING
    if ahead > rules.MOST_AHEAD:
        return f"{WAITING}: more than {rules.MOST_AHEAD} recordings are ahead"
    return f"{WAITING}: {ahead} recording{' is' if ahead == 1 else 's are'} ahead"


def count_ahead(session: Session, job: MediaJob) -> int:
    """How many jobs of its lane were asked for earlier; never counts on beyond `MOST_AHEAD`."""
    earlier = select(MediaJob.id).where(
        queries.waiting_in(job.kind, job.bulk),
        MediaJob.not_before < min(job.not_before, utcnow()),
    )
    return queries.few(session, earlier, rules.MOST_AHEAD + 1)


def _without_job(asset: MediaAsset) -> str:
    return ON_ITS_WAY if asset.state == AssetState.uploading else ""
