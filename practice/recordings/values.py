"""The values that pass between recordings and those who send or make them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from practice.recordings.models import AssetKind, JobKind, RenditionKind


@dataclass(frozen=True)
class PieceClaim:
    """What a browser announces before it sends a piece."""

    segment: int
    position: int
    mime_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ManifestPiece:
    """A piece as the manifest names it."""

    position: int
    size: int
    sha256: str


@dataclass(frozen=True)
class ManifestSegment:
    """A recorder session as the manifest names it."""

    position: int
    mime_type: str
    video_ms: int
    audio_ms: int
    pieces: tuple[ManifestPiece, ...]


@dataclass(frozen=True)
class Manifest:
    """All of a recording, as the browser saw it."""

    segments: tuple[ManifestSegment, ...]
    recorded_ms: int


@dataclass(frozen=True)
class ClaimedPiece:
    """A piece to fetch: its place, its object and what it has to be."""

    position: int
    key: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ClaimedSegment:
    """The pieces of one recorder session, in order; fewer than expected means partial."""

    position: int
    mime_type: str
    video_ms: int | None
    audio_ms: int | None
    pieces_expected: int
    pieces: tuple[ClaimedPiece, ...]


@dataclass(frozen=True)
class ClaimedPart:
    """A part to cut out of another recording, in milliseconds; no key: that one is gone."""

    source_key: str | None
    from_ms: int
    until_ms: int


@dataclass(frozen=True)
class Claim:
    """A job in the hands of one worker. Only its token makes what the worker writes count."""

    job_id: UUID
    token: UUID
    attempt: int
    kind: JobKind
    bulk: bool
    asset_id: UUID
    asset_kind: AssetKind
    key_prefix: str  # new objects go below f"{key_prefix}/{token.hex}/"
    recorded_ms: int
    sentence: str  # what is said to be missing of it already
    segments: tuple[ClaimedSegment, ...]
    original_key: str | None  # for `renditions`: the original as one file, and its digest
    original_sha256: str
    playable_key: str | None  # for `renditions`: the same made seekable, while it is kept
    playable_facts: dict[str, Any] | None  # and what was found in that
    part: ClaimedPart | None = None  # for `excerpt`: what this recording is made of


@dataclass(frozen=True)
class MadeRendition:
    """An object that the worker put into the store."""

    kind: RenditionKind
    key: str
    content_type: str
    size: int
    width: int = 0
    height: int = 0
    duration_ms: int = 0


@dataclass(frozen=True)
class MadeFigures:
    """What was measured; the fields are those of `Figures`."""

    loudness_lufs: float | None = None
    peak_db: float | None = None
    talk_ms: int = 0
    longest_pause_ms: int = 0
    longest_pause_at_ms: int = 0
    peaks: str = ""
    tiles: int = 0
    tile_columns: int = 0
    tile_every_ms: int = 0
    tile_width: int = 0
    tile_height: int = 0


@dataclass(frozen=True)
class Made:
    """What came out of a job. `renditions` leaves out what only `playable` knows."""

    renditions: tuple[MadeRendition, ...]
    duration_ms: int = 0
    sentence: str = ""  # what is missing, in words; empty when nothing is
    remarks: tuple[tuple[str, int], ...] = ()  # what was noticed, and from which ms on
    figures: MadeFigures | None = None
    facts: dict[str, Any] | None = None  # of a playable file: a probe, as plain data
    has_video: bool = False
    has_sound: bool = False
    width: int = 0
    height: int = 0
    sha256: str = ""  # of the original
    pieces_joined: int = 0


@dataclass(frozen=True)
class Published:
    """What follows from publishing: objects nobody needs anymore."""

    asset_id: UUID
    obsolete_keys: tuple[str, ...]
