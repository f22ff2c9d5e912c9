"""The processes of one product under test: found by descent from what we started, never by name.

Everything here reads /proc, so these tests run on Linux only, where the product promises most.
"""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.product import Product

needed = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the product's processes are found in /proc"
)


def parent_of(pid: int) -> int:
    """The parent; 0 when the process is gone or a zombie."""
    with suppress(OSError):
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
        return 0 if state == "Z" else int(parent)
    return 0


def words_of(pid: int) -> list[str]:
    """The command line of a process; empty when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
    return []


def below(roots: Iterable[int]) -> Iterator[int]:
    """All living descendants of these processes, and they themselves."""
    parents = {pid: parent_of(pid) for pid in map(int, filter(str.isdigit, os.listdir("/proc")))}
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if parents.get(pid):
            yield pid
        waiting += [child for child, parent in parents.items() if parent == pid]


def all_of(product: Product) -> list[int]:
    """Every process of this product, save those that escaped from its tree."""
    return list(below(process.pid for process in product.parts.values()))


def name_of(pid: int) -> str:
    """What it calls itself; empty when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def named(product: Product, name: str) -> list[int]:
    """The processes of this product that do this ("worker" for workers of any lane), parents first.

    A part that forks (a worker, the web server) comes before its children, which look the same.
    """
    found = [pid for pid in all_of(product) if name_of(pid).startswith(f"ft-{name}")]
    return sorted(found, key=lambda pid: parent_of(pid) in found)


def ffmpegs(product: Product) -> list[int]:
    """The encoders that run for this product."""
    return [pid for pid in all_of(product) if is_ffmpeg(pid)]


def is_ffmpeg(pid: int) -> bool:
    return "ffmpeg" in Path((words_of(pid) or [""])[0]).name


def queues(product: Product) -> list[int]:
    """The queue server, if the product brings its own."""
    found = all_of(product)
    return [pid for pid in found if "valkey-server" in (words_of(pid) or [""])[0]]


def strays(work_dir: Path) -> list[int]:
    """Processes that still have their directory or a file below the work directory."""
    found = []
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        with suppress(OSError):
            if os.readlink(f"/proc/{pid}/cwd").startswith(str(work_dir)):
                found.append(pid)
    return found


def kill(*pids: int) -> None:
    """SIGKILL, as the kernel's out-of-memory killer would."""
    send(signal.SIGKILL, *pids)


def kill_if_there(*pids: int) -> None:
    """SIGKILL whoever has not ended meanwhile."""
    for pid in pids:
        with suppress(ProcessLookupError):
            kill(pid)


def send(number: signal.Signals, *pids: int) -> None:
    for pid in pids:
        os.kill(pid, number)
