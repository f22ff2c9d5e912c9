"""The process in front: it starts the supervisor, passes signals on and outlives it.

    terminal ── keeper ── supervisor ── web, workers, sweep, queue
                   └────── leash ──────┘

Whichever of the two dies, even by SIGKILL, the other one ends everything: the supervisor sees the
leash (a pipe) break, the keeper inherits what the supervisor leaves behind. On macOS a process
cannot inherit orphans, so there only the first half holds.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from workers.branch import live

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


def keep(supervise: Callable[[int], int]) -> int:
    """Run `supervise(leash)` in a child; returns its exit code when nothing of it is left.

    The leash is a file descriptor that reaches its end when this process is gone.
    """
    leash, held = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until both sides can handle them
    pid = os.fork()
    if pid == 0:
        os.close(held)
        live(lambda: _be_supervisor(supervise, leash))
    os.close(leash)
    return _accompany(pid)


def _be_supervisor(supervise: Callable[[int], int], leash: int) -> int:
    os.setpgid(0, 0)  # Ctrl-C reaches the keeper alone, which sends one signal
    adopt_orphans()
    return supervise(leash)


def _accompany(pid: int) -> int:
    def pass_on(number: int, frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)

    adopt_orphans()
    for number in SIGNALS:
        signal.signal(number, pass_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    _, status = os.waitpid(pid, 0)
    end_children()
    return os.waitstatus_to_exitcode(status)


def adopt_orphans() -> None:
    """On Linux, become the parent of every descendant whose own parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """The living and unreaped children of this process; empty where there is no /proc."""
    me = os.getpid()
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _parent(entry) == me]


def _parent(entry: Path) -> int:
    try:
        # pid (name, which may hold anything) state parent …
        return int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return -1


def end_children(spare: frozenset[int] = frozenset()) -> None:
    """Kill all children but `spare`, and the orphans that come to us when they die."""
    while strays := [pid for pid in children() if pid not in spare]:
        for pid in strays:
            kill_group(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)  # it need not lead a group
        for pid in strays:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def kill_group(leader: int) -> None:
    """SIGKILL what is left of the group that this process leads or led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
