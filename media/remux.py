"""Make a recording seekable without encoding it: real duration, index, no metadata.

Takes a fraction of a second; the result can be watched while the slow lane works. The
same run listens to the sound, because a take without any does not count.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from media import verify
from media.ffmpeg import SAFE_INPUT, run_ffmpeg
from media.runner import Limits
from media.tracks import Probe

SILENCE_DB = -60.0
LOUDEST = re.compile(r"max_volume: (-?[0-9.]+|-inf) dB")
WEBM_SOUNDS = {"opus", "vorbis", None}
MP4_SOUNDS = {"aac", "opus", "mp3", None}
PACKED = {  # the index in front, so that playing and seeking start at once
    "mp4": ["-f", "mp4", "-movflags", "+faststart"],
    "webm": ["-f", "webm", "-cues_to_front", "1"],
}
LIMITS = Limits(wall_seconds=180)


@dataclass(frozen=True)
class Remuxed:
    """A seekable file, its facts, and the loudest moment in dBFS (None: no sound)."""

    path: Path
    probe: Probe
    loudest_db: float | None

    @property
    def is_silent(self) -> bool:
        """There is no sound, or none that anybody could hear."""
        return self.loudest_db is None or self.loudest_db < SILENCE_DB


def container_for(probe: Probe) -> str:
    """The container in which browsers play these codecs: "mp4" or "webm"."""
    sound = probe.audio.codec if probe.audio else None
    match probe.video.codec if probe.video else None:
        case "h264" | "hevc":
            return "mp4"
        case "vp8":
            return "webm"
    return "webm" if sound in WEBM_SOUNDS else "mp4"


def remux(ffmpeg: str, source: Path, probe: Probe, target: Path) -> Remuxed:
    """Copy `source` to `target` plus the container's suffix; `EncodeFailed` if shorter."""
    container = container_for(probe)
    made = target.parent / f"{target.name}.{container}"
    arguments = [*_input(source), *_copied(probe, container), str(made), *_heard(probe)]
    ran = run_ffmpeg(ffmpeg, arguments, target.parent, LIMITS, loglevel="info")
    facts = verify.same_length(made, *verify.ends(probe))
    return Remuxed(made, facts, loudest(ran.stderr) if probe.audio else None)


def loudest(stderr: str) -> float:
    """The loudest sample in dBFS, from volumedetect's report; silence if it has none."""
    found = LOUDEST.findall(stderr)
    return max((float(value) for value in found), default=-91.0)


def _input(source: Path) -> list[str]:
    flags = [part for name, value in SAFE_INPUT.items() for part in (f"-{name}", str(value))]
    return ["-y", *flags, "-i", str(source.absolute())]


def _copied(probe: Probe, container: str) -> list[str]:
    arguments = [part for track in probe.tracks for part in ("-map", f"0:{track.index}")]
    arguments += ["-c:v", "copy", "-c:a", _sound(probe, container), "-map_metadata", "-1"]
    if probe.video and probe.video.codec == "hevc":
        arguments += ["-tag:v", "hvc1"]  # Apple's players know HEVC by no other name
    return [*arguments, *PACKED[container]]


def _sound(probe: Probe, container: str) -> str:
    codec = probe.audio.codec if probe.audio else None
    if container == "webm":
        return "copy" if codec in WEBM_SOUNDS else "libopus"
    return "copy" if codec in MP4_SOUNDS else "aac"


def _heard(probe: Probe) -> list[str]:
    if probe.audio is None:
        return []
    return ["-map", f"0:{probe.audio.index}", "-af", "volumedetect", "-f", "null", "-"]
