"""The bell that wakes workers: an RQ queue that carries ids and nothing else.

RQ only rings. It keeps no result and never retries; what has to be done stands in the
database, and the sweep rings again for whatever was not heard.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from practice.db import utcnow
from practice.doorbell import Listener, Task

FAST, MANY, MAIL, SLOW, BULK = (
    f"freethrow-{name}" for name in ("fast", "many", "mail", "slow", "bulk")
)  # in the order in which a worker looks into them
QUEUE_OF = {
    Task.hand_out: MANY,
    Task.work_on_people: MANY,
    Task.mail: MAIL,
    Task.media_slow: SLOW,
    Task.media_bulk: BULK,
}
MOST_LETTERS = 400  # rings that wait; the sweep would ring for the same letters over and over
STALE_AFTER = 3600  # seconds after which an unheard ring is forgotten; the sweep rang long since
LATELY = timedelta(seconds=90)  # an idle worker is heard of every 45 seconds
PATIENCE = 2.0  # seconds a web request may wait for the queue


def connect(url: str, patience: float | None = None) -> Redis:
    """The queue's server; `patience` bounds every single answer."""
    return Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=patience)


class RqDoorbell:
    """Wakes a worker of the right lane."""

    def __init__(self, url: str) -> None:
        self.url = url
        connection = connect(url, PATIENCE)
        self.queues = {
            name: Queue(name, connection=connection, serializer=JSONSerializer)
            for name in (FAST, MANY, MAIL, SLOW, BULK)
        }

    def ring(self, task: Task, subject: UUID) -> None:
        """Put the id into its lane; raises when the queue can't be reached."""
        queue = self.queues[QUEUE_OF.get(task, FAST)]
        if task == Task.mail and queue.count >= MOST_LETTERS:
            return
        queue.enqueue_call(
            f"workers.tasks.{task.value}",
            args=(str(subject),),
            timeout=-1,  # our own wall clock and leases rule
            ttl=STALE_AFTER,
            result_ttl=0,
            failure_ttl=600,
        )

    def listeners(self) -> list[Listener] | None:
        """The workers that the queue has heard of lately; None when it can’t be reached."""
        try:
            # A connection of its own: RQ gives the patience of a worker to every one it is lent.
            with connect(self.url, PATIENCE) as connection:
                found = Worker.all(connection=connection, serializer=JSONSerializer)
        except RedisError:
            return None
        lately = utcnow() - LATELY
        told = [_listener(one, one.last_heartbeat) for one in found if one.last_heartbeat]
        return [one for one in told if one.heard_at > lately]


def _listener(worker: BaseWorker, heard_at: datetime) -> Listener:
    theirs = set(worker.queue_names())
    return Listener(
        machine=worker.hostname or "a machine",
        tasks=frozenset(task for task in Task if QUEUE_OF.get(task, FAST) in theirs),
        is_busy=worker.get_state() == "busy",
        heard_at=heard_at.replace(tzinfo=UTC),
    )
