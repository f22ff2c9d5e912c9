"""Look whether a run made what it should. Exit code 0 proves nothing: ffmpeg gives it
for cut files, lost pieces and joined sessions, too. Packets are counted, not decoded.
"""

from pathlib import Path

from media.errors import EncodeFailed, MediaError
from media.probe import Bounds, probe
from media.runner import GIB
from media.tracks import Probe

LEAST_TOLERANCE_MS = 500
TOLERANCE = 0.02
DAMAGED = "This recording is damaged, so we couldn’t prepare all of it. The original is kept."
JPEG = b"\xff\xd8\xff"
ANY = Bounds(minutes=24 * 60, bytes=16 * GIB, frames=10_000_000, side=16_384)


def tolerance(expected_ms: int) -> int:
    """How many milliseconds a length may differ: half a second, or 2% of long ones."""
    return max(LEAST_TOLERANCE_MS, round(expected_ms * TOLERANCE))


def same_length(made: Path, video_ms: int | None, audio_ms: int | None) -> Probe:
    """The facts about a made file whose tracks must end at these times (None: no track)."""
    try:
        found = probe(made, ANY)
    except MediaError as error:
        raise EncodeFailed("We couldn’t prepare this video.", f"{made.name}: {error}") from error
    pairs = (("picture", found.video, video_ms), ("sound", found.audio, audio_ms))
    for name, track, expected in pairs:
        _compare(name, track.end_ms if track else None, expected)
    return found


def ends(source: Probe) -> tuple[int | None, int | None]:
    """When picture and sound of a file end, counted from its first packet."""
    start = min(track.start_ms for track in source.tracks)
    video, audio = source.video, source.audio
    return (video.end_ms - start if video else None, audio.end_ms - start if audio else None)


def picture(path: Path) -> None:
    """A still was written and is a JPEG."""
    if not path.is_file() or not path.read_bytes().startswith(JPEG):
        raise EncodeFailed("We couldn’t make a still of this video.", f"{path.name} is no JPEG")


def _compare(name: str, got: int | None, expected: int | None) -> None:
    if got is None and expected is None:
        return
    if got is None or expected is None or abs(got - expected) > tolerance(expected):
        raise EncodeFailed(DAMAGED, f"{name}: {got} ms, not {expected}")
