"""Recordings for tests: made on the spot, our own from browsers, and broken ones."""

import subprocess
from pathlib import Path

from media.binaries import find_ffmpeg
from media.samples import make_recording as make_sample

FILES = Path(__file__).with_name("files")
SPEECH = FILES / "speech.wav"


def make_recording(
    path: Path,
    seconds: float,
    kind: str = "webm-vp8",
    *,
    speech: bool = False,
    size: str = "640x360",
    fps: int = 25,
    silent: bool = False,
    extra: tuple[str, ...] = (),
) -> Path:
    """A small recording of moving shapes with a tone, a spoken pitch, or silence."""
    voice = SPEECH if speech else None
    return make_sample(
        path, seconds, kind, speech=voice, size=size, fps=fps, silent=silent, extra=extra
    )


def own(name: str) -> Path:
    """A recording that a real browser made for this project (see files/README.md)."""
    return FILES / name


def joined(path: Path, *parts: Path) -> Path:
    """The bytes of several recordings in one file, as a restarted recorder leaves them."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def cut(path: Path, source: Path, share: float) -> Path:
    """The beginning of a file, as a dead tab leaves it."""
    body = source.read_bytes()
    path.write_bytes(body[: int(len(body) * share)])
    return path


def turn(source: Path, path: Path, degrees: int) -> Path:
    """The same video with a display matrix, as a phone held another way writes it."""
    return ffmpeg(path, "-display_rotation:v", degrees, "-i", source, "-c", "copy")


def ffmpeg(path: Path, *arguments: object) -> Path:
    """What any ffmpeg command line makes."""
    command = [find_ffmpeg(), "-loglevel", "error", *map(str, arguments), str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path
