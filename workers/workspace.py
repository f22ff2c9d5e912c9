"""A private directory for one job, and the removal of those whose job died.

The directory is locked for as long as its process lives; whatever lies there unlocked was
left by a process that was killed.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "job-"


@contextmanager
def workspace(work_dir: Path, name: str) -> Iterator[Path]:
    """An empty directory that is gone afterwards, however the work ended."""
    work_dir.mkdir(parents=True, exist_ok=True)
    folder = work_dir / f"{PREFIX}{name}"
    with _locked(work_dir):  # nobody may look between making a directory and locking it
        _clear(work_dir)
        folder.mkdir(mode=0o700)
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def clear_leftovers(work_dir: Path) -> int:
    """Remove the directories of jobs whose process is gone; answers how many."""
    with _locked(work_dir):
        return _clear(work_dir)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _clear(work_dir: Path) -> int:
    left = [folder for folder in work_dir.glob(f"{PREFIX}*") if _is_left(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _is_left(folder: Path) -> bool:
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True
