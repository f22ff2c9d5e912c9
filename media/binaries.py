"""Which ffmpeg we run: the operator's if named, else the one from its wheel."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from media.errors import MediaError


def find_ffmpeg(setting: str | None = None) -> str:
    """The absolute path of an ffmpeg; a named one that isn't there is an error, not a guess."""
    if not setting:
        return _bundled()
    found = shutil.which(setting)
    if found is None:
        raise MediaError(f"There is no ffmpeg at “{setting}”.")
    return str(Path(found).absolute())


@cache
def has_filters(ffmpeg: str, names: frozenset[str]) -> bool:
    """Whether this ffmpeg was built with all of these filters; asked once."""
    told = subprocess.run([ffmpeg, "-hide_banner", "-filters"], capture_output=True, text=True)
    return names <= {
        words[1] for line in told.stdout.splitlines() if len(words := line.split()) > 1
    }


@cache
def _bundled() -> str:
    try:
        return str(Path(imageio_ffmpeg.get_ffmpeg_exe()).absolute())
    except RuntimeError as error:
        raise MediaError("No ffmpeg was found. Set FFMPEG to its path.") from error
