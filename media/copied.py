"""What is known of a file into which packets were only copied: theirs is what it shows.

The pictures of the source have been decoded by a contained probe. Where the same packets, with
the same set-up of their decoder, stand in the table of the new file, they need no second look.
"""

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from media.color import is_wide
from media.table import Look, Row, Unusual, read_table
from media.tracks import HOLE_MS, AudioTrack, Probe, Track, VideoTrack

NAMES = {"h264": "avc1", "hevc": "hvc1", "aac": "mp4a", "mp3": "mp4a", "opus": "Opus"}
SQUARE = (1, 1)


def known(made: Path, source: Probe) -> Probe | None:
    """The facts about an MP4 of ours that holds the packets of `source`, by its table.

    None where that is not plain to see: then somebody has to look inside.
    """
    with suppress(Unusual):
        table, size = read_table(made), made.stat().st_size
        video = _one([row for row in table.rows if row.look], source.video)
        audio = _one([row for row in table.rows if not row.look], source.audio)
        return Probe(
            container="mp4",
            size=size,
            video=_picture(source.video, video) if source.video and video else None,
            audio=_sound(source.audio, audio) if source.audio and audio else None,
            broken=max(row.ends_at for row in table.rows) > size,
            stated_ms=table.stated_ms,
        )
    return None


def _one(found: list[Row], track: Track | None) -> Row | None:
    """The row of this track, which alone of its kind is there."""
    if [row.codec for row in found] != ([NAMES.get(track.codec)] if track else []):
        raise Unusual("other tracks")
    return found[0] if track else None


def _picture(source: VideoTrack, row: Row) -> VideoTrack:
    if not (row.look and _is_same(row.look, source) and row.packets == source.packets):
        raise Unusual("another picture")
    figures, times = _figures(row), row.times
    key_gap = max(times.key_gap, figures["end_ms"] - times.last_key)
    return replace(source, keyframe_gap_ms=round(key_gap), **figures)


def _is_same(look: Look, source: VideoTrack) -> bool:
    """The decoder gets what it got before, and players turn the picture the same way.

    Wide pictures may say so in what is not copied, so they are looked at again.
    """
    return (
        hashlib.sha256(look.setup).hexdigest()[:16] == source.setup
        and look.size == (source.width, source.height)
        and look.angle is not None
        and (look.angle - source.rotation) % 360 == 0
        and source.sar == SQUARE
        and not (source.tilted or is_wide(source))
    )


def _sound(source: AudioTrack, row: Row) -> AudioTrack:
    return replace(source, **_figures(row))


def _figures(row: Row) -> dict[str, Any]:
    """What a table tells of any track; the last sample lasts as long as the average one."""
    times = row.times
    hole = times.gap if times.gap > HOLE_MS else 0.0
    typical = (times.last - times.start - hole) / max(1, row.packets - 1)
    return {
        "index": row.index,
        "packets": row.packets,
        "bytes": row.bytes,
        "start_ms": round(times.start),
        "end_ms": round(max(times.end, times.last + typical)),
        "longest_gap_ms": round(times.gap),
    }
