"""Making and ending the address of somebody's calendar."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.calendars.models import CalendarFeed
from practice.calendars.rules import NOTED_EVERY
from practice.db import insert_missing, utcnow
from practice.people.models import Person
from practice.people.tokens import hash_of, new_token


def make_address(session: Session, by: Person, now: datetime | None = None) -> str:
    """A token for `/calendar/<token>.ics`; the one before stops working.

    It is kept nowhere: show it at the moment it is made.
    """
    token = new_token()
    made = {"token_hash": hash_of(token), "created_at": now or utcnow(), "read_at": None}
    if not insert_missing(session, CalendarFeed, [{"person_id": by.id, **made}]):
        own = update(CalendarFeed).where(CalendarFeed.person_id == by.id)
        session.execute(own.values(made).execution_options(synchronize_session=False))
    note(session, "made_calendar_address", by=by, subject_id=by.id)
    return token


def stop(session: Session, by: Person) -> None:
    """End the address; calendars that use it find nothing more. Stopping twice changes nothing."""
    own = delete(CalendarFeed).where(CalendarFeed.person_id == by.id)
    if session.scalars(own.returning(CalendarFeed.id)).all():
        note(session, "stopped_calendar", by=by, subject_id=by.id)


def note_read(session: Session, feed_id: UUID, now: datetime) -> None:
    """A calendar asked, so its owner sees that the address is in use."""
    long_ago = or_(CalendarFeed.read_at.is_(None), CalendarFeed.read_at <= now - NOTED_EVERY)
    asked = update(CalendarFeed).where(CalendarFeed.id == feed_id, long_ago)
    session.execute(asked.values(read_at=now).execution_options(synchronize_session=False))
