"""A scenario's content as plain values: what a form sends, a library holds, a draft copies."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from practice.scenarios.models import (
    Criterion,
    Interaction,
    Prompt,
    PromptOrder,
    ScenarioVersion,
    Teleprompter,
)

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
class PromptContent:
    """One prompt: what is said, in words or recorded, and how much time an answer has."""

    text: str = ""
    asset_id: UUID | None = None
    think_seconds: int = 0
    answer_seconds: int | None = None

    @classmethod
    def of(cls, prompt: Prompt) -> "PromptContent":
        return cls(prompt.text, prompt.asset_id, prompt.think_seconds, prompt.answer_seconds)

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.asset_id)


def said(*texts: str, think: int = 0, answer: int | None = None) -> tuple[PromptContent, ...]:
    """Prompts of words alone, all with the same times."""
    return tuple(PromptContent(text, None, think, answer) for text in texts)


@dataclass(frozen=True)
class Content:
    """Everything that makes up a version."""

    title: str = ""
    interaction: Interaction = Interaction.pitch
    persona: str = ""
    brief: str = ""
    buyer_goals: str = ""  # for those who write and review; never for a rep
    target_seconds: int = 120
    most_seconds: int | None = None
    prompt_order: PromptOrder = PromptOrder.together
    prompts: tuple[PromptContent, ...] = ()
    teleprompter: Teleprompter = Teleprompter.none
    script: str = ""
    needs_prep: bool = False
    criteria: tuple[CriterionContent, ...] = field(default=())

    @classmethod
    def of(cls, version: ScenarioVersion) -> "Content":
        """What stands in a version now."""
        return cls(
            title=version.title,
            interaction=version.interaction,
            persona=version.persona,
            brief=version.brief,
            buyer_goals=version.buyer_goals,
            target_seconds=version.target_seconds,
            most_seconds=version.most_seconds,
            prompt_order=version.prompt_order,
            prompts=tuple(PromptContent.of(prompt) for prompt in version.prompts),
            teleprompter=version.teleprompter,
            script=version.script,
            needs_prep=version.needs_prep,
            criteria=tuple(CriterionContent.of(each) for each in version.rubric_version.criteria),
        )

    @property
    def fingerprint(self) -> str:
        """Tells two contents apart: whether somebody else saved since a form was opened."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def seconds_in(text: str) -> int | None:
    """What `1:30`, `01:30` or a bare `90` (seconds) mean; None for anything else."""
    parts = text.strip().split(":")
    if len(parts) > 2 or not all(p.isascii() and p.isdecimal() and len(p) <= 4 for p in parts):
        return None
    if len(parts) == 1:
        return int(parts[0])
    minutes, seconds = map(int, parts)
    return minutes * 60 + seconds if seconds < 60 else None


def length_words(seconds: int) -> str:
    """The same the other way: 90 as `1:30`."""
    return f"{seconds // 60}:{seconds % 60:02}"
