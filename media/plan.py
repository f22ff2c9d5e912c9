"""Decide what to make of a recording. Pure: facts in, decisions out, tested as a table.

A recording that browsers and phones play as it is gets copied, bit by bit; everything
else is encoded once, to H.264 and AAC in an MP4, at most 720p-class and 30 frames a
second, never larger than it was.
"""

import hashlib
from dataclasses import dataclass

from media.tracks import AudioTrack, Probe, VideoTrack

VERSION = 1  # raise it when the same plan would make something else
LONG_SIDE, SHORT_SIDE = 1280, 720
POSTER_SIDE = 640
MOST_COPIED_BITS = 8_000_000  # a second; more is a burden on whoever watches
MOST_COPIED_LEVEL = 42
LONGEST_GOP_MS = 5000
COPIED_SIDES = (1920, 1080)


@dataclass(frozen=True)
class VideoPlan:
    """The main picture: copied, or encoded at this size (even) and constant rate."""

    index: int
    copy: bool
    width: int
    height: int
    fps: int


@dataclass(frozen=True)
class AudioPlan:
    """The sound: copied, or encoded to stereo AAC."""

    index: int
    copy: bool


@dataclass(frozen=True)
class PosterPlan:
    """The still shown before playing."""

    width: int
    height: int


@dataclass(frozen=True)
class Plan:
    """All outputs of one run; a missing part has no track to be made from."""

    video: VideoPlan | None
    audio: AudioPlan | None
    poster: PosterPlan | None
    turn: bool = True  # obey the file's display matrix; False when it is damaged

    @property
    def content_type(self) -> str:
        """Of the main file."""
        return "video/mp4" if self.video else "audio/mp4"

    @property
    def fingerprint(self) -> str:
        """The same for plans that make the same files: the identity of a job."""
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()


def plan(probe: Probe) -> Plan:
    """What to make of a recording with these tracks."""
    video, audio = probe.video, probe.audio
    return Plan(
        video=_video(video) if video else None,
        audio=AudioPlan(audio.index, _plays_as_is(audio)) if audio else None,
        poster=PosterPlan(*fitted(video.shown, POSTER_SIDE, POSTER_SIDE)) if video else None,
        turn=not (video and video.tilted),
    )


def fitted(size: tuple[int, int], long_side: int, short_side: int) -> tuple[int, int]:
    """The size made to fit, in even numbers, never larger than before."""
    share = min(1.0, long_side / max(size), short_side / min(size))
    width, height = (max(2, int(side * share + 0.5) // 2 * 2) for side in size)
    return width, height


def is_compliant(video: VideoTrack) -> bool:
    """May it be copied? What every browser decodes, seeks well and isn't too heavy."""
    return (
        video.codec == "h264"
        and video.pix_fmt == "yuv420p"
        and not video.hdr
        and not video.tilted
        and 0 < video.level <= MOST_COPIED_LEVEL
        and max(video.shown) <= max(COPIED_SIDES)
        and min(video.shown) <= min(COPIED_SIDES)
        and video.sar[0] == video.sar[1]
        and video.keyframe_gap_ms <= LONGEST_GOP_MS
        and video.bits_per_second <= MOST_COPIED_BITS
    )


def _video(video: VideoTrack) -> VideoPlan:
    copied = is_compliant(video)
    width, height = video.shown if copied else fitted(video.shown, LONG_SIDE, SHORT_SIDE)
    return VideoPlan(video.index, copied, width, height, video.fps)


def _plays_as_is(audio: AudioTrack) -> bool:
    return audio.codec == "aac" and audio.channels <= 2 and audio.sample_rate <= 48_000
