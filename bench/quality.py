"""How much a rendition looks like its source: SSIM and VMAF, picture by picture.

Both pictures are brought to the size of the source as shown and to the rendition's own
constant rate, by the rule that made it, so that like is compared with like.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from bench.clock import spend
from media.plan import fitted
from media.probe import probe
from media.tracks import VideoTrack
from media.verify import ANY

SSIM = re.compile(r"SSIM .*All:([0-9.]+)")
VMAF = re.compile(r"VMAF score: ([0-9.]+)")
# Colors are compared as they are coded, or ffmpeg converts one of the two by its tags.
SAME = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709"
EVERY = 5  # VMAF looks at every fifth picture; all of them take minutes


@dataclass(frozen=True)
class Likeness:
    """SSIM from 0 to 1, VMAF from 0 to 100 (None where ffmpeg has none)."""

    ssim: float
    vmaf: float | None = None


def likeness(ffmpeg: str, made: Path, source: Path, folder: Path, vmaf: bool = False) -> Likeness:
    """Compare a rendition with the recording that it was made from."""
    picture = _picture(made)
    rate, size = round(picture.measured_fps), fitted(_picture(source).shown, 1280, 720)
    ssim = _score(ffmpeg, made, source, folder, rate, size, "ssim=shortest=1", SSIM)
    assert ssim is not None, f"no SSIM of {made.name}"
    if not vmaf:
        return Likeness(ssim)
    model = f"libvmaf=n_threads=2:n_subsample={EVERY}:shortest=1"
    return Likeness(ssim, _score(ffmpeg, made, source, folder, rate, size, model, VMAF))


def _picture(path: Path) -> VideoTrack:
    found = probe(path, ANY).video
    assert found
    return found


def _score(
    ffmpeg: str, made: Path, source: Path, folder: Path, rate: int, size: tuple[int, int],
    how: str, score: re.Pattern[str],
) -> float | None:  # fmt: skip
    alike = f"{SAME},fps={rate}:start_time=0,scale={size[0]}:{size[1]}:out_range=tv,setsar=1"
    graph = (
        f"[0:v:0]{alike},format=yuv420p,settb=1/{rate},setpts=N[made];"
        f"[1:v:0]{alike},format=yuv420p,settb=1/{rate},setpts=N[source];"
        f"[made][source]{how}"
    )
    # Time begins with what begins first of picture and sound; other tracks don't count.
    begin = ["-itsoffset", f"{-probe(source, ANY).lead_ms / 1000:.3f}"]
    read = ["-i", str(made), *begin, "-i", str(source)]
    compare = [*read, "-filter_complex", graph, "-f", "null", "-"]
    ran = spend(["nice", ffmpeg, "-hide_banner", "-nostdin", "-nostats", *compare], folder)
    found = score.search(ran.said)
    return float(found[1]) if found else None
