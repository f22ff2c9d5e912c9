"""Writing a file so that it is whole or absent: temporary name, fsync, rename."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from media.errors import NoSpace, StoreError

CHUNK = 256 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Readable(Protocol):
    """Anything bytes can be read from: a file, a request's body."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; empty at the end."""


class Headers(Protocol):
    """The headers of a request, whatever framework read them."""

    def get(self, name: str, default: str, /) -> str | None:
        """One header, found without regard to case."""


@dataclass(frozen=True)
class Landed:
    """A whole file under its temporary name, not yet visible to anybody."""

    path: Path
    size: int
    sha256: str


def land(stream: Readable, incoming: Path, most: int | None = None) -> Landed:
    """Copy a stream to a synced temporary file, at most `most` + 1 bytes of it."""
    path = incoming / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    with disk_errors(), discarding(path), path.open("xb") as target:
        while chunk := stream.read(CHUNK if most is None else min(CHUNK, most + 1 - size)):
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Landed(path, size, digest.hexdigest())


def settle(landed: Landed, path: Path) -> None:
    """Give a landed file its name, replacing what was there, and sync the directory."""
    with disk_errors(), discarding(landed.path):
        for _ in range(3):
            path.parent.mkdir(parents=True, exist_ok=True)
            # A delete may take the empty directory away between the two calls.
            with suppress(FileNotFoundError):
                landed.path.replace(path)
                return _sync(path.parent)
        raise FileNotFoundError(path)


@contextmanager
def discarding(path: Path) -> Iterator[None]:
    """Remove a file again when the block fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn the disk's errors into ours: full is `NoSpace`, the rest temporary."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace("The disk is full. Nothing was lost; try again soon.") from error
        raise StoreError("The storage folder can’t be used right now.", str(error)) from error


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
