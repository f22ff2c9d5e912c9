"""Going on with a phone: a code on one screen signs the same person in on another device."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.db import utcnow
from practice.errors import NotAllowed
from practice.people import actions, queries
from practice.people.models import Person

TRIES = "phone-code"  # under which failed codes of an address are counted
SOMEBODY_ELSE = (
    "Somebody else is signed in on this device. Sign out here first, then scan a new code."
)


@dataclass(frozen=True)
class Arrival:
    """Who goes on with the phone, the token of the new session, and what to open first."""

    person: Person
    token: str
    path: str


def offer(session: Session, by: Person, leads_to: str, address: str) -> tuple[UUID, str]:
    """A code for somebody signed in: its id, to ask what became of it, and its token."""
    link, token = actions.make_phone_link(session, by, leads_to)
    note(session, "asked_for_phone", by=by, address=address)
    return link.id, token


def look_at(session: Session, token: str, signed_in: Person | None) -> Person:
    """Whose code this is, without spending it.

    Refuses a browser in which somebody else is signed in: nobody is swapped for another unasked.
    """
    _, person = queries.get_link(session, token, utcnow(), queries.TO_A_PHONE)
    if signed_in is not None and signed_in.id != person.id:
        raise NotAllowed(SOMEBODY_ELSE)
    return person


def go_on(
    session: Session, token: str, signed_in: Person | None, address: str, user_agent: str
) -> Arrival:
    """Spend a code and sign its person in; refuses a code that is spent, late or not for here."""
    look_at(session, token, signed_in)
    link, _ = queries.get_link(session, token, utcnow(), queries.TO_A_PHONE)
    person = actions.use_link(session, token, purposes=queries.TO_A_PHONE)
    actions.forgive(session, TRIES, address)
    note(session, "continued_on_phone", by=person, address=address)
    return Arrival(person, actions.begin_session(session, person, user_agent), link.leads_to)
