"""What happens to a target while it is practiced, handed in and reviewed.

Rooms downstream call these; each moves one target along the line drawn in `models`. What was
waived, missed or closed meanwhile stays so: a review that was under way still finishes.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from practice.assignments import rules, words
from practice.assignments.actions.transitions import WORDS, move
from practice.assignments.models import (
    KEPT,
    OPEN_STATES,
    REPS_TURN,
    AssignmentTarget,
    TargetState,
)
from practice.errors import WrongState
from practice.notices import actions as notices

HANDED_IN = (TargetState.submitted, TargetState.in_review)
OVER = (TargetState.waived, TargetState.missed, TargetState.closed, TargetState.declined)


def begin_practice(session: Session, target: AssignmentTarget) -> None:
    """A take was begun for it. Recording what was put off takes it up again.

    Refuses what was waived, missed or closed; anything further along stays where it is.
    """
    if not rules.may_practice(target):
        raise WrongState(
            f"This assignment {WORDS[target.state]}. You can still practice the scenario freely."
        )
    fresh = (TargetState.not_started, TargetState.declined)
    if target.state in fresh:
        move(session, target, fresh, TargetState.practicing, declined_from=None)


def hand_in(session: Session, target: AssignmentTarget) -> None:
    """One take was submitted; refuses while another waits, and what is settled.

    What the rep was told about it is answered, so no letter that is still to come repeats it.
    """
    move(session, target, REPS_TURN, TargetState.submitted)
    notices.settle(session, target.person, words.path_of(target.id))


def take_back(session: Session, target: AssignmentTarget, had_feedback: bool) -> None:
    """The submission was withdrawn before its review began; refuses afterwards."""
    if target.state in OVER:
        return
    back = TargetState.another_take if had_feedback else TargetState.practicing
    move(session, target, (TargetState.submitted,), back)


def begin_review(session: Session, target: AssignmentTarget) -> None:
    """The first marker or level was saved; nothing changes when it had begun already."""
    if target.state not in (*OVER, TargetState.in_review, TargetState.met):
        move(session, target, HANDED_IN, TargetState.in_review)


def ask_for_another(
    session: Session, target: AssignmentTarget, minimum_takes: int | None = None
) -> None:
    """A released review asks for another take; `minimum_takes` is the new number in all."""
    if target.state in (*OVER, TargetState.met):
        return
    asked = target.minimum_takes if minimum_takes is None else minimum_takes
    move(
        session, target, HANDED_IN, TargetState.another_take,
        minimum_takes=asked, bar_met_at=None,
    )  # fmt: skip


def bar_met(session: Session, target: AssignmentTarget, counted: int, now: datetime) -> None:
    """A released review says *Meets the bar*: met, or back to practice for the missing takes."""
    if target.state in (*OVER, TargetState.met):
        return
    if counted >= target.minimum_takes:
        move(session, target, HANDED_IN, TargetState.met, bar_met_at=now, settled_at=now)
    else:
        move(session, target, HANDED_IN, TargetState.practicing, bar_met_at=now)


def keep_as_practice(
    session: Session, target: AssignmentTarget, counted: int, now: datetime
) -> None:
    """Nobody reviews what was handed in: closed so, or back to practice for the missing takes."""
    if target.state in (*OVER, TargetState.met):
        return
    if counted >= target.minimum_takes:
        move(session, target, HANDED_IN, TargetState.closed, settled_at=now, reason=KEPT)
    else:
        move(session, target, HANDED_IN, TargetState.practicing)


def reopen_review(session: Session, target: AssignmentTarget) -> None:
    """A correction with another decision follows: as if the review were still under way.

    The number of takes goes back to what the assignment asks for.
    """
    decided = (TargetState.another_take, TargetState.practicing, TargetState.met)
    if target.state in decided:
        asked = target.assignment.minimum_takes
        move(
            session, target, decided, TargetState.in_review,
            minimum_takes=asked, bar_met_at=None, settled_at=None,
        )  # fmt: skip


def complete_if_enough(
    session: Session, target: AssignmentTarget, counted: int, now: datetime
) -> None:
    """A take was counted: met, if a review already said so and the number is now reached."""
    if target.bar_met_at is None or not target.is_open or counted < target.minimum_takes:
        return
    move(session, target, OPEN_STATES, TargetState.met, settled_at=now)
