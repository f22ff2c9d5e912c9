"""How large the table of contents of a .zip is, before anything reads it: a small file can have one
that fills the memory."""

import struct
from typing import IO

END = struct.Struct("<4s4H2LH")
LOCATOR = 20  # bytes before the end where a larger table would be announced


def directory_of(file: IO[bytes]) -> tuple[int, int] | None:
    """How many entries and bytes its table of contents has; None when it is no usual .zip.

    A comment at the end or the format for more than 65,535 files is nothing usual either.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - END.size - LOCATOR))
    tail = file.read()
    file.seek(0)
    if size < END.size:
        return None
    mark, _, _, _, count, length, _, comment = END.unpack(tail[-END.size :])
    if mark != b"PK\5\6" or comment or tail[: -END.size].startswith(b"PK\6\7"):
        return None
    return count, length
