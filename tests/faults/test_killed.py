"""Any one process is killed while a submitted take is being encoded, and everything heals."""

import time
from collections.abc import Callable

import pytest

from tests.faults import processes
from tests.faults.conftest import CHROME_SECONDS, Mailbox
from tests.faults.world import Sent, World, horse_of, under_way

Recording = Callable[[int], bytes]
LONG, SHORT = 8, 1  # times six seconds

pytestmark = [processes.needed]


@pytest.fixture
def sent(world: World, recording: Recording) -> Sent:
    """A long take, submitted, with its encode under way."""
    return under_way(world, recording(LONG), LONG * CHROME_SECONDS)


def horse(world: World, holder: int) -> list[int]:
    return [holder]


def encoder(world: World, holder: int) -> list[int]:
    return processes.ffmpegs(world.product)


def worker(world: World, holder: int) -> list[int]:
    return [processes.parent_of(holder)]


def both_workers(world: World, holder: int) -> list[int]:
    found = processes.named(world.product, "worker")
    return [pid for pid in found if processes.parent_of(pid) not in found]


def sweep(world: World, holder: int) -> list[int]:
    return processes.named(world.product, "sweep")


def queue(world: World, holder: int) -> list[int]:
    return processes.queues(world.product)


def web_process(world: World, holder: int) -> list[int]:
    return processes.named(world.product, "web")[1:2]


def web(world: World, holder: int) -> list[int]:
    return processes.named(world.product, "web")[:1]


OFTEN = [horse, web_process]  # part of every test run
AT_LEISURE = [encoder, worker, both_workers, sweep, queue, web]


@pytest.mark.parametrize(
    "victim", [*OFTEN, *(pytest.param(one, marks=pytest.mark.faults) for one in AT_LEISURE)]
)
def test_killing_one_process_in_the_middle_of_an_encode_heals(
    world: World,
    sent: Sent,
    recording: Recording,
    mailbox: tuple[Mailbox, str],
    victim: Callable[[World, int], list[int]],
) -> None:
    holder = horse_of(world.encoding(sent))
    at_work = {holder, *processes.ffmpegs(world.product)}
    victims = victim(world, holder)
    assert victims
    assert all(victims)
    fault = time.monotonic()
    processes.kill(*victims)
    world.converges(fault, f"killed {victim.__name__}", at_work)
    world.submit(world.record(recording(SHORT), SHORT * CHROME_SECONDS))
    world.converges(time.monotonic(), "the next take")
    world.check_once(submitted=2)
    world.check_counted()
    assert world.leftovers() == []
    assert len(mailbox[0].of_submissions) == 2, "one mail for each submission"
