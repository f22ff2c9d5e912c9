"""What every ffmpeg run of ours has in common: safe flags, progress, plain failures.

The lists held against 54 hostile files: only containers and codecs that cameras and
browsers really write, only local files, nothing larger than 16 megapixels.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from media.errors import EncodeFailed, Killed, NoSpace
from media.runner import Limits, Ran, run

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
CODECS = "h264,hevc,vp8,vp9,av1,libdav1d,aac,opus,libopus,vorbis,mp3,mp3float"
MOST_PIXELS = 16_777_216
THREADS = min(4, os.cpu_count() or 1)  # more would reserve memory beyond the limit

SAFE_INPUT: dict[str, str | int] = {
    "protocol_whitelist": "file",
    "format_whitelist": CONTAINERS,
    "codec_whitelist": CODECS,
    "max_pixels": MOST_PIXELS,
    "threads": THREADS,
}
# For a run that encodes no picture: few are decoded, and handing them round among threads, each
# with memory of its own, costs more than it gives. Sound has threads of its own anyhow.
ONE_THREAD: dict[str, str | int] = {"threads": 1, "filter_complex_threads": 1}
# For an MP4 that was probed and is copied: its head says all that is needed, and ffmpeg would only
# decode the first pictures to find out what is known.
LOOKED_AT: dict[str, str | int] = {"analyzeduration": 1, "fpsprobesize": 0}
# Many damaged frames are no reason to give up: what comes out is measured afterwards.
QUIET = ["-hide_banner", "-nostdin", "-nostats", "-max_error_rate", "1"]

SIGNALLED = 255  # how ffmpeg ends after SIGTERM, SIGINT or SIGHUP
DISK_FULL = os.strerror(errno.ENOSPC)

OnProgress = Callable[[float], None]


def run_ffmpeg(
    ffmpeg: str,
    arguments: list[str],
    cwd: Path,
    limits: Limits,
    expected_ms: int = 0,
    on_progress: OnProgress | None = None,
    loglevel: str = "warning",
) -> Ran:
    """Run ffmpeg with these arguments; `on_progress` gets 0.0–1.0 of `expected_ms`.

    Raises `EncodeFailed` for any exit code but 0, which alone proves nothing yet: see `verify`;
    `NoSpace` or `Killed` (both temporary) when the disk or somebody's signal was the reason.
    """
    ahead = [ffmpeg, *QUIET, "-loglevel", f"level+{loglevel}", "-progress", "pipe:1"]
    listener = progress_lines(expected_ms, on_progress or _ignore)
    ran = run([*ahead, *arguments], cwd, limits, listener)
    if ran.code != 0 and DISK_FULL in ran.stderr:
        raise NoSpace("The disk is full. Nothing was lost; try again soon.")
    if ran.code == SIGNALLED:
        raise Killed("Preparing this video was interrupted.", "ffmpeg was told to end")
    if ran.code != 0:
        detail = f"ffmpeg ended with {ran.code}: {complaints(ran.stderr)}"
        raise EncodeFailed("We couldn’t prepare this video.", detail)
    return ran


def complaints(stderr: str) -> str:
    """The last lines about errors; the others may hold a phone's location and owner."""
    lines = [line for line in stderr.splitlines() if "[error]" in line or "[fatal]" in line]
    return "\n".join(lines[-12:])


def progress_lines(expected_ms: int, on_progress: OnProgress) -> Callable[[str], None]:
    """A reader of ffmpeg's `-progress` lines that never goes back and never passes 1.0."""
    reached = 0.0

    def hear(line: str) -> None:
        nonlocal reached
        name, _, value = line.partition("=")
        if name != "out_time_us" or not value.lstrip("-").isdigit() or expected_ms <= 0:
            return
        share = min(1.0, int(value) / 1000 / expected_ms)
        if share > reached:
            reached = share
            on_progress(share)

    return hear


def _ignore(_: float) -> None:
    """Nobody asked for progress."""
