"""The same outputs as our ingest, by plain ffmpeg: what the work costs without us around it.

Two command lines, one a lane, written by hand. Nothing is probed, limited, watched or read
back; whoever typed them knew the file beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEARD = (
    "aresample=async=1000:first_pts=0,ebur128=metadata=1:framelog=quiet,"
    "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level+Peak_level,"
    "ametadata=mode=print:file={notes}"
)
THREADS = "2"
SDR = "scale={width}:{height}:out_range=tv,setsar=1,format=yuv420p"
HDR = (
    "zscale=w={width}:h={height}:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p"
)
STILL = (
    "fps={rate}:start_time=0:eof_action=pass,scale={width}:{height}:out_range=pc,"
    "setsar=1,format=yuv420p"
)
JPEG = ["-frames:v", "1", "-c:v", "mjpeg", "-f", "image2", "-update", "1", "-strict", "-1"]
MP4 = ["-f", "mp4", "-movflags", "+faststart", "-map_metadata", "-1"]


@dataclass(frozen=True)
class Wanted:
    """What to make, in the words of a plan (`media.plan`) turned into plain data."""

    picture: dict[str, Any]
    sound: dict[str, Any]
    poster: dict[str, Any]
    board: dict[str, Any]
    low: dict[str, Any] | None


def wanted(plan: dict[str, Any]) -> Wanted:
    """The plan of a recording with picture and sound."""
    return Wanted(plan["video"], plan["audio"], plan["poster"], plan["storyboard"], plan["low"])


def fast(source: Path, seekable: str) -> list[str]:
    """The fast lane: the packets in a seekable file, and the sound measured."""
    packed = ["-f", "webm", "-cues_to_front", "1"] if seekable.endswith("webm") else MP4[:4]
    tag = ["-tag:v", "hvc1"] if source.name.startswith("phone") else []
    return [
        "-i", str(source), "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", *tag,
        "-map_metadata", "-1", *packed, seekable,
        "-map", "0:a:0", "-af", HEARD.format(notes="fast.txt"), "-f", "null", "-",
    ]  # fmt: skip


def slow(source: str, want: Wanted) -> list[str]:
    """The slow lane: everything that is published, from one decode."""
    copied = want.picture["copy"]
    few = ["-skip_frame:v", "nokey"] if copied and not want.low else []
    parts = [part for part in ("main", "low", "poster", "board") if part in _made(want)]
    graph = [_source(want, parts)]
    graph += [_still("poster", "1", want.poster, "thumbnail=30")]
    graph += [_still("board", f"1000/{want.board['every_ms']}", want.board, _sheet(want.board))]
    graph += [_lower(want)] if want.low else []
    return [
        *few, "-threads", THREADS, "-i", source, "-filter_complex", ";".join(graph),
        *_main(want), *_low(want),
        "-map", "[poster]", "-q:v", "4", *JPEG, "poster.jpg",
        "-map", "[board]", "-q:v", "6", *JPEG, "storyboard.jpg",
        "-map", "0:a:0", "-af", HEARD.format(notes="slow.txt"), "-f", "null", "-",
    ]  # fmt: skip


def _made(want: Wanted) -> set[str]:
    """The outputs that need decoded pictures."""
    made = {"poster", "board"} | ({"low"} if want.low else set())
    return made if want.picture["copy"] else made | {"main"}


def _source(want: Wanted, parts: Sequence[str]) -> str:
    fanned = f"split={len(parts)}" + "".join(f"[{part}0]" for part in parts)
    if want.picture["copy"]:
        return f"[0:v:0]{fanned}"
    shaped = (HDR if want.picture["hdr"] else SDR).format(**want.picture)
    return f"[0:v:0]fps={want.picture['fps']}:start_time=0,{shaped},{fanned}"


def _still(name: str, rate: str, size: dict[str, Any], behind: str) -> str:
    shaped = STILL.format(rate=rate, width=size["width"], height=size["height"])
    return f"[{name}0]{shaped},{behind}[{name}]"


def _sheet(board: dict[str, Any]) -> str:
    rows = -(-board["count"] // board["columns"])
    notes = "signalstats,metadata=mode=print:file=pictures.txt"
    return f"{notes},tile={board['columns']}x{rows}:nb_frames={board['count']}"


def _lower(want: Wanted) -> str:
    assert want.low
    rate = f"fps={want.picture['fps']}:start_time=0," if want.picture["copy"] else ""
    size = f"scale={want.low['width']}:{want.low['height']}:out_range=tv,setsar=1"
    return f"[low0]{rate}{size},format=yuv420p[low]"


def _x264(want: Wanted, profile: str, crf: str, kilobits: int) -> list[str]:
    rate = want.picture["fps"]
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", profile, "-crf", crf,
        "-maxrate", f"{kilobits}k", "-bufsize", f"{2 * kilobits}k", "-g", str(2 * rate),
        "-r", str(rate), "-threads", THREADS,
    ]  # fmt: skip


def _main(want: Wanted) -> list[str]:
    picture = ["-map", "0:v:0", "-c:v", "copy"]
    if not want.picture["copy"]:
        picture = ["-map", "[main0]", *_x264(want, "high", "23", 3000)]
    sound = ["-c:a", "copy"] if want.sound["copy"] else _aac("2", "128k")
    return [*picture, "-map", "0:a:0", *sound, *MP4, "main.mp4"]


def _low(want: Wanted) -> list[str]:
    if not want.low:
        return []
    picture = ["-map", "[low]", *_x264(want, "main", "25", 700)]
    return [*picture, "-map", "0:a:0", *_aac("1", "56k"), *MP4, "low.mp4"]


def _aac(channels: str, bits: str) -> list[str]:
    resampled = ["-af", "aresample=async=1000"]
    return ["-c:a", "aac", "-b:a", bits, "-ac", channels, "-ar", "48000", *resampled]


def sound_and_main(source: Path) -> list[str]:
    """What a peer that leaves an H.264 file as it is lacks: AAC, an index in front, figures."""
    return [
        "-i", str(source), "-map", "0:v:0", "-c:v", "copy", "-map", "0:a:0",
        *_aac("2", "128k"), *MP4, "main.mp4",
        "-map", "0:a:0", "-af", HEARD.format(notes="sound.txt"), "-f", "null", "-",
    ]  # fmt: skip
