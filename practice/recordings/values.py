"""The values that pass between recordings and those who send or make them."""

from dataclasses import dataclass
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
class Claim:
    """A job in the hands of one worker. Only its token makes what the worker writes count."""

    job_id: UUID
    token: UUID
    attempt: int
    kind: JobKind
    asset_id: UUID
    asset_kind: AssetKind
    key_prefix: str  # new objects go below f"{key_prefix}/{token.hex}/"
    recorded_ms: int
    segments: tuple[ClaimedSegment, ...]
    original_key: str | None  # set for `renditions`: the original as one file
    main_key: str | None  # set for `renditions`: what can be watched already


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
class Made:
    """What came out of a job. A `playable` job fills all of it, `renditions` only the first."""

    renditions: tuple[MadeRendition, ...]
    duration_ms: int = 0
    has_video: bool = False
    has_sound: bool = False
    width: int = 0
    height: int = 0
    sha256: str = ""  # of the original
    pieces_joined: int = 0
    sentence: str = ""  # what is missing, in words; empty when nothing is


@dataclass(frozen=True)
class Published:
    """What follows from publishing: objects nobody needs anymore."""

    asset_id: UUID
    obsolete_keys: tuple[str, ...]
