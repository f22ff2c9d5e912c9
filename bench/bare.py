"""The same outputs as our ingest, by plain ffmpeg: what the work costs without us around it.

Two command lines, one a lane, written by hand. Nothing is probed, limited, watched or read
back; whoever typed them knew the file beforehand.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

METER = (
    "ebur128=metadata=1:framelog=quiet:dualmono=1,"
    "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level+Peak_level,"
    "ametadata=mode=print:file={notes}"
)
FILLED = "aresample=async=1000:first_pts=0"
THREADS = "2"
COLORS = {
    "bt601": "setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m",
    "bt709": "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709",
    "bt2020": "setparams=colorspace=bt2020nc:color_primaries=bt2020",
}
SIZED = "scale={width}:{height}:out_range=tv,setsar=1,format=yuv420p"
TONED = (
    "zscale=w={width}:h={height}:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=mobius:desat=0:peak=4.93,zscale=p=bt709:t=bt709:m=bt709:r=limited,"
    "setsar=1,format=yuv420p"
)
STILL = (
    "fps={rate}:start_time=0:round=up:eof_action=pass,"
    "scale={width}:{height}:out_color_matrix=bt601:out_range=pc,setsar=1,format=yuv420p"
)
JPEG = ["-frames:v", "1", "-c:v", "mjpeg", "-f", "image2", "-update", "1", "-strict", "-1"]
MP4 = ["-f", "mp4", "-movflags", "+faststart", "-map_metadata", "-1"]
BARE = ["-bsf:v", "filter_units=remove_types=6"]


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


def fast(source: Path, seekable: str, codec: str) -> list[str]:
    """The fast lane: the packets in a seekable file, and the sound measured."""
    packed = ["-f", "webm", "-cues_to_front", "1"] if seekable.endswith("webm") else MP4[:4]
    extra = {"h264": BARE, "hevc": ["-tag:v", "hvc1"]}.get(codec, [])
    heard = f"{FILLED},{METER.format(notes='fast.txt')}"
    return [
        "-i", str(source), "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", *extra,
        "-map_metadata", "-1", *packed, seekable,
        "-map", "0:a:0", "-af", heard, "-f", "null", "-",
    ]  # fmt: skip


def slow(source: str, want: Wanted) -> list[str]:
    """The slow lane: everything that is published, from one decode."""
    few = ["-skip_frame:v", "nokey"] if want.picture["copy"] and not want.low else []
    graph = [_pictures(want), _sounds(want)]
    graph += [_still("poster", "1", want.poster, "thumbnail=30")]
    graph += [_still("board", f"1000/{want.board['every_ms']}", want.board, _sheet(want.board))]
    graph += [_lower(want)] if want.low else []
    return [
        *few, "-threads", THREADS, "-i", source, "-filter_complex", ";".join(graph),
        *_main(want), *_low(want),
        "-map", "[poster]", "-q:v", "4", *JPEG, "poster.jpg",
        "-map", "[board]", "-q:v", "6", *JPEG, "storyboard.jpg",
        "-map", "[meter]", "-f", "null", "-",
    ]  # fmt: skip


def _pictures(want: Wanted) -> str:
    """The one decode, fanned out to whatever needs decoded pictures."""
    parts = ([] if want.picture["copy"] else ["main"]) + (["low0"] if want.low else [])
    parts += ["poster0", "board0"]
    fanned = f"split={len(parts)}" + "".join(f"[{part}]" for part in parts)
    colors = COLORS[want.picture["colors"]]
    if want.picture["copy"]:
        return f"[0:v:0]{colors},{fanned}"
    shaped = (TONED if want.picture["hdr"] else SIZED).format(**want.picture)
    return f"[0:v:0]fps={want.picture['fps']}:start_time=0,{colors},{shaped},{fanned}"


def _sounds(want: Wanted) -> str:
    """The sound of main and low, and the meter."""
    channels = want.sound["channels"]
    layout = "stereo" if channels == 2 else "mono"
    parts, ends = ["meter0"], [f"[meter0]{METER.format(notes='slow.txt')}[meter]"]
    if not want.sound["copy"]:
        parts.append("sound0")
        ends.append(f"[sound0]aformat=sample_rates=48000:channel_layouts={layout}[sound]")
    if want.low:
        parts.append("mono0")
        mixed = f"aformat=sample_rates=48000:channel_layouts={layout}"
        mixed += ",aresample=out_chlayout=mono:rematrix_maxval=1" if channels == 2 else ""
        ends.append(f"[mono0]{mixed}[mono]")
    fanned = f"asplit={len(parts)}" + "".join(f"[{part}]" for part in parts)
    return ";".join([f"[0:a:0]{FILLED},{fanned}", *ends])


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
    return f"[low0]{rate}{SIZED.format(**want.low)}[low]"


def _x264(want: Wanted, profile: str, crf: str, kilobits: int) -> list[str]:
    rate = want.picture["fps"]
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-x264-params", "subme=1",
        "-profile:v", profile, "-crf", crf,
        "-maxrate", f"{kilobits}k", "-bufsize", f"{2 * kilobits}k", "-g", str(2 * rate),
        "-r", str(rate), "-threads", THREADS,
    ]  # fmt: skip


def _main(want: Wanted) -> list[str]:
    picture = ["-map", "0:v:0", "-c:v", "copy", *BARE]
    if not want.picture["copy"]:
        picture = ["-map", "[main]", *_x264(want, "high", "23", 3000)]
    sound = ["-map", "[sound]", "-c:a", "aac", "-b:a", "128k"]
    if want.sound["copy"]:
        sound = ["-map", "0:a:0", "-c:a", "copy"]
    return [*picture, *sound, *MP4, "main.mp4"]


def _low(want: Wanted) -> list[str]:
    if not want.low:
        return []
    picture = ["-map", "[low]", *_x264(want, "main", "25", 700)]
    return [*picture, "-map", "[mono]", "-c:a", "aac", "-b:a", "56k", *MP4, "low.mp4"]


def sound_and_main(source: Path) -> list[str]:
    """What a peer that leaves an H.264 file as it is lacks: AAC, an index in front, figures."""
    heard = f"{FILLED},{METER.format(notes='sound.txt')}"
    return [
        "-i", str(source), "-map", "0:v:0", "-c:v", "copy", "-map", "0:a:0",
        "-c:a", "aac", "-b:a", "128k", "-ar", "48000", *MP4, "main.mp4",
        "-map", "0:a:0", "-af", heard, "-f", "null", "-",
    ]  # fmt: skip
