"""What is lost, locked, frozen or told to stop: the queue's memory, the database, a worker."""

import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from sqlalchemy.exc import OperationalError

from practice.recordings.models import AssetState, JobKind, JobState, MediaAsset
from tests.faults import processes
from tests.faults.conftest import CHROME_SECONDS, Mailbox, Queue
from tests.faults.world import Sent, World, horse_of, opened, under_way
from tests.product import embedded, start
from tests.waiting import until
from workers.supervise import GRACE

Recording = Callable[[int], bytes]
LONG = 8  # times six seconds

pytestmark = [processes.needed]


@pytest.mark.faults
def test_rings_that_the_queue_forgot_are_repeated(world: World, recording: Recording) -> None:
    idle = processes.named(world.product, "worker")
    processes.send(signal.SIGSTOP, *idle)
    sent = [world.record(recording(1), CHROME_SECONDS) for _ in range(4)]
    world.submit(sent[0])
    with redis.Redis.from_url(world.settings.redis_url) as queue:
        assert queue.llen("rq:queue:freethrow-fast") >= 3
        queue.flushall()
    fault = time.monotonic()
    processes.send(signal.SIGCONT, *idle)
    world.converges(fault, "flushed the queue")
    world.check_once(submitted=1)


def test_a_take_that_was_finished_while_the_queue_was_away_is_prepared(
    tmp_path: Path, queue: Queue, recording: Recording, mailbox: tuple[Mailbox, str]
) -> None:
    settings = {"REDIS_URL": queue.url, "SMTP_URL": mailbox[1]}
    with embedded(tmp_path / "data", **settings) as product, opened(product) as world:
        queue.kill()
        world.submit(world.record(recording(1), CHROME_SECONDS))
        queue.begin()
        world.converges(time.monotonic(), "finished while the queue was away")
        world.check_once(submitted=1)
        assert len(mailbox[0].of_submissions) == 1


@pytest.mark.faults
def test_a_database_that_is_locked_for_ten_seconds_loses_nothing(
    world: World, recording: Recording
) -> None:
    under_way(world, recording(LONG), LONG * CHROME_SECONDS)
    another = threading.Thread(target=world.record, args=(recording(1), CHROME_SECONDS))
    other = sqlite3.connect(world.settings.data_dir / "freethrow.db", isolation_level=None)
    fault = time.monotonic()
    other.execute("BEGIN EXCLUSIVE")
    another.start()
    time.sleep(10)  # the fault itself
    other.execute("ROLLBACK")
    other.close()
    another.join(60)
    assert not another.is_alive()
    world.converges(fault, "locked the database")
    world.check_once(submitted=1)


@pytest.mark.faults
def test_a_worker_that_was_frozen_past_its_lease_publishes_nothing(
    world: World, recording: Recording
) -> None:
    sent = under_way(world, recording(LONG), LONG * CHROME_SECONDS)
    frozen = freeze_holder(world, sent)
    fault = time.monotonic()
    with ExitStack() as stack:
        spare = (sys.executable, "-m", "workers.cli", "worker", "--lane", "slow")
        start(stack, world.product, "spare", *spare)
        until("the spare worker has done it", lambda: is_ready(world, sent), 85)
        print(f"frozen worker: replaced after {time.monotonic() - fault:.1f} s")
        published = published_keys(world, sent)
        processes.send(signal.SIGCONT, *frozen)
        world.converges(time.monotonic(), "went on after being frozen")
        assert published_keys(world, sent) == published
        job = world.job(sent, JobKind.renditions)
        assert job
        assert (job.state, job.attempt) == (JobState.done, 2)
    world.check_once(submitted=1)


@pytest.mark.faults
def test_a_worker_told_to_stop_hands_its_encode_on_at_once(
    world: World, recording: Recording
) -> None:
    sent = under_way(world, recording(LONG), LONG * CHROME_SECONDS)
    before = world.encoding(sent)
    worker = processes.parent_of(horse_of(before))
    fault = time.monotonic()
    processes.send(signal.SIGTERM, worker)
    until("the worker is gone", lambda: not processes.parent_of(worker), GRACE)
    print(f"told to stop: gone after {time.monotonic() - fault:.1f} s")
    again = until("another takes it up", lambda: other_holder(world, sent, before.worker), 25)
    print(f"told to stop: taken up again after {time.monotonic() - fault:.1f} s")
    assert again == 1, "the attempt that was broken off does not count"
    world.converges(fault, "told to stop")
    world.check_once(submitted=1)


def freeze_holder(world: World, sent: Sent) -> list[int]:
    """Stop a worker with all below it, at a moment when it does not hold the database."""

    def frozen() -> list[int] | None:
        found = list(processes.below([processes.parent_of(horse_of(world.encoding(sent)))]))
        processes.send(signal.SIGSTOP, *found)
        try:
            with world.db.work():
                return found
        except OperationalError:
            processes.send(signal.SIGCONT, *found)
            return None

    return until("a moment without a transaction", frozen)


def is_ready(world: World, sent: Sent) -> bool:
    with world.db.reading() as look:
        return look.get_one(MediaAsset, sent.asset).state == AssetState.ready


def published_keys(world: World, sent: Sent) -> set[str]:
    with world.db.reading() as look:
        return {made.key for made in look.get_one(MediaAsset, sent.asset).renditions}


def other_holder(world: World, sent: Sent, before: str) -> int:
    """The number of the attempt, once it is in other hands or done."""
    job = world.job(sent, JobKind.renditions)
    held = job is not None and job.state != JobState.waiting and job.worker != before
    return job.attempt if job and held else 0
