"""A worker: waits for the bell and does what the database says is to be done.

A job runs in a child process, RQ's "horse". Two things RQ leaves to us: a horse that died frees
its job at once instead of when its lease expires, and a worker that is told to stop passes that
on, so that a long encode is taken up elsewhere instead of holding up a restart.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import structlog
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from media.binaries import find_ffmpeg
from media.errors import MediaError
from practice.memory import settle
from practice.settings import Settings
from workers import tasks
from workers.boot import Parts, name_process, put_together, set_up_log
from workers.doorbell import BULK, FAST, MAIL, MANY, SLOW, connect

log = structlog.get_logger()
QUICK = (FAST, MANY, MAIL)
LANES = {"fast": QUICK, "slow": (SLOW, BULK), "all": (*QUICK, SLOW, BULK)}
SILENT_AFTER = 60  # seconds after which RQ takes a worker for dead; also bounds its idle wait


class Stable(Worker):
    """RQ's worker with its hook for a warm shutdown filled in; nothing else is changed."""

    told_to_stop = False
    max_connection_wait_time = 10.0  # seconds between two tries to reach a queue that is gone

    def handle_warm_shutdown_request(self) -> None:
        """The first SIGTERM or Ctrl-C: have the horse stop as well (see `workers.stopping`)."""
        self.told_to_stop = True
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)


def run(settings: Settings, lane: str = "all") -> None:
    """Serve one lane, or both with the fast one first, until told to stop.

    An idle worker waits for a queue that is gone. One that loses it in the middle of a job ends
    with an error, so that whoever supervises starts it again.
    """
    set_up_log()
    name_process("worker" if lane == "all" else f"worker-{lane}")
    with suppress(MediaError):  # else every job says so
        find_ffmpeg(settings.ffmpeg)  # once for all jobs to come: they inherit the answer
    connection = connect(settings.redis_url)
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in LANES[lane]]

    def horse_died(job: Job, pid: int, status: int, usage: object) -> None:
        briefly(
            settings, lambda parts: tasks.bury(parts, str(job.func_name), UUID(job.args[0]), pid)
        )

    briefly(settings, tasks.bury_the_dead)
    worker = Stable(
        queues,
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=SILENT_AFTER,
        log_job_description=False,
        work_horse_killed_handler=horse_died,
    )
    settle()  # each job runs in a copy of this process
    worker.work(logging_level="WARNING")
    if not worker.told_to_stop:
        sys.exit("The worker lost its queue and ends, to be started again.")


def briefly(settings: Settings, free: Callable[[Parts], object]) -> None:
    """Free what dead processes held; where that fails, the lease expires.

    Everything is opened for this and closed again: a connection must not pass into a fork.
    """
    parts = put_together(settings)
    try:
        free(parts)
    except Exception:
        log.exception("dead_not_buried")
    finally:
        parts.db.dispose()
