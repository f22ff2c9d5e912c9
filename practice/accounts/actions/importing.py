"""Applying rows of an import: the people of a plan, and who manages their teams."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from practice.accounts.lines import Line, Outcome
from practice.accounts.planning import Plan
from practice.accounts.queries import Managing, people_with
from practice.audit.actions import note
from practice.db import utcnow
from practice.people import actions, queries
from practice.people.models import Person, PersonRole, Team


def apply(session: Session, by: Person, plan: Plan) -> tuple[list[Person], list[Person]]:
    """Do what the plan shows but for managers, refused rows aside; answers who came and who moved.

    All or nothing: an error on the way leaves everything as it was.
    """
    make_missing(session, by, plan)
    teams = {name.lower(): team_id for team_id, name in queries.team_names(session)}
    stored = {person.email: person for person in people_with(session, emails_of(plan.fine))}
    added = [new_person(line, teams) for line in plan.of(Outcome.new)]
    session.add_all(added)
    session.flush()
    with session.no_autoflush:  # each of many rows would flush once otherwise
        moved = [
            stored[line.email]
            for line in plan.of(Outcome.changed)
            if change_person(session, by, stored[line.email], line, teams)
        ]
    group(session, plan, stored | {person.email: person for person in added})
    return added, moved


def make_missing(session: Session, by: Person, plan: Plan) -> None:
    """The teams and segments that the rows bring along."""
    session.add_all(Team(name=name) for name in plan.new_teams)
    for name in plan.new_teams:
        note(session, "added_team", by=by, detail={"team": name})
    for name in plan.new_segments:
        actions.add_segment(session, name)
        note(session, "added_segment", by=by, detail={"segment": name})
    session.flush()


def emails_of(lines: Sequence[Line]) -> Sequence[str]:
    """Whom these rows are about."""
    return sorted({line.email for line in lines})


def new_person(line: Line, teams: dict[str, UUID]) -> Person:
    """Somebody new, who can sign in once invited."""
    return Person(
        email=line.email,
        name=line.name,
        timezone=line.timezone,
        hired_on=line.hired_on,
        home_team_id=teams[line.team.lower()] if line.team else None,
        roles=[PersonRole(role=role) for role in sorted(line.roles)],
    )


def change_person(
    session: Session, by: Person, person: Person, line: Line, teams: dict[str, UUID]
) -> bool:
    """What the row changes about somebody; blank cells keep. Answers whether it moves them."""
    person.name, person.timezone = line.name or person.name, line.timezone or person.timezone
    person.hired_on = line.hired_on or person.hired_on
    moved = move(session, by, person, line, teams)
    if line.roles and actions.change_roles(session, person, set(line.roles), by):
        roles = next(each for each in line.changes if each.field == "roles")
        detail = {"from": roles.old, "to": roles.new}
        note(session, "changed_roles", by=by, subject_id=person.id, detail=detail)
    return moved


def move(session: Session, by: Person, person: Person, line: Line, teams: dict[str, UUID]) -> bool:
    """Give somebody the team of their row, if it is another; answers whether it is."""
    before = person.home_team.name if person.home_team else ""
    if not line.team:
        return False
    if not actions.move_to_team(session, person, teams[line.team.lower()], utcnow()):
        return False
    detail = {"from": before, "to": line.team}
    note(session, "moved_team", by=by, subject_id=person.id, detail=detail)
    return True


def group(session: Session, plan: Plan, people: dict[str, Person]) -> None:
    """Put people into exactly the segments of their rows; a blank cell keeps them."""
    lines = [line for line in plan.fine if any(each.field == "segments" for each in line.changes)]
    actions.set_segments(session, {people[line.email].id: line.segments for line in lines})


def set_managers(session: Session, by: Person, missing: Sequence[Managing]) -> None:
    """Let these people manage these teams."""
    if not missing:
        return
    teams = {team.id: team for team in queries.teams(session)}
    people = {each.email: each for each in people_with(session, [email for _, email in missing])}
    for team_id, email in missing:
        team = teams[team_id]
        actions.add_manager(team, people[email])
        detail = {"team": team.name}
        note(session, "added_manager", by=by, subject_id=people[email].id, detail=detail)
