"""Model takes: answers to learn from, good ones and bad ones, with levels and evidence.

ModelTake:   draft → published → withdrawn (and back); one whose consent has expired is not shown.
Before their first take people can score a model take themselves and then see the expert's levels.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType
from practice.people.models import Person
from practice.recordings.models import MediaAsset
from practice.scenarios.models import Criterion, RubricVersion, Scenario


class ModelKind(StrEnum):
    """Show what works, and what doesn't."""

    good = "good"
    bad = "bad"


class ModelTake(Identified, Base):
    """A recorded answer to a scenario that enablement holds up as an example.

    `person` is who is seen and heard in it, where that is somebody here; without consent
    nothing is published.
    """

    __tablename__ = "model_take"

    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id", ondelete="CASCADE"))
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("media_asset.id"), unique=True)
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ModelKind] = mapped_column(StrEnumType(ModelKind), default=ModelKind.good)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(1000), default="")  # what to look out for
    # the one thing that it shows, where it was chosen for that
    shows_criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"), index=True)
    shows_level: Mapped[int | None]
    consented_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    scenario: Mapped[Scenario] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    asset: Mapped[MediaAsset] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    shows_criterion: Mapped[Criterion | None] = relationship()
    levels: Mapped[list["ModelLevel"]] = relationship(
        back_populates="model", cascade="all, delete-orphan"
    )

    __table_args__ = (Index(None, "scenario_id", "published_at"),)

    @property
    def criteria(self) -> list[Criterion]:
        """What is judged in it: the one thing that it was chosen for, or else the whole map."""
        every = self.rubric_version.criteria
        if self.shows_criterion_id is None:
            return list(every)
        return [one for one in every if one.id == self.shows_criterion_id]

    @property
    def is_from_practice(self) -> bool:
        """A part of somebody's own take: shown on their terms, and gone when they say so."""
        return self.asset.excerpt_from_ms is not None


class ModelLevel(Identified, Base):
    """The expert's level of one criterion, with the moment that shows it."""

    __tablename__ = "model_level"

    model_id: Mapped[UUID] = mapped_column(ForeignKey("model_take.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int]
    at_ms: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(String(500), default="")

    model: Mapped[ModelTake] = relationship(back_populates="levels")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (UniqueConstraint("model_id", "criterion_id"),)


class ModelScoring(Identified, Base):
    """How a person scored a model take before they saw the expert's levels: once, for good."""

    __tablename__ = "model_scoring"

    model_id: Mapped[UUID] = mapped_column(ForeignKey("model_take.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    levels: Mapped[dict[str, Any]] = mapped_column(default=dict)  # level by criterion id

    __table_args__ = (UniqueConstraint("model_id", "person_id"),)
