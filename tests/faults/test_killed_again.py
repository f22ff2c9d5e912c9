"""Twenty kills in a row, at any moment, in one running product: it heals every time."""

import random
import time
from collections.abc import Callable

import pytest
import redis

from tests.faults import processes
from tests.faults.conftest import CHROME_SECONDS
from tests.faults.world import World, horse_of

Recording = Callable[[int], bytes]
ROUNDS = 20
LENGTHS = (1, 4)  # times six seconds: in the fast lane, or in the middle of an encode
LONGEST_WAIT = 4.0  # seconds after the take was finished

pytestmark = [pytest.mark.faults, processes.needed]


def horses(world: World) -> list[int]:
    """Whoever does a job right now."""
    return [horse_of(job) for job in world.running()]


def encoders(world: World) -> list[int]:
    return processes.ffmpegs(world.product)


def workers(world: World) -> list[int]:
    return processes.named(world.product, "worker")


def one_worker(world: World) -> list[int]:
    return workers(world)[:1]


def sweep(world: World) -> list[int]:
    return processes.named(world.product, "sweep")


def queue(world: World) -> list[int]:
    return processes.queues(world.product)


def flush(world: World) -> list[int]:
    """Not a kill, but as forgetful: the queue loses everything it knew."""
    with redis.Redis.from_url(world.settings.redis_url) as link:
        link.flushall()
    return []


VICTIMS = (horses, encoders, one_worker, workers, sweep, queue, flush)


def test_twenty_kills_at_any_moment_heal_twenty_times(world: World, recording: Recording) -> None:
    seed = int(time.time())
    chance = random.Random(seed)
    print(f"seed {seed}")
    for number in range(ROUNDS):
        victim = VICTIMS[number % len(VICTIMS)]
        length = chance.choice(LENGTHS)
        world.submit(world.record(recording(length), length * CHROME_SECONDS))
        time.sleep(chance.uniform(0, LONGEST_WAIT))  # the moment of the fault
        fault = time.monotonic()
        processes.kill_if_there(*victim(world))
        world.converges(fault, f"round {number + 1}, {victim.__name__}")
        world.check_once(submitted=number + 1)
        world.check_counted()
    assert world.leftovers() == []
