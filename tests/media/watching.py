"""Watch a file as a player shows it, and say what is seen and heard when.

Decodes with PyAV; every time is in milliseconds on the file's own timeline, counted from its
first picture or sound.
"""

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

LIT = 110  # of 255: the middle of the picture is on
LOUD = 0.02
RATE = 8000
WINDOW = 20  # samples: 2.5 ms
QUIET_MS = 60  # so long it must have been quiet before a beep

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Watched:
    """When flashes and beeps begin; the first picture with and one without a flash."""

    flashes: list[int]
    beeps: list[int]
    dark: Any
    bright: Any
    codec: str

    @property
    def offsets(self) -> list[int]:
        """By how much each beep comes after its flash."""
        return [beep - flash for flash, beep in zip(self.flashes, self.beeps, strict=True)]


def watch(path: Path) -> Watched:
    """Everything that a viewer notices in this file."""
    pictures, flashes, was_on = seen(path), [], False
    for at, frame in pictures:
        is_on = level(frame) > LIT
        if is_on and not was_on:
            flashes.append(round(at))
        was_on = is_on
    dark = next((frame for _, frame in pictures if level(frame) <= LIT), None)
    bright = next((frame for _, frame in pictures if level(frame) > LIT), None)
    return Watched(flashes, heard(path), dark, bright, codec_of(path))


def seen(path: Path) -> list[tuple[float, Any]]:
    """Every picture of the first video track with its time."""
    with av.open(str(path)) as container:
        if not container.streams.video:
            return []
        track = container.streams.video[0]
        return [(1000 * float(one.time or 0), one) for one in container.decode(track)]


def codec_of(path: Path) -> str:
    """What the picture is coded in."""
    with av.open(str(path)) as container:
        videos = container.streams.video
        return str(videos[0].codec_context.codec.canonical_name) if videos else ""


def heard(path: Path) -> list[int]:
    """When each beep begins."""
    beeps, last = [], -1e9
    for at, loudness in _loudness(path):
        if loudness > LOUD:
            if at - last > QUIET_MS:
                beeps.append(round(at))
            last = at
    return beeps


def tone(path: Path) -> float:
    """How loud the beeps are, 0–1: their usual peak in a mono mix of what the file holds."""
    loud = sorted(loudness for _, loudness in _loudness(path) if loudness > LOUD)
    return loud[len(loud) // 2] if loud else 0.0


def _loudness(path: Path) -> list[tuple[float, float]]:
    """The loudest sample in every 2.5 ms of a mono mix."""
    found: list[tuple[float, float]] = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        mono = av.AudioResampler("s16", "mono", RATE)
        for frame in container.decode(container.streams.audio[0]):
            start = 1000 * float(frame.pts * frame.time_base)
            for part in mono.resample(frame):
                samples = array("h")
                samples.frombytes(bytes(part.planes[0])[: 2 * part.samples])
                for first in range(0, len(samples), WINDOW):
                    loud = max(map(abs, samples[first : first + WINDOW])) / 32768
                    found.append((start + first * 1000 / RATE, loud))
    return found


def level(frame: Any, x: float = 0.5, y: float = 0.5) -> float:
    """How bright the picture is at a place (shares of width and height), 0–255."""
    return _code(frame, 0, x, y)


def mark_corner(frame: Any) -> str:
    """Where the colored mark is, as coded: "top left" …"""
    places = {
        f"{down} {across}": _code(frame, 2, x, y)
        for down, y in (("top", 0.12), ("bottom", 0.88))
        for across, x in (("left", 0.12), ("right", 0.88))
    }
    return max(places, key=lambda one: places[one])


def color(frame: Any, codec: str = "", x: float = 0.12, y: float = 0.12) -> Rgb:
    """Red, green and blue (0–255) at a place, as Chromium shows it (measured).

    It obeys the tags, and takes 720 lines and more for BT.709 when there are none; of VP8,
    whose decoder always says BT.601, only the lines count.
    """
    matrix = frame.colorspace if frame.colorspace in (1, 5, 6, 9) and codec != "vp8" else None
    is_full = frame.color_range == 2 or frame.format.name.startswith("yuvj")
    if matrix is None:
        matrix = 1 if frame.height >= 720 and not is_full and codec != "vp9" else 6
    kr, kb = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}.get(matrix, (0.299, 0.114))
    codes = [_code(frame, number, x, y) for number in range(3)]
    if is_full:
        luma, blue, red = codes[0] / 255, (codes[1] - 128) / 255, (codes[2] - 128) / 255
    else:
        luma, blue, red = (codes[0] - 16) / 219, (codes[1] - 128) / 224, (codes[2] - 128) / 224
    r, b = luma + 2 * (1 - kr) * red, luma + 2 * (1 - kb) * blue
    g = (luma - kr * r - kb * b) / (1 - kr - kb)
    return (255 * r, 255 * g, 255 * b)


def _code(frame: Any, number: int, x: float, y: float) -> float:
    """An 8-bit code of one plane at a place."""
    plane, bits = frame.planes[number], frame.format.components[number].bits
    row, across = int(plane.height * y), int(plane.width * x)
    wide = 2 if bits > 8 else 1
    body, at = memoryview(plane), row * plane.line_size + across * wide
    return int.from_bytes(body[at : at + wide], "little") / (1 << (bits - 8))
