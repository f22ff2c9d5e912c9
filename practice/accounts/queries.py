"""What work on many people and an export need to know."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from practice.accounts.planning import Known
from practice.accounts.stored import Kept
from practice.db import once
from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import (
    BY_NAME,
    ChangeKind,
    PeopleChange,
    PeopleImport,
    PeopleWork,
    Person,
    Team,
    TeamManager,
    WorkState,
)
from practice.questions import put_together

CHUNK = 500
GOING = (WorkState.waiting, WorkState.running)
SILENT = timedelta(seconds=30)  # without a sign of life, somebody else goes on
Managing = tuple[UUID, str]  # a team, and the email of who manages it


def known_for(session: Session, by: Person, emails: Sequence[str]) -> Known:
    """What is stored about these people, and all teams with their managers."""
    teams, found = people.teams(session), list(people_with(session, emails))
    names = {team.id: team.name.lower() for team in teams}
    return Known(
        people={person.email: person for person in found},
        teams={team.name.lower(): team.name for team in teams},
        archived={team.name.lower() for team in people.teams(session, archived=True)},
        managers={
            team.name.lower(): {each.person.email for each in team.managers} for team in teams
        },
        homes={
            each.person.email: names.get(each.person.home_team_id, "")
            for team in teams
            for each in team.managers
            if each.person.home_team_id
        },
        segments={name.lower(): name for _, name in people.segment_names(session)},
        held=held_by(session, found),
        me=by.email,
        timezone=people.organization(session).timezone,
    )


def people_with(session: Session, emails: Sequence[str]) -> Iterator[Person]:
    """The people with these emails, in bites that a database takes."""
    for chunk in chunks(emails):
        found = select(Person).where(Person.email.in_(chunk))
        whole = (joinedload(Person.home_team), selectinload(Person.roles))
        yield from session.scalars(found.options(*whole))


def people_by_id(session: Session, ids: Sequence[UUID]) -> Sequence[Person]:
    """A bite of people by name, with teams and roles."""
    whole = (joinedload(Person.home_team), selectinload(Person.roles))
    found = select(Person).where(Person.id.in_(ids)).order_by(*BY_NAME)
    return session.scalars(found.options(*whole)).all()


def team_or_none(session: Session, team_id: UUID | None) -> Team | None:
    """The team with this id; None for no team."""
    return people.get_team(session, team_id) if team_id else None


def deactivated_at(session: Session, at: datetime) -> Sequence[UUID]:
    """Whom one step deactivated, known by its moment."""
    return session.scalars(select(Person.id).where(Person.deactivated_at == at)).all()


def deactivated_together(session: Session, since: datetime) -> tuple[datetime, int] | None:
    """The last step since then that deactivated several: its moment, and how many."""
    found = session.execute(*_together(since)).first()
    return (found[0], found[1]) if found and found[0] else None


@put_together
def _together(since: datetime) -> Select[datetime | None, int]:
    several = (
        select(Person.deactivated_at, func.count())
        .where(Person.deactivated_at > since)
        .group_by(Person.deactivated_at)
        .having(func.count() > 1)
        .order_by(Person.deactivated_at.desc())
    )
    return several.limit(1)


def held_by(session: Session, found: Sequence[Person]) -> dict[str, list[str]]:
    """The names of the segments that people are in, by email."""
    held: dict[str, list[str]] = {}
    for start in range(0, len(found), CHUNK):
        bite = found[start : start + CHUNK]
        segments = people.segments_of(session, [person.id for person in bite])
        held |= {person.email: [each.name for each in segments[person.id]] for person in bite}
    return held


def export_rows(session: Session) -> Iterator[tuple[str, ...]]:
    """Everybody in use, in the columns that an import reads."""
    primary = {team.id: primary_of(team) for team in people.teams(session)}
    everybody = people.everybody(session)
    held = held_by(session, everybody)
    for person in everybody:
        roles = ", ".join(sorted(each.role for each in person.roles))
        team = person.home_team.name if person.home_team else ""
        manager = primary.get(person.home_team_id, "") if person.home_team_id else ""
        hired = person.hired_on.isoformat() if person.hired_on else ""
        segments = "; ".join(held[person.email])
        yield person.email, person.name, team, roles, manager, person.timezone, hired, segments


def primary_of(team: Team) -> str:
    """The email of who is asked first in a team; empty when nobody manages it."""
    return team.managers[0].person.email if team.managers else ""


def work_going(session: Session) -> PeopleWork | None:
    """The import or the change of many people that is not done yet; there is one at most."""
    found: PeopleWork | None = once(session, "people work", lambda: session.scalar(*_going()))
    return found


@put_together
def _going() -> Select[PeopleWork]:
    found = select(PeopleWork).where(PeopleWork.state.in_(GOING)).limit(1)
    return found.options(joinedload(PeopleWork.by), defer(PeopleWork.text))


def deactivating(session: Session) -> PeopleChange | None:
    """The change that deactivates many people right now."""
    going = work_going(session)
    if isinstance(going, PeopleChange) and going.kind is ChangeKind.deactivate:
        return going
    return None


def work_to_ring(session: Session, now: datetime) -> Sequence[UUID]:
    """Imports and changes that nobody seems to work on."""
    silent = or_(PeopleWork.worked_at.is_(None), PeopleWork.worked_at < now - SILENT)
    return session.scalars(select(PeopleWork.id).where(PeopleWork.state.in_(GOING), silent)).all()


def is_silent(work: PeopleWork, now: datetime) -> bool:
    """Whether nobody has gone on with it for longer than it takes."""
    return work.state in GOING and (work.worked_at or work.created_at) < now - SILENT


def get_import(session: Session, import_id: UUID) -> PeopleImport:
    """An import with who accepted it; for admins."""
    whole = joinedload(PeopleImport.by)
    found = session.scalar(select(PeopleImport).where(PeopleImport.id == import_id).options(whole))
    if found is None:
        raise NotFound
    return found


def get_change(session: Session, change_id: UUID) -> PeopleChange:
    """A change of many people with who agreed to it; for admins."""
    found = select(PeopleChange).where(PeopleChange.id == change_id)
    whole = (joinedload(PeopleChange.by), defer(PeopleChange.text))
    change = session.scalar(found.options(*whole))
    if change is None:
        raise NotFound
    return change


def names_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What those of these people who are still there are called, by name."""
    found = select(Person.id, Person.name).where(Person.id.in_(ids))
    return dict(session.execute(found.order_by(*BY_NAME)).all())


def recent_imports(session: Session, count: int = 5) -> Sequence[PeopleImport]:
    """The last imports, the newest first."""
    newest = select(PeopleImport).order_by(PeopleImport.created_at.desc()).limit(count)
    whole = (joinedload(PeopleImport.by), defer(PeopleImport.text))
    return session.scalars(newest.options(*whole)).all()


def missing_managers(session: Session, rows: Sequence[Kept]) -> list[Managing]:
    """Who does not manage the team of their row yet, in the order of the rows."""
    led = [each for each in rows if each.manager]
    homes = home_teams(session, {each.email for each in led})
    there = active_emails(session, {each.manager for each in led})
    pairs = dict.fromkeys((homes.get(each.email), each.manager) for each in led)
    now = set(
        session.execute(
            select(TeamManager.team_id, Person.email).join(
                Person, Person.id == TeamManager.person_id
            )
        )
    )
    return [
        (team_id, email)
        for team_id, email in pairs
        if team_id and email in there and (team_id, email) not in now
    ]


def unknown_managers(session: Session, rows: Sequence[Kept]) -> set[str]:
    """The emails of managers whom nobody has."""
    wanted = {each.manager for each in rows if each.manager}
    return wanted - active_emails(session, wanted)


def home_teams(session: Session, emails: Iterable[str]) -> dict[str, UUID | None]:
    """The home team of each of these people, by email."""
    found: dict[str, UUID | None] = {}
    for chunk in chunks(sorted(emails)):
        rows = select(Person.email, Person.home_team_id).where(Person.email.in_(chunk))
        found |= dict(session.execute(rows).all())
    return found


def active_emails(session: Session, emails: Iterable[str]) -> set[str]:
    """Those of these emails that somebody active has."""
    found: set[str] = set()
    for chunk in chunks(sorted(emails)):
        active = select(Person.email).where(
            Person.email.in_(chunk), Person.deactivated_at.is_(None)
        )
        found |= set(session.scalars(active))
    return found


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Bites that a database takes."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
