"""Make a recording seekable without encoding it: real duration, index, no metadata.

Takes a fraction of a second; the result can be watched while the slow lane works.
"""

from pathlib import Path

from media import verify
from media.ffmpeg import SAFE_INPUT, run_ffmpeg
from media.runner import Limits
from media.tracks import Probe

WEBM_SOUNDS = {"opus", "vorbis", None}
MP4_SOUNDS = {"aac", "opus", "mp3", None}
PACKED = {  # the index in front, so that playing and seeking start at once
    "mp4": ["-f", "mp4", "-movflags", "+faststart"],
    "webm": ["-f", "webm", "-cues_to_front", "1"],
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
    """Copy `source` to `target` plus the container's suffix; `EncodeFailed` if shorter."""
    container = container_for(probe)
    made = target.parent / f"{target.name}.{container}"
    arguments = [*_input(source, probe), *_copied(probe, container), str(made)]
    run_ffmpeg(ffmpeg, arguments, target.parent, LIMITS)
    return made, verify.same_length(made, *verify.ends(probe))


def opened(probe: Probe) -> dict[str, str | int]:
    """How to open a file so that its time begins with its picture or sound.

    ffmpeg counts from whatever begins first, tracks that nobody wants included.
    """
    if not probe.lead_ms:
        return SAFE_INPUT
    return SAFE_INPUT | {"itsoffset": f"{-probe.lead_ms / 1000:.3f}"}


def _input(source: Path, probe: Probe) -> list[str]:
    flags = [part for name, value in opened(probe).items() for part in (f"-{name}", str(value))]
    return ["-y", *flags, "-i", str(source.absolute())]


def _copied(probe: Probe, container: str) -> list[str]:
    arguments = [part for track in probe.tracks for part in ("-map", f"0:{track.index}")]
    arguments += ["-c:v", "copy", "-c:a", _sound(probe, container), "-map_metadata", "-1"]
    if probe.video and probe.video.codec == "h264":
        arguments += ["-bsf:v", BARE]
    if probe.video and probe.video.codec == "hevc":
        arguments += ["-tag:v", "hvc1"]  # Apple's players know HEVC by no other name
    return [*arguments, *PACKED[container]]


def _sound(probe: Probe, container: str) -> str:
    codec = probe.audio.codec if probe.audio else None
    if container == "webm":
        return "copy" if codec in WEBM_SOUNDS else "libopus"
    return "copy" if codec in MP4_SOUNDS else "aac"
