"""Make small recordings of moving shapes, as browsers and phones would write them.

For the demo organization and for tests: the kinds differ in the ways that matter
(no duration in a live WebM, fragments in a recorder's MP4, a rotated phone video).
"""

from dataclasses import dataclass
from pathlib import Path

from media.binaries import find_ffmpeg
from media.errors import EncodeFailed
from media.runner import Limits, run

VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k", "-g", "60"]
VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "30"]
HEVC = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"]
OPUS = ["-c:a", "libopus", "-b:a", "32k"]
AAC = ["-c:a", "aac", "-b:a", "64k"]
LIVE = ["-f", "webm", "-live", "1"]
FRAGMENTS = ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]
PLAIN = ["-f", "mp4", "-movflags", "+faststart"]


@dataclass(frozen=True)
class Kind:
    """How one kind of recording is coded and packed; no arguments: no such track."""

    video: list[str]
    audio: list[str]
    container: list[str]


KINDS = {
    "webm-vp8": Kind(VP8, OPUS, LIVE),
    "webm-vp9": Kind(VP9, OPUS, LIVE),
    "webm-audio": Kind([], OPUS, LIVE),
    "webm-mute": Kind(VP8, [], LIVE),
    "mp4-h264": Kind(H264, OPUS, FRAGMENTS),
    "mp4-phone": Kind(H264, AAC, PLAIN),
    "mp4-audio": Kind([], AAC, PLAIN),
    "mp4-mute": Kind(H264, [], PLAIN),
    "mp4-hevc-10bit": Kind([*HEVC, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"], AAC, PLAIN),
}


def make_recording(
    path: Path,
    seconds: float,
    kind: str = "webm-vp8",
    *,
    speech: Path | None = None,
    size: str = "640x360",
    fps: int = 25,
    silent: bool = False,
    extra: tuple[str, ...] = (),
    ffmpeg: str | None = None,
) -> Path:
    """Write a recording of `kind` (see KINDS); the sound is `speech`, a tone, or silence.

    `extra` are further ffmpeg output arguments, such as metadata.
    """
    made = KINDS[kind]
    inputs, coding = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}"], ["-an"]
    if made.audio:
        inputs += _sound(speech, silent)
        coding = ["-map", "1:a", *made.audio]
    if made.video:
        coding += ["-map", "0:v", *made.video]
    arguments = [
        *inputs,
        "-t",
        str(seconds),
        *coding,
        *extra,
        *made.container,
        str(path.absolute()),
    ]
    command = [find_ffmpeg(ffmpeg), "-nostdin", "-y", "-loglevel", "error", *arguments]
    ran = run(command, path.parent.absolute(), Limits(wall_seconds=120))
    if ran.code != 0:
        raise EncodeFailed("The sample recording could not be made.", ran.stderr[-1000:])
    return path


def _sound(speech: Path | None, silent: bool) -> list[str]:
    if speech:
        return ["-stream_loop", "-1", "-i", str(speech.absolute())]
    return ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono" if silent else "sine=330:r=48000"]
