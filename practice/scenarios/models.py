"""What to practice.

A Scenario has numbered versions. At most one, the newest, is a draft; publishing it makes it
immutable, and editing then starts the next. Rubrics are versioned with the same rule; a
criterion keeps its `key` across versions so that levels can be compared over time.

Scenario:  draft → published → withdrawn (and back)
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType
from practice.people.models import Person
from practice.recordings.models import MediaAsset


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


class PromptOrder(StrEnum):
    """How the prompts come: all beside the camera, or one by one as in a drill."""

    together = "together"
    in_order = "in_order"
    random = "random"


class Teleprompter(StrEnum):
    """What the author lets a rep read from while recording."""

    none = "none"
    bullets = "bullets"
    script = "script"


class ScenarioKind(StrEnum):
    """`heard` is the one that lines heard in real calls are answered in; people don't edit it."""

    usual = "usual"
    heard = "heard"


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
    kind: Mapped[ScenarioKind] = mapped_column(
        StrEnumType(ScenarioKind), default=ScenarioKind.usual
    )

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
    buyer_goals: Mapped[str] = mapped_column(default="")  # what the buyer hides; for reviewers
    target_seconds: Mapped[int] = mapped_column(default=120)
    most_seconds: Mapped[int | None]  # where recording stops; None: the longest a take may be
    prompt_order: Mapped[PromptOrder] = mapped_column(
        StrEnumType(PromptOrder), default=PromptOrder.together
    )
    teleprompter: Mapped[Teleprompter] = mapped_column(
        StrEnumType(Teleprompter), default=Teleprompter.none
    )
    script: Mapped[str] = mapped_column(default="")  # what the teleprompter begins with
    needs_prep: Mapped[bool] = mapped_column(default=False)  # no recording without a prep sheet
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"), index=True)

    scenario: Mapped[Scenario] = relationship(back_populates="versions")
    rubric_version: Mapped[RubricVersion] = relationship()
    prompts: Mapped[list["Prompt"]] = relationship(
        back_populates="version", order_by="Prompt.position", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="version", order_by="Attachment.position", cascade="all, delete-orphan"
    )

    @property
    def is_drill(self) -> bool:
        """The prompts come one by one, each hidden until its turn."""
        return self.prompt_order != PromptOrder.together

    __table_args__ = (
        UniqueConstraint("scenario_id", "number"),
        Index(None, "published_at"),
    )


class Prompt(Identified, Base):
    """What the rep responds to: words, or a recording of somebody saying them.

    `text` is what is said; with a recording it may be empty.
    """

    __tablename__ = "prompt"

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("scenario_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_asset.id"), index=True)
    think_seconds: Mapped[int] = mapped_column(default=0)  # counted down before the answer
    answer_seconds: Mapped[int | None]  # how long an answer may be

    version: Mapped[ScenarioVersion] = relationship(back_populates="prompts")
    asset: Mapped[MediaAsset | None] = relationship()


class Attachment(Identified, Base):
    """A file that belongs to the brief. Versions that keep it share what lies in the store."""

    __tablename__ = "attachment"

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("scenario_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    key: Mapped[str] = mapped_column(String(200), index=True)  # in the store

    version: Mapped[ScenarioVersion] = relationship(back_populates="attachments")


class HeardLine(Identified, Base):
    """What a buyer said in a real call, in the rep's own words, to find a better answer to.

    Private until offered; then those who write scenarios can make a prompt of it.
    """

    __tablename__ = "heard_line"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(300))
    local_day: Mapped[date]
    offered_at: Mapped[datetime | None]
    taken_up_at: Mapped[datetime | None]  # when somebody made a prompt of it, or put it aside

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "person_id", "created_at"),
        Index(None, "offered_at", "taken_up_at"),
    )
