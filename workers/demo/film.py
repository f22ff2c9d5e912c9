"""Short films for the demo: a silhouette that sways and hums, with DEMO written over it.

One objection is spoken; its voice was made by a machine.
"""

from dataclasses import dataclass
from pathlib import Path

from media.binaries import find_ffmpeg
from media.ingest import make_renditions
from media.probe import probe
from media.runner import Limits, run
from media.transcode import Transcoded

WIDTH, HEIGHT, FPS = 640, 360, 12
LETTERS = {
    "D": ("1110", "1001", "1001", "1001", "1001", "1001", "1110"),
    "E": ("1111", "1000", "1000", "1110", "1000", "1000", "1111"),
    "M": ("10001", "11011", "10101", "10101", "10001", "10001", "10001"),
    "O": ("0110", "1001", "1001", "1001", "1001", "1001", "0110"),
}
DOT = 4
COARSE = 4  # a soft sky needs no fine pixels, and a hum no high pitch: a first start is quick
HUM_RATE = 16_000
OBJECTION = Path(__file__).with_name("objection.m4a")  # says OBJECTION_WORDS
OBJECTION_WORDS = "Take fifteen percent off"
HEAD = (320, 132, 58, 66)  # center and radii of an ellipse, in pixels
SHOULDERS = (320, 372, 172, 150)
SKY = (("0x24304a", "0x4b44d6"), ("0x1d3a3a", "0x2f6f68"), ("0x3a2430", "0x7a4050"),
       ("0x2a2f3a", "0x5a6a84"))  # fmt: skip


@dataclass(frozen=True)
class Film:
    """A finished film: what was recorded, and what a worker would make of it."""

    original: Path
    made: Transcoded

    @property
    def ms(self) -> int:
        """Its length."""
        return self.made.duration_ms

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return self.made.storyboard is not None

    @property
    def content_type(self) -> str:
        """What the file as recorded is."""
        return "video/mp4" if self.has_picture else "audio/mp4"


def make_films(folder: Path, ffmpeg: str | None) -> list[Film]:
    """A few films of different lengths and colors."""
    sitter = folder / "sitter.rgba"
    sitter.write_bytes(silhouette())
    lengths = (24, 31, 38, 27)
    return [
        make_film(folder, sitter, number, seconds, ffmpeg) for number, seconds in enumerate(lengths)
    ]


def make_voice(folder: Path, ffmpeg: str | None) -> Film:
    """The spoken objection, prepared as a worker would prepare it."""
    workdir = folder / "voice"
    workdir.mkdir()
    made = make_renditions(OBJECTION, probe(OBJECTION), workdir, ffmpeg=find_ffmpeg(ffmpeg))
    return Film(OBJECTION, made)


def silhouette() -> bytes:
    """Head, shoulders and the word DEMO as raw RGBA pixels, nothing around them.

    The word is drawn, so no font is needed, and nobody can take the film for real.
    """
    sitter, word, outside = bytes((190, 200, 214, 110)), bytes((255, 255, 255, 230)), bytes(4)
    lit = lettering()
    return b"".join(
        word
        if (x, y) in lit
        else sitter
        if _within(x, y, HEAD) or _within(x, y, SHOULDERS)
        else outside
        for y in range(HEIGHT)
        for x in range(WIDTH)
    )


def _within(x: int, y: int, ellipse: tuple[int, int, int, int]) -> bool:
    cx, cy, rx, ry = ellipse
    return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1


def lettering() -> set[tuple[int, int]]:
    """The pixels of the word DEMO in the upper left corner."""
    lit, left = set(), 24
    for letter in "DEMO":
        rows = LETTERS[letter]
        for y, row in enumerate(rows):
            for x in (x for x, dot in enumerate(row) if dot == "1"):
                lit |= {
                    (left + x * DOT + i, 24 + y * DOT + j) for i in range(DOT) for j in range(DOT)
                }
        left += (len(rows[0]) + 1) * DOT
    return lit


def make_film(folder: Path, sitter: Path, number: int, seconds: int, ffmpeg: str | None) -> Film:
    """One film of so many seconds; its number decides its colors and its voice."""
    video, workdir = folder / f"{number}.mp4", folder / str(number)
    dark, light = SKY[number % len(SKY)]
    small = f"{WIDTH // COARSE}x{HEIGHT // COARSE}"
    sky = f"gradients=s={small}:c0={dark}:c1={light}:speed=0.02:rate={FPS}:seed={number}"
    hum = (
        f"aevalsrc='0.2*sin(2*PI*({130 + 20 * number}*t+9*sin(4*t)))"
        f"*(0.55+0.45*sin(2*PI*3.2*t))*gt(sin(1.3*t),-0.8)':s={HUM_RATE}:d={seconds}"
    )
    sway = (
        f"[0:v]scale={WIDTH}:{HEIGHT}[sky];"
        "[sky][1:v]overlay=x='7*sin(1.3*t)':y='4*sin(2.1*t)':eof_action=repeat:format=yuv420"
    )
    command = [
        find_ffmpeg(ffmpeg), "-nostdin", "-y", "-loglevel", "error",
        "-f", "lavfi", "-i", f"{sky}:d={seconds}",
        "-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", f"{WIDTH}x{HEIGHT}",
        "-framerate", "1", "-i", str(sitter),
        "-f", "lavfi", "-i", hum,
        "-filter_complex", f"{sway}[film]",
        "-map", "[film]", "-map", "2:a", "-t", str(seconds), "-c:v", "libx264",
        "-preset", "veryfast", "-crf", "30", "-pix_fmt", "yuv420p", "-g", str(FPS),
        "-c:a", "aac", "-ar", "48000", "-b:a", "64k", "-movflags", "+faststart", str(video),
    ]  # fmt: skip
    ran = run(command, folder, Limits(wall_seconds=120))
    if ran.code != 0:
        raise RuntimeError(f"the demo film could not be made: {ran.stderr}")
    workdir.mkdir()
    return Film(video, make_renditions(video, probe(video), workdir, ffmpeg=find_ffmpeg(ffmpeg)))
