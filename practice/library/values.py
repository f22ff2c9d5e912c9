"""What is said about a model take, as plain values: what a form sends and an action takes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from practice.library.models import ModelKind, ModelLevel
from practice.people.models import Person
from practice.recordings.models import MediaAsset
from practice.scenarios.models import Criterion


class Seen(StrEnum):
    """Who is seen and heard in it."""

    me = "me"
    colleague = "colleague"
    nobody = "nobody"  # of us: an actor, or somebody who works elsewhere


@dataclass(frozen=True)
class Clip:
    """A finished recording, and what kind of example it is going to be."""

    recording: UUID
    title: str
    kind: ModelKind


@dataclass(frozen=True)
class Judgment:
    """The expert's view of one criterion; without a level while nobody has decided."""

    level: int | None = None
    at_ms: int | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Details:
    """Everything that can be said about a model take and changed later."""

    title: str
    kind: ModelKind
    note: str = ""
    seen: Seen = Seen.nobody
    email: str = ""  # of the colleague
    consented: bool = False
    expires_on: date | None = None
    judgments: dict[UUID, Judgment] = field(default_factory=dict)  # by criterion


@dataclass(frozen=True)
class Example:
    """A part of somebody's practice that they agreed to, and what a reviewer saw in it."""

    scenario_id: UUID
    rubric_version_id: UUID
    recording: MediaAsset
    person: Person
    nominated_by: Person
    expires_on: date
    title: str
    kind: ModelKind
    criterion: Criterion | None = None
    level: int | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Compared:
    """One criterion, seen by the expert and by whoever scored it before they knew."""

    criterion: Criterion
    expert: ModelLevel | None
    own: int | None

    @property
    def levels_apart(self) -> int | None:
        """Above zero: more generous than the expert. None where there is nothing to compare."""
        return self.own - self.expert.level if self.own and self.expert else None

    @property
    def anchor(self) -> str:
        """The behavior that the expert’s level stands for."""
        value = self.expert.level if self.expert else None
        return next((one.anchor for one in self.criterion.levels if one.value == value), "")
