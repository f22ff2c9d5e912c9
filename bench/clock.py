"""What a program cost: processor seconds of it and all it started, and seconds on the wall.

Processor seconds come from the kernel when the child is collected, so they stay the same
when the machine is busy with other things; the wall does not.
"""

import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from media.runner import CONTAINED_PYTHON, Limits, run

LIMITED = ["sh", "-c", 'ulimit -t "$0"; exec "$@"']
WALL_PER_CPU = 20  # a busy machine may need so much longer
STARTS = 3  # of each kind that are measured alone, in every turn


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


def spent() -> float:
    """Processor seconds so far of this process and of those that it started and collected."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@dataclass(frozen=True)
class Starts:
    """Processor seconds that Python needs to begin, before it does anything of ours.

    `launcher`: the step in front of every contained program. `prober`: the launcher, and
    behind it a Python with all that a probe imports.
    """

    launcher: float
    prober: float

    def of(self, started: Sequence[Sequence[str]]) -> float:
        """For one ingest that started these programs."""
        probes = sum(any("/probe_child." in part for part in one) for one in started)
        return probes * self.prober + (len(started) - probes) * self.launcher


def contained_starts() -> Starts:
    """Both as they are in this process, at this moment: how fast a machine is changes."""
    truth = next(path for path in ("/bin/true", "/usr/bin/true") if Path(path).exists())
    imports = [*CONTAINED_PYTHON, "-c", "import av, hashlib, json, os; os._exit(0)"]
    return Starts(_typical([truth]), _typical(imports))


def _typical(command: Sequence[str]) -> float:
    costs = []
    for _ in range(STARTS):
        began = spent()
        ran = run(command, Path.cwd(), Limits(may_write=False))
        assert ran.code == 0, ran.stderr
        costs.append(spent() - began)
    return median(costs)
