"""What a contained program may reach: its program files, the files its command names, and
its own directory. All else, such as our data, /etc, /proc and other jobs, is out of sight.

Decided here, in plain data; `media.launcher` puts it into force. Linux's Landlock does it
for anybody without any privilege; where a kernel has none, bubblewrap does, if it is
installed and works; where neither is there, the other limits hold alone.
"""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from media.syscalls import deny_filter

PROGRAM_FILES = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib",
    "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime",
    "/usr/share/zoneinfo", "/sys/devices/system/cpu", "/dev/random", "/dev/urandom",
)  # fmt: skip
DEVICES = ("/dev/full", "/dev/null", "/dev/zero")

CREATE_RULESET = 444
ASK_VERSION = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
SINCE = ((1, (1 << 13) - 1), (2, REFER), (3, TRUNCATE), (5, IOCTL_DEV))  # rights by version
READ = EXECUTE | READ_FILE | READ_DIR
TCP = 3  # bind and connect
OUTSIDERS = 3  # abstract sockets and signals of processes outside


@dataclass(frozen=True)
class Reach:
    """Absolute paths a program may read and execute, and those it may also change."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


def reach(command: Sequence[str], cwd: Path, may_write: bool = True) -> Reach:
    """What this command needs: files that it names are readable, `cwd` is its own."""
    named = [one for one in command if one.startswith("/") and Path(one).is_file()]
    reads = [*PROGRAM_FILES, *_installation(Path(command[0])), *named]
    own = [str(cwd.absolute())] if may_write else []
    return Reach(tuple(dict.fromkeys(reads)), (*DEVICES, *own))


def _installation(program: Path) -> list[str]:
    """Where the parts of a program lie: Python's folders, or a `lib` beside a `bin`."""
    if str(program) == sys.executable:
        return [sys.prefix, sys.base_prefix]
    return [str(folder.parent / "lib") for folder in [program.resolve().parent]
            if folder.name == "bin"]  # fmt: skip


def confinement(command: Sequence[str], where: Reach) -> tuple[dict[str, Any], list[str]]:
    """Settings for the launcher, and the command, which bubblewrap may stand in front of."""
    if version := landlock_version():
        return landlock(where, version) | {"deny": deny_filter()}, list(command)
    if bubblewrap := working_bubblewrap():
        return {"wrapped": True}, [*wrapped(bubblewrap, where), *command]
    return {"deny": deny_filter()}, list(command)


@cache
def landlock_version() -> int:
    """How much of Landlock this kernel offers; 0 for nothing."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, ASK_VERSION)))


def landlock(where: Reach, version: int) -> dict[str, Any]:
    """The rules; a right that is `handled` is refused wherever no rule allows it."""
    rights = sum(added for since, added in SINCE if version >= since)
    rules = [(path, READ) for path in where.reads] + [(path, rights) for path in where.writes]
    return {
        "handled": [rights, TCP if version >= 4 else 0, OUTSIDERS if version >= 6 else 0],
        "rules": rules,
    }


@cache
def working_bubblewrap() -> str | None:
    """The path of a bubblewrap that can do its work here."""
    found = shutil.which("bwrap") if sys.platform == "linux" else None
    if found is None:
        return None
    command = [sys.executable, "-I", "-S", "-c", ""]
    trial = [*wrapped(found, reach(command, Path("/"), may_write=False)), *command]
    try:
        subprocess.run(trial, capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return found


def wrapped(bubblewrap: str, where: Reach) -> list[str]:
    """Bubblewrap's arguments for this reach: an empty world with these paths in it."""
    arguments = [bubblewrap, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    arguments += ["--dev", "/dev"]
    for path in where.reads:
        inside = any(folder in where.reads for folder in map(str, Path(path).parents))
        if not inside and not path.startswith("/dev/"):
            arguments += ["--ro-bind-try", path, path]
    for path in where.writes:
        if path not in DEVICES:
            arguments += ["--bind", path, path, "--chdir", path]
    return [*arguments, "--"]
