"""Judging a submitted take.

Review:  draft → sending (ten seconds to undo) → released → said back by the rep
         a released review is corrected by a new revision, never changed.
Nothing of a draft is visible to the rep. Each part of a draft carries a version: whoever saves
over something they have not seen is told instead.

Nomination:  kept with a draft → asked (on release) → agreed | declined;  agreed → withdrawn
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType, utcnow
from practice.library.models import ModelKind, ModelTake
from practice.people.models import Person, Team
from practice.recordings.models import MediaAsset
from practice.scenarios.models import Criterion
from practice.takes.models import Submission


class ReviewState(StrEnum):
    """See the state line above."""

    draft = "draft"
    sending = "sending"
    released = "released"


class Decision(StrEnum):
    """What the review says about the take."""

    met = "met"
    another_take = "another_take"


class MarkerKind(StrEnum):
    """What a marker says; each has its own shape and color."""

    strength = "strength"
    attempt = "try"
    ask = "ask"
    note = "note"


class Helped(StrEnum):
    """The rep's answer to "Did this help?"; a manager sees totals only."""

    yes = "yes"
    partly = "partly"
    no = "no"


class Review(Identified, Base):
    """One reviewer's judgment of one submission.

    `is_quick` asks for one strength and one next step, and leaves the map alone.
    """

    __tablename__ = "review"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReviewState] = mapped_column(StrEnumType(ReviewState), default=ReviewState.draft)
    decision: Mapped[Decision | None] = mapped_column(StrEnumType(Decision))
    focus_criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    strength: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)  # of decision, focus and the two sentences
    is_quick: Mapped[bool] = mapped_column(default=False)
    watched_ms: Mapped[int | None]  # how much of the take had been played when it was sent
    begun_at: Mapped[datetime | None]  # first saved marker or level
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)
    release_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    said_back: Mapped[str] = mapped_column(String(500), default="")  # in the rep's own words
    said_back_at: Mapped[datetime | None]
    helped: Mapped[Helped | None] = mapped_column(StrEnumType(Helped))

    submission: Mapped[Submission] = relationship()
    author: Mapped[Person] = relationship()
    focus_criterion: Mapped[Criterion | None] = relationship()
    scores: Mapped[list["CriterionScore"]] = relationship(
        back_populates="review", cascade="all, delete-orphan"
    )
    markers: Mapped[list["Marker"]] = relationship(
        back_populates="review", order_by="Marker.at_ms", cascade="all, delete-orphan"
    )
    nomination: Mapped["Nomination | None"] = relationship(
        back_populates="review", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("submission_id", "author_id", "revision"),
        Index(None, "state", "release_at"),
    )


class CriterionScore(Identified, Base):
    """The level that a reviewer saw on one criterion."""

    __tablename__ = "criterion_score"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)


class Marker(Identified, Base):
    """A point or range on the timeline; may be evidence for a criterion.

    `is_pinned` is the rep's choice of what stands beside the camera next time; None: not chosen
    yet, so what to try is pinned.
    """

    __tablename__ = "marker"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    at_ms: Mapped[int]
    until_ms: Mapped[int | None]
    kind: Mapped[MarkerKind] = mapped_column(StrEnumType(MarkerKind))
    criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    copied_from_id: Mapped[UUID | None]  # in a correction: the marker it repeats
    version: Mapped[int] = mapped_column(default=1)
    is_pinned: Mapped[bool | None]

    review: Mapped[Review] = relationship(back_populates="markers")
    criterion: Mapped[Criterion | None] = relationship()
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="marker", order_by="Comment.created_at", cascade="all, delete-orphan"
    )


class Comment(Identified, Base):
    """Words on a marker, or a short recording instead: the reviewer's first, replies after it."""

    __tablename__ = "comment"

    marker_id: Mapped[UUID] = mapped_column(ForeignKey("marker.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(2000))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_asset.id"), index=True)
    disagrees: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None]

    marker: Mapped[Marker] = relationship(back_populates="comments")
    author: Mapped[Person] = relationship()
    asset: Mapped[MediaAsset | None] = relationship()


class Claim(Identified, Base):
    """That somebody has a submission open to review it: a soft lock that idling lets go."""

    __tablename__ = "claim"

    submission_id: Mapped[UUID] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), unique=True
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)  # the last sign of life

    submission: Mapped[Submission] = relationship()
    person: Mapped[Person] = relationship()


class ReviewSlot(Identified, Base):
    """A time that a reviewer sets aside: what comes in before it is back the same day."""

    __tablename__ = "review_slot"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    submit_by: Mapped[datetime]
    seats: Mapped[int]  # how many reviews fit in
    series_id: Mapped[UUID | None]  # the same for slots that were set to repeat
    cancelled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("person_id", "starts_at"),)


class SlotSeat(Identified, Base):
    """A submission's place in a slot."""

    __tablename__ = "slot_seat"

    slot_id: Mapped[UUID] = mapped_column(
        ForeignKey("review_slot.id", ondelete="CASCADE"), index=True
    )
    submission_id: Mapped[UUID] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), unique=True
    )

    slot: Mapped[ReviewSlot] = relationship()
    submission: Mapped[Submission] = relationship()


class Sitting(Identified, Base):
    """One day's work of one person on one submission: time at work, and what was played of it."""

    __tablename__ = "sitting"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    local_day: Mapped[date]  # the reviewer's own date
    active_ms: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime]
    parts: Mapped[list[Any]] = mapped_column(default=list)  # [from_ms, until_ms] played, in order

    submission: Mapped[Submission] = relationship()

    __table_args__ = (
        UniqueConstraint("submission_id", "person_id", "local_day"),
        Index(None, "person_id", "local_day"),
    )


class ReusableComment(Identified, Base):
    """Words a reviewer uses again, their own or their team's, for one criterion or for any."""

    __tablename__ = "reusable_comment"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)  # shared with
    criterion_key: Mapped[UUID | None]  # the same in every version of a rubric
    kind: Mapped[MarkerKind] = mapped_column(StrEnumType(MarkerKind))
    text: Mapped[str] = mapped_column(String(2000))
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    team: Mapped[Team | None] = relationship()


class Nomination(Identified, Base):
    """A reviewer's wish to show a part of a take as a model; nothing happens unless the rep agrees.

    Agreeing makes the draft of a model take out of that part alone, for enablement to publish.
    """

    __tablename__ = "nomination"

    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("review.id", ondelete="CASCADE"), unique=True
    )
    criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int | None]
    kind: Mapped[ModelKind] = mapped_column(StrEnumType(ModelKind), default=ModelKind.good)
    from_ms: Mapped[int]
    until_ms: Mapped[int]
    why: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    model_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("model_take.id", ondelete="SET NULL"), index=True
    )

    review: Mapped[Review] = relationship(back_populates="nomination")
    criterion: Mapped[Criterion | None] = relationship()
    model: Mapped[ModelTake | None] = relationship()
