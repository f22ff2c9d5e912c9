"""The next bite of work on many people, whichever work it is, or its end before it is done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.accounts import queries
from practice.accounts.actions import applying, many, working
from practice.db import utcnow
from practice.people.models import PeopleChange, PeopleImport


def take(session: Session, work_id: UUID, now: datetime | None = None) -> bool:
    """Do the next bite; answers whether more is left. Done, stopped or gone, it does nothing."""
    held = working.take_up(session, work_id, now := now or utcnow())
    if isinstance(held, PeopleImport):
        applying.apply_some(session, held)
    elif isinstance(held, PeopleChange):
        many.change_some(session, held, now)
    return held is not None and held.state in queries.GOING


def give_up(session: Session, work_id: UUID, sentence: str) -> None:
    """End what can't go on; what was done stays done."""
    held = working.hold(session, work_id)
    if held is None or held.state not in queries.GOING:
        return
    if isinstance(held, PeopleImport):
        applying.give_up(session, held, sentence)
    elif isinstance(held, PeopleChange):
        many.give_up(session, held, sentence)
