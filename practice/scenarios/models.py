"""What to practice.

A Scenario has numbered versions. At most one, the newest, is a draft; publishing it makes it
immutable, and editing then starts the next. Rubrics are versioned with the same rule; a
criterion keeps its `key` across versions so that levels can be compared over time.

Scenario:  draft → published → withdrawn (and back)
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType
from practice.people.models import Person


class Interaction(StrEnum):
    """The kind of real-life event that is practiced."""

    pitch = "pitch"
    objection_handling = "objection_handling"
    discovery_call = "discovery_call"
    demo = "demo"
    negotiation = "negotiation"
    role_play = "role_play"
    one_on_one = "one_on_one"
    deal_review = "deal_review"
    pipeline_review = "pipeline_review"
    forecast_review = "forecast_review"


class Rubric(Identified, Base):
    """A scoring form; on screen, the assessment map."""

    __tablename__ = "rubric"

    title: Mapped[str] = mapped_column(String(120))

    versions: Mapped[list["RubricVersion"]] = relationship(
        back_populates="rubric", order_by="RubricVersion.number"
    )


class RubricVersion(Identified, Base):
    """The criteria as they stood when published."""

    __tablename__ = "rubric_version"

    rubric_id: Mapped[UUID] = mapped_column(ForeignKey("rubric.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime | None]

    rubric: Mapped[Rubric] = relationship(back_populates="versions")
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="rubric_version", order_by="Criterion.position", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("rubric_id", "number"),)


class Criterion(Identified, Base):
    """One element of the interaction that is judged."""

    __tablename__ = "criterion"

    rubric_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("rubric_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    key: Mapped[UUID]  # the same element in every version of the rubric
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(500), default="")

    rubric_version: Mapped[RubricVersion] = relationship(back_populates="criteria")
    levels: Mapped[list["Level"]] = relationship(
        back_populates="criterion", order_by="Level.value", cascade="all, delete-orphan"
    )


class Level(Identified, Base):
    """What one level of a criterion looks like: a behavior that can be seen or heard."""

    __tablename__ = "level"

    criterion_id: Mapped[UUID] = mapped_column(
        ForeignKey("criterion.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[int]  # 1 Not present … 5 Excellent
    anchor: Mapped[str] = mapped_column(String(500), default="")

    criterion: Mapped[Criterion] = relationship(back_populates="levels")


class Scenario(Identified, Base):
    """A reusable exercise."""

    __tablename__ = "scenario"

    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    versions: Mapped[list["ScenarioVersion"]] = relationship(
        back_populates="scenario", order_by="ScenarioVersion.number"
    )
    created_by: Mapped[Person | None] = relationship()


class ScenarioVersion(Identified, Base):
    """A scenario as it stood when published; a draft until then."""

    __tablename__ = "scenario_version"

    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_minor: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(120))
    interaction: Mapped[Interaction] = mapped_column(StrEnumType(Interaction))
    persona: Mapped[str] = mapped_column(default="")
    brief: Mapped[str] = mapped_column(default="")
    target_seconds: Mapped[int] = mapped_column(default=120)
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"), index=True)

    scenario: Mapped[Scenario] = relationship(back_populates="versions")
    rubric_version: Mapped[RubricVersion] = relationship()
    prompts: Mapped[list["Prompt"]] = relationship(
        back_populates="version", order_by="Prompt.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("scenario_id", "number"),
        Index(None, "published_at"),
    )


class Prompt(Identified, Base):
    """What the rep responds to."""

    __tablename__ = "prompt"

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("scenario_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))

    version: Mapped[ScenarioVersion] = relationship(back_populates="prompts")
