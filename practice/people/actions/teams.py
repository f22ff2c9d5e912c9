"""Teams: adding, naming, who manages them, and archiving."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people import queries
from practice.people.models import Person, PersonRole, Role, Team, TeamManager
from practice.people.tree import all_below


def add_team(session: Session, name: str) -> Team:
    """A new team; refuses a name that another team has."""
    refuse_taken(session, name)
    team = Team(name=name)
    session.add(team)
    session.flush()
    return team


def rename_team(session: Session, team: Team, name: str) -> None:
    """Give a team another name; refuses one that another team has."""
    refuse_taken(session, name, but=team)
    team.name = name


def refuse_taken(session: Session, name: str, but: Team | None = None) -> None:
    """Two teams of one name could not be told apart, archived ones included."""
    found = queries.find_team(session, name)
    if found is None or found is but:
        return
    where = "An archived team" if found.archived_at else "A team"
    raise Invalid("Some fields need another look.", {"name": f"{where} has this name already."})


def add_manager(team: Team, person: Person) -> bool:
    """Let somebody manage a team, the first one as its primary manager.

    Answers whether this also made them a manager by role. Refuses somebody deactivated.
    """
    if person.is_deactivated:
        raise WrongState(f"{person.name} is deactivated and can’t manage a team.")
    if any(each.person_id == person.id for each in team.managers):
        raise WrongState(f"{person.name} manages this team already.")
    team.managers.append(
        TeamManager(team_id=team.id, person_id=person.id, is_primary=not team.managers)
    )
    is_new = not person.has(Role.manager)
    if is_new:
        person.roles.append(PersonRole(role=Role.manager))
    return is_new


def refuse_circle(
    session: Session, person: Person, home_id: UUID | None, team_ids: Collection[UUID], field: str
) -> None:
    """Refuse that a team lies below itself, were this somebody's home and those their teams.

    A player-coach, who manages their own home team, is fine. `field` is where it was typed.
    """
    steps = queries.team_steps(session, but=person) if home_id else {}
    for team_id in team_ids:
        if home_id and home_id != team_id and home_id in all_below(steps, team_id):
            home, team = queries.get_team(session, home_id), queries.get_team(session, team_id)
            told = f"{home.name} lies below {team.name}, which {person.name} would manage from "
            told += f"there: each would lie below the other. Choose a team above {team.name}."
            raise Invalid("Nothing was changed.", {field: told})


def remove_manager(session: Session, team: Team, person_id: UUID) -> None:
    """End somebody's managing of a team; the next in line becomes primary."""
    found = _manager(team, person_id)
    team.managers.remove(found)
    if found.is_primary:
        team.intent = ""  # nobody speaks in somebody else's words
        for heir in team.managers[:1]:
            heir.is_primary = True
    session.flush()


def make_primary(session: Session, team: Team, person_id: UUID) -> None:
    """Make one of a team's managers the one who is asked first."""
    chosen = _manager(team, person_id)
    if not chosen.is_primary:
        team.intent = ""
    for each in team.managers:
        each.is_primary = each is chosen
    session.flush()


def _manager(team: Team, person_id: UUID) -> TeamManager:
    for each in team.managers:
        if each.person_id == person_id:
            return each
    raise NotFound("That person doesn’t manage this team.")


def write_intent(session: Session, by: Person, team_id: UUID, words: str) -> Team:
    """Say why a team practices; no words take back what was said.

    Only its primary manager speaks to the team: to anybody else the team looks like none.
    """
    team = next((team for team in queries.teams_led_first(session, by) if team.id == team_id), None)
    if team is None:
        raise NotFound
    team.intent = words
    session.flush()
    return team


def archive_team(session: Session, team: Team, now: datetime | None = None) -> None:
    """Put a team away; refuses while somebody still has it as their home."""
    count = queries.team_sizes(session).get(team.id, 0)
    if count:
        people = "1 person" if count == 1 else f"{count} people"
        raise WrongState(f"{team.name} still has {people}. Move them to another team first.")
    team.archived_at = now or utcnow()


def restore_team(team: Team) -> None:
    """Bring an archived team back."""
    team.archived_at = None
