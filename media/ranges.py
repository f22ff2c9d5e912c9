"""HTTP byte ranges, as far as players use them: one range, capped at 1 MiB.

The cap frees the server's thread after every answer: a paused viewer holds nothing.
"""

import re

MOST_BYTES = 1024 * 1024
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Unsatisfiable(ValueError):
    """The range begins beyond the end: answer 416."""


def asked(header: str | None, size: int) -> tuple[int, int] | None:
    """(first, last) byte asked for, inclusive and inside the file; None means all of it.

    A header that is not one plain byte range is ignored, as HTTP allows.
    """
    match = ONE_RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size)
    if int(first) >= size:
        raise Unsatisfiable
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last or size), size - 1)


def capped(first: int, last: int) -> tuple[int, int]:
    """The same range, never longer than one answer may be."""
    return first, min(last, first + MOST_BYTES - 1)


def _suffix(length: int, size: int) -> tuple[int, int]:
    if length == 0 or size == 0:
        raise Unsatisfiable
    return max(0, size - length), size - 1
