"""From pieces to something one can watch, and then to what we publish.

`make_playable` is the fast lane: join, probe, remux, listen, tell the truth about what is
missing. `make_renditions` is the slow lane: plan, one encoding run, verify. Both work in a
private directory and may be run again from the start.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from media.combine import combine, encoded
from media.errors import BrokenPieces, EncodeFailed, TooBig, TooLong, Unreadable
from media.ffmpeg import OnProgress
from media.pieces import Joined, PieceFile, join
from media.plan import plan
from media.playable import Chapter, Playable, Shortfall, is_short
from media.probe import Bounds, probe
from media.remarks import of_tracks
from media.remux import remux
from media.runner import GIB
from media.sessions import split
from media.sound import listen
from media.tracks import Probe
from media.transcode import Transcoded, transcode
from media.verify import tolerance

USUAL = Bounds()
NOTHING = BrokenPieces("Nothing of this recording reached us.")


@dataclass(frozen=True)
class SegmentFiles:
    """One recorder session: its fetched pieces in order (None: missing) and how many
    milliseconds of each track the recorder counted (None: unknown, or no such track).
    """

    pieces: Sequence[PieceFile | None]
    video_ms: int | None = None
    audio_ms: int | None = None

    @property
    def expected_ms(self) -> int:
        """The longest track, 0 when unknown."""
        return max(self.video_ms or 0, self.audio_ms or 0)


@dataclass(frozen=True)
class _Segment:
    """A segment's joined bytes, the watchable parts (usually one) found in them, and
    why something in it could not be read.
    """

    joined: Joined | None
    parts: tuple[tuple[Path, Probe], ...]
    shortfall: Shortfall
    refusal: Unreadable | BrokenPieces | None = None


def make_playable(
    segments: Sequence[SegmentFiles],
    workdir: Path,
    *,
    ffmpeg: str,
    bounds: Bounds = USUAL,
) -> Playable:
    """Join, probe and remux; what is missing or broken off is reported, not hidden.

    Raises `BrokenPieces` when nothing arrived, `Unreadable` when nothing of it can be
    read, `TooBig` or `TooLong` beyond the bounds.
    """
    made = [_segment(one, workdir, n, ffmpeg, bounds) for n, one in enumerate(segments)]
    parts = [part for one in made for part in one.parts]
    if not parts:
        raise next((one.refusal for one in made if one.refusal), NOTHING)
    path, facts = combine(ffmpeg, parts, workdir / "playable")
    _allowed(facts, bounds)
    sound = listen(ffmpeg, path, facts)
    originals = [one.joined for one in made if one.joined]
    return Playable(
        path=path,
        content_type=f"{'video' if facts.video else 'audio'}/{path.suffix[1:]}",
        probe=facts,
        chapters=_chapters(made),
        shortfalls=tuple(_shortfalls(made, facts)),
        originals=tuple(joined.path for joined in originals),
        sha256=_digest(originals),
        size=sum(joined.size for joined in originals),
        sound=sound,
        remarks=tuple(of_tracks(facts, sound)),
    )


def make_renditions(
    source: Path,
    facts: Probe,
    workdir: Path,
    on_progress: OnProgress | None = None,
    *,
    ffmpeg: str,
    is_screen: bool = False,
) -> Transcoded:
    """Encode everything we publish of a playable file; each output is verified.

    What can't be copied although it looked so (damage inside the packets) is encoded.
    """
    planned = plan(facts, is_screen)
    try:
        return transcode(ffmpeg, source, facts, planned, workdir, on_progress)
    except EncodeFailed:
        if not planned.copies:
            raise
    planned = plan(facts, is_screen, may_copy=False)
    return transcode(ffmpeg, source, facts, planned, workdir, on_progress)


def _segment(
    files: SegmentFiles, workdir: Path, number: int, ffmpeg: str, bounds: Bounds
) -> _Segment:
    try:
        joined = join(files.pieces, workdir / f"segment-{number}")
    except BrokenPieces as error:
        lost = not files.expected_ms
        return _Segment(None, (), Shortfall(files.expected_ms, 0, is_lost=lost), error)
    if joined.size > bounds.bytes:
        raise TooBig(f"This video is larger than {bounds.bytes / GIB:.3g} GB.")
    readable, refusal = _sessions(joined.path, workdir, bounds)
    parts = tuple(
        _seekable(ffmpeg, path, facts, workdir / f"part-{number}-{n}")
        for n, (path, facts) in enumerate(readable)
    )
    claimed = sum(facts.stated_ms for _, facts in readable)
    claimed = claimed if claimed <= bounds.minutes * 60_000 else 0  # a lie, not a length
    shortfall = _shortfall(files, joined, [facts for _, facts in parts], claimed)
    if refusal and not files.expected_ms:
        shortfall = replace(shortfall, is_lost=True)
    if unread := [name for _, facts in readable for name in facts.unread]:
        shortfall = replace(shortfall, missing=unread[0])
    return _Segment(joined, parts, shortfall, refusal)


def _sessions(
    path: Path, workdir: Path, bounds: Bounds
) -> tuple[list[tuple[Path, Probe]], Unreadable | None]:
    """The readable sessions of a file, and the last refusal if one wasn't."""
    readable, refusal = [], None
    for session in split(path, workdir):
        try:
            readable.append((session, probe(session, bounds)))
        except Unreadable as error:
            refusal = error
    return readable, refusal


def _seekable(ffmpeg: str, path: Path, facts: Probe, target: Path) -> tuple[Path, Probe]:
    """Remux; what no container takes as it is gets encoded first."""
    try:
        return remux(ffmpeg, path, facts, target)
    except EncodeFailed:
        again, new_facts = encoded(ffmpeg, [(path, facts)], target.with_name(f"{target.name}-new"))
        return remux(ffmpeg, again, new_facts, target)


def _shortfall(files: SegmentFiles, joined: Joined, parts: list[Probe], claimed: int) -> Shortfall:
    """Each track against its own count: a camera that was stopped loses nothing.

    An import has no count; there the header's claim is compared.
    """
    picture = sum(facts.video.duration_ms for facts in parts if facts.video)
    sound = sum(facts.audio.duration_ms for facts in parts if facts.audio)
    counted = [("picture", files.video_ms, picture), ("sound", files.audio_ms, sound)]
    pairs = [(name, expected, kept) for name, expected, kept in counted if expected]
    if not pairs:
        kept = sum(facts.duration_ms for facts in parts)
        # Without a count, pieces that are missing are all we know about the rest.
        whole = kept if joined.is_whole else kept * joined.expected // joined.used
        return Shortfall(max(kept, claimed, whole), kept)
    short = [pair for pair in pairs if is_short(pair[1], pair[2])]
    if len(pairs) == 2 and len(short) == 1 and short[0][2]:
        name, expected, kept = short[0]
        return Shortfall(expected, kept, only=name)
    missing = [name for name, _, kept in pairs if kept == 0]
    lost = max((expected - kept for _, expected, kept in pairs if kept), default=files.expected_ms)
    gone = missing[0] if len(missing) < len(pairs) and missing else ""
    return Shortfall(files.expected_ms, files.expected_ms - max(0, lost), gone)


def _shortfalls(segments: list[_Segment], whole: Probe) -> list[Shortfall]:
    """What each segment lacks; what joining could not decode is put on the last."""
    found = [one.shortfall for one in segments]
    parts = sum(facts.duration_ms for one in segments for _, facts in one.parts)
    lost_ms = parts - whole.duration_ms
    if lost_ms > tolerance(whole.duration_ms):
        found[-1] = replace(found[-1], kept_ms=max(0, found[-1].kept_ms - lost_ms))
    return found


def _chapters(segments: list[_Segment]) -> tuple[Chapter, ...]:
    chapters, start = [], 0
    for number, segment in enumerate(segments):
        length = sum(facts.duration_ms for _, facts in segment.parts)
        if length:
            chapters.append(Chapter(number, start, length))
        start += length
    return tuple(chapters)


def _digest(originals: list[Joined]) -> str:
    if len(originals) == 1:
        return originals[0].sha256
    return hashlib.sha256("".join(joined.sha256 for joined in originals).encode()).hexdigest()


def _allowed(facts: Probe, bounds: Bounds) -> None:
    """The parts were allowed one by one; so must be the whole."""
    if facts.duration_ms > bounds.minutes * 60_000 + bounds.grace_ms:
        raise TooLong(f"This video is longer than {bounds.minutes} minutes.")
