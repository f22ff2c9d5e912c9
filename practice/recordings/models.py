"""Recordings as bytes with a state, and the jobs that make them watchable.

MediaAsset:  uploading → finished → playable → ready
                  └──────────┴──────────┴→ partial (watchable, but shorter than recorded)
                             └→ unreadable
             any of them → deleted (the rows stay, the objects go)

`finished` means that the manifest is in: the browser sent it, or the sweep closed what the
browser left behind. `playable` means that it can be watched; `ready` and `partial` are final.

MediaJob:    waiting → running → done | failed
             running → waiting again when its lease expires; the token fences the old attempt.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType, big, utcnow
from practice.people.models import Person


class AssetKind(StrEnum):
    """How the bytes came to be."""

    camera = "camera"
    screen = "screen"
    imported = "import"


class AssetState(StrEnum):
    """See the state line above."""

    uploading = "uploading"
    finished = "finished"
    playable = "playable"
    ready = "ready"
    partial = "partial"
    unreadable = "unreadable"
    deleted = "deleted"


WATCHABLE = (AssetState.playable, AssetState.ready, AssetState.partial)


class RenditionKind(StrEnum):
    """What we keep of a recording: what was recorded, and what we made of it.

    `playable` is the original made seekable, to watch until `main` is there.
    """

    original = "original"
    playable = "playable"
    main = "main"
    low = "low"  # 360 lines, for slow connections
    poster = "poster"
    storyboard = "storyboard"


class JobKind(StrEnum):
    """`excerpt` and `playable` run in the fast lane, `renditions` in the slow one."""

    excerpt = "excerpt"  # cut a part out of another recording, which is all that this one is
    playable = "playable"
    renditions = "renditions"


class JobState(StrEnum):
    """See the state line above."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"


class MediaAsset(Identified, Base):
    """One recording or imported file."""

    __tablename__ = "media_asset"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[AssetKind] = mapped_column(StrEnumType(AssetKind))
    # recorded for the product itself, a prompt or a model take: never anybody's practice
    is_clip: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AssetState] = mapped_column(StrEnumType(AssetState), default=AssetState.uploading)
    sentence: Mapped[str] = mapped_column(default="")  # what to tell about this state
    # unguessable; every object lies below
    key_prefix: Mapped[str] = mapped_column(String(80), index=True)
    last_heard_at: Mapped[datetime] = mapped_column(default=utcnow)
    finished_at: Mapped[datetime | None]
    finished_by_server: Mapped[bool] = mapped_column(default=False)
    recorded_ms: Mapped[int] = mapped_column(default=0)  # as the browser counted
    duration_ms: Mapped[int] = mapped_column(default=0)  # as decoded: the timeline's length
    size: Mapped[int] = big()
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the joined original
    has_video: Mapped[bool] = mapped_column(default=False)
    has_sound: Mapped[bool] = mapped_column(default=False)
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    # what was noticed in it, as [kind, milliseconds]: see `recordings.remarks`
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    # the part of another recording that this one is made of
    excerpt_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("media_asset.id", ondelete="SET NULL"), index=True
    )
    excerpt_from_ms: Mapped[int | None]
    excerpt_until_ms: Mapped[int | None]
    deleted_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]  # when its objects were seen gone from the store

    owner: Mapped[Person] = relationship()
    segments: Mapped[list["Segment"]] = relationship(
        back_populates="asset", order_by="Segment.position", cascade="all, delete-orphan"
    )
    renditions: Mapped[list["Rendition"]] = relationship(
        back_populates="asset", cascade="all, delete-orphan"
    )
    # the one that lists show, without all the others
    poster: Mapped["Rendition | None"] = relationship(
        primaryjoin=lambda: and_(
            Rendition.asset_id == MediaAsset.id, Rendition.kind == RenditionKind.poster
        ),
        viewonly=True,
    )
    figures: Mapped["Figures | None"] = relationship(
        back_populates="asset", cascade="all, delete-orphan"
    )
    captions: Mapped["Captions | None"] = relationship(
        back_populates="asset", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(None, "state", "last_heard_at"),
        Index(None, "owner_id", "sha256"),
        Index(None, "deleted_at", "purged_at"),
    )

    @property
    def is_watchable(self) -> bool:
        return self.state in WATCHABLE

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state not in (AssetState.uploading, AssetState.finished, AssetState.playable)

    def rendition(self, *kinds: RenditionKind) -> "Rendition | None":
        """The published rendition of the first of these kinds that there is."""
        there = {made.kind: made for made in self.renditions}
        return next((there[kind] for kind in kinds if kind in there), None)

    @property
    def best(self) -> "Rendition | None":
        """What to watch now: the finished file, or the recording as it came until then."""
        return self.rendition(RenditionKind.main, RenditionKind.playable)


class Segment(Identified, Base):
    """What one recorder session made: its bytes are never joined with another's."""

    __tablename__ = "segment"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("media_asset.id", ondelete="CASCADE"))
    position: Mapped[int]
    mime_type: Mapped[str] = mapped_column(String(120))
    video_ms: Mapped[int | None]  # as the browser counted; unknown until it finishes
    audio_ms: Mapped[int | None]
    pieces_expected: Mapped[int | None]

    asset: Mapped[MediaAsset] = relationship(back_populates="segments")
    pieces: Mapped[list["Piece"]] = relationship(
        back_populates="segment", order_by="Piece.position", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("asset_id", "position"),)


class Piece(Identified, Base):
    """A few seconds of a segment: one object in the store, known by its digest."""

    __tablename__ = "piece"

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    position: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200))

    segment: Mapped[Segment] = relationship(back_populates="pieces")

    __table_args__ = (UniqueConstraint("segment_id", "position"),)


class Rendition(Identified, Base):
    """A published object: one of each kind for a recording."""

    __tablename__ = "rendition"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("media_asset.id", ondelete="CASCADE"))
    kind: Mapped[RenditionKind] = mapped_column(StrEnumType(RenditionKind))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    content_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = big()
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(default=0)

    asset: Mapped[MediaAsset] = relationship(back_populates="renditions")

    __table_args__ = (UniqueConstraint("asset_id", "kind"),)


# The few clips, and the few renditions that wait to be removed, among millions.
Index(
    "ix_media_asset_clip",
    MediaAsset.created_at,
    sqlite_where=MediaAsset.is_clip.is_(True),
    postgresql_where=MediaAsset.is_clip.is_(True),
)
Index(
    "ix_rendition_playable",
    Rendition.asset_id,
    sqlite_where=Rendition.kind == RenditionKind.playable,
    postgresql_where=Rendition.kind == RenditionKind.playable,
)


class Figures(Base):
    """What was measured in a recording: its sound, and where its storyboard's tiles lie.

    A row of its own, because lists of recordings never need it.
    """

    __tablename__ = "media_figures"

    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey("media_asset.id", ondelete="CASCADE"), primary_key=True
    )
    loudness_lufs: Mapped[float | None]  # integrated, EBU R128; None without anything to hear
    peak_db: Mapped[float | None]  # the loudest sample in dBFS
    talk_ms: Mapped[int] = mapped_column(default=0)
    longest_pause_ms: Mapped[int] = mapped_column(default=0)
    longest_pause_at_ms: Mapped[int] = mapped_column(default=0)
    peaks: Mapped[str] = mapped_column(
        default=""
    )  # the waveform: evenly spaced, two hex digits each
    tiles: Mapped[int] = mapped_column(default=0)
    tile_columns: Mapped[int] = mapped_column(default=0)
    tile_every_ms: Mapped[int] = mapped_column(default=0)
    tile_width: Mapped[int] = mapped_column(default=0)
    tile_height: Mapped[int] = mapped_column(default=0)

    asset: Mapped[MediaAsset] = relationship(back_populates="figures")


class Captions(Identified, Base):
    """What is said in a recording, as cleaned WebVTT: one track for each recording."""

    __tablename__ = "captions"

    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey("media_asset.id", ondelete="CASCADE"), unique=True
    )
    language: Mapped[str] = mapped_column(String(20), default="en")
    cues: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    uploaded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    asset: Mapped[MediaAsset] = relationship(back_populates="captions")


class MediaJob(Identified, Base):
    """Work to be done on a recording; this row is the truth, the queue only rings.

    Unique by what it works on and how, so that asking twice is one job.
    """

    __tablename__ = "media_job"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("media_asset.id", ondelete="CASCADE"))
    kind: Mapped[JobKind] = mapped_column(StrEnumType(JobKind))
    input_digest: Mapped[str] = mapped_column(String(64))
    plan_hash: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[JobState] = mapped_column(StrEnumType(JobState), default=JobState.waiting)
    bulk: Mapped[bool] = mapped_column(default=False)  # waits until nobody's new take does
    attempt: Mapped[int] = mapped_column(default=0)
    postponed: Mapped[int] = mapped_column(default=0)  # times in a row, for passing reasons
    token: Mapped[UUID | None]
    started_at: Mapped[datetime | None]  # when this attempt was claimed
    worker: Mapped[str] = mapped_column(String(120), default="")
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime] = mapped_column(default=utcnow)
    rung_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(60), default="")
    percent: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")  # a sentence when it failed
    fault: Mapped[str] = mapped_column(default="")  # for the admin: what really happened
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]

    asset: Mapped[MediaAsset] = relationship()

    __table_args__ = (
        UniqueConstraint("asset_id", "kind", "input_digest", "plan_hash"),
        Index("ix_media_job_lane", "state", "kind", "bulk", "not_before"),
        Index(None, "state", "lease_until"),
        Index(None, "state", "finished_at"),
    )
