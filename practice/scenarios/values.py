"""A scenario's content as plain values: what a form sends, a library holds, a draft copies."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from practice.scenarios.models import Criterion, Interaction, ScenarioVersion

NO_ANCHORS = ("",) * 5


@dataclass(frozen=True)
class CriterionContent:
    """One criterion with its five anchors, Not present first; `key` when it existed before."""

    title: str
    description: str = ""
    anchors: tuple[str, ...] = NO_ANCHORS
    key: UUID | None = None

    @classmethod
    def of(cls, criterion: Criterion) -> "CriterionContent":
        anchors = tuple(level.anchor for level in criterion.levels)
        return cls(criterion.title, criterion.description, anchors, criterion.key)

    @property
    def id(self) -> str:
        return str(self.key or self.title)

    @property
    def name(self) -> str:
        """The title, under the name that the rubric on screen uses."""
        return self.title


@dataclass(frozen=True)
class Content:
    """Everything that makes up a version."""

    title: str = ""
    interaction: Interaction = Interaction.pitch
    persona: str = ""
    brief: str = ""
    target_seconds: int = 120
    prompts: tuple[str, ...] = ()
    criteria: tuple[CriterionContent, ...] = field(default=())

    @classmethod
    def of(cls, version: ScenarioVersion) -> "Content":
        """What stands in a version now."""
        return cls(
            title=version.title,
            interaction=version.interaction,
            persona=version.persona,
            brief=version.brief,
            target_seconds=version.target_seconds,
            prompts=tuple(prompt.text for prompt in version.prompts),
            criteria=tuple(CriterionContent.of(each) for each in version.rubric_version.criteria),
        )

    @property
    def fingerprint(self) -> str:
        """Tells two contents apart: whether somebody else saved since a form was opened."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]
