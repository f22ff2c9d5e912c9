"""The supervisor on real processes: what dies comes back, and nothing outlives it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ROOT = Path(__file__).parents[2]

# A part that writes down its own process id and that of a child, which has left its group, as a
# worker's horse does.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
with open(sys.argv[1] + ".part", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(600)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
# One that tells by the clock of the machine when it was started, and ends.
WEAK = "import time; print(time.monotonic(), flush=True); raise SystemExit(3)"


class House:
    """A running supervisor with two families, and the process ids it has shown."""

    def __init__(self, place: Path, process: subprocess.Popen[str], inner: int) -> None:
        self.place, self.process, self.inner = place, process, inner
        self.seen: set[int] = set()

    def family(self, name: str) -> tuple[int, int]:
        """The current part and its child."""
        until(name, (self.place / name).exists)
        part, child = map(int, (self.place / name).read_text().split())
        self.seen |= {part, child}
        return part, child

    def everybody(self) -> set[int]:
        self.family("one")
        self.family("two")
        return self.seen | {self.process.pid, self.inner}


def is_alive(pid: int) -> bool:
    """Running; a zombie that its new parent has not collected yet is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(pids: set[int]) -> bool:
    return not any(map(is_alive, pids))


def start(place: Path, parts: dict[str, list[str]], prefix: tuple[str, ...] = ()) -> House:
    (place / "parts.json").write_text(json.dumps(parts))
    process = subprocess.Popen(
        [*prefix, sys.executable, str(ROOT / "tests/workers/supervised.py"), str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    words = process.stdout.readline().split()
    assert words[0] == "up", words
    return House(place, process, int(words[1]))


def families(place: Path) -> dict[str, list[str]]:
    return {name: [sys.executable, "-c", FAMILY, str(place / name)] for name in ("one", "two")}


def put_away(house: House) -> None:
    """Ask it to end; then whatever a failing test leaves behind."""
    house.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        house.process.wait(timeout=PATIENCE)
    for pid in house.seen | {house.process.pid, house.inner}:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    house.process.wait()
    assert house.process.stdout is not None
    house.process.stdout.close()


@contextmanager
def started(
    place: Path, parts: dict[str, list[str]], prefix: tuple[str, ...] = ()
) -> Iterator[House]:
    running = start(place, parts, prefix)
    try:
        yield running
    finally:
        put_away(running)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with started(tmp_path, families(tmp_path)) as running:
        yield running


def test_a_killed_part_comes_back_and_its_stray_child_does_not_stay(house: House) -> None:
    part, child = house.family("one")
    other = house.family("two")
    (house.place / "one").unlink()

    os.kill(part, signal.SIGKILL)

    new_part, _ = house.family("one")
    assert new_part != part
    assert house.family("two") == other
    until("it is gone", lambda: not is_alive(child))


def test_the_operator_is_told_what_died_how_and_where_its_log_is(house: House) -> None:
    part, _ = house.family("one")

    os.kill(part, signal.SIGKILL)

    assert house.process.stdout is not None
    line = house.process.stdout.readline()
    assert line.startswith("one ended (killed by SIGKILL); starting it again.")
    assert str(house.place / "one.log") in line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_one_signal_ends_everything(house: House, number: signal.Signals) -> None:
    everybody = house.everybody()

    house.process.send_signal(number)

    assert house.process.wait(timeout=PATIENCE) == 0
    assert all_gone(everybody)


def test_an_interrupt_ends_it_even_when_a_shell_has_it_ignored(tmp_path: Path) -> None:
    with started(tmp_path, families(tmp_path), ("env", "--ignore-signal=INT")) as house:
        everybody = house.everybody()

        house.process.send_signal(signal.SIGINT)

        assert house.process.wait(timeout=PATIENCE) == 0
        assert all_gone(everybody)


def test_killing_the_process_in_front_leaves_no_orphan(house: House) -> None:
    everybody = house.everybody()

    house.process.kill()

    until("all are gone", lambda: all_gone(everybody))


def test_killing_the_supervisor_behind_it_leaves_no_orphan(house: House) -> None:
    everybody = house.everybody()

    os.kill(house.inner, signal.SIGKILL)

    assert house.process.wait(timeout=PATIENCE) != 0
    assert all_gone(everybody)


def test_a_part_that_ignores_the_request_to_end_is_ended_in_the_end(tmp_path: Path) -> None:
    with started(tmp_path, {"stubborn": [sys.executable, "-c", STUBBORN]}) as house:
        children = Path(f"/proc/{house.inner}/task/{house.inner}/children")
        (stubborn,) = map(int, children.read_text().split())
        until("it is deaf", lambda: "deaf" in (tmp_path / "stubborn.log").read_text())

        house.process.terminate()

        assert house.process.wait(timeout=PATIENCE) == 0
        assert not is_alive(stubborn)


def test_a_part_that_keeps_dying_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    with started(tmp_path, {"weak": [sys.executable, "-c", WEAK]}) as house:
        assert house.process.stdout is not None
        lines = [house.process.stdout.readline() for _ in range(4)]

    starts = map(float, (tmp_path / "weak.log").read_text().split())
    gaps = [later - sooner for sooner, later in pairwise(starts)]
    assert all("weak ended (exit code 3)" in line for line in lines)
    assert len(gaps) >= 3
    assert all(gap >= 0.25 * 2**number for number, gap in enumerate(gaps)), gaps
