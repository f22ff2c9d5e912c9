"""What ingest hands back: a file to watch and the truth about how much of it there is."""

from dataclasses import dataclass
from pathlib import Path

from media.remarks import Remark
from media.sound import Sound
from media.tracks import Probe

SLACK_MS = 750  # a recorder's clock and its packets differ by about this much
SLACK = 0.02
OTHER = {"picture": "sound", "sound": "picture"}


@dataclass(frozen=True)
class Shortfall:
    """How much of one segment was recorded and kept, in milliseconds.

    `missing` names a track ("picture", "sound") that was recorded but isn't there at all;
    `only`: the one track that the milliseconds are about, since the other is whole;
    `is_lost`: something that nobody counted could not be read.
    """

    expected_ms: int
    kept_ms: int
    missing: str = ""
    only: str = ""
    is_lost: bool = False

    @property
    def is_shorter(self) -> bool:
        """More time is gone than clocks explain."""
        return is_short(self.expected_ms, self.kept_ms)

    @property
    def is_partial(self) -> bool:
        """Something that was recorded is not there."""
        return self.is_shorter or self.is_lost or bool(self.missing)


@dataclass(frozen=True)
class Chapter:
    """Where a segment lies in the whole, in milliseconds."""

    segment: int
    start_ms: int
    duration_ms: int


@dataclass(frozen=True)
class Playable:
    """A seekable file to watch now. `originals` are the segments as recorded, joined.

    `sha256` (hex) and `size` (bytes) are those of all originals, one after the other.
    """

    path: Path
    content_type: str
    probe: Probe
    chapters: tuple[Chapter, ...]
    shortfalls: tuple[Shortfall, ...]
    originals: tuple[Path, ...]
    sha256: str
    size: int
    sound: Sound | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def duration_ms(self) -> int:
        """The timeline's length, from packets."""
        return self.probe.duration_ms

    @property
    def width(self) -> int:
        """Pixels as shown, 0 without a picture."""
        return self.probe.video.shown[0] if self.probe.video else 0

    @property
    def height(self) -> int:
        """Pixels as shown, 0 without a picture."""
        return self.probe.video.shown[1] if self.probe.video else 0

    @property
    def has_video(self) -> bool:
        """There is a picture."""
        return self.probe.video is not None

    @property
    def has_audio(self) -> bool:
        """There is a sound track, though it may be silent."""
        return self.probe.audio is not None

    @property
    def is_silent(self) -> bool:
        """There is no sound, or none that anybody could hear."""
        return self.sound is None or self.sound.is_silent

    @property
    def expected_ms(self) -> int:
        """What was recorded, as the recorder counted it."""
        return sum(one.expected_ms for one in self.shortfalls)

    @property
    def kept_ms(self) -> int:
        """How much of that is here."""
        return sum(one.kept_ms for one in self.shortfalls)

    @property
    def is_partial(self) -> bool:
        """Something that was recorded is not here."""
        return any(one.is_partial for one in self.shortfalls)

    @property
    def sentence(self) -> str:
        """What to tell the person about a partial recording; empty when it is whole."""
        if not self.is_partial:
            return ""
        if any(one.is_shorter for one in self.shortfalls):
            return f"We kept {spoken(self.kept_ms)} of {spoken(self.expected_ms)}{self._of_what}."
        missing = sorted({one.missing for one in self.shortfalls if one.missing})
        what = f"The {' and the '.join(missing)}" if missing else "A part of it"
        return f"{what} is missing; the rest is here."

    @property
    def _of_what(self) -> str:
        """Which track it is about, where that is one of two in a single session."""
        only = self.shortfalls[0].only if len(self.shortfalls) == 1 else ""
        return f" of the {only}; the {OTHER[only]} is whole" if only else ""


def is_short(expected_ms: int, kept_ms: int) -> bool:
    """More is gone than a recorder's clock and its packets may differ by."""
    return expected_ms - kept_ms > SLACK_MS + expected_ms * SLACK


def spoken(ms: int) -> str:
    """A length as people say it: "3.6 s", "2:05 min"."""
    if ms < 60_000:
        return f"{ms / 1000:.1f}".removesuffix(".0") + " s"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02} min"
