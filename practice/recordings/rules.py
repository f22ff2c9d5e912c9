"""What the state of a recording allows, and the limits of its pieces."""

import math
from datetime import datetime, timedelta

from practice.recordings.models import AssetKind, AssetState, JobState, MediaAsset, MediaJob

LARGEST_PIECE = 32 * 1024 * 1024
MOST_PIECES = 10_000  # per segment, and also the most segments
LEASE = timedelta(seconds=30)  # a worker that is silent for longer has lost its job
# Between two tries of what fails for a passing reason: with the sweep's 15 seconds, no job idles
# for more than 90 once the trouble is over.
LONGEST_WAIT = timedelta(minutes=1)
SUPERSEDED_AFTER = timedelta(hours=1)  # at least; as long as addresses of videos live
MOST_ATTEMPTS = 4  # a recording that takes down its worker every time is given up
RING_AGAIN_AFTER = timedelta(seconds=30)
RING_AT_MOST = 50  # jobs of a kind; the next ones come when these are done
MOST_COUNTED = 10_000  # of what waits: who has more of it reads “10,000+”
MOST_FAILED = 1_000  # the same of what failed
MOST_AHEAD = 99  # recordings that are counted before one's own
LEAST_PERCENT = 5  # of a job, before anybody can say how long it takes
TOLERANCE_MS = 2_000  # recorders start and stop a little beside the clock
ABANDONED_AFTER = timedelta(minutes=10)
EMPTY_AFTER = timedelta(hours=24)  # a take recorded offline may still send its first piece
OVERTAKEN = "More of this recording arrived, so it is made anew."
DELETED = "The recording was deleted."
UNFORESEEN = "Something went wrong on our side."
NOT_WANTED = (OVERTAKEN, DELETED)  # closed because nobody wants the result, not for a fault


def may_grow(asset: MediaAsset) -> bool:
    """Whether more pieces are welcome.

    Until the browser itself has finished it: what the server closed for a browser that was gone
    goes on when that browser comes back.
    """
    if asset.state == AssetState.deleted:
        return False
    return asset.state == AssetState.uploading or asset.finished_by_server


def may_retry(job: MediaJob) -> bool:
    """Whether trying again makes sense: it failed, and its result is still wanted."""
    is_wanted = job.asset.state != AssetState.deleted and job.reason not in NOT_WANTED
    return job.state == JobState.failed and is_wanted


def seconds_left(job: MediaJob, now: datetime) -> int | None:
    """How long a running job still takes at its pace so far; None while that is a guess."""
    if job.state != JobState.running or job.started_at is None or job.percent < LEAST_PERCENT:
        return None
    passed = (now - job.started_at).total_seconds()
    return math.ceil(passed * (100 - job.percent) / job.percent)


def time_left(seconds: int | None) -> str:
    """That in words, as coarse as it is uncertain: `about 40 s left`; empty while unknown."""
    if seconds is None:
        return ""
    if seconds <= 10:
        return "a few seconds left"
    if seconds <= 50:
        return f"about {math.ceil(seconds / 10) * 10} s left"
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min left"
    hours, rest = divmod(math.ceil(minutes / 10) * 10, 60)
    return f"about {hours} h {rest} min left" if rest else f"about {hours} h left"


def is_postponed(job: MediaJob, now: datetime) -> bool:
    """Whether it waits for the moment of its next try, not for a worker."""
    return job.state == JobState.waiting and job.postponed > 0 and job.not_before > now


def why_later(job: MediaJob) -> str:
    """Why it could not be done just now, as a part of a sentence: `the disk is full`."""
    sentence = (job.reason or UNFORESEEN).partition(". ")[0].removesuffix(".")
    return sentence[:1].lower() + sentence[1:]


def expected_pieces(asset: MediaAsset) -> int:
    """How many pieces the manifest names; what is there, where no manifest came."""
    return sum(
        len(segment.pieces) if segment.pieces_expected is None else segment.pieces_expected
        for segment in asset.segments
    )


def is_whole(asset: MediaAsset, pieces_joined: int, duration_ms: int) -> bool:
    """Whether what can be watched is what was recorded.

    An imported file has no count of milliseconds; its pieces are the whole truth.
    """
    if asset.finished_by_server or pieces_joined < expected_pieces(asset):
        return False
    if asset.kind == AssetKind.imported or asset.recorded_ms == 0:
        return True
    return duration_ms >= asset.recorded_ms - max(TOLERANCE_MS, asset.recorded_ms // 20)


def partial_sentence(asset: MediaAsset, duration_ms: int) -> str:
    """Plainly what is missing."""
    if asset.recorded_ms <= duration_ms:
        return "The end of this recording didn’t reach us. What did can be watched."
    there, all_of_it = _clock(duration_ms), _clock(asset.recorded_ms)
    return f"Only {there} of the {all_of_it} recorded reached us. What did can be watched."


def _clock(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02}"
