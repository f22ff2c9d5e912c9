"""What a browser gets from the folder store: statuses, headers, byte ranges."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from media.objects import Answer
from media.ranges import MOST_BYTES, Unsatisfiable, asked, capped
from media.tokens import Grant

CHUNK = 64 * 1024
LONGEST_CACHE = 3600


@dataclass(frozen=True)
class Asked:
    """What a browser asks for: a range, perhaps only if the bytes are still those it knows."""

    range: str | None = None
    if_range: str | None = None

    def part_of(self, etag: str) -> str | None:
        """The range, unless it was meant for other bytes: then everything, from the start."""
        return self.range if self.if_range in (None, etag) else None


def refusal(status: int, sentence: str) -> Answer:
    """A short plain-text answer that no cache keeps."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return Answer(status, headers | {"X-Content-Type-Options": "nosniff"}, sentence.encode())


def kept(sha256: str) -> Answer:
    """The bytes are stored, whole and verified."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "no-store", "Content-Length": "0"}
    return Answer(200, headers)


def opened(path: Path, grant: Grant, asked_for: Asked, seconds_left: int) -> Answer:
    """The object for a player (at most 1 MiB an answer) or whole as an attachment."""
    size = path.stat().st_size
    headers = _headers(path, grant, seconds_left)
    try:
        wanted = asked(asked_for.part_of(headers["ETag"]), size)
    except Unsatisfiable:
        return Answer(416, headers | {"Content-Range": f"bytes */{size}", "Content-Length": "0"})
    if wanted is None and (grant.filename or size <= MOST_BYTES):
        return Answer(200, headers | {"Content-Length": str(size)}, _whole(path))
    return _part(path, headers, capped(*(wanted or (0, size - 1))), size)


def without_body(path: Path, grant: Grant, seconds_left: int) -> Answer:
    """The answer to HEAD: everything but the bytes."""
    length = {"Content-Length": str(path.stat().st_size)}
    # An iterator, because frameworks recount the length of a body given as bytes.
    return Answer(200, _headers(path, grant, seconds_left) | length, iter(()))


def disposition(filename: str) -> str:
    """An attachment header for any name a person may choose."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def drain(stream: object, most: int) -> None:
    """Read a refused body to its end, so that the browser sees the answer, not a reset."""
    read = getattr(stream, "read", None)
    with suppress(OSError, ValueError):
        while read and most > 0 and (chunk := read(min(CHUNK, most))):
            most -= len(chunk)


def _headers(path: Path, grant: Grant, seconds_left: int) -> dict[str, str]:
    stat = path.stat()
    headers = {
        "Content-Type": grant.content_type,
        "Accept-Ranges": "bytes",
        "ETag": f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"',
        "Cache-Control": f"private, max-age={max(0, min(LONGEST_CACHE, seconds_left))}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    if grant.filename:
        headers["Content-Disposition"] = disposition(grant.filename)
    return headers


def _part(path: Path, headers: dict[str, str], span: tuple[int, int], size: int) -> Answer:
    first, last = span
    with path.open("rb") as source:
        source.seek(first)
        body = source.read(last - first + 1)
    extra = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(len(body))}
    return Answer(206, headers | extra, body)


def _whole(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk
