"""PostgreSQL, S3, every part a process of its own, and nobody but the test to start it again."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults import processes
from tests.faults.conftest import CHROME_SECONDS
from tests.faults.world import World, horse_of, opened, under_way
from tests.postgres import Server
from tests.product import at_scale, start
from tests.waiting import until

Recording = Callable[[int], bytes]
LONG = 8  # times six seconds
STOPS = 30.0  # seconds

pytestmark = [pytest.mark.faults, processes.needed]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Holds what a test starts again."""
    with ExitStack() as made:
        yield made


@pytest.fixture
def scale(tmp_path: Path, postgres_server: Server) -> Iterator[World]:
    with at_scale(tmp_path / "data", postgres_server) as product, opened(product) as made:
        yield made


def part(world: World, name: str) -> subprocess.Popen[bytes]:
    return world.product.parts[name]


def start_again(stack: ExitStack, world: World, name: str) -> None:
    """As systemd would, with the command line of the one before."""
    start(stack, world.product, name, *map(str, part(world, name).args))  # type: ignore[arg-type]


def test_a_killed_horse_is_replaced_by_its_own_worker(scale: World, recording: Recording) -> None:
    sent = under_way(scale, recording(LONG), LONG * CHROME_SECONDS)
    fault = time.monotonic()
    processes.kill(horse_of(scale.encoding(sent)))
    scale.converges(fault, "at scale: killed a horse")
    scale.check_once(submitted=1)


def test_a_killed_worker_leaves_its_job_to_another(
    scale: World, recording: Recording, stack: ExitStack
) -> None:
    under_way(scale, recording(LONG), LONG * CHROME_SECONDS)
    spare = (sys.executable, "-m", "workers.cli", "worker")
    start(stack, scale.product, "spare", *spare)
    fault = time.monotonic()
    part(scale, "worker").kill()
    scale.converges(fault, "at scale: killed a worker")
    scale.check_once(submitted=1)


def test_an_idle_worker_waits_for_a_queue_that_is_away(
    scale: World, recording: Recording, stack: ExitStack
) -> None:
    part(scale, "queue").kill()
    part(scale, "queue").wait()
    sent = scale.record(recording(1), CHROME_SECONDS)
    scale.submit(sent)
    until("the worker noticed", lambda: "could not connect" in scale.product.log.read_text())
    start_again(stack, scale, "queue")
    scale.converges(time.monotonic(), "at scale: the queue came back")
    assert part(scale, "worker").poll() is None
    scale.check_once(submitted=1)


def test_a_busy_worker_that_loses_its_queue_goes_on_or_ends_with_an_error(
    scale: World, recording: Recording, stack: ExitStack
) -> None:
    under_way(scale, recording(LONG), LONG * CHROME_SECONDS)
    fault = time.monotonic()
    part(scale, "queue").kill()
    until("the encode is done", lambda: not processes.ffmpegs(scale.product), 80)
    start_again(stack, scale, "queue")
    if part(scale, "worker").poll() is not None:
        assert part(scale, "worker").returncode != 0
        start_again(stack, scale, "worker")
    scale.converges(fault, "at scale: the queue went away in the middle of a job")
    scale.check_once(submitted=1)


def test_a_worker_told_to_stop_ends_well_and_another_goes_on(
    scale: World, recording: Recording, stack: ExitStack
) -> None:
    under_way(scale, recording(LONG), LONG * CHROME_SECONDS)
    spare = (sys.executable, "-m", "workers.cli", "worker")
    start(stack, scale.product, "spare", *spare)
    fault = time.monotonic()
    part(scale, "worker").send_signal(signal.SIGTERM)
    assert part(scale, "worker").wait(STOPS) == 0
    print(f"at scale: stopped after {time.monotonic() - fault:.1f} s")
    scale.converges(fault, "at scale: told a worker to stop")
    scale.check_once(submitted=1)
