"""A worker: waits for the bell and does what the database says is to be done."""

from rq import Queue, Worker
from rq.serializers import JSONSerializer

from practice.settings import Settings
from workers import tasks  # noqa: F401 - so that every forked job finds its code in memory
from workers.boot import set_up_log
from workers.doorbell import FAST, SLOW, connect

LANES = {"fast": (FAST,), "slow": (SLOW,), "all": (FAST, SLOW)}
SILENT_AFTER = 60  # seconds after which RQ takes a worker for dead; also bounds its idle wait


def run(settings: Settings, lane: str = "all") -> None:
    """Serve one lane, or both with the fast one first, until told to stop."""
    set_up_log()
    connection = connect(settings.redis_url)
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in LANES[lane]]
    worker = Worker(
        queues,
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=SILENT_AFTER,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING")
