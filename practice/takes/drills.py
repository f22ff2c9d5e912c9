"""What a recorder plays one by one, and in which order; nothing of it is shown before its turn."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from practice.errors import NotFound
from practice.scenarios.models import Interaction, Prompt, PromptOrder, ScenarioVersion

DRAWING = random.SystemRandom()


@dataclass(frozen=True)
class Drill:
    """The prompts in the order for this take; drawn anew for each when it `is_random`."""

    prompts: tuple[UUID, ...]
    is_random: bool
    noun: str


def drill_of(version: ScenarioVersion, one: UUID | None = None) -> Drill | None:
    """What comes one by one when this is recorded: the drill, or the one prompt of a hurry.

    None when all prompts stand beside the camera. Refuses a prompt of another version.
    """
    if one is not None:
        if one not in {prompt.id for prompt in version.prompts}:
            raise NotFound("We can’t find that prompt.")
        return Drill((one,), is_random=False, noun=noun(version))
    if not version.is_drill or not version.prompts:
        return None
    ids = [prompt.id for prompt in version.prompts]
    is_random = version.prompt_order == PromptOrder.random
    drawn = DRAWING.sample(ids, len(ids)) if is_random else ids
    return Drill(tuple(drawn), is_random, noun(version))


def shown_before(version: ScenarioVersion) -> Sequence[Prompt]:
    """The prompts that may be read before recording: those of a drill wait for their turn."""
    return () if version.is_drill else version.prompts


def noun(version: ScenarioVersion) -> str:
    """What one prompt of it is called."""
    return "Objection" if version.interaction == Interaction.objection_handling else "Prompt"
