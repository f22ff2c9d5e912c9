"""Recordings whose every moment is known: a flash and a beep at the same instants.

A camera here is a bright box that flashes in the middle of a dark picture, a colored mark
in the corner that is top left for whoever holds the camera, and a tone that beeps with each
flash. What cameras do differently is varied one thing at a time; `tests.media.watching`
finds flashes, beeps, mark and colors again in whatever was made of it.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, pi, sin
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorPrimaries, ColorTrc

FLASHES = (0.5, 1.2, 1.9)  # seconds
FLASH = 0.2  # how long each lasts
TONE_HZ = 800
MICROSECONDS = Fraction(1, 1_000_000)

Times = Iterable[float]
Color = tuple[int, int, int]  # Y, U and V as 8-bit codes of limited range
DARK, BRIGHT, MARK = (40, 128, 128), (235, 128, 128), (120, 90, 180)

TAGS: dict[str, tuple[int, ColorPrimaries, ColorTrc]] = {
    "bt601": (6, ColorPrimaries.SMPTE170M, ColorTrc.SMPTE170M),
    "bt709": (1, ColorPrimaries.BT709, ColorTrc.BT709),
    "pq": (9, ColorPrimaries.BT2020, ColorTrc.SMPTE2084),
    "hlg": (9, ColorPrimaries.BT2020, ColorTrc.ARIB_STD_B67),
    "bt2020": (9, ColorPrimaries.BT2020, ColorTrc.BT2020_10),
}


def steady(fps: int, seconds: float) -> tuple[float, ...]:
    """The times of frames at a constant rate."""
    return tuple(number / fps for number in range(round(fps * seconds)))


@dataclass(frozen=True)
class Microphone:
    """How the sound is recorded; `speaks` names the channel that beeps (None: all)."""

    codec: str = "aac"
    rate: int = 48_000
    layout: str = "stereo"
    speaks: int | None = None
    starts: float = 0.0
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Camera:
    """How one recording differs from the plainest. Times in seconds.

    `starts` moves every time stamp of the picture, `hole` is a time in which nothing was
    written (the flashes after it come as late as they came), `tags` a key of TAGS.
    """

    seconds: float = 2.4
    times: tuple[float, ...] = ()
    flashes: tuple[float, ...] = FLASHES
    size: tuple[int, int] = (160, 90)
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: dict[str, str] = field(default_factory=lambda: {"preset": "ultrafast", "g": "30"})
    timescale: int = 30_000
    tags: str = ""
    full_range: bool = False
    bright: Color = BRIGHT
    mark: Color = MARK
    sar: tuple[int, int] = (1, 1)
    rotation: int = 0
    interlaced: bool = False
    starts: float = 0.0
    hole: tuple[float, float] | None = None
    has_picture: bool = True
    microphone: Microphone | None = Microphone()
    packing: dict[str, str] = field(default_factory=dict)

    @property
    def shows(self) -> list[float]:
        """When there are frames: also exactly when a flash begins and ends."""
        exact = [moment for at in self.flashes for moment in (at, at + FLASH)]
        usual = self.times or steady(30, self.seconds)
        kept = [at for at in usual if all(abs(at - one) > 0.004 for one in exact)]
        return sorted(at for at in (*kept, *exact) if not self.is_away(at))

    def is_away(self, at: float) -> bool:
        """Nothing is written at this time."""
        return self.hole is not None and self.hole[0] <= at < self.hole[1]

    def flashing(self, at: float) -> bool:
        """Whether box and tone are on."""
        return any(one - 1e-6 <= at < one + FLASH - 1e-6 for one in self.flashes)


def film(path: Path, camera: Camera) -> Path:
    """Write what this camera records."""
    with av.open(str(path), "w", options=camera.packing) as container:
        tracks = []
        if camera.has_picture:
            tracks.append((_picture_track(container, camera), _frames(camera)))
        if camera.microphone:
            track = _sound_track(container, camera.microphone)
            tracks.append((track, _samples(camera, camera.microphone)))
        packets: list[Any] = []
        for track, frames in tracks:
            packets += [packet for frame in frames for packet in track.encode(frame)]
            packets += track.encode(None)
        for packet in sorted(packets, key=lambda one: (one.dts or 0) * one.time_base):
            container.mux(packet)
    return path


def _picture_track(container: Any, camera: Camera) -> Any:
    track = container.add_stream(camera.codec, rate=30, options=camera.options)
    track.width, track.height = camera.size
    track.pix_fmt = camera.pix_fmt
    codec = track.codec_context
    codec.time_base = Fraction(1, camera.timescale)
    codec.sample_aspect_ratio = Fraction(*camera.sar)
    codec.color_range = 2 if camera.full_range else 1
    if camera.tags:
        codec.colorspace, codec.color_primaries, codec.color_trc = TAGS[camera.tags]
    if camera.codec == "libx265":
        codec.codec_tag = "hvc1"
    if camera.rotation:
        track.set_display_rotation(camera.rotation)
    return track


def _sound_track(container: Any, microphone: Microphone) -> Any:
    rate, options = microphone.rate, microphone.options
    track = container.add_stream(microphone.codec, rate=rate, options=options)
    track.layout = microphone.layout
    return track


def _frames(camera: Camera) -> Iterator[av.VideoFrame]:
    made = {is_on: _painted(camera, is_on) for is_on in (False, True)}
    for at in camera.shows:
        frame = made[camera.flashing(at)]
        frame.pts = round((at + camera.starts) * 1_000_000)
        frame.time_base = MICROSECONDS
        yield frame


def _painted(camera: Camera, is_flashing: bool) -> av.VideoFrame:
    width, height = camera.size
    frame = av.VideoFrame(width, height, camera.pix_fmt)
    middle = camera.bright if is_flashing else DARK
    for number, plane in enumerate(frame.planes):
        bits = frame.format.components[number].bits
        colors = (camera.mark[number], middle[number], DARK[number])
        plane.update(_plane(plane.width, plane.height, plane.line_size, bits, *colors))
    if camera.tags:
        matrix, primaries, trc = TAGS[camera.tags]
        frame.colorspace, frame.color_primaries, frame.color_trc = matrix, primaries, trc
    frame.color_range = 2 if camera.full_range else 1
    return frame


def _plane(
    width: int, height: int, line_size: int, bits: int, mark: int, middle: int, dark: int
) -> bytes:
    """The mark fills the first quarter each way, the box the middle; three kinds of lines."""
    highs = [(down + 0.5) / height for down in range(height)]
    kinds = [(high < 0.25, 0.3 < high < 0.7) for high in highs]
    lines = {
        (is_top, is_middle): _row(
            width, bits, mark if is_top else dark, middle if is_middle else dark, dark
        ).ljust(line_size, b"\0")
        for is_top, is_middle in set(kinds)
    }
    return b"".join(lines[kind] for kind in kinds)


def _row(width: int, bits: int, left: int, middle: int, dark: int) -> bytes:
    """One line: its first quarter, and what lies in its middle."""
    codes = []
    for across in range(width):
        far = (across + 0.5) / width
        codes.append(left if far < 0.25 else middle if 0.3 < far < 0.7 else dark)
    deep = array("H", [code << (bits - 8) for code in codes]).tobytes()
    return bytes(codes) if bits == 8 else deep


def _samples(camera: Camera, microphone: Microphone) -> Iterator[av.AudioFrame]:
    """Tenths of a second; one that begins in the hole was never recorded."""
    rate = microphone.rate
    length, per = round(camera.seconds * rate), rate // 10
    sound = _sound(camera, rate, length + per)
    for first in range(0, length, per):
        if not camera.is_away(first / rate):
            yield _audio_frame(microphone, sound[first : first + per], first)


def _sound(camera: Camera, rate: int, length: int) -> "array[float]":
    """Silence, and the tone in every flash."""
    sound = array("f", bytes(4 * length))
    for one in camera.flashes:
        begin, end = (ceil((at - 1e-6) * rate) for at in (one, one + FLASH))
        for n in range(max(begin, 0), min(end, length)):
            sound[n] = 0.5 * sin(2 * pi * TONE_HZ * (n % rate) / rate)
    return sound


def _audio_frame(microphone: Microphone, heard: "array[float]", first: int) -> av.AudioFrame:
    frame = av.AudioFrame("flt", microphone.layout, len(heard))
    channels = len(frame.layout.channels)
    everyone = range(channels) if microphone.speaks is None else (microphone.speaks,)
    samples = array("f", bytes(4 * channels * len(heard)))
    for channel in everyone:
        samples[channel::channels] = heard
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate = microphone.rate
    frame.pts = first + round(microphone.starts * microphone.rate)
    frame.time_base = Fraction(1, microphone.rate)
    return frame


def bursts(
    seconds: float, each: int = 6, apart: float = 0.002, rest: float = 0.12
) -> Iterable[float]:
    """Frames in clusters, as a starved browser writes them."""
    at = 0.0
    while at < seconds:
        yield from (at + number * apart for number in range(each))
        at += rest
