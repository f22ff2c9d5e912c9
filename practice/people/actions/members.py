"""Adding people, changing what is known about them, and closing the door behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid
from practice.people import passwords, queries
from practice.people.actions.links import retire_links, retire_links_of
from practice.people.actions.sessions import end_sessions_of
from practice.people.actions.teams import remove_manager
from practice.people.models import Organization, Person, PersonRole, Role, TeamManager

LAST_ADMIN = "Somebody has to be an admin. Make another person an admin first."
TAKEN = "Somebody here has this email already."


def add_person(
    session: Session,
    name: str,
    email: str,
    roles: Iterable[Role] = (Role.rep,),
    team_id: UUID | None = None,
    timezone: str | None = None,
) -> Person:
    """Somebody new, who can't sign in until they choose a password by a link.

    Refuses an email that somebody has already.
    """
    email = email.strip().lower()
    if queries.find_person(session, email) is not None:
        raise Invalid("Some fields need another look.", {"email": TAKEN})
    person = Person(
        name=name,
        email=email,
        timezone=timezone or queries.organization(session).timezone,
        home_team_id=team_id,
        roles=[PersonRole(role=role) for role in sorted(set(roles))],
    )
    session.add(person)
    session.flush()
    return person


def change_email(session: Session, person: Person, email: str) -> None:
    """Give somebody another email; open links went to the old one, so they close."""
    email = email.strip().lower()
    if email == person.email:
        return
    if queries.find_person(session, email) is not None:
        raise Invalid("Some fields need another look.", {"email": TAKEN})
    person.email = email
    retire_links(session, person)


def change_roles(session: Session, person: Person, roles: set[Role], by: Person) -> bool:
    """Give exactly these roles, from the next request on; answers whether that is a change.

    Whoever stops being a manager manages no team from then on, so sees none either.
    Refuses to take the last admin, or oneself, out of the admins.
    """
    held = {each.role for each in person.roles}
    if roles == held:
        return False
    if not roles:
        raise Invalid("Some fields need another look.", {"roles": "Choose at least one role."})
    if Role.admin in held - roles:
        refuse_losing_admin(session, person, by)
    if Role.manager in held - roles:
        stop_managing(session, person)
    kept = [each for each in person.roles if each.role in roles]
    person.roles = kept + [PersonRole(role=role) for role in sorted(roles - held)]
    return True


def stop_managing(session: Session, person: Person) -> None:
    """Take somebody out of every team they manage; the next in line becomes primary."""
    held = select(TeamManager).where(TeamManager.person_id == person.id)
    for each in session.scalars(held).all():
        remove_manager(session, each.team, person.id)


def hold_admins(session: Session) -> None:
    """Two admins who take each other's place at once must not both succeed."""
    session.execute(select(Organization.id).with_for_update())


def refuse_losing_admin(session: Session, person: Person, by: Person) -> None:
    """An admin can't shut themselves out, nor can the last one go."""
    hold_admins(session)
    if person.id == by.id:
        raise Invalid(
            "You can’t stop being an admin yourself. Another admin can do that.",
            {"roles": "Another admin can take this role from you."},
        )
    if not queries.any_admin_but(session, person.id):
        raise Invalid(LAST_ADMIN, {"roles": LAST_ADMIN})


def move_to_team(
    session: Session, person: Person, team_id: UUID | None, now: datetime | None = None
) -> bool:
    """Give somebody another home team from now on; answers whether that is a change."""
    if team_id == person.home_team_id:
        return False
    if team_id is not None and queries.get_team(session, team_id).archived_at is not None:
        raise Invalid("That team is archived.", {"team": "Choose a team that is in use."})
    person.home_team_id = team_id
    person.joined_team_at = now or utcnow()
    return True


def set_password(session: Session, person: Person, password_hash: str) -> None:
    """Keep a new password, hashed before the transaction by `passwords.hash_password`."""
    person.password_hash = password_hash
    retire_links(session, person)


def refuse_weak(session: Session, person: Person | None, password: str, *about: str) -> None:
    """Refuse a password that is short, common, or too close to who somebody is."""
    known = [*about, queries.organization(session).name]
    if person is not None:
        known += [person.name, person.email, person.email.split("@")[0]]
    sentence = passwords.weakness(password, known)
    if sentence:
        raise Invalid("Choose another password.", {"password": sentence})


def deactivate(session: Session, person: Person, by: Person, now: datetime | None = None) -> None:
    """Close the door: signed out everywhere at once, links dead, no way to sign in.

    Refuses oneself and the last admin.
    """
    deactivate_all(session, [person], by, now)


def deactivate_all(
    session: Session, people: Sequence[Person], by: Person, now: datetime | None = None
) -> None:
    """The same for several people, of one moment; by it they can be brought back together."""
    now, ids = now or utcnow(), [person.id for person in people]
    hold_admins(session)
    if by.id in ids:
        raise Invalid("You can’t deactivate yourself. Another admin can do that.")
    if any(person.is_admin for person in people) and not queries.any_admin_but(session, *ids):
        raise Invalid(LAST_ADMIN)
    for person in people:
        person.deactivated_at = person.deactivated_at or now
    end_sessions_of(session, ids, now)
    retire_links_of(session, ids, now)


def reactivate(session: Session, person: Person) -> None:
    """Let somebody in again, with the password they had."""
    person.deactivated_at = None


def set_leave(
    person: Person,
    away_from: datetime | None,
    away_until: datetime | None,
    delegate_id: UUID | None,
) -> None:
    """Note when a manager is away and who stands in; nothing at all ends it."""
    person.away_from, person.away_until = away_from, away_until
    person.delegate_id = delegate_id if away_from else None
