"""What the passing of time does to targets; the sweep calls these, again and again.

Each is idempotent: two sweeps at once, or one every few seconds, make no difference.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from practice.assignments import due, rules, words
from practice.assignments.actions.escalating import MOST_AT_ONCE
from practice.assignments.actions.transitions import move
from practice.assignments.models import (
    LEFT,
    REPS_TURN,
    UNSETTLED,
    Assignment,
    AssignmentTarget,
    Cadence,
    TargetState,
)
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.people.rules import MAY_BE_A_SLIP
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion


def remind_due(session: Session, now: datetime) -> int:
    """Remind of required ones due within a day, once per date, while it is the rep's turn.

    The first so many of them; answers how many these were.
    """
    targets = session.scalars(
        select(AssignmentTarget)
        .join(AssignmentTarget.assignment)
        .join(AssignmentTarget.person)
        .where(
            Assignment.is_enforced.is_(True),
            Assignment.paused_at.is_(None),
            Person.deactivated_at.is_(None),
            AssignmentTarget.state.in_(REPS_TURN),
            AssignmentTarget.reminded_at.is_(None),
            AssignmentTarget.due_at > now,
            AssignmentTarget.due_at <= now + rules.REMIND_BEFORE,
        )
        .options(joinedload(AssignmentTarget.scenario_version))
        .order_by(AssignmentTarget.due_at, AssignmentTarget.id)
        .limit(MOST_AT_ONCE)
    ).all()
    notices.tell_many(
        session, NoticeKind.due_tomorrow, [reminder(target, now) for target in targets]
    )
    for target in targets:
        target.reminded_at = now
    return len(targets)


def reminder(target: AssignmentTarget, now: datetime) -> notices.Telling:
    """What one rep reads the day before."""
    due_at = target.due_at or now
    when = words.on_the_clock(due_at, target.due_zone)
    return notices.Telling(
        target.person_id,
        f"due:{target.id}:{due_at:%Y%m%d%H%M}",
        f"{words.near(now, due_at, target.due_zone)}: {target.scenario_version.title}",
        f"It is due {when}. One short take is a good start.",
        words.path_of(target.id),
    )


def close_for_leavers(session: Session, now: datetime) -> int:
    """Close what deactivated people still owed, shown as closed; answers how many.

    Somebody deactivated just now may be brought back at once, and then nothing is lost.
    """
    gone = select(Person.id).where(Person.deactivated_at < now - MAY_BE_A_SLIP)
    closed = session.execute(
        update(AssignmentTarget)
        .where(AssignmentTarget.person_id.in_(gone), AssignmentTarget.state.in_(UNSETTLED))
        .values(state=TargetState.closed, settled_at=now, reason=LEFT)
        .returning(AssignmentTarget.id)
        .execution_options(synchronize_session=False)
    )
    return len(closed.all())


def welcome_back(session: Session, target: AssignmentTarget, counted: int, now: datetime) -> None:
    """Open again what closed because its person had left, with the date of a late joiner.

    What belongs to a week keeps the date of that week. Leaves alone what closed otherwise.
    """
    if target.state != TargetState.closed or target.reason != LEFT:
        return
    given, due_at = target.assignment, target.due_at
    if given.cadence != Cadence.weekly:
        due_at = due.due_for_late_joiner(given, target.due_zone, now)
    move(
        session, target, (TargetState.closed,),
        TargetState.practicing if counted else TargetState.not_started,
        due_at=due_at, reason="", settled_at=None,
        reminded_at=None, escalation=0, escalated_at=None,
    )  # fmt: skip
    notices.tell(
        session,
        target.person,
        NoticeKind.assigned,
        f"again:{target.id}:{now:%Y%m%d%H%M}",
        f"Yours again: {target.scenario_version.title}",
        words.invitation(given, given.created_by.name, due_at, target.due_zone),
        words.path_of(target.id),
    )


def move_to_newest(session: Session, scenario_id: UUID) -> int:
    """Let targets without takes follow to the newest version; whoever publishes calls this.

    Others stay with the version they began with. Answers how many moved; a withdrawn
    scenario moves nobody.
    """
    newest = session.scalar(
        scenarios.newest_published()
        .where(ScenarioVersion.scenario_id == scenario_id)
        .with_only_columns(ScenarioVersion.id)
    )
    if newest is None:
        return 0
    of_scenario = select(Assignment.id).where(Assignment.scenario_id == scenario_id)
    untouched = or_(
        AssignmentTarget.state == TargetState.not_started,
        AssignmentTarget.declined_from == TargetState.not_started,
    )
    moved = session.execute(
        update(AssignmentTarget)
        .where(
            AssignmentTarget.assignment_id.in_(of_scenario),
            untouched,
            AssignmentTarget.scenario_version_id != newest,
        )
        .values(scenario_version_id=newest)
        .returning(AssignmentTarget.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())
