"""Look whether a run made what it should. Exit code 0 proves nothing: ffmpeg gives it
for cut files, lost pieces and joined sessions, too. Packets are counted, not decoded.
"""

from pathlib import Path

from media.copied import known
from media.errors import EncodeFailed, MediaError
from media.probe import Bounds, probe
from media.runner import GIB
from media.tracks import Probe

LEAST_TOLERANCE_MS = 500
TOLERANCE = 0.02
UNREADABLE = "We couldn’t prepare this video."
DAMAGED = "This recording is damaged, so we couldn’t prepare all of it. The original is kept."
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
ANY = Bounds(minutes=24 * 60, bytes=16 * GIB, frames=10_000_000, side=16_384)


def tolerance(expected_ms: int) -> int:
    """How many milliseconds a length may differ: half a second, or 2% of long ones."""
    return max(LEAST_TOLERANCE_MS, round(expected_ms * TOLERANCE))


def read_back(made: Path, source: Probe | None = None) -> Probe:
    """The facts about a file that we made; one that can't be read, or not to its end, was not.

    `source`: the packets are those of this file, whose pictures have been decoded; where its
    table of samples says so too, no program is started to look inside.
    """
    found = (source and known(made, source)) or _looked_into(made)
    if found.broken:
        raise EncodeFailed(UNREADABLE, f"{made.name} lacks bytes that its index names")
    return found


def _looked_into(made: Path) -> Probe:
    try:
        return probe(made, ANY, ours=True)
    except MediaError as error:
        raise EncodeFailed(UNREADABLE, f"{made.name}: {error}") from error


def same_length(
    made: Path, video_ms: int | None, audio_ms: int | None, source: Probe | None = None
) -> Probe:
    """The facts about a made file whose tracks must end at these times (None: no track).

    `source`: see `read_back`.
    """
    found = read_back(made, source)
    kept_ms, expected_ms = kept(found, video_ms, audio_ms)
    if kept_ms < expected_ms:
        raise EncodeFailed(DAMAGED, f"{made.name}: {kept_ms} of {expected_ms} ms")
    return found


def kept(found: Probe, video_ms: int | None, audio_ms: int | None) -> tuple[int, int]:
    """How many milliseconds of how many are there, where the tracks should end at these times.

    Equal within the tolerance; fewer when a damaged recording could not be decoded to its end.
    A track that is missing, or longer than its source, is refused.
    """
    pairs = (("picture", found.video, video_ms), ("sound", found.audio, audio_ms))
    short = [
        _short(name, track.end_ms if track else None, expected) for name, track, expected in pairs
    ]
    expected = max(video_ms or 0, audio_ms or 0)
    return max(0, expected - max(short)), expected


def ends(source: Probe) -> tuple[int | None, int | None]:
    """When picture and sound of a file end, counted from its first packet."""
    start = min(track.start_ms for track in source.tracks)
    video, audio = source.video, source.audio
    return (video.end_ms - start if video else None, audio.end_ms - start if audio else None)


def picture(path: Path) -> None:
    """A still was written and is a whole JPEG."""
    body = path.read_bytes() if path.is_file() else b""
    if not (body.startswith(JPEG) and body.endswith(JPEG_END)):
        raise EncodeFailed("We couldn’t make a still of this video.", f"{path.name} is no JPEG")


def _short(name: str, got: int | None, expected: int | None) -> int:
    """By how much more than the tolerance a track is too short; 0 when it is not."""
    if got is None and expected is None:
        return 0
    if got is None or expected is None or got > expected + tolerance(expected):
        raise EncodeFailed(DAMAGED, f"{name}: {got} ms, not {expected}")
    return expected - got if expected - got > tolerance(expected) else 0
