"""Whom an audience reaches: now, later, and from whose hand.

The lines of an audience are alternatives; every part of a line that is set must match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from practice.assignments.models import UNSETTLED, Assignment, AssignmentTarget, Audience
from practice.assignments.queries import led_by, teams_below
from practice.assignments.values import Line
from practice.people.models import Person, PersonRole, Role, Team
from practice.scenarios.models import Scenario


def matches(line: Line) -> ColumnElement[bool]:
    """Whether one line, not yet stored, matches a `Person`."""
    parts = [
        Person.home_team_id == line.team_id if line.team_id else None,
        Person.id == line.person_id if line.person_id else None,
        Person.id.in_(holders_of(line.role)) if line.role else None,
    ]
    return and_(true(), *[part for part in parts if part is not None])


def holders_of(role: Role) -> Select[UUID]:
    """The ids of those who hold this role."""
    return select(PersonRole.person_id).where(PersonRole.role == role)


def people_reached(lines: Sequence[Line]) -> Select[UUID, str]:
    """Everybody active whom at least one line matches, with their zone."""
    return (
        select(Person.id, Person.timezone)
        .where(Person.deactivated_at.is_(None), or_(false(), *map(matches, lines)))
        .order_by(Person.name, Person.id)
    )


@dataclass(frozen=True)
class Reach:
    """How many an audience reaches, some of them by name, and over how many zones."""

    count: int
    sample: Sequence[str]
    zones: int


def reach_of(session: Session, lines: Sequence[Line], sample: int = 5) -> Reach:
    """Whom these lines reach now; for the summary before assigning."""
    everybody = people_reached(lines)
    people = everybody.order_by(None).subquery()
    count = session.scalar(select(func.count()).select_from(people)) or 0
    zones = session.scalar(select(func.count(people.c.timezone.distinct()))) or 0
    names = session.scalars(everybody.with_only_columns(Person.name).limit(sample)).all()
    return Reach(count, names, zones)


def all_led_by(session: Session, leader: Person, lines: Sequence[Line]) -> bool:
    """Whether every line stays within the teams below this person."""
    below = set(session.scalars(teams_below(leader)))
    wanted = {line.person_id for line in lines if line.person_id}
    found = select(Person.id).where(Person.id.in_(wanted), led_by(leader))
    led = set(session.scalars(found)) if wanted else set()
    return all(line.person_id in led if line.person_id else line.team_id in below for line in lines)


def people_missing() -> Select[UUID, UUID, str]:
    """(assignment, person, zone) where a running assignment reaches somebody without a target."""
    line_matches = and_(
        or_(Audience.team_id.is_(None), Audience.team_id == Person.home_team_id),
        or_(Audience.person_id.is_(None), Audience.person_id == Person.id),
        or_(
            Audience.role.is_(None),
            exists().where(PersonRole.person_id == Person.id, PersonRole.role == Audience.role),
        ),
    )
    has_one = exists().where(
        AssignmentTarget.assignment_id == Assignment.id, AssignmentTarget.person_id == Person.id
    )
    return (
        select(Assignment.id, Person.id, Person.timezone)
        .distinct()
        .join(Scenario, Scenario.id == Assignment.scenario_id)
        .join(Audience, Audience.assignment_id == Assignment.id)
        .join(Person, line_matches)
        .where(
            Assignment.closed_at.is_(None),
            Scenario.withdrawn_at.is_(None),
            Person.deactivated_at.is_(None),
            ~has_one,
        )
    )


def is_anything_to_extend(session: Session) -> bool:
    """Whether somebody waits to be given something, or left with something still open."""
    left = (
        select(AssignmentTarget.id)
        .join(AssignmentTarget.person)
        .where(Person.deactivated_at.is_not(None), AssignmentTarget.state.in_(UNSETTLED))
    )
    waiting = session.execute(people_missing().limit(1)).first()
    return waiting is not None or session.scalar(left.limit(1)) is not None


def assignable_people(session: Session, by: Person, part_of_name: str) -> Sequence[Person]:
    """Up to eight active people whom this person may assign to, by a part of name or address."""
    wanted = part_of_name.strip().lower()
    found = select(Person).where(
        Person.deactivated_at.is_(None),
        or_(
            func.lower(Person.name).contains(wanted, autoescape=True),
            Person.email.contains(wanted, autoescape=True),
        ),
    )
    if not by.is_enablement:
        found = found.where(led_by(by))
    return session.scalars(
        found.options(joinedload(Person.home_team)).order_by(Person.name).limit(8)
    ).all()


def assignable_teams(session: Session, by: Person) -> Sequence[Team]:
    """The teams that this person may assign to, by name."""
    teams = select(Team).where(Team.archived_at.is_(None)).order_by(Team.name)
    if not by.is_enablement:
        teams = teams.where(Team.id.in_(teams_below(by)))
    return session.scalars(teams).all()


def names_of(session: Session, by: Person, lines: Sequence[Line]) -> dict[UUID, str]:
    """The names of the people in these lines whom this person may assign to."""
    ids = [line.person_id for line in lines if line.person_id]
    found = select(Person.id, Person.name).where(Person.id.in_(ids))
    if not by.is_enablement:
        found = found.where(led_by(by))
    return dict(session.execute(found).all())
