"""In a hurry: one objection to answer, twelve minutes before a call."""

import random
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from practice.people.models import Person
from practice.scenarios.models import Interaction, Prompt, Scenario, ScenarioKind, ScenarioVersion
from practice.scenarios.queries import newest_published
from practice.takes.models import Chapter, Take


def one_prompt(session: Session, person: Person, chance: random.Random) -> Prompt | None:
    """An objection that this person answered least often, by chance among equals.

    Where no scenario about objections is published, a prompt of any other; None where there is
    none at all. A recorded prompt that can't be played yet is left out.
    """
    prompts = [
        each for each in _published(session) if each.asset is None or each.asset.is_watchable
    ]
    objections = [each for each in prompts if _is_objection(each)]
    return _least_answered(session, person, objections or prompts, chance)


def _published(session: Session) -> Sequence[Prompt]:
    """The prompts of everything that can be practiced now."""
    usual = newest_published().where(Scenario.kind == ScenarioKind.usual)
    current = usual.with_only_columns(ScenarioVersion.id)
    found = select(Prompt).where(Prompt.version_id.in_(current))
    return session.scalars(
        found.options(joinedload(Prompt.asset), joinedload(Prompt.version)).order_by(Prompt.id)
    ).all()


def _is_objection(prompt: Prompt) -> bool:
    return prompt.version.interaction == Interaction.objection_handling


def _least_answered(
    session: Session, person: Person, prompts: Sequence[Prompt], chance: random.Random
) -> Prompt | None:
    if not prompts:
        return None
    times = _answered(session, person, [each.id for each in prompts])
    fewest = min(times.get(each.id, 0) for each in prompts)
    return chance.choice([each for each in prompts if times.get(each.id, 0) == fewest])


def _answered(session: Session, person: Person, prompt_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How often this person answered each prompt, in a drill or in a hurry."""
    times = (
        select(Chapter.prompt_id, func.count(Chapter.id))
        .join(Take, Take.id == Chapter.take_id)
        .where(Take.person_id == person.id, Chapter.prompt_id.in_(prompt_ids))
        .group_by(Chapter.prompt_id)
    )
    return dict(iter(session.execute(times)))
