"""Promises between a rep and their coach, what they talked about, and coaching time.

Commitment:  open → kept | missed | renegotiated (which begins another)
A rep's commitment counts by itself, from their counted takes; settling it is what the two do at
their next 1:1. Everything here is seen by both of the pair and by nobody else.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType
from practice.people.models import Person
from practice.reviews.models import Review
from practice.scenarios.models import Scenario


class Outcome(StrEnum):
    """How a commitment ended; see the state line above."""

    kept = "kept"
    missed = "missed"
    renegotiated = "renegotiated"


class CoachingKind(StrEnum):
    """What coaching outside of reviews was."""

    one_on_one = "one_on_one"
    meeting = "meeting"
    observation = "observation"


class Answer(StrEnum):
    """To the two questions: do they know what to do, and can they do it?"""

    yes = "yes"
    partly = "partly"
    no = "no"


class Commitment(Identified, Base):
    """A promise with a date, by the rep or by the coach; `takes` is the rep's number."""

    __tablename__ = "commitment"

    rep_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    review_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("review.id", ondelete="SET NULL"), unique=True
    )
    scenario_id: Mapped[UUID | None] = mapped_column(ForeignKey("scenario.id"))  # None: any
    text: Mapped[str] = mapped_column(String(500), default="")
    takes: Mapped[int | None]
    made_on: Mapped[date]  # the owner's own dates; takes of both days count
    due_on: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(StrEnumType(Outcome))
    note: Mapped[str] = mapped_column(String(500), default="")  # said when it was settled
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    follows_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("commitment.id", ondelete="SET NULL"), unique=True
    )

    rep: Mapped[Person] = relationship(foreign_keys=[rep_id])
    coach: Mapped[Person] = relationship(foreign_keys=[coach_id])
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    review: Mapped[Review | None] = relationship()
    scenario: Mapped[Scenario | None] = relationship()

    __table_args__ = (
        Index(None, "rep_id", "due_on"),
        Index(None, "coach_id", "due_on"),
        Index(None, "owner_id", "outcome"),
    )


class CoachingEntry(Identified, Base):
    """Coaching that the product can't measure by itself: a 1:1, a meeting, an observation."""

    __tablename__ = "coaching_entry"

    coach_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[CoachingKind] = mapped_column(StrEnumType(CoachingKind))
    held_on: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(1000), default="")
    knows: Mapped[Answer | None] = mapped_column(StrEnumType(Answer))
    can: Mapped[Answer | None] = mapped_column(StrEnumType(Answer))
    criterion_key: Mapped[UUID | None]  # the one element they agreed to work on

    coach: Mapped[Person] = relationship(foreign_keys=[coach_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (Index(None, "coach_id", "held_on"), Index(None, "person_id", "held_on"))


class OpenQuestion(Identified, Base):
    """Something one of a pair wants to talk about at their next 1:1."""

    __tablename__ = "open_question"

    rep_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(500))
    settled_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    __table_args__ = (Index("ix_open_question_of_pair", "rep_id", "coach_id", "settled_at"),)
