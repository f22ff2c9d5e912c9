"""Two takes side by side: which two, and which of one's own there are to choose from.

Usually both are one's own; what a teammate shares, or was handed to one, can stand there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from practice.errors import NotFound, WrongState
from practice.people.models import Person
from practice.takes import queries
from practice.takes.models import Take

MOST_CHOICES = 100
SAME = "These are the same take. Choose another one for one of the sides."


@dataclass(frozen=True)
class Pair:
    """The two that are shown, and every own take that could be; without two nothing is to do.

    When it was recorded is told of one's own takes alone, so no others are to choose from.
    """

    left: Take | None
    right: Take | None
    choices: Sequence[Take]


def pair(session: Session, person: Person, a: UUID | None, b: UUID | None) -> Pair:
    """The two takes asked for; what is not named is chosen: the newest of the same scenario.

    Refuses a take that is not this person's to watch, one that can't be watched, and twice the
    same.
    """
    newest = queries.my_takes(session, person, limit=MOST_CHOICES)
    choices = [take for take in newest if take.asset.is_watchable]
    named = [_watchable(session, person, take_id) for take_id in (a, b) if take_id]
    if a is not None and a == b:
        raise WrongState(SAME)
    known = {one.id for one in choices}
    choices += [one for one in named if one.id not in known and one.person_id == person.id]
    if len(named) == 2:
        return Pair(named[0], named[1], choices)
    found = _beside(named[0] if named else None, choices)
    if found is None:
        return Pair(None, None, choices)
    whole = [_watchable(session, person, one.id) for one in found]
    return Pair(whole[0], whole[1], choices)


def _watchable(session: Session, person: Person, take_id: UUID) -> Take:
    take = queries.get_take(session, person, take_id)
    if not take.asset.is_watchable:
        raise NotFound("That take can’t be watched.")
    return take


def _beside(one: Take | None, choices: Sequence[Take]) -> tuple[Take, Take] | None:
    """The older on the left, so that one sees what became of it."""
    one = one or _newest_with_another(choices)
    others = [take for take in choices if one is not None and take.id != one.id]
    same = [take for take in others if one is not None and _is_alike(take, one)]
    other = next(iter(same or others), None)
    if one is None or other is None:
        return None
    left, right = sorted((one, other), key=lambda take: take.created_at)
    return left, right


def _newest_with_another(choices: Sequence[Take]) -> Take | None:
    """The newest take whose scenario was recorded more than once, else simply the newest."""
    repeated = [one for one in choices if sum(_is_alike(one, other) for other in choices) > 1]
    return next(iter(repeated or choices), None)


def _is_alike(one: Take, other: Take) -> bool:
    return one.scenario_version.scenario_id == other.scenario_version.scenario_id
