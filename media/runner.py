"""Run a program on strangers' bytes: contained, watched, and gone when we are.

Every run has its own process group, an empty environment, a private directory, resource
limits (see `media.launcher`), a reach (see `media.jail`) and a wall clock. No shell, no
URL. Leaving `run` by any way, an exception of the caller's `on_line` included, kills the
whole group.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from media.compiled import compiled
from media.errors import Killed, OutOfTime
from media.jail import confinement, reach
from media.launcher import packed

# -B: under a file size limit Python would leave truncated bytecode files behind, which
# break the next program that imports them.
CONTAINED_PYTHON = [sys.executable, "-B", "-I"]
LAUNCHER = Path(__file__).with_name("launcher.py")
GIB = 1024**3
TAIL = 16 * 1024  # bytes of stderr worth keeping
KILLED = {-signal.SIGKILL, 128 + signal.SIGKILL}  # the second as bubblewrap tells it
MOST_OUTPUT = 8 * 1024**2  # bytes of stdout a contained program may send us


@dataclass(frozen=True)
class Limits:
    """What one run may use: seconds of wall clock, bytes of memory and of one file.

    `may_write`: its directory is its own; else it sees only the files its command names.
    """

    wall_seconds: float = 600
    memory_bytes: int = 4 * GIB
    file_bytes: int = 4 * GIB
    nice: int = 0
    may_write: bool = True

    def as_settings(self) -> dict[str, Any]:
        """For the launcher; CPU seconds allow every core to be busy all the time."""
        cores = os.cpu_count() or 1
        return {
            "parent": os.getpid(),
            "memory": self.memory_bytes,
            "file": self.file_bytes,
            "cpu": int(self.wall_seconds * cores) + 1,
            "nice": self.nice,
        }


@dataclass(frozen=True)
class Ran:
    """How a run ended: exit code (negative: killed by that signal) and what it said."""

    code: int
    stdout: bytes
    stderr: str
    seconds: float


@dataclass
class _Talk:
    """What the program has said so far."""

    on_line: Callable[[str], None] | None
    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)
    rest: bytes = b""

    def hear_out(self, chunk: bytes) -> None:
        if self.on_line is None:
            self.out += chunk
            if len(self.out) > MOST_OUTPUT:
                raise OutOfTime("Reading this file took too much.", "stdout overflow")
            return
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            self.on_line(line.decode("utf-8", "replace"))

    def hear_err(self, chunk: bytes) -> None:
        self.err += chunk
        del self.err[:-TAIL]


def run(
    command: Sequence[str],
    cwd: Path,
    limits: Limits = Limits(),
    on_line: Callable[[str], None] | None = None,
) -> Ran:
    """Run `command` (absolute program path first) inside `cwd` until it ends.

    It can read files that the command names by an absolute path, and use `cwd`; nothing else.
    `on_line` gets every line of stdout as it comes; without it stdout is collected.
    Raises `OutOfTime` when the wall clock ran out, `Killed` when somebody else ended the program.
    """
    began = time.monotonic()
    process = _start(command, cwd, limits)
    try:
        talk = _listen(process, began + limits.wall_seconds, on_line)
        code = process.wait(timeout=max(0.1, began + limits.wall_seconds - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise _too_slow(limits) from error
    finally:
        _end(process)
    if code in KILLED:
        raise Killed("Preparing this video was interrupted.", f"{command[0]} was killed")
    stderr = talk.err.decode("utf-8", "replace")
    return Ran(code, bytes(talk.out), stderr, time.monotonic() - began)


def _start(command: Sequence[str], cwd: Path, limits: Limits) -> subprocess.Popen[bytes]:
    confined, started = confinement(command, reach(command, cwd, limits.may_write))
    settings = packed(limits.as_settings() | confined)
    return subprocess.Popen(
        [*CONTAINED_PYTHON, "-S", str(compiled(LAUNCHER)), settings, *started],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={},
        process_group=0,
    )


def _listen(
    process: subprocess.Popen[bytes], deadline: float, on_line: Callable[[str], None] | None
) -> _Talk:
    talk = _Talk(on_line)
    with selectors.DefaultSelector() as selector:
        selector.register(_pipe(process.stdout), selectors.EVENT_READ, talk.hear_out)
        selector.register(_pipe(process.stderr), selectors.EVENT_READ, talk.hear_err)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired(process.args, 0)
            for key, _ in selector.select(min(left, 1)):
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fileobj)
                key.data(chunk)
    return talk


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  both were asked for as pipes
    return stream


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, collect it, close its pipes."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _pipe(process.stdout).close()
    _pipe(process.stderr).close()


def _too_slow(limits: Limits) -> OutOfTime:
    return OutOfTime(
        "Preparing this video took too long, so we stopped.",
        f"killed after {limits.wall_seconds:.0f} s",
    )
