"""What a program cost: processor seconds of it and all it started, and seconds on the wall.

Processor seconds come from the kernel when the child is collected, so they stay the same
when the machine is busy with other things; the wall does not.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from media.runner import CONTAINED_PYTHON

LIMITED = ["sh", "-c", 'ulimit -t "$0"; exec "$@"']
WALL_PER_CPU = 20  # a busy machine may need so much longer
ROUNDS, STARTS, IDLE = 5, 10, 3  # the least of a start that is measured alone
MANY = f"""
from pathlib import Path
from media.runner import Limits, run
for _ in range({STARTS}):
    ran = run({{command}}, Path.cwd(), Limits(may_write=False))
    assert ran.code == 0, ran.stderr
"""


@dataclass(frozen=True)
class Cost:
    """Of one command. `is_over`: ended by its limit of processor seconds, or of time for them."""

    cpu_s: float
    wall_s: float
    code: int
    said: str
    is_over: bool = False


def spend(command: Sequence[str], cwd: Path, cpu_limit: int = 3600, nice: int = 0) -> Cost:
    """Run a command to its end; what it said is kept, its exit code is for the caller to judge.

    `nice` gives way to other programs: whoever does is interrupted more often, which costs.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*LIMITED, str(cpu_limit), *command],
            cwd=cwd, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        os.setpriority(os.PRIO_PROCESS, process.pid, nice)
        alarm = threading.Timer(cpu_limit * WALL_PER_CPU, _end, [process.pid])
        alarm.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            _end(process.pid)
            raise
        finally:
            alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    cpu, wall = used.ru_utime + used.ru_stime, time.perf_counter() - began
    ended = cpu >= cpu_limit - 1 or wall >= cpu_limit * WALL_PER_CPU
    over = process.returncode != 0 and ended
    return Cost(cpu, wall, process.returncode, words, over)


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, 9)


@dataclass(frozen=True)
class Starts:
    """Processor seconds that Python needs to begin, before it does anything of ours.

    `worker`: a process with all of ingest imported and ffmpeg found, and nothing to ingest.
    `launcher`: the step in front of every contained program. `prober`: the launcher, and
    behind it a Python with all that a probe imports.
    """

    worker: float
    launcher: float
    prober: float

    def of(self, started: Sequence[Sequence[str]]) -> float:
        """For one ingest that started these programs."""
        probes = sum(any("/probe_child." in part for part in one) for one in started)
        return self.worker + probes * self.prober + (len(started) - probes) * self.launcher


def python_starts(root: Path, rounds: int = ROUNDS) -> Starts:
    """Each start alone: many at once, and the worker's own taken off."""
    truth = next(path for path in ("/bin/true", "/usr/bin/true") if Path(path).exists())
    worker = median(_idle(root) for _ in range(max(rounds, IDLE)))
    begun = _typical("", root, rounds)
    launched = _typical(MANY.format(command=[truth]), root, rounds)
    imports = [*CONTAINED_PYTHON, "-c", "import av, hashlib, json, os; os._exit(0)"]
    probed = _typical(MANY.format(command=imports), root, rounds)
    return Starts(worker, (launched - begun) / STARTS, (probed - begun) / STARTS)


def _idle(root: Path) -> float:
    """The process that measures an ingest, without one."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        (folder / "digests.json").write_text("[]")
        places = [str(folder), str(folder / "work"), str(folder / "answer.json")]
        cost = spend([sys.executable, "-m", "bench.ours", *places, "--idle"], root)
    assert cost.code == 0, cost.said
    return cost.cpu_s


def _typical(program: str, cwd: Path, rounds: int) -> float:
    ready = "import bench.ours\nbench.ours.find_ffmpeg()\n"
    command = [sys.executable, "-c", ready + program]
    costs = [spend(command, cwd) for _ in range(rounds)]
    assert all(cost.code == 0 for cost in costs), costs[0].said
    return median(cost.cpu_s for cost in costs)
