"""Moving one target from state to state, so that two people at once cannot both do it."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from practice.assignments.models import AssignmentTarget, TargetState
from practice.errors import WrongState

WORDS = {
    TargetState.not_started: "hasn’t been started",
    TargetState.practicing: "hasn’t been handed in",
    TargetState.submitted: "is waiting for its review",
    TargetState.in_review: "is being reviewed",
    TargetState.another_take: "waits for another take",
    TargetState.met: "is already met",
    TargetState.waived: "was waived",
    TargetState.missed: "was missed",
    TargetState.declined: "was put off",
    TargetState.closed: "is closed",
}


def move(
    session: Session,
    target: AssignmentTarget,
    allowed: tuple[TargetState, ...],
    to: TargetState,
    **values: Any,
) -> None:
    """Compare and set: only from an allowed state, whoever else is at it; else WrongState."""
    session.flush()
    moved = session.execute(
        update(AssignmentTarget)
        .where(AssignmentTarget.id == target.id, AssignmentTarget.state.in_(allowed))
        .values(state=to, **values)
        .returning(AssignmentTarget.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(target)
    if moved is None:
        raise WrongState(f"This assignment {WORDS[target.state]}, so that isn’t possible now.")
