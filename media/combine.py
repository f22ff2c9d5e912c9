"""Make one recording of several sessions, without ever joining their bytes.

Sessions with the same set-up are joined packet by packet (fast, lossless); anything else,
or a join that comes out short, is encoded into one shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media import verify
from media.binaries import has_filters
from media.color import TONE_FILTERS, is_wide, narrowed, plain, said, whole
from media.errors import EncodeFailed
from media.ffmpeg import CONTAINERS, SAFE_INPUT, THREADS, run_ffmpeg
from media.plan import LONG_SIDE, SHORT_SIDE, fitted
from media.remux import PACKED, opened
from media.runner import Limits
from media.sound import filled_up
from media.tracks import Probe, Track, VideoTrack

Part = tuple[Path, Probe]
FPS = 30
LEAST_SECONDS = 120
SECONDS_PER_SECOND = 8
BOTH_SIDES = "3.01dB"  # ffmpeg makes one channel quieter when it becomes two


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

    A part without sound is silent there, one without a picture is black. Of damaged parts
    there is what could be decoded: look how long it is.
    """
    made = target.parent / f"{target.name}.mp4"
    total = sum(probe.duration_ms for _, probe in parts)
    limits = Limits(LEAST_SECONDS + SECONDS_PER_SECOND * total / 1000)
    wide = any(is_wide(probe.video) for _, probe in parts if probe.video)
    can_tone = wide and has_filters(ffmpeg, TONE_FILTERS)  # asking costs a start of ffmpeg
    run_ffmpeg(ffmpeg, _drawn(parts, made, can_tone), target.parent, limits)
    has_video, has_audio = _has(parts)
    ends = (total if has_video else None, total if has_audio else None)
    found = verify.read_back(made)
    verify.kept(found, *ends)
    return made, found


def _joined(ffmpeg: str, parts: Sequence[Part], target: Path) -> Part:
    made = target.parent / f"{target.name}{parts[0][0].suffix}"
    listed = target.parent / f"{target.name}.txt"
    listed.write_text(
        "ffconcat version 1.0\n"
        + "".join(f"file {p.name}\nduration {f.duration_ms / 1000:.3f}\n" for p, f in parts)
    )
    flags = SAFE_INPUT | {"format_whitelist": f"concat,{CONTAINERS}", "f": "concat"}
    read = [part for name, value in flags.items() for part in (f"-{name}", str(value))]
    packed = [
        part for name, value in PACKED[made.suffix[1:]].items() for part in (f"-{name}", value)
    ]
    copied = ["-map", "0", "-c", "copy", "-map_metadata", "-1", *packed]
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


def _drawn(parts: Sequence[Part], made: Path, can_tone: bool) -> list[str]:
    has_video, has_audio = _has(parts)
    shape = _shape([probe for _, probe in parts], can_tone)
    streams: list[Any] = []
    for path, probe in parts:
        origin = graph.input(str(path.absolute()), **opened(probe))
        streams += [_picture(origin, probe, shape)] if has_video else []
        streams += [_sound(origin, probe, shape)] if has_audio else []
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


@dataclass(frozen=True)
class _Shape:
    """What all parts have in common once they are joined."""

    width: int
    height: int
    colors: str
    layout: str
    can_tone: bool


def _shape(probes: Sequence[Probe], can_tone: bool) -> _Shape:
    videos = [probe.video for probe in probes if probe.video]
    width, height = fitted(videos[0].shown, LONG_SIDE, SHORT_SIDE) if videos else (2, 2)
    colors = {"bt2020" if is_wide(video) else video.colors for video in videos}
    same = colors.pop() if len(colors) == 1 else "bt709"
    is_stereo = any(probe.audio.channels > 1 for probe in probes if probe.audio)
    return _Shape(
        width,
        height,
        "bt709" if same == "bt2020" else same,
        "stereo" if is_stereo else "mono",
        can_tone,
    )


def _picture(origin: Any, probe: Probe, shape: _Shape) -> Any:
    """A part's picture inside the common frame, with bars where its shape differs."""
    video, width, height = probe.video, shape.width, shape.height
    if video is None:
        length = f"{probe.duration_ms / 1000:.3f}"
        black = f"color=black:s={width}x{height}:r={FPS}:d={length}"
        dark = graph.input(black, f="lavfi").filter("format", "yuv420p")
        return said(dark, shape.colors)
    return (
        _colored(origin[str(video.index)], video, shape)
        .filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2")
        .filter("tpad", stop_mode="clone", stop_duration=_rest(probe, video))
    )


def _colored(track: Any, video: VideoTrack, shape: _Shape) -> Any:
    """At the common rate, as large as fits into the common frame, in the common colors."""
    across, down = video.shown
    share = min(shape.width / across, shape.height / down)
    size = (_even(across * share, shape.width), _even(down * share, shape.height))
    steady = whole(track, video.interlaced).filter("fps", fps=FPS, start_time=0)
    if is_wide(video):
        return narrowed(said(steady, "bt2020"), *size, video.hdr, shape.can_tone)
    named = said(steady, video.colors)
    if video.colors == shape.colors:
        return plain(named, *size)
    return said(plain(named, *size, out_color_matrix=shape.colors), shape.colors)


def _even(side: float, most: int) -> int:
    return min(most, max(2, round(side) // 2 * 2))


def _rest(probe: Probe, track: Track) -> float:
    """Seconds that a track ends before its part does."""
    start = min(one.start_ms for one in probe.tracks)
    return max(0, probe.duration_ms - (track.end_ms - start)) / 1000


def _sound(origin: Any, probe: Probe, shape: _Shape) -> Any:
    if probe.audio is None:
        length = f"{probe.duration_ms / 1000:.3f}"
        return graph.input(f"anullsrc=r=48000:cl={shape.layout}:d={length}", f="lavfi")
    steady = filled_up(origin[str(probe.audio.index)])
    shaped = steady.filter("aformat", sample_rates=48_000, channel_layouts=shape.layout)
    if probe.audio.channels == 1 and shape.layout == "stereo":
        shaped = shaped.filter("volume", BOTH_SIDES)
    return shaped.filter("apad", pad_dur=_rest(probe, probe.audio))
