"""Taking in a scenario from a plain file: as one of its own, or as the next version of another."""

from dataclasses import replace

from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.scenarios import actions, queries, rules
from practice.scenarios.models import Scenario, ScenarioVersion
from practice.scenarios.values import Content


def find_like(session: Session, content: Content) -> Scenario | None:
    """The scenario that this file seems to be a version of: the same criteria, or its title."""
    keys = [each.key for each in content.criteria if each.key]
    return queries.find_like(session, keys, content.title)


def as_new(session: Session, by: Person, content: Content) -> Scenario:
    """A draft of its own. Criteria keep the keys that the file gives them, unless others have
    them here, so that the same file is recognized when it comes again."""
    keys = {each.key for each in content.criteria if each.key}
    free = keys - queries.keys_in_use(session, keys)
    return actions.begin(session, by, content, frozenset(free))


def as_copy(session: Session, by: Person, content: Content) -> Scenario:
    """A draft of its own beside the scenario that it is like."""
    return actions.begin(session, by, replace(content, title=rules.title_of_copy(content.title)))


def as_version(
    session: Session, scenario: Scenario, content: Content, seen: str
) -> ScenarioVersion:
    """The next draft of a scenario. Refuses when somebody saved another since `seen`."""
    fitted = fitted_to(content, Content.of(actions.newest_of(scenario)))
    return actions.save(session, scenario, fitted, seen)


def fitted_to(content: Content, newest: Content) -> Content:
    """The same, in which a criterion without a key has that of its namesake, so levels compare."""
    known = {each.title: each.key for each in newest.criteria}
    taken = {each.key for each in content.criteria if each.key}
    free = {title: key for title, key in known.items() if key not in taken}
    keyed = (replace(each, key=each.key or free.get(each.title)) for each in content.criteria)
    return replace(content, criteria=tuple(keyed))
