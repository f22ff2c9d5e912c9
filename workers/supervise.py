"""Keeps parts running: starts them, starts again what dies, and ends all of them together.

Every part leads a process group of its own, so that a Ctrl-C in the terminal does not hit it
directly and whatever it leaves behind can be found. What escapes its group (the horse of a dead
worker) becomes our child, because the supervisor adopts orphans, and is ended too.
"""

import os
import selectors
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from workers.branch import TO_LOG, branch
from workers.keeper import SIGNALS, end_children, kill_group
from workers.parts import Part

FIRST_DELAY = 0.25
LONGEST_DELAY = 10.0
STEADY = 30.0  # a part that lived this long has recovered
GRACE = 12.0  # for everything together, before SIGKILL
LARGEST_LOG = 5_000_000
RESET = (*SIGNALS, signal.SIGPIPE, signal.SIGCHLD)


class Stopped(Exception):
    """We were asked to end while waiting for something else."""


@dataclass
class Running:
    """A living part."""

    part: Part
    since: float


class Supervisor:
    """Use in the main thread of a process of its own: it owns signals and all children."""

    def __init__(
        self,
        env: Mapping[str, str],
        say: Callable[[str], None],
        leash: int | None = None,
        grace: float = GRACE,
    ) -> None:
        self._env = dict(env)
        self._say = say
        self._running: dict[int, Running] = {}
        self._due: list[tuple[float, Part]] = []
        self._failures: dict[str, int] = {}
        self._stopping = False
        self._leash = leash
        self._grace = grace
        self._selector = selectors.DefaultSelector()
        self._listen()

    def _listen(self) -> None:
        wakeup, signalled = os.pipe()
        for end in (wakeup, signalled):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(signalled, warn_on_full_buffer=False)
        for number in (*SIGNALS, signal.SIGCHLD):
            signal.signal(number, self._on_signal)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        self._selector.register(wakeup, selectors.EVENT_READ)
        if self._leash is not None:
            self._selector.register(self._leash, selectors.EVENT_READ)

    def _on_signal(self, number: int, frame: object) -> None:
        if number != signal.SIGCHLD:
            self._stopping = True

    def start(self, parts: Sequence[Part]) -> None:
        """Start parts; from now on they are kept running."""
        for part in parts:
            pid = spawn(part, self._env)
            self._running[pid] = Running(part, time.monotonic())

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Tend the parts until `is_so()`; False when time is up. Raises `Stopped`."""
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                return False
            self._tend(0.1)
        return True

    def run(self) -> None:
        """Tend the parts until asked to stop."""
        with suppress(Stopped):
            while True:
                self._tend(self._next_due())

    def failures(self, name: str) -> int:
        """How often a part has died in a row without a steady time in between."""
        return self._failures.get(name, 0)

    def _next_due(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(moment for moment, _ in self._due) - time.monotonic())

    def _tend(self, seconds: float | None) -> None:
        for key, _ in self._selector.select(seconds):
            if not os.read(key.fd, 512):  # only the leash ever ends: the keeper is gone
                self._stopping = True
        if self._stopping:
            raise Stopped
        self._reap()
        self._start_due()

    def _start_due(self) -> None:
        now = time.monotonic()
        due = [part for moment, part in self._due if moment <= now]
        self._due = [(moment, part) for moment, part in self._due if moment > now]
        self.start(due)

    def _reap(self) -> None:
        while (ended := _ended_child()) is not None:
            pid, status = ended
            if running := self._running.pop(pid, None):
                self._again(pid, running, status)

    def _again(self, pid: int, running: Running, status: int) -> None:
        """Clear away what a dead part left (it may hold the port) and plan its restart."""
        kill_group(pid)
        end_children(spare=frozenset(self._running))
        name = running.part.name
        steady = time.monotonic() - running.since > STEADY
        self._failures[name] = 1 if steady else self.failures(name) + 1
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (self._failures[name] - 1))
        self._due.append((time.monotonic() + delay, running.part))
        self._say(f"{name} ended ({_how(status)}); starting it again. Its log: {running.part.log}")

    def stop(self) -> None:
        """End everything: one SIGTERM each, the queue last, SIGKILL for what takes too long."""
        self._due.clear()
        deadline = time.monotonic() + self._grace
        queue = {pid for pid, running in self._running.items() if running.part.name == "queue"}
        self._end(set(self._running) - queue, deadline)
        self._end(queue, deadline)
        end_children()

    def _end(self, pids: set[int], deadline: float) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGTERM)  # not reaped yet, so the number is still its own
        while pids & set(self._running) and time.monotonic() < deadline:
            self._selector.select(0.1)
            while (ended := _ended_child()) is not None:
                self._running.pop(ended[0], None)
        for pid in pids:
            kill_group(pid)


def spawn(part: Part, env: Mapping[str, str]) -> int:
    """Start a part in its own group, with plain signals (a shell may have had us ignore them)."""
    part.log.parent.mkdir(parents=True, exist_ok=True)
    if part.log.exists() and part.log.stat().st_size > LARGEST_LOG:
        part.log.replace(part.log.with_suffix(".old.log"))
    if callable(part.does):
        return branch(part.does, part.log, env)
    return os.posix_spawn(
        part.does[0],
        part.does,
        env,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(part.log), TO_LOG, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setpgroup=0,
        setsigmask=(),
        setsigdef=RESET,
    )


def _ended_child() -> tuple[int, int] | None:
    with suppress(ChildProcessError):
        pid, status = os.waitpid(-1, os.WNOHANG)
        return (pid, status) if pid else None
    return None


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
