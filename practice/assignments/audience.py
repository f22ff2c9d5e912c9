"""Whom an audience reaches: now, later, and from whose hand.

The lines of an audience are alternatives; every part of a line that is set must match, and whom an
exception matches is left out. What a manager assigns reaches only people in the teams below
them, and follows those teams as they change. One condition says all this (`matches`): lines that
are still being typed go through it as a small table of their own.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from practice.assignments.models import Assignment, Audience
from practice.assignments.queries import led_by, teams_below
from practice.assignments.values import Line
from practice.people.models import (
    BY_NAME,
    Person,
    PersonRole,
    Role,
    SegmentMember,
    Team,
    TeamManager,
)

MANAGER = aliased(Person)
EXCEPTION = aliased(Audience)
TYPED = ("team_id", "role", "person_id", "segment_id", "hired_after", "includes_below")


def teams_and_below() -> Select[UUID, UUID]:
    """(team, it or one below it): below are teams whose managers sit in it, and so on down.

    Who manages the team they sit in does not put their other teams below it.
    """
    edges = (
        select(MANAGER.home_team_id.label("upper"), TeamManager.team_id.label("lower"))
        .join(TeamManager, TeamManager.person_id == MANAGER.id)
        .where(~exists().where(_manages(MANAGER.id, MANAGER.home_team_id)))
        .subquery()
    )
    tree = select(Team.id.label("root"), Team.id.label("team_id")).cte("tree", recursive=True)
    deeper = select(tree.c.root, edges.c.lower).join(edges, edges.c.upper == tree.c.team_id)
    whole = tree.union(deeper)
    return select(whole.c.root, whole.c.team_id)


def _manages(person_id: Any, team_id: Any) -> ColumnElement[bool]:
    other = aliased(TeamManager)
    return and_(other.person_id == person_id, other.team_id == team_id)


def leaders_and_teams() -> Select[UUID, UUID]:
    """(leader, a team below them), for every leader: `queries.teams_below` for all at once."""
    direct = select(TeamManager.person_id.label("leader"), TeamManager.team_id.label("team_id"))
    below = direct.cte("led", recursive=True)
    deeper = (
        select(below.c.leader, TeamManager.team_id)
        .join(MANAGER, MANAGER.home_team_id == below.c.team_id)
        .join(TeamManager, TeamManager.person_id == MANAGER.id)
        .where(MANAGER.id != below.c.leader)
    )
    whole = below.union(deeper)
    return select(whole.c.leader, whole.c.team_id)


TREE = teams_and_below()  # made once: a statement with two of them needs them to be the same
LED = leaders_and_teams()


def matches(line: Any) -> ColumnElement[bool]:
    """Whether a line matches a `Person`: `Audience`, an alias of it, or the columns of `stated`."""
    below = tuple_(line.team_id, Person.home_team_id).in_(TREE)
    in_team = or_(line.team_id == Person.home_team_id, and_(line.includes_below.is_(True), below))
    holds = tuple_(Person.id, line.role).in_(select(PersonRole.person_id, PersonRole.role))
    member = tuple_(Person.id, line.segment_id).in_(
        select(SegmentMember.person_id, SegmentMember.segment_id)
    )
    return and_(
        or_(line.person_id.is_(None), line.person_id == Person.id),
        or_(line.team_id.is_(None), in_team),
        or_(line.role.is_(None), holds),
        or_(line.segment_id.is_(None), member),
        or_(line.hired_after.is_(None), Person.hired_on > line.hired_after),
    )


def stated(lines: Sequence[Line]) -> Subquery:
    """Lines that are not stored, as a table like `Audience`."""
    columns = Audience.__table__.c
    rows = [
        select(*[literal(getattr(each, name), columns[name].type).label(name) for name in TYPED])
        for each in lines
    ]
    return union_all(*rows).subquery()


def meets(lines: Sequence[Line]) -> ColumnElement[bool]:
    """Whether at least one of these matches a `Person`."""
    if not lines:
        return false()
    table = stated(lines)
    return exists(select(true()).select_from(table).where(matches(table.c)))


def people_reached(by: Person, lines: Sequence[Line]) -> Select[UUID, str]:
    """Everybody active whom these lines of this person reach, with their zone."""
    without = [each for each in lines if each.is_exception]
    found = select(Person.id, Person.timezone).where(
        Person.deactivated_at.is_(None),
        meets([each for each in lines if not each.is_exception]),
        ~meets(without) if without else true(),
    )
    if not by.is_enablement:
        found = found.where(Person.home_team_id.in_(teams_below(by)))
    return found.order_by(*BY_NAME)


def reached() -> Select[UUID, UUID, str]:
    """(assignment, person, zone) for everybody active whom any assignment reaches now.

    The same condition as `people_reached`, over what is stored. Whoever asks narrows it down.
    """
    central = select(PersonRole.person_id).where(PersonRole.role == Role.enablement)
    in_line = tuple_(Assignment.created_by_id, Person.home_team_id).in_(LED)
    excepted = exists().where(
        EXCEPTION.assignment_id == Assignment.id,
        EXCEPTION.is_exception.is_(True),
        matches(EXCEPTION),
    )
    return (
        select(Assignment.id, Person.id, Person.timezone)
        .distinct()
        .join(
            Audience,
            and_(Audience.assignment_id == Assignment.id, Audience.is_exception.is_(False)),
        )
        .join(Person, matches(Audience))
        .where(
            Person.deactivated_at.is_(None),
            or_(Assignment.created_by_id.in_(central), in_line),
            ~excepted,
        )
    )


def all_led_by(session: Session, leader: Person, lines: Sequence[Line]) -> bool:
    """Whether every team and person in these lines is below this person.

    A line without either reaches only their people anyway.
    """
    teams = {line.team_id for line in lines if line.team_id}
    people = {line.person_id for line in lines if line.person_id}
    led = select(Person.id).where(Person.id.in_(people), led_by(leader))
    below = set(session.scalars(teams_below(leader))) if teams else set()
    return teams <= below and (not people or people <= set(session.scalars(led)))
