"""Runs alone, contained, on one untrusted file; prints what is in it as one JSON line.

    python -B -I probe_child.py FILE '{"containers": …, "codecs": […], "most_frames": …, …}'

Headers lie (browsers write no duration and no frame rate), so every packet is read:
times are in milliseconds, measured from packets. Only one picture is decoded on the way,
for its rotation and real pixel format. An MP4 that we wrote ourselves (`ours`) is read by its
table of samples instead, which is what a player goes by: the same figures, no bytes.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from operator import sub
from typing import Any

import av
from av.container import InputContainer

TRANSFERS_HDR = {16, 18}  # PQ and HLG
KEYFRAME, DISCARD = 1, 2  # flags in a table of samples
FULL_RANGE = 2
LONG_HOLE_MS = 1000.0  # no frame is shown for as long on purpose
UNSEEN = {"skip_loop_filter": "all"}  # pictures prove that they decode; nobody looks at them
MOST_TRIES = 2000  # packets, until a damaged recording has to show a picture


class Track:
    """Running figures of one track, from its packets."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.ms = float(1000 * stream.time_base) if stream.time_base else 0.0
        self.packets = self.bytes = 0
        self.first: float | None = None
        self.last = self.end = self.gap = self.key_gap = 0.0
        self.decoded_at: float | None = None
        self.key: float | None = None
        self.encrypted = False
        self.tries = 0  # packets that may still be decoded to see a picture
        self.picture: dict[str, Any] = {}
        codec = stream.codec_context  # refusing to decode a size makes it forget the size
        self.size = (codec.width, codec.height) if codec and stream.type == "video" else (0, 0)

    def add(self, packet: Any) -> None:
        """Count one packet; one that has no time or is never shown is only data."""
        self.packets += 1
        self.bytes += packet.size
        if next(packet.iter_sidedata(), None) is not None:  # looking for one by name is slow
            self.encrypted |= packet.has_sidedata("encryption_info")
        dts, stamp = packet.dts, packet.pts
        if stamp is None:
            stamp = dts
        if stamp is None or packet.is_discard:  # trimmed away by an edit list: never shown
            return
        at = stamp * self.ms
        if self.first is None:
            self.first = self.last = at
        self.note_gap(at if dts is None else dts * self.ms)
        self.first = at if at < self.first else self.first  # min() takes four times as long
        self.last = at if at > self.last else self.last
        end = at + (packet.duration or 0) * self.ms
        self.end = end if end > self.end else self.end
        if packet.is_keyframe:
            self.key_gap = max(self.key_gap, at - (self.first if self.key is None else self.key))
            self.key = at

    def read_table(self, most_bytes: int) -> bool:
        """Figures from the table of samples; False where it names bytes that aren't there.

        Times in it are those of decoding; what is shown later by as much all along has the
        same distances.
        """
        table = list(self.stream.index_entries)
        shown = [one for one in table if not one.flags & DISCARD]  # the rest is trimmed away
        later = (self.stream.start_time or 0) - (shown[0].timestamp if shown else 0)
        times = [(one.timestamp + later) * self.ms for one in shown]
        keys = [at for at, one in zip(times, shown, strict=True) if one.flags & KEYFRAME]
        self.gap, self.key_gap = longest_step(times), longest_step(keys)
        self.last = times[-1] if times else 0.0
        self.key = keys[-1] if keys else None
        self.packets, self.bytes = len(table), sum(one.size for one in table)
        self.first = (self.stream.start_time or 0) * self.ms if shown else None
        self.end = (self.first or 0.0) + (self.stream.duration or 0) * self.ms
        return max((one.pos + one.size for one in table), default=0) <= most_bytes

    def watch(self, rules: dict[str, Any]) -> None:
        """Look for a picture, if its codec is one of ours; one too large is not decoded."""
        codec = self.stream.codec_context
        if codec and codec.codec.canonical_name in rules["codecs"]:
            codec.thread_count = 1
            codec.options = {"max_pixels": str(rules["most_pixels"])} | UNSEEN
            self.tries = MOST_TRIES

    def look(self, packet: Any) -> None:
        """Decode until there is one picture; the first may be damaged."""
        is_first, self.tries = self.tries == MOST_TRIES, self.tries - 1
        with suppress(av.error.FFmpegError, ValueError):
            for frame in self.stream.decode(packet) or (self.held_back() if is_first else ()):
                self.picture, self.tries = shown(frame), 0
                return

    def held_back(self) -> list[Any]:
        """What the decoder has, without waiting for pictures that may have to be shown before."""
        frames: list[Any] = self.stream.decode(None)
        self.stream.codec_context.flush_buffers()
        return frames

    def note_gap(self, at: float) -> None:
        """Holes show in decoding order; the order of showing jumps with B-frames."""
        if self.decoded_at is not None and at - self.decoded_at > self.gap:
            self.gap = at - self.decoded_at
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


def longest_step(times: list[float]) -> float:
    """The longest way from one of these moments to the next."""
    return max(0.0, max(map(sub, times[1:], times), default=0.0))


def main(path: str, rules: dict[str, Any]) -> dict[str, Any]:
    """Everything there is to say about the file, or {"error": …}."""
    options = {"format_whitelist": rules["containers"], "protocol_whitelist": "file"}
    with av.open(path, options=options | UNSEEN, metadata_errors="replace") as container:
        tracks = chosen(container)
        if not tracks:
            return {"error": "empty"}
        if video := tracks.get("video"):
            video.watch(rules)
        is_told = rules["ours"] and has_table(container, tracks)
        broken = look(container, tracks) if is_told else read(container, tracks, rules)
        if any(track.encrypted for track in tracks.values()):
            return {"error": "encrypted"}  # its noise may well decode, as noise
        found: dict[str, Any] = {"container": container.format.name, "broken": broken}
        found["stated_ms"] = round((container.duration or 0) / 1000)
        found["lead_ms"] = lead(container, tracks)
        return found | {kind: described(kind, track) for kind, track in tracks.items()}


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
        track.stream.start_time * track.ms
        for track in tracks.values()
        if track.stream.start_time is not None
    ]
    begins = (container.start_time or 0) / 1000
    return max(0, round(min(starts, default=begins) - begins))


def has_table(container: InputContainer, tracks: dict[str, Track]) -> bool:
    """Whether every sample of these tracks stands in a table."""
    streams = [track.stream for track in tracks.values()]
    whole = all(0 < one.frames == len(one.index_entries) for one in streams)
    return container.format.name.startswith("mov") and whole


def look(container: InputContainer, tracks: dict[str, Track]) -> bool:
    """Read the tables, and packets only until there is a picture; True when bytes are missing."""
    there = [track.read_table(container.size) for track in tracks.values()]
    video = tracks.get("video")
    with suppress(av.error.FFmpegError):
        for packet in container.demux([video.stream] if video and video.tries else []):
            if video and video.tries:
                video.look(packet)
            else:
                break
    return not all(there)


def read(container: InputContainer, tracks: dict[str, Track], rules: dict[str, Any]) -> bool:
    """Read all packets; True when the file breaks off in the middle of one."""
    by_index = {track.stream.index: track for track in tracks.values()}
    video = tracks.get("video")
    try:
        for packet in container.demux([track.stream for track in tracks.values()]):
            track = by_index[packet.stream_index]
            if packet.size:
                track.add(packet)
            if track.tries:  # the last, empty packet makes a decoder give what it held back
                track.look(packet)
            if video and video.packets > rules["most_frames"]:
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
    return (
        figures
        | {
            "keyframe_gap_ms": track.longest_without_keyframe(figures["end_ms"]),
            "width": track.size[0],
            "height": track.size[1],
            "pix_fmt": (codec.pix_fmt if codec else "") or "",
            "profile": (codec.profile if codec else "") or "",
            "level": codec.level if codec else 0,
            "hdr": bool(codec and codec.color_trc in TRANSFERS_HDR),
            "sar": [ratio.numerator, ratio.denominator] if ratio else [1, 1],
            "rotation": 0,
            "decoded": bool(track.picture),
        }
        | track.picture
    )


def shown(frame: Any) -> dict[str, Any]:
    """What only a decoded picture tells; it may be larger than its container says."""
    return {
        "rotation": int(frame.rotation),
        "pix_fmt": frame.format.name,
        "width": frame.width,
        "height": frame.height,
        "matrix": int(frame.colorspace),
        "full_range": frame.color_range == FULL_RANGE,
        "interlaced": bool(frame.interlaced_frame),
    }


if __name__ == "__main__":
    av.logging.set_level(None)
    try:
        answer = main(sys.argv[1], json.loads(sys.argv[2]))
    except (av.error.FFmpegError, ValueError) as error:
        answer = {"error": "unreadable", "detail": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # taking Python apart again costs a tenth of all this, and there is nothing to save
