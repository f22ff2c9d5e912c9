"""Scripts that contained programs begin with, as Python keeps them compiled.

A script that is run is compiled each time, a module that is imported is not. Only a compiled
file that belongs to the script as it is now is used; it lies beside it, where only whoever may
change the script can write.
"""

import py_compile
import struct
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

BY_TIME = py_compile.PycInvalidationMode.TIMESTAMP
HEAD = 16  # bytes: how it was compiled, and from what


def compiled(script: Path) -> Path:
    """What to run instead of this script; the script itself where nothing can be kept."""
    kept = Path(cache_from_source(str(script)))
    if not _is_of(script, kept):
        with suppress(OSError):
            py_compile.compile(str(script), str(kept), doraise=True, invalidation_mode=BY_TIME)
    return kept if _is_of(script, kept) else script


def _is_of(script: Path, kept: Path) -> bool:
    try:
        with kept.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    now = script.stat()
    made_from = (0, int(now.st_mtime) & 0xFFFFFFFF, now.st_size & 0xFFFFFFFF)
    return head == MAGIC_NUMBER + struct.pack("<3I", *made_from)
