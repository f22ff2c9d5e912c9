"""Who manages whom: teams, the line up and down, and who reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from practice.db import once
from practice.people.models import Person, Role, Team, TeamManager
from practice.questions import put_together


def enablement(session: Session) -> Sequence[Person]:
    """Everybody on the enablement team: who looks after what nobody else answers for."""
    holds = Person.roles.any(role=Role.enablement)
    return session.scalars(select(Person).where(holds, Person.deactivated_at.is_(None))).all()


def managers_of(session: Session, team_id: UUID | None) -> Sequence[Person]:
    """The active managers of a team, the primary one first."""
    return session.scalars(*_managers_of(team_id)).all() if team_id else []


@put_together
def _managers_of(team_id: UUID) -> Select[Person]:
    return (
        select(Person)
        .join(TeamManager, TeamManager.person_id == Person.id)
        .where(TeamManager.team_id == team_id, Person.deactivated_at.is_(None))
        .order_by(TeamManager.is_primary.desc(), Person.created_at)
    )


def teams_managed_by(session: Session, person: Person) -> Sequence[Team]:
    """The teams that this person manages directly, by name."""
    return session.scalars(*_managed_by(person)).all()


@put_together
def _managed_by(person: Person) -> Select[Team]:
    return (
        select(Team)
        .join(TeamManager, TeamManager.team_id == Team.id)
        .where(TeamManager.person_id == person.id, Team.archived_at.is_(None))
        .order_by(func.lower(Team.name))
    )


def teams_led_first(session: Session, person: Person) -> Sequence[Team]:
    """The teams whose primary manager this person is, by name: those they speak to."""
    first = and_(TeamManager.team_id == Team.id, TeamManager.is_primary)
    return session.scalars(
        select(Team)
        .join(TeamManager, first)
        .where(TeamManager.person_id == person.id, Team.archived_at.is_(None))
        .order_by(func.lower(Team.name))
    ).all()


@dataclass(frozen=True)
class Intent:
    """Why a team practices, and who says so."""

    by: str
    words: str


def intent_for(session: Session, person: Person) -> Intent | None:
    """Why this person's team practices, as its primary manager put it; None when nobody did.

    Asks the database only when there are words: most teams have none.
    """
    team = person.home_team
    if team is None or not team.intent:
        return None
    by = session.scalar(
        select(Person.name)
        .join(TeamManager, TeamManager.person_id == Person.id)
        .where(TeamManager.team_id == team.id, TeamManager.is_primary)
        .where(Person.deactivated_at.is_(None))
    )
    return Intent(by, team.intent) if by else None


def managers_above(session: Session, team_id: UUID | None) -> Mapping[UUID, Sequence[Person]]:
    """Who ever managed this team and every team above it, by team, the primary one first.

    One question for the whole climb, asked once in a look at the database: it goes through people
    who left, and a team that manages itself, or a circle of teams, ends it.
    """
    if team_id is None:
        return {}
    return once(session, ("above", team_id), lambda: _climbed(session, team_id))


def _climbed(session: Session, team_id: UUID) -> Mapping[UUID, Sequence[Person]]:
    found: dict[UUID, list[Person]] = {}
    for managed, person in session.execute(*_above(team_id)).unique():
        found.setdefault(managed, []).append(person)
    return found


@put_together
def _above(team_id: UUID) -> Select[UUID, Person]:
    """With their roles: who lost theirs answers for nobody."""
    this = select(Team.id.label("team_id")).where(Team.id == team_id)
    up = this.cte(recursive=True)
    further = (
        select(Person.home_team_id)
        .join(TeamManager, TeamManager.person_id == Person.id)
        .join(up, up.c.team_id == TeamManager.team_id)
        .where(Person.home_team_id.is_not(None))
    )
    above = up.union(further)
    return (
        select(TeamManager.team_id, Person)
        .join(Person, Person.id == TeamManager.person_id)
        .where(TeamManager.team_id.in_(select(above.c.team_id)))
        .order_by(TeamManager.is_primary.desc(), Person.created_at)
        .options(joinedload(Person.roles))
    )


def managers_up_the_line(session: Session, person: Person) -> list[Person]:
    """Everybody above this person: their team's managers, those managers' managers, and so on.

    A team that manages itself, or a circle of teams, ends the climb.
    """
    above = managers_above(session, person.home_team_id)
    found: dict[UUID, Person] = {}
    climbed: set[UUID] = set()
    teams = [person.home_team_id]
    while teams:
        team_id = teams.pop(0)
        if team_id is None or team_id in climbed:
            continue
        climbed.add(team_id)
        for manager in above.get(team_id, ()):
            if not manager.is_deactivated and manager.id not in (person.id, *found):
                found[manager.id] = manager
                teams.append(manager.home_team_id)
    return list(found.values())


def teams_below(session: Session, person: Person) -> set[UUID]:
    """Every team this person manages, directly or through the managers who sit in them."""
    below: set[UUID] = set()
    todo = {person.id}
    while todo:
        teams = set(
            session.scalars(select(TeamManager.team_id).where(TeamManager.person_id.in_(todo)))
        )
        new = teams - below
        below |= new
        todo = (
            set(
                session.scalars(
                    select(TeamManager.person_id)
                    .join(Person, Person.id == TeamManager.person_id)
                    .where(Person.home_team_id.in_(new), Person.id != person.id)
                )
            )
            if new
            else set()
        )
    return below


def reviewer_for(session: Session, person: Person, now: datetime) -> Person | None:
    """Who reviews this person's submissions: the nearest manager who is not away.

    Somebody away hands over to their delegate; without one it goes a level up. Nobody at
    all (None) means enablement's pool.
    """
    for manager in managers_up_the_line(session, person):
        stand_in = present(session, manager, now)
        if stand_in is not None and stand_in.id != person.id:
            return stand_in
    return None


def answering_for(session: Session, person: Person, now: datetime) -> list[Person]:
    """One person for each level above who is there: of the team, of its manager's team, and so on.

    Somebody away is stood in for by their delegate; a level where nobody is there is left out.
    """
    found: dict[UUID, Person] = {}
    climbed: set[UUID] = set()
    team_id = person.home_team_id
    while team_id is not None and team_id not in climbed:
        climbed.add(team_id)
        level = [each for each in managers_of(session, team_id) if each.id != person.id]
        there = _first_present(session, level, now, but=person)
        if there is not None:
            found.setdefault(there.id, there)
        team_id = level[0].home_team_id if level else None
    return list(found.values())


def _first_present(
    session: Session, level: Sequence[Person], now: datetime, but: Person
) -> Person | None:
    there = (present(session, each, now) for each in level)
    return next((each for each in there if each is not None and each.id != but.id), None)


def present(session: Session, manager: Person, now: datetime) -> Person | None:
    """Who does a manager's work now: they, or while they are away their delegate; None: nobody."""
    if not _is_away(manager, now):
        return manager
    delegate = session.get(Person, manager.delegate_id) if manager.delegate_id else None
    if delegate is None or delegate.is_deactivated or not delegate.is_manager:
        return None
    if _is_away(delegate, now):
        return None
    return delegate


def _is_away(person: Person, now: datetime) -> bool:
    if person.away_from is None or person.away_until is None:
        return False
    return person.away_from <= now < person.away_until
