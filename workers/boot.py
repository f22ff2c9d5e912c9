"""What every worker process has at hand, opened on first use and then kept."""

import ctypes
import functools
import logging
import os
import signal
import socket
import sys
import uuid
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import structlog

from media.storage import Store
from practice.db import Database
from practice.settings import Settings, load_settings
from practice.store import store_of
from workers.doorbell import RqDoorbell

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # prctl(2)


@dataclass(frozen=True)
class Parts:
    """The settings, the database (with its bell) and the store."""

    settings: Settings
    db: Database
    store: Store


def put_together(settings: Settings) -> Parts:
    """The parts for these settings."""
    db = Database(settings.database_url, RqDoorbell(settings.redis_url))
    return Parts(settings, db, store_of(settings))


def without_bell(settings: Settings) -> Parts:
    """The parts for a command: its queue may not run yet, and the sweep rings for what it asks."""
    return Parts(settings, Database(settings.database_url), store_of(settings))


@functools.cache
def parts() -> Parts:
    """The parts of this process; nothing is opened before the first job wants it."""
    return put_together(load_settings())


def set_up_log() -> None:
    """One line an event, on standard error; the libraries speak only of trouble."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def name_process(name: str) -> None:
    """How this process and its copies stand in `ps` and `top`, where all would look the same."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, f"ft-{name}".encode(), 0, 0, 0)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, so that no job runs on unseen."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def name_of_worker(pid: int | None = None) -> str:
    """Which process has a job, as an admin reads it: this one, or another on this machine."""
    return f"{machine()}:{pid or os.getpid()}"


@functools.cache
def machine() -> str:
    """A name for what this process shares its process numbers with, until the next boot.

    The host name alone may be that of other machines, or of other containers on this one.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
        told_apart = boot + os.readlink("/proc/self/ns/pid")
    except OSError:  # macOS
        told_apart = str(uuid.getnode())
    return f"{socket.gethostname()[:80]}-{sha256(told_apart.encode()).hexdigest()[:8]}"
