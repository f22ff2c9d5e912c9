"""What the state of a target allows, and when one is late."""

from datetime import datetime, timedelta

from practice.assignments.models import (
    KEPT,
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Nudge,
    TargetState,
)

NUDGE_PAUSE = timedelta(hours=48)
REMIND_BEFORE = timedelta(hours=24)
LATE_JOINER_HAS = timedelta(days=7)
LEAST_TAKES, MOST_TAKES = 1, 20
FARTHEST = timedelta(days=730)


def is_reps_turn(target: AssignmentTarget) -> bool:
    """Whether the next step is the rep's; a review that waits is never their lateness."""
    return target.state in REPS_TURN


def is_late(target: AssignmentTarget, now: datetime) -> bool:
    """Enforced, open, past due, not paused, and it is the rep's turn."""
    assignment = target.assignment
    may_be = assignment.is_enforced and assignment.paused_at is None
    return may_be and is_past_due(target.state, target.due_at, now)


def is_past_due(state: TargetState, due_at: datetime | None, now: datetime) -> bool:
    """Past its date while it is the rep's turn; late if it is enforced and not paused."""
    return state in REPS_TURN and due_at is not None and due_at < now


def was_met_late(target: AssignmentTarget) -> bool:
    """Met, but after its date; that stays visible."""
    enforced = target.assignment.is_enforced
    return is_met_late(enforced, target.state, target.due_at, target.settled_at)


def was_kept(state: TargetState, reason: str) -> bool:
    """Whether a target closed because nobody was to review it, as agreed."""
    return state == TargetState.closed and reason == KEPT


def is_met_late(
    enforced: bool, state: TargetState, due_at: datetime | None, settled_at: datetime | None
) -> bool:
    """The same, where only these are known."""
    if state != TargetState.met or due_at is None or settled_at is None:
        return False
    return enforced and settled_at > due_at


def may_practice(target: AssignmentTarget) -> bool:
    """Whether a take may still be recorded for it; a met one may be practiced on."""
    return target.is_open or target.state in (TargetState.met, TargetState.declined)


def may_resume(target: AssignmentTarget) -> bool:
    """Taking up again what was put off."""
    return target.state == TargetState.declined and target.assignment.closed_at is None


def may_change_date(target: AssignmentTarget) -> bool:
    """A new date makes sense as long as something is owed."""
    return target.is_open


def next_nudge_at(last: Nudge | None) -> datetime | None:
    """From when the next nudge is possible; None when nobody nudged yet."""
    return None if last is None else last.created_at + NUDGE_PAUSE


def may_nudge(target: AssignmentTarget, last: Nudge | None, now: datetime) -> bool:
    """On the rep's turn, and one in 48 hours whoever sends it."""
    free_from = next_nudge_at(last)
    return is_reps_turn(target) and (free_from is None or free_from <= now)


def is_running(assignment: Assignment) -> bool:
    """Whether it is not over: it may still be changed, paused or ended."""
    return assignment.closed_at is None


def is_draft(assignment: Assignment) -> bool:
    """Whether nobody was given it yet."""
    return assignment.published_at is None
