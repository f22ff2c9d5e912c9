"""What admins do with people: adding, changing, inviting, closing and opening the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from practice.accounts.actions.entering import mail_link, mail_links
from practice.accounts.actions.moving import tell_moved
from practice.audit.actions import note
from practice.errors import WrongState
from practice.people import actions, queries, rules
from practice.people.models import LinkPurpose, Person, Role


@dataclass(frozen=True)
class Details:
    """What an admin says about somebody."""

    name: str
    email: str
    roles: set[Role]
    team_id: UUID | None
    timezone: str
    hired_on: date | None = None


def add(session: Session, by: Person, details: Details) -> Person:
    """Somebody new; refuses an email that is taken."""
    person = actions.add_person(
        session, details.name, details.email, details.roles, details.team_id, details.timezone
    )
    person.hired_on = details.hired_on
    detail = {"roles": sorted(details.roles)}
    note(session, "added_person", by=by, subject_id=person.id, detail=detail)
    return person


def edit(session: Session, by: Person, person_id: UUID, details: Details) -> Person:
    """Change what is known about somebody; each weighty change is written down by itself."""
    person = queries.with_team(session, person_id)
    roles, email = sorted(each.role for each in person.roles), person.email
    person.name, person.timezone = details.name, details.timezone
    change_hired_on(session, by, person, details.hired_on)
    actions.change_email(session, person, details.email)
    if person.email != email:
        detail = {"from": email, "to": person.email}
        note(session, "changed_email", by=by, subject_id=person.id, detail=detail)
    if actions.change_roles(session, person, details.roles, by):
        detail = {"from": ", ".join(roles), "to": ", ".join(sorted(details.roles))}
        note(session, "changed_roles", by=by, subject_id=person.id, detail=detail)
    if move(session, by, person, details.team_id):
        tell_moved(session, [person])
    return person


def move(session: Session, by: Person, person: Person, team_id: UUID | None) -> bool:
    """Give somebody another home team; answers whether it is another.

    Refuses an archived one, and one below a team that they manage.
    """
    before = person.home_team.name if person.home_team else ""
    managed = [team.id for team in queries.teams_managed_by(session, person)]
    if managed and team_id != person.home_team_id:
        actions.refuse_circle(session, person, team_id, managed, "team")
    if not actions.move_to_team(session, person, team_id):
        return False
    moved = {"from": before, "to": team_name(session, team_id)}
    note(session, "moved_team", by=by, subject_id=person.id, detail=moved)
    return True


def change_hired_on(session: Session, by: Person, person: Person, day: date | None) -> None:
    """Say when somebody began; assignments for newcomers go by it."""
    if day == person.hired_on:
        return
    told = {"from": str(person.hired_on or ""), "to": str(day or "")}
    person.hired_on = day
    note(session, "changed_hired_on", by=by, subject_id=person.id, detail=told)


def team_name(session: Session, team_id: UUID | None) -> str:
    """What a team is called; nothing for no team."""
    return queries.get_team(session, team_id).name if team_id else ""


def purpose_for(person: Person) -> LinkPurpose:
    """An invitation until somebody chose a password, a reset afterwards."""
    return LinkPurpose.invite if rules.is_invited(person) else LinkPurpose.reset


def send_link(session: Session, by: Person, person_id: UUID) -> Person:
    """Mail an invitation or a reset link. Refuses somebody deactivated."""
    person = linkable(session, person_id)
    note_link(session, by, person, "mailed")
    mail_link(session, person, purpose_for(person))
    return person


def invite_all(session: Session, by: Person, people: Sequence[Person]) -> None:
    """Mail invitations to people of whom none is deactivated or has a password."""
    for person in people:
        note_link(session, by, person, "mailed")
    mail_links(session, people, LinkPurpose.invite)


def show_link(session: Session, by: Person, person_id: UUID) -> str:
    """The path of a new link, for an admin to hand over. Refuses somebody deactivated."""
    person = linkable(session, person_id)
    note_link(session, by, person, "shown")
    return f"/link/{actions.make_link(session, person, purpose_for(person))}"


def linkable(session: Session, person_id: UUID) -> Person:
    """Somebody who may get a link."""
    person = queries.get_person(session, person_id)
    if person.is_deactivated:
        raise WrongState(f"{person.name} is deactivated. Reactivate them first.")
    return person


def note_link(session: Session, by: Person, person: Person, how: str) -> None:
    """Whoever holds a link can come in as that person, so it is written down who made it."""
    verb = "made_invite" if rules.is_invited(person) else "made_reset"
    note(session, verb, by=by, subject_id=person.id, detail={"how": how})


def deactivate(session: Session, by: Person, person_id: UUID) -> Person:
    """Close the door behind somebody, at once."""
    person = queries.get_person(session, person_id)
    actions.deactivate(session, person, by)
    note(session, "deactivated", by=by, subject_id=person.id)
    return person


def reactivate(session: Session, by: Person, person_id: UUID) -> Person:
    """Let somebody in again."""
    person = queries.get_person(session, person_id)
    actions.reactivate(session, person)
    note(session, "reactivated", by=by, subject_id=person.id)
    return person


def change_organization(session: Session, by: Person, **settings: object) -> None:
    """Change the organization's settings; each change is written down."""
    for field, (old, new) in actions.change_organization(session, **settings).items():  # type: ignore[arg-type]
        detail = {"field": field, "from": old, "to": new}
        note(session, "changed_organization", by=by, detail=detail)
