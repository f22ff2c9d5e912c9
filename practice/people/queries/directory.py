"""The list of people and the list of teams, as an admin sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from practice.db import Folded
from practice.errors import NotFound
from practice.gathering import gather
from practice.people.models import BY_NAME, Person, PersonRole, Role, Team, TeamManager
from practice.people.queries.segments import in_segment
from practice.people.rules import FIRST_ADMIN_EMAIL
from practice.questions import Words, put_together

PAGE = 50
MOST_WORDS = 5
MOST_PAGES = 1_000_000


class Standing(StrEnum):
    """How far somebody has come: invited until they chose a password."""

    active = "active"
    invited = "invited"
    deactivated = "deactivated"


STANDINGS: dict[Standing, tuple[ColumnElement[bool], ...]] = {
    Standing.active: (Person.deactivated_at.is_(None), Person.password_hash.is_not(None)),
    Standing.invited: (Person.deactivated_at.is_(None), Person.password_hash.is_(None)),
    Standing.deactivated: (Person.deactivated_at.is_not(None),),
}


@dataclass(frozen=True)
class Wanted:
    """What an admin looks for; everything left out matches everybody who is not deactivated."""

    words: str = ""
    team_id: UUID | None = None
    segment_id: UUID | None = None
    role: Role | None = None
    standing: Standing | None = None

    @property
    def is_everybody(self) -> bool:
        return self == Wanted()

    @property
    def parts(self) -> tuple[Words, ...]:
        """The words one by one, as a question looks for them."""
        return tuple(map(escaped, self.words.split()[:MOST_WORDS]))


def escaped(words: str) -> Words:
    """What somebody typed, for `called`: no sign in it stands for others."""
    return Words(words.replace("/", "//").replace("%", "/%").replace("_", "/_"))


def called(part: Words) -> ColumnElement[bool]:
    """Whether this is part of a `Person`’s name or address, in any spelling."""
    by_name = Folded(Person.name).contains(Folded(part), escape="/")
    return or_(by_name, Person.email.contains(Folded(part), escape="/"))


def wanted_people(wanted: Wanted) -> Select[Any]:
    """The people somebody looks for, for exports and whatever else is not asked often."""
    return _wanted(wanted, wanted.parts)


def _wanted(wanted: Wanted, parts: tuple[Words, ...]) -> Select[Any]:
    found = select(Person).where(Person.email != FIRST_ADMIN_EMAIL, *map(called, parts))
    if wanted.team_id is not None:
        found = found.where(Person.home_team_id == wanted.team_id)
    if wanted.segment_id is not None:
        found = found.where(in_segment(wanted.segment_id))
    if wanted.role is not None:
        holders = select(PersonRole.person_id).where(PersonRole.role == wanted.role)
        found = found.where(Person.id.in_(holders))
    if wanted.standing is not None:
        return found.where(*STANDINGS[wanted.standing])
    return found.where(Person.deactivated_at.is_(None))


def _count(session: Session, wanted: Wanted) -> int:
    """How many there are."""
    return session.scalar(wanted_people(wanted).with_only_columns(func.count())) or 0


class Listed(NamedTuple):
    """One page of people, which page that is, and how many they are in all."""

    people: Sequence[Person]
    page: int
    total: int


def people_page(session: Session, wanted: Wanted, page: int) -> Listed:
    """One page of them, by name, with their teams and roles; beyond the last, the last."""
    page = min(max(page, 1), MOST_PAGES)
    asked = _page(replace(wanted, words=""), wanted.parts, PAGE, (page - 1) * PAGE)
    rows = session.execute(*asked).all()
    if not rows and page > 1:
        return people_page(session, wanted, -(-_count(session, wanted) // PAGE))
    people = [person for person, _ in rows]
    gather(session, people, Person.roles)
    return Listed(people, page, rows[0][1] if rows else 0)


@put_together
def _page(wanted: Wanted, parts: tuple[Words, ...], limit: int, offset: int) -> Select[Person, int]:
    found = _wanted(wanted, parts)
    total = found.with_only_columns(func.count()).correlate(None).scalar_subquery()
    found = found.add_columns(total).options(joinedload(Person.home_team))
    return found.order_by(*BY_NAME).limit(limit).offset(offset)


def ids_of_wanted(session: Session, wanted: Wanted, most: int) -> Sequence[UUID]:
    """The ids of all of them, by name, up to so many."""
    found = wanted_people(wanted).with_only_columns(Person.id)
    return session.scalars(found.order_by(*BY_NAME).limit(most)).all()


def everybody(session: Session) -> Sequence[Person]:
    """All people with their teams, for an export; deactivated ones stay out."""
    whole = (joinedload(Person.home_team), selectinload(Person.roles))
    return session.scalars(wanted_people(Wanted()).options(*whole).order_by(Person.email)).all()


def active_managers(session: Session, but: Person | None = None) -> Sequence[Person]:
    """Everybody who may manage a team or stand in for a manager."""
    found = wanted_people(Wanted(role=Role.manager)).order_by(*BY_NAME)
    return session.scalars(found.where(Person.id != but.id) if but else found).all()


def teams(session: Session, archived: bool = False) -> Sequence[Team]:
    """The teams by name, with their managers."""
    gone = Team.archived_at.is_not(None) if archived else Team.archived_at.is_(None)
    return session.scalars(
        select(Team)
        .where(gone)
        .options(selectinload(Team.managers).joinedload(TeamManager.person))
        .order_by(func.lower(Team.name))
    ).all()


def team_names(session: Session, archived: bool = False) -> list[tuple[UUID, str]]:
    """The teams by name, for choosing one: a large organization has a thousand of them."""
    return [(team_id, name) for team_id, name in session.execute(*_team_names(archived)).all()]


@put_together
def _team_names(archived: bool) -> Select[UUID, str]:
    gone = Team.archived_at.is_not(None) if archived else Team.archived_at.is_(None)
    return select(Team.id, Team.name).where(gone).order_by(func.lower(Team.name))


def team_sizes(session: Session) -> dict[UUID, int]:
    """How many active people have each team as their home."""
    return dict(session.execute(*_team_sizes()).all())


@put_together
def _team_sizes() -> Select[UUID | None, int]:
    return (
        select(Person.home_team_id, func.count())
        .where(Person.deactivated_at.is_(None), Person.home_team_id.is_not(None))
        .group_by(Person.home_team_id)
    )


def get_team(session: Session, team_id: UUID) -> Team:
    """The team with this id, archived or not; for admins."""
    found = session.get(Team, team_id)
    if found is None:
        raise NotFound
    return found


def find_team(session: Session, name: str) -> Team | None:
    """The team of this name, in any spelling of upper and lower case."""
    return session.scalar(select(Team).where(Folded(Team.name) == Folded(name.strip())))


def standing_of(person: Person) -> Standing:
    """Where somebody stands now."""
    if person.is_deactivated:
        return Standing.deactivated
    return Standing.active if person.password_hash else Standing.invited


def is_away(person: Person, now: datetime) -> bool:
    """Whether somebody is on leave at this moment."""
    if person.away_from is None or person.away_until is None:
        return False
    return person.away_from <= now < person.away_until
