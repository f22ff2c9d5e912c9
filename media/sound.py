"""Listen to a recording while it is encoded: loudness, talk and pauses, the waveform.

ffmpeg measures every tenth of a second and writes it down as text; `heard` reads that. No
sample passes through Python, and the sound is not decoded another time.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media.errors import EncodeFailed
from media.ffmpeg import ONE_THREAD, SAFE_INPUT, run_ffmpeg
from media.runner import Limits
from media.tracks import Probe

LIMITS = Limits(wall_seconds=180)
WINDOW_MS = 100  # one measurement; EBU R128 prescribes it
BARS = 1000  # of the waveform; a short recording has fewer
INAUDIBLE_DB = -60.0  # a loudest sample below this is nobody's voice
DEAD_DB = -80.0  # below this no microphone is on: even a quiet room is louder
QUIETEST_TALK_DB = -50.0
SAME_LEVEL_DB = 9.0  # less between the quiet and the loud parts: nothing stands out
BACKGROUND_SHARE = 0.03  # of the time nobody talks, if only to breathe
LOUD_SHARE = 0.95
VOICE_SHARE = 0.25  # how far above the background talk begins, of the way to the loud parts
SHORTEST_PAUSE_MS = 500  # between words of one sentence lies less, even in noise
GATED_LUFS = -70.0  # what R128 answers when there is nothing to measure
FLOOR_DB = -120.0

AS_MEASURED = {"f": "null", "c:a": "pcm_f64le"}  # as the meter has it: nobody needs it converted

LEVEL, PEAK = re.compile(r"Overall\.RMS_level=(\S+)"), re.compile(r"Overall\.Peak_level=(\S+)")
LOUDNESS = re.compile(r"r128\.I=(\S+)")


@dataclass(frozen=True)
class Sound:
    """What was heard. Times in milliseconds, levels in dBFS, loudness in LUFS (EBU R128).

    `loudness_lufs` is None when there is nothing to measure; one channel counts as heard on
    both sides. `audible_until_ms` is the end of the last moment that anybody could hear,
    `alive_until_ms` of the last that a microphone was on, 0 when there is none. `peaks` are
    evenly spaced loudest samples, 0–255.
    """

    loudness_lufs: float | None
    peak_db: float
    talk_ms: int
    longest_pause_ms: int
    longest_pause_at_ms: int
    audible_until_ms: int
    alive_until_ms: int
    length_ms: int
    peaks: bytes

    @property
    def is_silent(self) -> bool:
        """There is nothing in it that anybody could hear."""
        return self.peak_db < INAUDIBLE_DB


def metered(track: Any, notes: str) -> Any:
    """An output that is a meter for this sound, which writes its measurements to file `notes`.

    `notes` is a plain name, taken relative to the directory that ffmpeg runs in.
    """
    measured = (
        track.filter("ebur128", metadata=1, framelog="quiet", dualmono=1)
        .filter(
            "astats",
            metadata=1,
            reset=1,
            measure_perchannel="none",
            measure_overall="RMS_level+Peak_level",
        )
        .filter("ametadata", mode="print", file=notes)
    )
    return graph.output(measured, "-", **AS_MEASURED)


def notes_of(made: Path) -> Path:
    """Where the measurements of a file's sound are written down."""
    return made.with_name(f"{made.stem}-sound.txt")


def listen(ffmpeg: str, source: Path, probe: Probe) -> Sound | None:
    """The sound of a file of ours, measured now unless it was while the file was made.

    None when there is none, or none that can be decoded. Notes are written next to the file.
    """
    if probe.audio is None:
        return None
    notes = notes_of(source)
    if notes.exists():
        return heard(notes)
    origin = graph.input(str(source.absolute()), vn=None, **SAFE_INPUT | ONE_THREAD)
    filled = filled_up(origin[str(probe.audio.index)])
    drawn = metered(filled, notes.name).global_args("-y")
    try:
        run_ffmpeg(ffmpeg, list(drawn.get_args()), source.parent, LIMITS)
    except EncodeFailed:
        return None
    return heard(notes)


def filled_up(track: Any) -> Any:
    """The sound from time zero on, with silence where it has holes."""
    return track.filter("aresample", **{"async": 1000, "first_pts": 0})


def heard(notes: Path) -> Sound:
    """What the meter wrote down."""
    told = notes.read_text("utf-8", "replace")
    levels, peaks, loudness = (
        [_decibels(value) for value in one.findall(told)] for one in (LEVEL, PEAK, LOUDNESS)
    )
    return _understood(levels, peaks, (loudness or [GATED_LUFS])[-1])


def _understood(levels: Sequence[float], peaks: Sequence[float], loudness: float) -> Sound:
    talk = talking(levels)
    pause_ms, pause_at = longest_pause(talk)
    return Sound(
        loudness_lufs=loudness if loudness > GATED_LUFS else None,
        peak_db=max(peaks, default=FLOOR_DB),
        talk_ms=WINDOW_MS * sum(talk),
        longest_pause_ms=pause_ms,
        longest_pause_at_ms=pause_at,
        audible_until_ms=_until(peaks, INAUDIBLE_DB),
        alive_until_ms=_until(peaks, DEAD_DB),
        length_ms=WINDOW_MS * len(peaks),
        peaks=bars(peaks),
    )


def _until(peaks: Sequence[float], decibels: float) -> int:
    return WINDOW_MS * max((n + 1 for n, peak in enumerate(peaks) if peak >= decibels), default=0)


def talking(levels: Sequence[float]) -> list[bool]:
    """For every window whether somebody talks: well above the recording's own background.

    Gaps too short to be a pause belong to the talk around them.
    """
    if not levels:
        return []
    ordered = sorted(levels)
    quiet, loud = (ordered[int(len(ordered) * one)] for one in (BACKGROUND_SHARE, LOUD_SHARE))
    quiet = max(quiet, INAUDIBLE_DB)
    stands_out = loud - quiet >= SAME_LEVEL_DB
    above = quiet + (loud - quiet) * VOICE_SHARE if stands_out else QUIETEST_TALK_DB
    return _bridged([level >= max(above, QUIETEST_TALK_DB) for level in levels])


def longest_pause(talk: Sequence[bool]) -> tuple[int, int]:
    """Length and start of the longest silence between the first word and the last."""
    if not any(talk):
        return 0, 0
    first, last = talk.index(True), len(talk) - 1 - list(reversed(talk)).index(True)
    best = max(_silences(talk[first:last]), key=lambda one: one[1] - one[0], default=(0, 0))
    return WINDOW_MS * (best[1] - best[0]), WINDOW_MS * (first + best[0]) if best[1] else 0


def bars(peaks: Sequence[float]) -> bytes:
    """At most `BARS` evenly spaced heights, each the loudest sample in its share."""
    count = min(BARS, len(peaks))
    edges = [number * len(peaks) // count for number in range(count + 1)] if count else [0]
    groups = pairwise(edges)
    return bytes(round(255 * _amplitude(max(peaks[start:end]))) for start, end in groups)


def _bridged(talk: list[bool]) -> list[bool]:
    joined = list(talk)
    for start, end in _silences(talk):
        inside = start > 0 and end < len(talk)
        if inside and (end - start) * WINDOW_MS < SHORTEST_PAUSE_MS:
            joined[start:end] = [True] * (end - start)
    return joined


def _silences(talk: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs of windows in which nobody talks, as (first, one after the last)."""
    edges = [number for number in range(1, len(talk)) if talk[number] != talk[number - 1]]
    marks = [0, *edges, len(talk)]
    runs = pairwise(marks)
    return [(start, end) for start, end in runs if start < end and not talk[start]]


def _amplitude(decibels: float) -> float:
    return min(1.0, 10 ** (decibels / 20)) if decibels > FLOOR_DB else 0.0


def _decibels(text: str) -> float:
    """ffmpeg writes digital silence as -inf, and nan where it measured nothing."""
    try:
        value = float(text)
    except ValueError:
        return FLOOR_DB
    return value if math.isfinite(value) else FLOOR_DB
