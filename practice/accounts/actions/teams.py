"""What admins do with teams, written down."""

from uuid import UUID

from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.errors import Invalid
from practice.people import actions, queries
from practice.people.models import Person, Team


def add(session: Session, by: Person, name: str) -> Team:
    """A new team; refuses a name that is taken."""
    team = actions.add_team(session, name)
    note(session, "added_team", by=by, subject_id=team.id, detail={"team": name})
    return team


def rename(session: Session, by: Person, team_id: UUID, name: str) -> None:
    """Give a team another name."""
    team = queries.get_team(session, team_id)
    detail = {"from": team.name, "to": name}
    actions.rename_team(session, team, name)
    note(session, "renamed_team", by=by, subject_id=team.id, detail=detail)


def write_intent(session: Session, by: Person, team_id: UUID, words: str) -> Team:
    """Say why one's team practices, for everybody in it to read."""
    team = actions.write_intent(session, by, team_id, words)
    note(session, "wrote_intent", by=by, subject_id=team.id, detail={"team": team.name})
    return team


def add_manager(session: Session, by: Person, team_id: UUID, email: str) -> Person:
    """Let the person with this email manage a team; gives them the role if they lack it."""
    team, person = queries.get_team(session, team_id), queries.find_person(session, email)
    if person is None:
        raise Invalid("Nobody was added.", {"email": "Nobody here has this email."})
    actions.refuse_circle(session, person, person.home_team_id, [team_id], "email")
    got_role = actions.add_manager(team, person)
    note(session, "added_manager", by=by, subject_id=person.id, detail={"team": team.name})
    if got_role:
        detail = {"from": "", "to": "manager", "added": True}
        note(session, "changed_roles", by=by, subject_id=person.id, detail=detail)
    return person


def remove_manager(session: Session, by: Person, team_id: UUID, person_id: UUID) -> None:
    """End somebody's managing of a team; their role stays."""
    team = queries.get_team(session, team_id)
    actions.remove_manager(session, team, person_id)
    note(session, "removed_manager", by=by, subject_id=person_id, detail={"team": team.name})


def make_primary(session: Session, by: Person, team_id: UUID, person_id: UUID) -> None:
    """Make somebody the manager who is asked first."""
    team = queries.get_team(session, team_id)
    actions.make_primary(session, team, person_id)
    note(session, "made_primary", by=by, subject_id=person_id, detail={"team": team.name})


def archive(session: Session, by: Person, team_id: UUID) -> Team:
    """Put an empty team away."""
    team = queries.get_team(session, team_id)
    actions.archive_team(session, team)
    note(session, "archived_team", by=by, subject_id=team.id, detail={"team": team.name})
    return team


def restore(session: Session, by: Person, team_id: UUID) -> Team:
    """Bring an archived team back."""
    team = queries.get_team(session, team_id)
    actions.restore_team(team)
    note(session, "restored_team", by=by, subject_id=team.id, detail={"team": team.name})
    return team
