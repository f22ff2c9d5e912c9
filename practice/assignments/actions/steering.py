"""What a manager or enablement does about one person's target, and what its rep may.

Pausing a whole assignment, too. The caller has decided who may steer (`queries.get_led_target`,
`queries.get_own_assignment`); what is done to one person tells them.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import queries, rules, words
from practice.assignments.actions.transitions import WORDS, move
from practice.assignments.models import (
    OPEN_STATES,
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Nudge,
    TargetState,
)
from practice.audit import actions as audit
from practice.db import utcnow
from practice.errors import Invalid, NotAllowed, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person

LONGEST_NUDGE = 500


def nudge(
    session: Session, by: Person, target: AssignmentTarget, text: str, now: datetime | None = None
) -> Nudge:
    """Remind a rep in one's own words: once in 48 hours, whoever does it, on the rep's turn."""
    now = now or utcnow()
    lock(session, target)
    if not rules.is_reps_turn(target):
        raise WrongState(f"This {WORDS[target.state]}: there is nothing to nudge about.")
    last = queries.last_nudge(session, target.id)
    if not rules.may_nudge(target, last, now):
        raise WrongState(too_soon(last, by))
    if not text.strip():
        raise Invalid("Write a sentence.", {"text": "Write a sentence in your own words."})
    sent = Nudge(target_id=target.id, by_id=by.id, text=text.strip(), created_at=now)
    session.add(sent)
    session.flush()
    tell(session, target, NoticeKind.nudge, f"nudge:{sent.id}", f"{by.name} nudged you", sent.text)
    return sent


def too_soon(last: Nudge | None, by: Person) -> str:
    """When the next nudge is possible, and who sent the last."""
    free_from = rules.next_nudge_at(last)
    if last is None or free_from is None:
        return "A nudge isn’t possible now."
    who = "You" if last.by_id == by.id else last.by.name
    sent = words.on_the_clock(last.created_at, by.timezone)
    return (
        f"{who} sent a nudge on {sent}. The next one is possible from "
        f"{words.on_the_clock(free_from, by.timezone)}."
    )


def agree_date(
    session: Session, by: Person, target: AssignmentTarget, due_at: datetime,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Set a date that was agreed with one person; refuses one that has passed."""
    now = now or utcnow()
    lock(session, target)
    if not rules.may_change_date(target):
        raise WrongState(f"This {WORDS[target.state]}, so it needs no date.")
    if not now < due_at < now + rules.FARTHEST:
        raise Invalid("Choose a date to come.", {"due_date": "Choose a date to come."})
    notices.take_back(session, words.late_key(target))
    was = target.due_at.isoformat() if target.due_at else None
    target.due_at = due_at
    target.reminded_at = now if due_at <= now + rules.REMIND_BEFORE else None
    target.escalation, target.escalated_at = 0, None
    when = words.on_the_clock(due_at, target.due_zone)
    key = f"new_date:{target.id}:{now.isoformat(timespec='milliseconds')}"
    title = f"New date: {target.scenario_version.title}"
    tell(session, target, NoticeKind.new_date, key, title, f"{by.name} set it to {when}.")
    detail = {"was": was, "now": due_at.isoformat()}
    audit.note(session, "agreed_new_date", by=by, subject_id=target.id, detail=detail)


def waive(
    session: Session, by: Person, target: AssignmentTarget, reason: str,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Let one person off, for a reason that they read and the log keeps."""
    if not reason.strip():
        raise Invalid("Give a reason.", {"reason": "Say why; it is kept in the log."})
    move(
        session, target, OPEN_STATES, TargetState.waived,
        reason=reason.strip(), settled_at=now or utcnow(), settled_by_id=by.id,
    )  # fmt: skip
    notices.take_back(session, words.late_key(target))
    title = f"Waived: {target.scenario_version.title}"
    body = f"{by.name} let you off this one: {target.reason}"
    tell(session, target, NoticeKind.waived, f"waived:{target.id}", title, body)
    detail = {"person": str(target.person_id), "reason": target.reason}
    audit.note(session, "waived_target", by=by, subject_id=target.id, detail=detail)


def decline(session: Session, by: Person, target: AssignmentTarget) -> None:
    """Not now: the rep puts an optional one off. Refuses what is required."""
    check_own(by, target)
    if target.assignment.is_enforced:
        raise NotAllowed("This one is required. Ask your manager about another date.")
    move(session, target, REPS_TURN, TargetState.declined, declined_from=target.state)


def resume(session: Session, by: Person, target: AssignmentTarget) -> None:
    """Take up again what was put off, where it was left; refuses when it closed meanwhile."""
    check_own(by, target)
    back = target.declined_from or TargetState.not_started
    move(session, target, (TargetState.declined,), back, declined_from=None)


def pause(
    session: Session, by: Person, assignment: Assignment, now: datetime | None = None
) -> None:
    """Rest a running assignment: nobody gets it, is reminded of it or late with it meanwhile.

    What people have stays theirs, and they may go on practicing it.
    """
    check_runs(assignment)
    if assignment.paused_at is not None:
        raise WrongState("This assignment is paused already.")
    assignment.paused_at = now or utcnow()
    audit.note(session, "paused_assignment", by=by, subject_id=assignment.id)


def go_on(session: Session, by: Person, assignment: Assignment) -> None:
    """Let a paused assignment go on, with the dates that it had."""
    check_runs(assignment)
    if assignment.paused_at is None:
        raise WrongState("This assignment isn’t paused.")
    assignment.paused_at = None
    audit.note(session, "resumed_assignment", by=by, subject_id=assignment.id)


def check_runs(assignment: Assignment) -> None:
    """Only what people have, and what is not over, rests and goes on."""
    if rules.is_draft(assignment) or not rules.is_running(assignment):
        raise WrongState("This assignment isn’t running.")


def check_own(by: Person, target: AssignmentTarget) -> None:
    """Putting off and taking up are the rep's own decisions."""
    if target.person_id != by.id:
        raise NotAllowed("Only the person it was given to decides that.")


def lock(session: Session, target: AssignmentTarget) -> None:
    """Hold this target until the end of the transaction, as it is now."""
    session.execute(
        select(AssignmentTarget.id).where(AssignmentTarget.id == target.id).with_for_update()
    )
    session.refresh(target)


def tell(
    session: Session, target: AssignmentTarget, kind: NoticeKind, key: str, title: str, body: str
) -> None:
    """Tell the rep of this target."""
    path = words.path_of(target.id)
    notices.tell(session, target.person, kind, key, title, body, path)
