"""What somebody should know about a recording before they trust it: silent, black, ends early.

Nothing here makes a recording less than ready; it is kept, and the remark is told with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from media.sound import Sound
from media.tracks import Probe

ENDS_EARLY_MS = 1000  # tracks of one recorder end this much apart without anything being wrong
QUIET_END_MS = 2500  # a silent end shorter than this is a speaker who has finished
QUIET_SHARE = 0.2
QUIET_ANYHOW_MS = 15_000
DARK = 40  # of 255: the brightest point of a picture that shows nothing
BRIGHTEST = re.compile(r"lavfi\.signalstats\.YMAX=(\d+)")


class RemarkKind(StrEnum):
    """What was noticed; `at_ms` of a remark says from when on, where that has a meaning."""

    no_sound = "no_sound"  # there is no sound track
    silent = "silent"  # there is one, with nothing to hear in it
    sound_ends = "sound_ends"
    picture_ends = "picture_ends"
    black = "black"  # all of it
    black_from = "black_from"


@dataclass(frozen=True)
class Remark:
    """One thing that was noticed, and the moment (ms) from which it holds."""

    kind: RemarkKind
    at_ms: int = 0


def of_tracks(probe: Probe, sound: Sound | None) -> list[Remark]:
    """What the lengths of the tracks and the level of the sound tell."""
    start = min(track.start_ms for track in probe.tracks)
    ends = probe.duration_ms
    found = [_of_sound(probe, sound, ends)]
    if probe.video and ends - (probe.video.end_ms - start) > ENDS_EARLY_MS:
        found.append(Remark(RemarkKind.picture_ends, probe.video.end_ms - start))
    return [remark for remark in found if remark]


def of_pictures(brightness: Sequence[int], every_ms: int) -> list[Remark]:
    """What the brightest points of evenly spaced stills tell."""
    lit = [number for number, value in enumerate(brightness) if value > DARK]
    if brightness and not lit:
        return [Remark(RemarkKind.black)]
    dark_from = (lit[-1] + 1) * every_ms if lit else 0
    dark_ms = (len(brightness) * every_ms) - dark_from
    if lit and _lasts(dark_ms, len(brightness) * every_ms):
        return [Remark(RemarkKind.black_from, dark_from)]
    return []


def brightness(notes: Path) -> list[int]:
    """The brightest point (0–255) of each still, as `signalstats` wrote it down."""
    return [int(value) for value in BRIGHTEST.findall(notes.read_text("utf-8", "replace"))]


def _of_sound(probe: Probe, sound: Sound | None, ends: int) -> Remark | None:
    if probe.audio is None or sound is None:
        return Remark(RemarkKind.no_sound)
    if sound.is_silent:
        return Remark(RemarkKind.silent)
    if _lasts(ends - sound.alive_until_ms, ends):
        return Remark(RemarkKind.sound_ends, sound.alive_until_ms)
    if ends - sound.audible_until_ms >= QUIET_ANYHOW_MS:
        return Remark(RemarkKind.sound_ends, sound.audible_until_ms)
    return None


def _lasts(ms: int, whole_ms: int) -> bool:
    """Long enough to be a fault rather than an ending."""
    return ms >= QUIET_ANYHOW_MS or (ms >= QUIET_END_MS and ms >= whole_ms * QUIET_SHARE)
