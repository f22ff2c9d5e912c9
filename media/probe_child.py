"""Runs alone, contained, on one untrusted file; prints what is in it as one JSON line.

    python -B -I probe_child.py FILE '{"containers": …, "codecs": […], "most_frames": …, …}'

Headers lie (browsers write no duration and no frame rate), so every packet is read:
times are in milliseconds, measured from packets. Only one picture is decoded, for its
rotation and real pixel format.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import av
from av.container import InputContainer

TRANSFERS_HDR = {16, 18}  # PQ and HLG
FULL_RANGE = 2
LONG_HOLE_MS = 1000.0  # no frame is shown for as long on purpose
MOST_TRIES = 2000  # packets, until a damaged recording has to show a picture


class Track:
    """Running figures of one track, from its packets."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.ms = 1000 * stream.time_base if stream.time_base else 0
        self.packets = self.bytes = 0
        self.first: float | None = None
        self.last = self.end = self.gap = self.key_gap = 0.0
        self.decoded_at: float | None = None
        self.key: float | None = None
        self.encrypted = False

    def add(self, packet: Any) -> None:
        """Count one packet; one that has no time or is never shown is only data."""
        self.packets += 1
        self.bytes += packet.size
        self.encrypted |= packet.has_sidedata("encryption_info")
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or packet.is_discard:  # trimmed away by an edit list: never shown
            return
        at = float(stamp * self.ms)
        if self.first is None:
            self.first = self.last = at
        self.note_gap(float((stamp if packet.dts is None else packet.dts) * self.ms))
        self.first, self.last = min(self.first, at), max(self.last, at)
        self.end = max(self.end, at + float((packet.duration or 0) * self.ms))
        if packet.is_keyframe:
            self.key_gap = max(self.key_gap, at - (self.first if self.key is None else self.key))
            self.key = at

    def note_gap(self, at: float) -> None:
        """Holes show in decoding order; the order of showing jumps with B-frames."""
        if self.decoded_at is not None:
            self.gap = max(self.gap, at - self.decoded_at)
        self.decoded_at = at

    def figures(self) -> dict[str, Any]:
        """Start, end and rate; the last frame lasts as long as the average one."""
        first = self.first or 0.0
        hole = self.gap if self.gap > LONG_HOLE_MS else 0.0
        typical = (self.last - first - hole) / max(1, self.packets - 1)
        end = max(self.end, self.last + typical)
        codec = self.stream.codec_context
        return {
            "index": self.stream.index,
            "codec": codec.codec.canonical_name if codec else "",
            "setup": hashlib.sha256(codec.extradata or b"").hexdigest()[:16] if codec else "",
            "packets": self.packets,
            "bytes": self.bytes,
            "start_ms": round(first),
            "end_ms": round(end),
            "longest_gap_ms": round(self.gap),
        }

    def longest_without_keyframe(self, end_ms: int) -> int:
        """Milliseconds a player may have to decode to reach a moment."""
        since = self.first if self.key is None else self.key
        return round(max(self.key_gap, end_ms - (since or 0.0)))


def main(path: str, rules: dict[str, Any]) -> dict[str, Any]:
    """Everything there is to say about the file, or {"error": …}."""
    options = {"format_whitelist": rules["containers"], "protocol_whitelist": "file"}
    with av.open(path, options=options, metadata_errors="replace") as container:
        tracks = chosen(container)
        if not tracks:
            return {"error": "empty"}
        broken = read(container, tracks, rules["most_frames"])
        if any(track.encrypted for track in tracks.values()):
            return {"error": "encrypted"}  # its noise may well decode, as noise
        found: dict[str, Any] = {"container": container.format.name, "broken": broken}
        found["stated_ms"] = round((container.duration or 0) / 1000)
        found["lead_ms"] = lead(container, tracks)
        found |= {kind: described(kind, track) for kind, track in tracks.items()}
    if "video" in found and found["video"]["codec"] in rules["codecs"]:
        index, most_pixels = found["video"]["index"], rules["most_pixels"]
        found["video"] |= picture(path, options, index, most_pixels)
    return found


def chosen(container: InputContainer) -> dict[str, Track]:
    """The first real video and audio track; covers, timecodes and sensor data don't count."""
    tracks: dict[str, Track] = {}
    for stream in container.streams:
        cover = stream.disposition & av.stream.Disposition.attached_pic
        if stream.type in ("video", "audio") and not cover:
            tracks.setdefault(stream.type, Track(stream))
    return tracks


def lead(container: InputContainer, tracks: dict[str, Track]) -> int:
    """Milliseconds from where the container begins, by its own account, to its real tracks."""
    starts = [
        float(track.stream.start_time * track.ms)
        for track in tracks.values()
        if track.stream.start_time is not None
    ]
    begins = (container.start_time or 0) / 1000
    return max(0, round(min(starts, default=begins) - begins))


def read(container: InputContainer, tracks: dict[str, Track], most_frames: int) -> bool:
    """Read all packets; True when the file breaks off in the middle of one."""
    by_index = {track.stream.index: track for track in tracks.values()}
    video = tracks.get("video")
    try:
        for packet in container.demux([track.stream for track in tracks.values()]):
            if packet.size:
                by_index[packet.stream_index].add(packet)
            if video and video.packets > most_frames:
                return False
    except av.error.FFmpegError:
        return True
    return False


def described(kind: str, track: Track) -> dict[str, Any]:
    """A track's figures and what its codec says about itself."""
    codec = track.stream.codec_context
    if kind == "audio":
        own = {"channels": codec.layout.nb_channels if codec else 0}
        return track.figures() | own | {"sample_rate": codec.sample_rate if codec else 0}
    ratio, figures = track.stream.sample_aspect_ratio, track.figures()
    return figures | {
        "keyframe_gap_ms": track.longest_without_keyframe(figures["end_ms"]),
        "width": codec.width if codec else 0,
        "height": codec.height if codec else 0,
        "pix_fmt": (codec.pix_fmt if codec else "") or "",
        "profile": (codec.profile if codec else "") or "",
        "level": codec.level if codec else 0,
        "hdr": bool(codec and codec.color_trc in TRANSFERS_HDR),
        "sar": [ratio.numerator, ratio.denominator] if ratio else [1, 1],
        "rotation": 0,
    }


def picture(path: str, options: dict[str, str], index: int, most_pixels: int) -> dict[str, Any]:
    """What only a decoded picture tells; a track without one is not watchable.

    The first may be damaged, or larger than its container says; one that is too large
    is not decoded at all.
    """
    with av.open(path, options=options, metadata_errors="replace") as container:
        stream = next(one for one in container.streams.video if one.index == index)
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"max_pixels": str(most_pixels)}
        for packet in islice(packets(container, stream), MOST_TRIES):
            with suppress(av.error.FFmpegError, ValueError):
                for frame in stream.decode(packet):
                    return {
                        "rotation": int(frame.rotation),
                        "pix_fmt": frame.format.name,
                        "width": frame.width,
                        "height": frame.height,
                        "matrix": int(frame.colorspace),
                        "full_range": frame.color_range == FULL_RANGE,
                        "interlaced": bool(frame.interlaced_frame),
                        "decoded": True,
                    }
    return {"decoded": False}


def packets(container: InputContainer, stream: Any) -> Iterator[Any]:
    """The packets of one track, as far as they can be read."""
    with suppress(av.error.FFmpegError):
        yield from container.demux(stream)


if __name__ == "__main__":
    av.logging.set_level(None)
    try:
        answer = main(sys.argv[1], json.loads(sys.argv[2]))
    except (av.error.FFmpegError, ValueError) as error:
        answer = {"error": "unreadable", "detail": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
