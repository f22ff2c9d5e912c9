"""Handing out everything at once, in the transaction of the test: what the sweep does in many."""

from datetime import datetime

from sqlalchemy.orm import Session

from practice.assignments import actions, openings
from practice.assignments.actions.handing import Bite, WeakOf, nobody_is_weak


def hand_everything_out(session: Session, now: datetime, weak_of: WeakOf = nobody_is_weak) -> int:
    """Give every running assignment to whoever waits for it; answers how many got something."""
    given = 0
    for assignment in openings.running(session):
        bite = Bite(is_more=True)
        while bite.is_more:
            bite = actions.hand_out_some(session, assignment.id, now, weak_of)
            given += bite.given
    return given
