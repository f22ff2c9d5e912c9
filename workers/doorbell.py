"""The bell that wakes workers: an RQ queue that carries ids and nothing else.

RQ only rings. It keeps no result and never retries; what has to be done stands in the
database, and the sweep rings again for whatever was not heard.
"""

from uuid import UUID

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from practice.doorbell import Task

FAST, SLOW, BULK = "freethrow-fast", "freethrow-slow", "freethrow-bulk"
QUEUE_OF = {Task.media_slow: SLOW, Task.media_bulk: BULK}
STALE_AFTER = 3600  # seconds after which an unheard ring is forgotten; the sweep rang long since
PATIENCE = 2.0  # seconds a web request may wait for the queue


def connect(url: str, patience: float | None = None) -> Redis:
    """The queue's server; `patience` bounds every single answer."""
    return Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=patience)


class RqDoorbell:
    """Wakes a worker of the right lane."""

    def __init__(self, url: str) -> None:
        connection = connect(url, PATIENCE)
        self.queues = {
            name: Queue(name, connection=connection, serializer=JSONSerializer)
            for name in (FAST, SLOW, BULK)
        }

    def ring(self, task: Task, subject: UUID) -> None:
        """Put the id into its lane; raises when the queue can't be reached."""
        self.queues[QUEUE_OF.get(task, FAST)].enqueue_call(
            f"workers.tasks.{task.value}",
            args=(str(subject),),
            timeout=-1,  # our own wall clock and leases rule
            ttl=STALE_AFTER,
            result_ttl=0,
            failure_ttl=600,
        )
