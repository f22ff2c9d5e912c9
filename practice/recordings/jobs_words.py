"""The work on recordings in words, for the page of jobs."""

from dataclasses import dataclass
from datetime import datetime

from practice.doorbell import Listener, Task
from practice.recordings import rules
from practice.recordings.models import JobKind, MediaJob

KINDS = {
    JobKind.excerpt: "Cutting a part out",
    JobKind.playable: "Making it watchable",
    JobKind.renditions: "Making the versions for every screen",
}
BULK = "Making an older take anew"
LANES = {
    (JobKind.playable, False): "New takes, to be watchable",
    (JobKind.excerpt, False): "Parts cut out for model takes",
    (JobKind.renditions, False): "Versions for every screen",
    (JobKind.renditions, True): "Older takes, made anew",
}


@dataclass(frozen=True)
class Health:
    """Whether anybody is there to do the work: a look of a callout, its icon and its sentence."""

    look: str
    icon: str
    sentence: str


def kind_of(job: MediaJob) -> str:
    """What a job makes."""
    return BULK if job.bulk else KINDS[job.kind]


def lane_of(kind: JobKind, bulk: bool) -> str:
    """What waits in a lane."""
    return LANES[kind, bulk]


def place_of(job: MediaJob) -> str:
    """Where a job is being done: `media-2, process 4711`."""
    machine, _, process = job.worker.rpartition(":")
    name = machine.rpartition("-")[0] or machine
    return f"{name}, process {process}" if name else job.worker


def left_of(job: MediaJob, now: datetime) -> str:
    """How long a running job still takes; empty while that is a guess."""
    return rules.time_left(rules.seconds_left(job, now))


def is_silent(job: MediaJob, now: datetime) -> bool:
    """Whether its worker let the lease expire, so that the sweep gives it to another."""
    return job.lease_until is not None and job.lease_until < now


def milliseconds_taken(job: MediaJob) -> int | None:
    """How long the attempt took that did it; None for one from before that was written down."""
    if job.started_at is None or job.finished_at is None:
        return None
    return max(0, round((job.finished_at - job.started_at).total_seconds() * 1000))


def health_of(listeners: list[Listener] | None) -> Health:
    """Who listens, or what is missing and what to do about it."""
    if listeners is None:
        sentence = "The queue can’t be reached. Nothing is lost: work goes on once it is back."
        return Health("late", "unplug", sentence)
    if not listeners:
        sentence = "No worker is running. What comes in is kept and waits: start freethrow worker."
        return Health("late", "circle-alert", sentence)
    heard = frozenset[Task]().union(*(one.tasks for one in listeners))
    if Task.media_fast not in heard:
        sentence = "No worker listens for new takes. Start one: freethrow worker --lane fast."
        return Health("warn", "triangle-alert", sentence)
    if Task.media_slow not in heard:
        sentence = "New takes can be watched, but no worker makes their versions for every screen."
        return Health("warn", "triangle-alert", f"{sentence} Start one: freethrow worker.")
    return Health("ok", "circle-check", _who_listens(listeners))


def _who_listens(listeners: list[Listener]) -> str:
    machines = len({one.machine for one in listeners})
    busy = sum(one.is_busy for one in listeners)
    workers = "1 worker is" if len(listeners) == 1 else f"{len(listeners)} workers are"
    where = "" if machines == 1 else f" on {machines} machines"
    return f"{workers} running{where}, {busy or 'none'} of them busy. The queue answers."
