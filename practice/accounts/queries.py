"""What an import and an export need to know."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from practice.accounts.planning import Known
from practice.people import queries as people
from practice.people.models import Person

CHUNK = 500


def known_for(session: Session, by: Person, emails: Sequence[str]) -> Known:
    """What is stored about these people, and all teams with their managers."""
    teams = people.teams(session)
    return Known(
        people={person.email: person for person in people_with(session, emails)},
        teams={team.name.lower(): team.name for team in teams},
        archived={team.name.lower() for team in people.teams(session, archived=True)},
        managers={
            team.name.lower(): {each.person.email for each in team.managers} for team in teams
        },
        me=by.email,
        timezone=people.organization(session).timezone,
    )


def people_with(session: Session, emails: Sequence[str]) -> Iterator[Person]:
    """The people with these emails, in bites that a database takes."""
    for start in range(0, len(emails), CHUNK):
        chunk = emails[start : start + CHUNK]
        yield from session.scalars(
            select(Person).where(Person.email.in_(chunk)).options(joinedload(Person.home_team))
        )


def export_rows(session: Session) -> Iterator[tuple[str, ...]]:
    """Everybody in use, in the columns that an import reads."""
    primary = {
        team.id: team.managers[0].person.email for team in people.teams(session) if team.managers
    }
    for person in people.everybody(session):
        roles = ", ".join(sorted(each.role for each in person.roles))
        team = person.home_team.name if person.home_team else ""
        manager = primary.get(person.home_team_id, "") if person.home_team_id else ""
        yield person.email, person.name, team, roles, manager, person.timezone
