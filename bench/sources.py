"""The recordings that the benchmarks run on, and what any tool can read in their headers.

Two were made for this project by a real browser and lie in the repository; with a folder of
further recordings a longer one and a real phone's clip join them.
"""

import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from media.binaries import find_ffmpeg
from media.probe import probe
from media.samples import make_recording

FILES = Path(__file__).resolve().parent.parent / "tests" / "media" / "files"
SPEECH = FILES / "speech.wav"
VP8 = FILES / "chrome-720p-vp8-30s.webm"
H264 = FILES / "chrome-720p-avc1.mp4"
LONGER_H264 = "chrome-720p-avc1-opus-60s.mp4"
IPHONE = "mei-with-gps.mov"


@dataclass(frozen=True)
class Source:
    """One recording; `name` is short and stands in tables, `what` explains it."""

    name: str
    what: str
    path: Path


def sources(recordings: Path | None, folder: Path) -> list[Source]:
    """Browser recordings first, then phones; `folder` takes the one that is made up."""
    longer = recordings / LONGER_H264 if recordings else H264
    h264 = longer if longer.is_file() else H264
    seconds = round(probe(h264).duration_ms / 1000)
    found = [
        Source("vp8", "30 s of VP8 and Opus in WebM from Chrome, 720p", VP8),
        Source("h264", f"{seconds} s of H.264 and Opus in MP4 from Chrome, 720p", h264),
        Source("phone", "5 s of 10-bit HEVC and AAC, 1080p, turned", phone(folder)),
    ]
    if recordings and (recordings / IPHONE).is_file():
        what = "4 s of H.264 and AAC from an iPhone 6, 320p, turned"
        found.append(Source("iphone", what, recordings / IPHONE))
        what = "the same over and over for a minute, as long as a take"
        found.append(Source("iphone-60s", what, minute(recordings / IPHONE, folder)))
    return found


def minute(clip: Path, folder: Path) -> Path:
    """A clip of a few seconds, packet by packet until a minute is full.

    What an ingest needs before it looks at the first packet is most of the cost of four seconds.
    """
    made = folder / f"{clip.stem}-60s.mp4"
    long = ["-stream_loop", "-1", "-i", str(clip), "-t", "60", "-map", "0:v:0", "-map", "0:a:0"]
    command = [find_ffmpeg(), "-y", "-loglevel", "error", *long, "-c", "copy", str(made)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return made


def phone(folder: Path, seconds: int = 5) -> Path:
    """A clip as a phone held upright writes it."""
    flat, turned = folder / "flat.mp4", folder / "phone.mp4"
    make_recording(flat, seconds, "mp4-hevc-10bit", speech=SPEECH, size="1920x1080", fps=30)
    turn = ["-display_rotation:v", "-90", "-i", str(flat), "-c", "copy", str(turned)]
    subprocess.run([find_ffmpeg(), "-y", "-loglevel", "error", *turn], check=True)
    flat.unlink()
    return turned


@dataclass(frozen=True)
class Facts:
    """What ffprobe would tell: the headers' claims. `frames` and `seconds` are counted.

    Rates are frames per second, 0 when the header has none; `stated_s` is None without a
    duration in the header. Bits are per second. `shown` is the size when turned upright.
    """

    path: Path
    width: int
    height: int
    shown: tuple[int, int]
    video: str
    audio: str
    pix_fmt: str
    level: int
    claimed_rate: Fraction
    average_rate: Fraction
    stated_s: float | None
    bits: int
    audio_bits: int
    layout: str
    frames: int
    seconds: float


def facts(path: Path) -> Facts:
    """The headers of a trusted file, and its real length."""
    found = probe(path)
    assert found.video
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        audio = next(iter(container.streams.audio), None)
        codec = video.codec_context
        return Facts(
            path=path,
            width=codec.width,
            height=codec.height,
            shown=found.video.shown,
            video=codec.name.removeprefix("lib"),
            audio=audio.codec_context.name.removeprefix("lib") if audio else "",
            pix_fmt=codec.pix_fmt or "",
            level=found.video.level,
            claimed_rate=video.base_rate or Fraction(0),
            average_rate=video.average_rate or Fraction(0),
            stated_s=container.duration / 1_000_000 if container.duration else None,
            bits=container.bit_rate or 0,
            audio_bits=(audio.codec_context.bit_rate or 0) if audio else 0,
            layout=audio.codec_context.layout.name if audio else "",
            frames=found.video.packets,
            seconds=found.duration_ms / 1000,
        )
