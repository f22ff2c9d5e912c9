"""Cut a part out of a recording: exact to the frame, and nothing else of it comes along.

The part is decoded and encoded anew. Copied packets would begin at the keyframe before it, and
hold what was shown and said there even where a player hides it.
"""

from dataclasses import replace
from pathlib import Path

from media import verify
from media.binaries import has_filters
from media.color import TONE_FILTERS
from media.errors import EncodeFailed
from media.ffmpeg import OnProgress, run_ffmpeg
from media.plan import Plan, plan
from media.remux import opened
from media.runner import Limits
from media.tracks import Probe
from media.transcode import LEAST_SECONDS, SECONDS_PER_SECOND, drawn

EXACT_MS = 100  # a part may be longer or shorter by this: a frame and a packet of sound
WRONG = "We couldn’t cut this part out of the recording."


def cut(
    ffmpeg: str,
    source: Path,
    facts: Probe,
    workdir: Path,
    part: tuple[int, int],
    on_progress: OnProgress | None = None,
    *,
    is_screen: bool = False,
) -> Path:
    """The part from one millisecond until another, as an H.264/AAC MP4 in `workdir`.

    `source` is a file of ours that begins at time zero. `EncodeFailed` when the part does not
    lie in it, or came out longer or shorter than `EXACT_MS` allows.
    """
    begin, end = part[0], min(part[1], facts.duration_ms)
    if not 0 <= begin < end:
        raise EncodeFailed(WRONG, f"{part} of {facts.duration_ms} ms")
    planned = _only_the_part(facts, is_screen)
    wide = planned.video is not None and planned.video.colors == "bt2020"
    can_tone = wide and has_filters(ffmpeg, TONE_FILTERS)  # asking costs a start of ffmpeg
    spans: dict[str, str | int] = {"ss": f"{begin / 1000:.3f}", "t": f"{(end - begin) / 1000:.3f}"}
    arguments = drawn(planned, source, workdir, opened(facts) | spans, can_tone)
    limits = Limits(LEAST_SECONDS + SECONDS_PER_SECOND * facts.duration_ms / 1000)
    run_ffmpeg(ffmpeg, arguments, workdir, limits, end - begin, on_progress)
    return _verified(workdir / "main.mp4", end - begin)


def _only_the_part(facts: Probe, is_screen: bool) -> Plan:
    """One encoded file; what else is made of a recording is made of the part later."""
    planned = plan(facts, is_screen, may_copy=False)
    return replace(planned, poster=None, low=None, storyboard=None)


def _verified(made: Path, expected_ms: int) -> Path:
    """Measure the packets: an exit code proves nothing."""
    got = verify.read_back(made).duration_ms
    if abs(got - expected_ms) > EXACT_MS:
        raise EncodeFailed(WRONG, f"{got} ms, not {expected_ms}")
    return made
