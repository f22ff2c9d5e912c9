"""Closing what was not met in its period, so that periods never pile up.

What waits for its review is left alone: it closes when it comes back unmet.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from practice.assignments import words
from practice.assignments.models import REPS_TURN, Assignment, AssignmentTarget, TargetState
from practice.notices import actions as notices

BITE = 500
PAUSED = "The assignment was paused when this period ended."
PUT_OFF = "Put off, and the period is over."
MAY_CLOSE = (*REPS_TURN, TargetState.declined)


def over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What makes a target one of a period that is over and not met."""
    return AssignmentTarget.closes_at <= now, AssignmentTarget.state.in_(MAY_CLOSE)


def is_any_over(session: Session, now: datetime) -> bool:
    """Whether there is anything to close."""
    return session.scalar(select(AssignmentTarget.id).where(*over(now)).limit(1)) is not None


def close_over(session: Session, now: datetime) -> int:
    """Close a bite of what is over; answers how many.

    It is missed; *closed* when the assignment was paused by then, or the rep had put it off.
    """
    paused = exists().where(
        Assignment.id == AssignmentTarget.assignment_id, Assignment.paused_at.is_not(None)
    )
    put_off = AssignmentTarget.state == TargetState.declined
    return (
        _close(session, now, TargetState.closed, PUT_OFF, put_off)
        + _close(session, now, TargetState.closed, PAUSED, paused)
        + _close(session, now, TargetState.missed, "", ~paused, ~put_off)
    )


def _close(
    session: Session, now: datetime, to: TargetState, reason: str, *such: ColumnElement[bool]
) -> int:
    some = select(AssignmentTarget.id).where(*over(now), *such).limit(BITE)
    closed = session.execute(
        update(AssignmentTarget)
        .where(AssignmentTarget.id.in_(some), *over(now))
        .values(state=to, settled_at=now, reason=reason)
        .returning(AssignmentTarget.id, AssignmentTarget.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    settle(session, [(target_id, person_id) for target_id, person_id in closed], now)
    return len(closed)


def settle(session: Session, closed: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    """What people were told about these is no news any more."""
    paths = [words.path_of(target_id) for target_id, _ in closed]
    notices.settle_many(session, [person_id for _, person_id in closed], paths, now)
