"""Finding the organization and single people."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from practice.errors import NotFound
from practice.people.models import Organization, Person


def organization(session: Session) -> Organization:
    """The organization; it exists from set-up on."""
    return session.get_one(Organization, 1)


def find_person(session: Session, email: str) -> Person | None:
    """The person with this address, in any spelling of upper and lower case."""
    found = select(Person).where(Person.email == email.strip().lower())
    return session.scalar(found.options(selectinload(Person.roles)))


def get_person(session: Session, person_id: UUID) -> Person:
    """The person with this id; for callers that have already decided who may ask."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def with_team(session: Session, person_id: UUID) -> Person:
    """A person with their home team and roles at hand."""
    whole = (joinedload(Person.home_team), selectinload(Person.roles))
    found = session.scalar(select(Person).where(Person.id == person_id).options(*whole))
    if found is None:
        raise NotFound
    return found
