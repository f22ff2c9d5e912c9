"""The teams as a tree: each below the home team of its primary manager."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from practice.people.models import BY_NAME, Person, Team, TeamManager
from practice.people.queries.directory import team_names, team_sizes
from practice.people.tree import in_circles, steps_down
from practice.questions import put_together

MOST_DEPTH = 40  # deeper than any organization; what lies below that is shown there


@dataclass
class Branch:
    """One team in the tree, with who manages it and how many people it has."""

    id: UUID
    name: str
    size: int
    managers: list[str] = field(default_factory=list)  # active ones, the primary one first
    parent: UUID | None = None
    depth: int = 0
    total: int = 0  # with everybody in the teams below
    is_circular: bool = False  # lies below itself
    above: tuple[str, ...] = ()  # the names of the teams above, from the top


def team_outline(session: Session) -> list[Branch]:
    """The teams in use in the order of the tree, by name on each level."""
    sizes = team_sizes(session)
    branches = {
        team_id: Branch(team_id, name, sizes.get(team_id, 0))
        for team_id, name in team_names(session)
    }
    for team_id, name, home_id, is_primary in managing(session):
        if team_id in branches:
            branches[team_id].managers.append(name)
            if is_primary and home_id in branches and home_id != team_id:
                branches[team_id].parent = home_id
    return list(in_order(branches))


def branch_of(session: Session, team_id: UUID) -> tuple[Branch | None, list[Branch]]:
    """One team in the tree and those directly below it; no branch is archived."""
    branches = team_outline(session)
    own = next((each for each in branches if each.id == team_id), None)
    return own, [each for each in branches if each.parent == team_id]


def managing(session: Session) -> Sequence[Row[UUID, str, UUID | None, bool]]:
    """Every active manager of every team, the primary ones first."""
    return session.execute(*_managing()).all()


@put_together
def _managing() -> Select[UUID, str, UUID | None, bool]:
    return (
        select(TeamManager.team_id, Person.name, Person.home_team_id, TeamManager.is_primary)
        .join(Person, Person.id == TeamManager.person_id)
        .where(Person.deactivated_at.is_(None))
        .order_by(TeamManager.is_primary.desc(), *BY_NAME)
    )


def in_order(branches: dict[UUID, Branch]) -> Iterator[Branch]:
    """Each team before those below it; what is in a circle stands at the top, marked."""
    edges = [(each.parent, each.id) for each in branches.values() if each.parent]
    for team_id in in_circles(steps_down(edges)):
        branches[team_id].is_circular, branches[team_id].parent = True, None
    below: dict[UUID | None, list[Branch]] = {}
    for each in branches.values():
        below.setdefault(each.parent, []).append(each)
    for top in below.get(None, []):
        yield from walk(top, below)


def walk(top: Branch, below: dict[UUID | None, list[Branch]]) -> list[Branch]:
    """A team and everything below it, counted together."""
    found, top.total = [top], top.size
    for each in below.get(top.id, []):
        each.depth, each.above = min(top.depth + 1, MOST_DEPTH), (*top.above, top.name)
        found += walk(each, below)
        top.total += each.total
    return found


def team_steps(session: Session, but: Person | None = None) -> dict[UUID, set[UUID]]:
    """Which teams lie directly below which, by any manager, or any but this person."""
    found = (
        select(Person.home_team_id, TeamManager.team_id)
        .join(Person, Person.id == TeamManager.person_id)
        .join(Team, Team.id == TeamManager.team_id)
        .where(Person.home_team_id.is_not(None), Team.archived_at.is_(None))
    )
    found = found.where(Person.id != but.id) if but else found
    return steps_down((home_id, team_id) for home_id, team_id in session.execute(found) if home_id)
