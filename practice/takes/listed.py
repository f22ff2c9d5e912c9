"""What lists show of takes, and no more: whole ones are for the pages of one take.

A list of thirty whole takes takes most of its time to make objects of what it never shows.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from practice.people.models import Person
from practice.recordings.queries import in_lists
from practice.scenarios.models import HeardLine, ScenarioVersion
from practice.takes.models import Take

if TYPE_CHECKING:
    from sqlalchemy.orm.strategy_options import _AbstractLoad as Way


def of_take(take: "Way") -> Iterator["Way"]:
    """What it is of, how far its recording is, its length and its picture.

    `take`: how the question loads it.
    """
    yield of_version(take.joinedload(Take.scenario_version))
    yield in_lists(take.joinedload(Take.asset))


def of_own_take(take: "Way") -> Iterator["Way"]:
    """The same for its rep, who also reads the line from a call that it answers."""
    yield from of_take(take)
    yield take.joinedload(Take.heard_line).load_only(HeardLine.text)


def of_version(version: "Way") -> "Way":
    """What was practiced."""
    return version.load_only(ScenarioVersion.scenario_id, ScenarioVersion.title)


def by_name(person: "Way") -> "Way":
    """Somebody whom a list names."""
    return person.load_only(Person.name)
