"""Step between us and a program that reads strangers' bytes: limits first, then exec.

    python -B -I -S launcher.py '{"parent": 123, "memory": …}' program argument …

A separate tiny process, because Linux ties "die with your parent" to the thread that
asks for it, and because setting limits between fork and exec is unsafe with threads.
Standard library only; it runs without our packages. On macOS only the core and file
size limits exist; the wall clock of `media.runner` does the rest.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
ORPHANED = 97


def main(settings: dict[str, int], program: list[str]) -> None:
    """Become the program, contained; never returns."""
    if sys.platform == "linux":
        bind_to_parent(settings["parent"])
        leave_network()
        cap(resource.RLIMIT_AS, settings["memory"])
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_CPU, settings["cpu"])
    cap(resource.RLIMIT_FSIZE, settings["file"])
    cap(resource.RLIMIT_NOFILE, 256)
    os.umask(0o077)
    os.nice(settings["nice"])
    os.execve(program[0], program, {})


def bind_to_parent(parent: int) -> None:
    """Be killed when the parent dies; leave at once if it already has."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(ORPHANED)


def leave_network() -> None:
    """Move to an empty network namespace, where the system lets us; else go on."""
    own_user = 0 if os.geteuid() == 0 else CLONE_NEWUSER
    with contextlib.suppress(AttributeError):  # a libc without unshare
        ctypes.CDLL(None).unshare(CLONE_NEWNET | own_user)


def cap(which: int, value: int) -> None:
    """Lower one limit, never above what we were given ourselves."""
    hard = resource.getrlimit(which)[1]
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses some
        resource.setrlimit(which, (lowest, lowest))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
