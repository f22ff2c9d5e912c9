"""Applying an import: everything the plan shows, in one transaction."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from practice.accounts.actions.moving import tell_moved
from practice.accounts.planning import Line, Outcome, Plan
from practice.accounts.queries import people_with
from practice.audit.actions import note
from practice.db import utcnow
from practice.people import actions, queries
from practice.people.models import Person, PersonRole, Team


def apply(session: Session, by: Person, plan: Plan) -> list[Person]:
    """Do what the plan shows, refused rows aside; answers the new people.

    All or nothing: an error on the way leaves everything as it was.
    """
    session.add_all(Team(name=name) for name in plan.new_teams)
    for name in plan.new_teams:
        note(session, "added_team", by=by, detail={"team": name})
    session.flush()
    teams = {team.name.lower(): team for team in queries.teams(session)}
    stored = {person.email: person for person in people_with(session, emails_of(plan))}
    added = [new_person(line, teams) for line in plan.of(Outcome.new)]
    session.add_all(added)
    session.flush()
    with session.no_autoflush:  # each of ten thousand rows would flush once otherwise
        moved = [
            stored[line.email]
            for line in plan.of(Outcome.changed)
            if change_person(session, by, stored[line.email], line, teams)
        ]
        set_managers(session, by, plan, stored | {person.email: person for person in added}, teams)
    tell_moved(session, moved)
    detail = {"added": len(added), "changed": len(plan.of(Outcome.changed))}
    note(session, "imported_people", by=by, detail=detail)
    return added


def emails_of(plan: Plan) -> Sequence[str]:
    """Everybody the plan speaks of, managers included."""
    return list({line.email for line in plan.lines} | {line.manager for line in plan.lines} - {""})


def new_person(line: Line, teams: dict[str, Team]) -> Person:
    """Somebody new, who can sign in once invited."""
    return Person(
        email=line.email,
        name=line.name,
        timezone=line.timezone,
        home_team_id=teams[line.team.lower()].id if line.team else None,
        roles=[PersonRole(role=role) for role in sorted(line.roles)],
    )


def change_person(
    session: Session, by: Person, person: Person, line: Line, teams: dict[str, Team]
) -> bool:
    """What the row changes about somebody; blank cells keep. Answers whether it moves them."""
    person.name, person.timezone = line.name or person.name, line.timezone or person.timezone
    moved = move(session, by, person, line, teams)
    if line.roles and actions.change_roles(session, person, set(line.roles), by):
        roles = next(each for each in line.changes if each.field == "roles")
        detail = {"from": roles.old, "to": roles.new}
        note(session, "changed_roles", by=by, subject_id=person.id, detail=detail)
    return moved


def move(session: Session, by: Person, person: Person, line: Line, teams: dict[str, Team]) -> bool:
    """Give somebody the team of their row, if it is another; answers whether it is."""
    before = person.home_team.name if person.home_team else ""
    if not line.team:
        return False
    if not actions.move_to_team(session, person, teams[line.team.lower()].id, utcnow()):
        return False
    detail = {"from": before, "to": line.team}
    note(session, "moved_team", by=by, subject_id=person.id, detail=detail)
    return True


def set_managers(
    session: Session, by: Person, plan: Plan, people: dict[str, Person], teams: dict[str, Team]
) -> None:
    """Let those in the manager column manage the teams of their rows."""
    by_id = {team.id: team for team in teams.values()}
    for line in plan.of(Outcome.new) + plan.of(Outcome.changed):
        home = people[line.email].home_team_id
        if not line.manager or home is None:
            continue
        team, manager = by_id[home], people[line.manager]
        if all(each.person_id != manager.id for each in team.managers):
            actions.add_manager(team, manager)
            note(session, "added_manager", by=by, subject_id=manager.id, detail={"team": team.name})
