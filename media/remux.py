"""Make a recording seekable without encoding it: real duration, index, no metadata.

Takes a fraction of a second; the result can be watched while the slow lane works.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media import verify
from media.ffmpeg import LOOKED_AT, ONE_THREAD, SAFE_INPUT, run_ffmpeg
from media.runner import Limits
from media.sound import filled_up, metered, notes_of
from media.tracks import Probe

WEBM_SOUNDS = {"opus", "vorbis", None}
MP4_SOUNDS = {"aac", "opus", "mp3", None}
PACKED = {  # the index in front, so that playing and seeking start at once
    "mp4": {"f": "mp4", "movflags": "+faststart"},
    "webm": {"f": "webm", "cues_to_front": "1"},
}
BARE = "filter_units=remove_types=6"  # H.264 without what cameras write between pictures (SEI)
LIMITS = Limits(wall_seconds=180)


def container_for(probe: Probe) -> str:
    """The container in which browsers play these codecs: "mp4" or "webm"."""
    sound = probe.audio.codec if probe.audio else None
    match probe.video.codec if probe.video else None:
        case "h264" | "hevc":
            return "mp4"
        case "vp8":
            return "webm"
    return "webm" if sound in WEBM_SOUNDS else "mp4"


def remux(ffmpeg: str, source: Path, probe: Probe, target: Path) -> tuple[Path, Probe]:
    """Copy `source` to `target` plus the container's suffix; `EncodeFailed` if shorter.

    The same run listens to the sound (`sound.listen` reads what it noted).
    """
    container = container_for(probe)
    made = target.parent.absolute() / f"{target.name}.{container}"
    drawn = graph.merge_outputs(*_outputs(source, probe, container, made)).global_args("-y")
    run_ffmpeg(ffmpeg, list(drawn.get_args()), target.parent, LIMITS)
    is_copy = container == "mp4" and _sound(probe, container) == "copy"
    return made, verify.same_length(made, *verify.ends(probe), probe if is_copy else None)


def opened(probe: Probe) -> dict[str, str | int]:
    """How to open a file so that its time begins with its picture or sound.

    ffmpeg counts from whatever begins first, tracks that nobody wants included.
    """
    if not probe.lead_ms:
        return SAFE_INPUT
    return SAFE_INPUT | {"itsoffset": f"{-probe.lead_ms / 1000:.3f}"}


def _outputs(source: Path, probe: Probe, container: str, made: Path) -> Iterator[Any]:
    known = LOOKED_AT if probe.container.startswith("mov") else {}
    origin = graph.input(str(source.absolute()), **opened(probe) | ONE_THREAD | known)
    streams = [origin[str(track.index)] for track in probe.tracks]
    yield graph.output(*streams, str(made), **_copied(probe, container))
    if probe.audio:
        yield metered(filled_up(origin[str(probe.audio.index)]), notes_of(made).name)


def _copied(probe: Probe, container: str) -> dict[str, Any]:
    options = {"c:v": "copy", "c:a": _sound(probe, container), "map_metadata": -1}
    if probe.video and probe.video.codec == "h264":
        options |= {"bsf:v": BARE}
    if probe.video and probe.video.codec == "hevc":
        options |= {"tag:v": "hvc1"}  # Apple's players know HEVC by no other name
    return options | PACKED[container]


def _sound(probe: Probe, container: str) -> str:
    codec = probe.audio.codec if probe.audio else None
    if container == "webm":
        return "copy" if codec in WEBM_SOUNDS else "libopus"
    return "copy" if codec in MP4_SOUNDS else "aac"
