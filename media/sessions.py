"""Find where a recorder started anew inside one file, and cut the file there.

Two recorder sessions in one byte stream lose half their length in every tool, with
exit code 0. A WebM session begins with an EBML header that names its document type,
an MP4 session with an `ftyp` box.
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from media.landing import disk_errors

# The document type must follow closely: the four magic bytes alone also occur by chance.
EBML = re.compile(rb"\x1a\x45\xdf\xa3[\x00-\xff]{1,60}?\x42\x82[\x84\x88](?:webm|matroska)")
MOST_SESSIONS = 50


def split(source: Path, directory: Path) -> list[Path]:
    """The sessions of a file, each as a file; the source itself when there is only one."""
    starts = session_starts(source)[:MOST_SESSIONS]
    if len(starts) < 2:
        return [source]
    ends = [*starts[1:], source.stat().st_size]
    return [
        _copied(source, start, end, directory / f"{source.stem}-{number}")
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def session_starts(path: Path) -> list[int]:
    """Byte offsets at which a recorder session begins; [0] for anything unknown."""
    if path.stat().st_size < 16:
        return [0]
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as body:
        if body[:4] == b"\x1a\x45\xdf\xa3":
            found = [match.start() for match in EBML.finditer(body)]
        else:
            found = [at for at, kind in _boxes(body) if kind == b"ftyp"]
    return found if found[:1] == [0] else [0]


def _boxes(body: mmap.mmap) -> Iterator[tuple[int, bytes]]:
    """Offsets and types of an MP4's top-level boxes, until something is no box."""
    at = 0
    while at + 16 <= len(body):
        size, kind = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(body[at + 8 : at + 16], "big")
        yield at, kind
        if size < 8:  # 0 means "to the end of the file"
            return
        at += size


def _copied(source: Path, start: int, end: int, target: Path) -> Path:
    with disk_errors(), source.open("rb") as old, target.open("wb") as new:
        old.seek(start)
        left = end - start
        while chunk := old.read(min(left, 1024 * 1024)):
            new.write(chunk)
            left -= len(chunk)
    return target
