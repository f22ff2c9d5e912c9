"""Decide what to make of a recording. Pure: facts in, decisions out, tested as a table.

A recording that browsers and phones play as it is gets copied, bit by bit; everything
else is encoded once, to H.264 and AAC in an MP4, at most 720p-class (a screen: 1080p, for
its small print) and 30 frames a second, never larger than it was. Where that is heavy for a
slow line there is a second one of 360 lines.
"""

from dataclasses import dataclass

from media.color import is_wide
from media.tracks import AudioTrack, Probe, VideoTrack

RECIPE = "2"  # raise it when recordings should be made anew: `freethrow media reprocess`
LONG_SIDE, SHORT_SIDE = 1280, 720
SCREEN_SIDES = (1920, 1080)
LOW_SIDES = (640, 360)
LOW_FROM_SIDE = 480  # a picture that is hardly larger gains nothing from a smaller one
LOW_FROM_BITS = 1_500_000  # a second; what is lighter suits slow lines as it is
POSTER_SIDE = 640
TILE_SIDE = 160
MOST_TILES = 100
TILE_COLUMNS = 10
SHORTEST_TILE_MS = 1000
TILE_STEP_MS = 500
MOST_COPIED_BITS = 8_000_000  # a second; more is a burden on whoever watches
MOST_COPIED_LEVEL = 42
LONGEST_GOP_MS = 5000
COPIED_SIDES = (1920, 1080)


@dataclass(frozen=True)
class VideoPlan:
    """The main picture: copied, or encoded at this size (even) and constant rate.

    `colors` are those of the source; "bt2020" is wider than a screen and gets narrowed.
    """

    index: int
    copy: bool
    width: int
    height: int
    fps: int
    colors: str = "bt709"
    hdr: bool = False
    interlaced: bool = False


@dataclass(frozen=True)
class LowPlan:
    """The same picture with 360 lines."""

    width: int
    height: int


@dataclass(frozen=True)
class AudioPlan:
    """The sound: copied, or encoded to AAC with one channel or two."""

    index: int
    copy: bool
    channels: int = 2


@dataclass(frozen=True)
class PosterPlan:
    """The still shown before playing."""

    width: int
    height: int


@dataclass(frozen=True)
class StoryboardPlan:
    """Small stills in one picture, row by row: one for every `every_ms` milliseconds."""

    width: int
    height: int
    every_ms: int
    count: int
    columns: int = TILE_COLUMNS

    @property
    def rows(self) -> int:
        """As many as the tiles need."""
        return -(-self.count // self.columns)


@dataclass(frozen=True)
class Plan:
    """All outputs of one run; a missing part has no track to be made from."""

    video: VideoPlan | None
    audio: AudioPlan | None
    poster: PosterPlan | None
    low: LowPlan | None = None
    storyboard: StoryboardPlan | None = None
    turn: bool = True  # obey the file's display matrix; False when it is damaged

    @property
    def content_type(self) -> str:
        """Of the main file."""
        return "video/mp4" if self.video else "audio/mp4"

    @property
    def copies(self) -> bool:
        """Whether any track goes through undecoded."""
        return any(track.copy for track in (self.video, self.audio) if track)

    @property
    def decodes_all(self) -> bool:
        """Whether every picture is decoded; stills alone need only keyframes."""
        return self.video is not None and (not self.video.copy or self.low is not None)


def plan(probe: Probe, is_screen: bool = False, may_copy: bool = True) -> Plan:
    """What to make of a recording with these tracks; `is_screen`: it shows a screen.

    Without `may_copy` everything is encoded, for when copying has failed.
    """
    video, audio = probe.video, probe.audio
    main = _video(video, is_screen, may_copy) if video else None
    return Plan(
        video=main,
        audio=_audio(audio, may_copy) if audio else None,
        poster=PosterPlan(*fitted(video.shown, POSTER_SIDE, POSTER_SIDE)) if video else None,
        low=_low(video, main) if video and main else None,
        storyboard=_storyboard(video) if video else None,
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
        and not is_wide(video)
        and not video.tilted
        and not video.interlaced
        and 0 < video.level <= MOST_COPIED_LEVEL
        and max(video.shown) <= max(COPIED_SIDES)
        and min(video.shown) <= min(COPIED_SIDES)
        and video.sar[0] == video.sar[1]
        and video.keyframe_gap_ms <= LONGEST_GOP_MS
        and video.bits_per_second <= MOST_COPIED_BITS
    )


def _video(video: VideoTrack, is_screen: bool, may_copy: bool) -> VideoPlan:
    copied = may_copy and is_compliant(video)
    sides = SCREEN_SIDES if is_screen else (LONG_SIDE, SHORT_SIDE)
    width, height = video.shown if copied else fitted(video.shown, *sides)
    return VideoPlan(
        index=video.index,
        copy=copied,
        width=width,
        height=height,
        fps=video.fps,
        colors="bt2020" if is_wide(video) else video.colors,
        hdr=video.hdr,
        interlaced=video.interlaced,
    )


def _low(video: VideoTrack, main: VideoPlan) -> LowPlan | None:
    is_large = min(main.width, main.height) > LOW_FROM_SIDE
    if not is_large or video.bits_per_second < LOW_FROM_BITS:
        return None
    return LowPlan(*fitted((main.width, main.height), *LOW_SIDES))


def _storyboard(video: VideoTrack) -> StoryboardPlan:
    """At most a hundred tiles, evenly spaced, in steps that are easy to reckon with."""
    steps = -(-video.duration_ms // (MOST_TILES * TILE_STEP_MS))
    every = max(SHORTEST_TILE_MS, steps * TILE_STEP_MS)
    count = min(MOST_TILES, max(1, round(video.duration_ms / every)))
    return StoryboardPlan(*fitted(video.shown, TILE_SIDE, TILE_SIDE), every, count)


def _audio(audio: AudioTrack, may_copy: bool) -> AudioPlan:
    return AudioPlan(audio.index, may_copy and _plays_as_is(audio), min(2, audio.channels))


def _plays_as_is(audio: AudioTrack) -> bool:
    return audio.codec == "aac" and audio.channels <= 2 and audio.sample_rate <= 48_000
