"""Judging a submitted take.

Review:  draft → sending (ten seconds to undo) → released
         a released review is corrected by a new revision, never changed.
Nothing of a draft is visible to the rep.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType, utcnow
from practice.people.models import Person
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


class Review(Identified, Base):
    """One reviewer's judgment of one submission."""

    __tablename__ = "review"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReviewState] = mapped_column(StrEnumType(ReviewState), default=ReviewState.draft)
    decision: Mapped[Decision | None] = mapped_column(StrEnumType(Decision))
    focus_criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    strength: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    begun_at: Mapped[datetime | None]  # first saved marker or level
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)
    release_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()
    author: Mapped[Person] = relationship()
    focus_criterion: Mapped[Criterion | None] = relationship()
    scores: Mapped[list["CriterionScore"]] = relationship(
        back_populates="review", cascade="all, delete-orphan"
    )
    markers: Mapped[list["Marker"]] = relationship(
        back_populates="review", order_by="Marker.at_ms", cascade="all, delete-orphan"
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

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)


class Marker(Identified, Base):
    """A point or range on the timeline; may be evidence for a criterion."""

    __tablename__ = "marker"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    at_ms: Mapped[int]
    until_ms: Mapped[int | None]
    kind: Mapped[MarkerKind] = mapped_column(StrEnumType(MarkerKind))
    criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    copied_from_id: Mapped[UUID | None]  # in a correction: the marker it repeats

    review: Mapped[Review] = relationship(back_populates="markers")
    criterion: Mapped[Criterion | None] = relationship()
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="marker", order_by="Comment.created_at", cascade="all, delete-orphan"
    )


class Comment(Identified, Base):
    """Words on a marker: the reviewer's first, replies after it."""

    __tablename__ = "comment"

    marker_id: Mapped[UUID] = mapped_column(ForeignKey("marker.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(2000))
    edited_at: Mapped[datetime | None]

    marker: Mapped[Marker] = relationship(back_populates="comments")
    author: Mapped[Person] = relationship()
