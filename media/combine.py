"""Make one recording of several sessions, without ever joining their bytes.

Sessions with the same set-up are joined packet by packet (fast, lossless); anything else,
or a join that comes out short, is encoded into one shape.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media import verify
from media.errors import EncodeFailed
from media.ffmpeg import CONTAINERS, SAFE_INPUT, THREADS, run_ffmpeg
from media.plan import LONG_SIDE, SHORT_SIDE, fitted
from media.remux import PACKED
from media.runner import Limits
from media.tracks import Probe, Track

Part = tuple[Path, Probe]
FPS = 30
LEAST_SECONDS = 120
SECONDS_PER_SECOND = 8


def combine(ffmpeg: str, parts: Sequence[Part], target: Path) -> Part:
    """One file of seekable parts, in order; `target` gets the container's suffix."""
    if len(parts) == 1:
        return parts[0]
    if len({_setup(path, probe) for path, probe in parts}) == 1:
        try:
            return _joined(ffmpeg, parts, target)
        except EncodeFailed:
            pass  # came out short: encoding is the slow way that works
    return encoded(ffmpeg, parts, target)


def encoded(ffmpeg: str, parts: Sequence[Part], target: Path) -> Part:
    """The parts as one H.264/AAC MP4 in the shape of the first picture.

    A part without sound is silent there, one without a picture is black.
    """
    made = target.parent / f"{target.name}.mp4"
    total = sum(probe.duration_ms for _, probe in parts)
    limits = Limits(LEAST_SECONDS + SECONDS_PER_SECOND * total / 1000)
    run_ffmpeg(ffmpeg, _drawn(parts, made), target.parent, limits)
    has_video, has_audio = _has(parts)
    ends = (total if has_video else None, total if has_audio else None)
    return made, verify.same_length(made, *ends)


def _joined(ffmpeg: str, parts: Sequence[Part], target: Path) -> Part:
    made = target.parent / f"{target.name}{parts[0][0].suffix}"
    listed = target.parent / f"{target.name}.txt"
    listed.write_text(
        "ffconcat version 1.0\n"
        + "".join(f"file {p.name}\nduration {f.duration_ms / 1000:.3f}\n" for p, f in parts)
    )
    flags = SAFE_INPUT | {"format_whitelist": f"concat,{CONTAINERS}", "f": "concat"}
    read = [part for name, value in flags.items() for part in (f"-{name}", str(value))]
    copied = ["-map", "0", "-c", "copy", "-map_metadata", "-1", *PACKED[made.suffix[1:]]]
    arguments = ["-y", *read, "-i", listed.name, *copied]
    run_ffmpeg(ffmpeg, [*arguments, str(made)], target.parent, Limits(wall_seconds=180))
    return made, verify.same_length(made, *_expected(parts))


def _expected(parts: Sequence[Part]) -> tuple[int | None, int | None]:
    """When picture and sound end if every part begins where the one before it ended."""
    before = sum(probe.duration_ms for _, probe in parts[:-1])
    picture, sound = verify.ends(parts[-1][1])
    return _after(before, picture), _after(before, sound)


def _after(before: int, end: int | None) -> int | None:
    return None if end is None else before + end


def _has(parts: Sequence[Part]) -> tuple[bool, bool]:
    return any(probe.video for _, probe in parts), any(probe.audio for _, probe in parts)


def _setup(path: Path, probe: Probe) -> tuple[object, ...]:
    """What must be equal for packets to follow one another in one track."""
    video, audio = probe.video, probe.audio
    return (
        path.suffix,
        video and (video.codec, video.setup, video.width, video.height, video.rotation, video.sar),
        video and video.pix_fmt,
        audio and (audio.codec, audio.setup, audio.channels, audio.sample_rate),
    )


def _drawn(parts: Sequence[Part], made: Path) -> list[str]:
    has_video, has_audio = _has(parts)
    first = next((probe.video for _, probe in parts if probe.video), None)
    size = fitted(first.shown, LONG_SIDE, SHORT_SIDE) if first else (2, 2)
    streams: list[Any] = []
    for path, probe in parts:
        origin = graph.input(str(path.absolute()), **SAFE_INPUT)
        streams += [_picture(origin, probe, size)] if has_video else []
        streams += [_sound(origin, probe)] if has_audio else []
    joined = graph.concat(*streams, v=int(has_video), a=int(has_audio)).node
    options = {"c:v": "libx264", "preset": "veryfast", "crf": 21, "g": FPS, "threads": THREADS}
    options |= {
        "c:a": "aac",
        "b:a": "160k",
        "map_metadata": -1,
        "f": "mp4",
        "movflags": "+faststart",
    }
    outputs = [joined[number] for number in range(has_video + has_audio)]
    drawn = graph.output(*outputs, str(made.absolute()), **options).global_args("-y")
    return list(drawn.get_args())


def _picture(origin: Any, probe: Probe, size: tuple[int, int]) -> Any:
    """A part's picture inside the common frame, with bars where its shape differs."""
    width, height = size
    if probe.video is None:
        length = f"{probe.duration_ms / 1000:.3f}"
        black = f"color=black:s={width}x{height}:r={FPS}:d={length}"
        return graph.input(black, f="lavfi").filter("format", "yuv420p")
    return (
        origin[str(probe.video.index)]
        .filter("fps", fps=FPS, start_time=0)
        .filter("scale", width, height, force_original_aspect_ratio="decrease", out_range="tv")
        .filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2")
        .filter("tpad", stop_mode="clone", stop_duration=_rest(probe, probe.video))
        .filter("setsar", 1)
        .filter("format", "yuv420p")
    )


def _rest(probe: Probe, track: Track) -> float:
    """Seconds that a track ends before its part does."""
    start = min(one.start_ms for one in probe.tracks)
    return max(0, probe.duration_ms - (track.end_ms - start)) / 1000


def _sound(origin: Any, probe: Probe) -> Any:
    if probe.audio is None:
        length = f"{probe.duration_ms / 1000:.3f}"
        return graph.input(f"anullsrc=r=48000:cl=stereo:d={length}", f="lavfi")
    return (
        origin[str(probe.audio.index)]
        .filter("aresample", 48_000, **{"async": 1000, "first_pts": 0})
        .filter("aformat", channel_layouts="stereo")
        .filter("apad", pad_dur=_rest(probe, probe.audio))
    )
