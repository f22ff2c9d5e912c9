"""A part of ours as a copy of the process that starts it, instead of a program started anew.

Everything is loaded once: parts are there at once, come back at once when they die, and share the
memory of what they have in common.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

FIRST_OWN = 3  # after standard input, output and error
MOST_FILES = 65_536
TO_LOG = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def branch(does: Callable[[], object], log: Path, env: Mapping[str, str]) -> int:
    """Run `does()` in a copy of this process, in a group of its own; returns its process id.

    It has these settings in its environment, writes to `log` and has none of our open files. To
    be called where no other thread runs.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    pid = os.fork()
    if pid == 0:
        live(lambda: _become(does, log, env))
    with suppress(OSError):
        os.setpgid(pid, pid)  # both do it: whoever comes second finds it done
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pid


def live(does: Callable[[], int]) -> NoReturn:
    """What a process that was just forked is for; it ends with this exit code.

    Never returns: the copy must not go on with what its original has on its stack.
    """
    code = 1
    try:
        code = does()
    except SystemExit as end:
        code = _code_of(end)
    except BaseException:  # noqa: BLE001 - shown, then the copy ends whatever it was
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(does: Callable[[], object], log: Path, env: Mapping[str, str]) -> int:
    os.setpgid(0, 0)
    _be_quiet(log)
    _take_signals_as_usual()
    os.environ.clear()
    os.environ.update(env)
    does()
    return 0


def _be_quiet(log: Path) -> None:
    """Read nothing, write to the log, and leave alone what the original has open."""
    signal.set_wakeup_fd(-1)
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(FIRST_OWN, min(limit, MOST_FILES) if limit > 0 else MOST_FILES)
    for place, opened in (
        (0, os.open(os.devnull, os.O_RDONLY)),
        (1, os.open(log, TO_LOG, 0o600)),
    ):
        os.dup2(opened, place)
        os.close(opened)
    os.dup2(1, 2)


def _take_signals_as_usual() -> None:
    """As in a Python that has just started."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _code_of(end: SystemExit) -> int:
    """What Python itself makes of it: words are printed, and mean failure."""
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    sys.stderr.write(f"{end.code}\n")
    return 1
