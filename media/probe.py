"""Find out what an untrusted file really is, without trusting it or its headers.

The reading happens in `media.probe_child`, a contained process; this side turns its
JSON into facts (`media.tracks`) and refusals that a person understands.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from media.compiled import compiled
from media.errors import OutOfTime, TooBig, TooLong, Unreadable
from media.ffmpeg import CONTAINERS, MOST_PIXELS
from media.runner import CONTAINED_PYTHON, GIB, Limits, run
from media.tracks import AudioTrack, Probe, VideoTrack

CHILD = Path(__file__).with_name("probe_child.py")
PICTURES = ("h264", "hevc", "vp8", "vp9", "av1")
SOUNDS = ("aac", "opus", "vorbis", "mp3")
RIGHT_ANGLES = (0, 90, -90, 180, -180, 270, -270)
NAMES = {"video": "picture", "audio": "sound"}
NONE = {"packets": 0}
NOT_READABLE = "This file isn’t a video we can read."


@dataclass(frozen=True)
class Bounds:
    """The largest file that we take: minutes, bytes, frames, pixels a side."""

    minutes: int = 20
    bytes: int = 2 * GIB
    frames: int = 72_000
    side: int = 4096
    grace_ms: int = 5000  # a recorder's hard cap stops a little late


def probe(
    path: Path, bounds: Bounds = Bounds(), wall_seconds: float = 60, *, ours: bool = False
) -> Probe:
    """The facts about one file; `Unreadable`, `TooBig` or `TooLong` say why there are none.

    `ours`: our own ffmpeg wrote it, so its table of samples is believed.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("This file is empty.")
    if size > bounds.bytes:
        raise TooBig(f"This file is larger than {bounds.bytes / GIB:.3g} GB.")
    return _within(bounds, _understood(_ask(path, bounds, wall_seconds, ours), size, bounds))


def _ask(path: Path, bounds: Bounds, wall_seconds: float, ours: bool) -> dict[str, Any]:
    rules = {
        "containers": CONTAINERS,
        "codecs": PICTURES,
        "most_frames": bounds.frames,
        "most_pixels": MOST_PIXELS,
        "ours": ours,
    }
    command = [*CONTAINED_PYTHON, str(compiled(CHILD)), str(path.absolute()), json.dumps(rules)]
    limits = Limits(wall_seconds, memory_bytes=2 * GIB, file_bytes=0, may_write=False)
    try:
        ran = run(command, path.parent, limits)
    except OutOfTime as error:
        raise Unreadable(NOT_READABLE, error.detail) from error
    if ran.code != 0:
        raise Unreadable(NOT_READABLE, f"probe ended with {ran.code}: {ran.stderr[-500:]}")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _understood(found: dict[str, Any], size: int, bounds: Bounds) -> Probe:
    if found.get("error") == "encrypted":
        raise Unreadable("This video is protected against copying, so we can’t read it.")
    if "error" in found:
        raise Unreadable(NOT_READABLE, str(found))
    there = {kind: found[kind] for kind in ("video", "audio") if found.get(kind, NONE)["packets"]}
    _small_enough(there.get("video"), bounds)
    video, audio = _video(there.get("video")), _audio(there.get("audio"))
    unread = tuple(
        NAMES[kind]
        for kind, track in (("video", video), ("audio", audio))
        if kind in there and track is None
    )
    if video is None and audio is None:
        raise _nothing_readable(unread, found)
    return Probe(
        container="webm" if "webm" in found["container"] else "mp4",
        size=size,
        video=video,
        audio=audio,
        broken=bool(found["broken"]),
        stated_ms=found["stated_ms"],
        lead_ms=found["lead_ms"],
        unread=unread,
    )


def _nothing_readable(unread: tuple[str, ...], found: dict[str, Any]) -> Unreadable:
    if not unread:
        return Unreadable("There is no picture and no sound in this file that we can read.")
    what = " and the ".join(unread)
    return Unreadable(f"We can’t read the {what} in this file.", str(found)[:500])


def _small_enough(video: dict[str, Any] | None, bounds: Bounds) -> None:
    """A picture that is too large is not decoded at all."""
    if video and max(video["width"], video["height"]) > bounds.side:
        raise _too_large(bounds)


def _video(found: dict[str, Any] | None) -> VideoTrack | None:
    """The picture; None when there is none, or none that decodes."""
    if found is None or found["codec"] not in PICTURES or not found.pop("decoded"):
        return None
    angle = found.pop("rotation")
    tilted = angle not in RIGHT_ANGLES
    across, down = found.pop("sar")
    sar = (max(1, across), max(1, down))
    return VideoTrack(**found, sar=sar, rotation=0 if tilted else angle, tilted=tilted)


def _audio(found: dict[str, Any] | None) -> AudioTrack | None:
    if found is None or found["codec"] not in SOUNDS or not found["channels"]:
        return None
    return AudioTrack(**found)


def _within(bounds: Bounds, probe: Probe) -> Probe:
    video = probe.video
    if probe.duration_ms > bounds.minutes * 60_000 + bounds.grace_ms:
        raise TooLong(f"This video is longer than {bounds.minutes} minutes.")
    if video and video.packets > bounds.frames:
        raise TooBig(f"This video has more than {bounds.frames:,} frames.")
    if video and max(video.shown) > bounds.side:
        raise _too_large(bounds)
    return probe


def _too_large(bounds: Bounds) -> TooBig:
    return TooBig(f"This video is larger than {bounds.side} pixels a side.")
