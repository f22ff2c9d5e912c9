"""Giving a scenario to people, changing the terms, and closing it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from practice.assignments import audience, due, queries, reach, rules, words
from practice.assignments.actions.checking import check_peers, check_reviewers
from practice.assignments.actions.handing import begin, hold
from practice.assignments.models import (
    UNSETTLED,
    Assignment,
    AssignmentTarget,
    DueKind,
    TargetState,
)
from practice.assignments.periods import day_there
from practice.assignments.values import Line, Order, Reviewers, Rhythm, Terms
from practice.audit import actions as audit
from practice.db import new_id, utcnow
from practice.errors import Invalid, NotAllowed, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioKind

MOST_DAYS = 365
MOST_WEEKS = 12
DATE_FIELDS = {DueKind.wherever: "due_date", DueKind.after_start: "due_days"}


def assign(
    session: Session,
    by: Person,
    order: Order,
    now: datetime | None = None,
    *,
    is_draft: bool = False,
) -> Assignment:
    """Give a scenario to everybody the lines reach, and tell each of them.

    Enablement reaches anybody, a manager their own line. Refuses an audience of nobody, a
    date that has passed and a scenario that is withdrawn or was never published. Nobody is given
    the one that lines from calls are answered in. Many people get it by a worker, soon after. A
    draft reaches nobody until it is published, so its dates and its audience are checked then.
    """
    now = now or utcnow()
    check_scenario(session, order.scenario_id)
    check_reach(session, by, order.lines)
    assignment = Assignment(
        id=new_id(), scenario_id=order.scenario_id, created_by=by, created_by_id=by.id,
        is_enforced=order.is_enforced, enablement_sees=order.enablement_sees,
        audience=[line.audience() for line in dict.fromkeys(order.lines)], published_at=None,
        **vars(order.terms), **vars(order.rhythm), **vars(order.reviewers),
    )  # fmt: skip
    session.add(assignment)
    if is_draft:
        session.flush()
    else:
        publish(session, by, assignment, now)
    return assignment


def publish(
    session: Session, by: Person, assignment: Assignment, now: datetime | None = None
) -> None:
    """Give what is written to everybody it reaches; refuses what `assign` refuses."""
    now = now or utcnow()
    if assignment.published_at is not None:
        raise WrongState("This assignment was given to people already.")
    lines = [Line.of(each) for each in assignment.audience]
    check_scenario(session, assignment.scenario_id)
    check_reach(session, by, lines)
    check_terms(Terms.of(assignment), by, now, assignment.starts_on)
    check_rhythm(Rhythm.of(assignment), by, now)
    check_reviewers(session, Reviewers.of(assignment))
    session.flush()
    people = reach.reach_of(session, assignment.created_by, lines, 0).count
    if not people:
        raise Invalid("Nobody is in that audience yet.", {"audience": "Choose somebody."})
    check_peers(Reviewers.of(assignment), people)
    assignment.published_at = now
    begin(session, assignment, people, now)
    audit.note(session, "assigned", by=by, subject_id=assignment.id, detail={"people": people})


def check_scenario(session: Session, scenario_id: UUID) -> None:
    """NotFound for what is withdrawn, never published, or not for practice by assignment."""
    version = scenarios.newest_version(session, scenario_id)
    if version.scenario.kind != ScenarioKind.usual:
        raise NotFound


def check_reach(session: Session, by: Person, lines: Sequence[Line]) -> None:
    """Refuse lines that reach beyond this person's own teams, unless they are enablement."""
    if not lines:
        raise Invalid("Choose who gets it.", {"audience": "Choose at least one line."})
    if by.is_enablement:
        return
    if not by.is_manager or not audience.all_led_by(session, by, lines):
        raise NotAllowed("You can assign to the people in your own teams.")


def check_terms(terms: Terms, by: Person, now: datetime, starts_on: date | None) -> None:
    """Refuse a number of takes out of bounds, and a date that is missing, past or far away.

    A date before the first day is refused, too: everybody would be late when they get it.
    """
    if not rules.LEAST_TAKES <= terms.minimum_takes <= rules.MOST_TAKES:
        raise Invalid("Ask for 1 to 20 takes.", {"minimum_takes": "Use 1 to 20."})
    field = DATE_FIELDS.get(terms.due_kind, "due_at")
    if terms.due_kind == DueKind.after_start and not 1 <= (terms.due_days or 0) <= MOST_DAYS:
        raise Invalid("Say how many days people have.", {field: f"Use 1 to {MOST_DAYS}."})
    when = due.due_at(Assignment(**vars(terms)), by.timezone, now)
    if terms.due_kind != DueKind.none and when is None:
        raise Invalid("Say when it is due.", {field: "Choose a date."})
    if when is not None and not now < when < now + rules.FARTHEST:
        sentence = "That has passed already." if when <= now else "Choose a date within two years."
        raise Invalid("The due date needs another look.", {field: sentence})
    first = starts_on if terms.due_kind != DueKind.after_start else None
    if when and first and day_there(when, due.zone_of(by.timezone)) < first:
        sentence = "That is before the first day."
        raise Invalid("The due date needs another look.", {field: sentence})


def check_rhythm(rhythm: Rhythm, by: Person, now: datetime) -> None:
    """Refuse weeks out of bounds, and an end that has passed or comes before the start."""
    today = day_there(now, due.zone_of(by.timezone))
    start = max(today, rhythm.starts_on or today)
    if not 1 <= rhythm.every_weeks <= MOST_WEEKS:
        raise Invalid("Say how often it comes back.", {"every_weeks": f"Use 1 to {MOST_WEEKS}."})
    if rhythm.due_weekday not in (None, *range(7)):
        raise Invalid("Say when it is due.", {"due_weekday": "Choose a day of the week."})
    if start > today + rules.FARTHEST:
        sentence = "Choose a day within two years."
        raise Invalid("The first day needs another look.", {"starts_on": sentence})
    if rhythm.ends_on is not None and rhythm.ends_on < start:
        sentence = "That is before it starts." if start > today else "That has passed already."
        raise Invalid("The last day needs another look.", {"ends_on": sentence})


def change(
    session: Session,
    by: Person,
    assignment: Assignment,
    terms: Terms,
    now: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Change message, number of takes and date, for everybody who still owes it.

    A date agreed with one person and a number that a review asked for stay. Whoever gets
    another date is told. Refuses a closed assignment.
    """
    now = now or utcnow()
    if not rules.is_running(assignment):
        raise WrongState("This assignment is closed, so its terms stay as they were.")
    if not same_date(assignment, terms):
        check_terms(terms, by, now, assignment.starts_on)
    open_targets = update(AssignmentTarget).where(
        AssignmentTarget.assignment_id == assignment.id, AssignmentTarget.state.in_(UNSETTLED)
    )
    session.execute(
        open_targets.where(AssignmentTarget.minimum_takes == assignment.minimum_takes)
        .values(minimum_takes=terms.minimum_takes)
        .execution_options(synchronize_session=False)
    )
    moved = move_dates(session, assignment, terms)
    for name, value in vars(terms).items():
        setattr(assignment, name, value)
    tell_of_new_date(session, assignment, by, moved)
    session.expire_all()
    audit.note(session, "changed_assignment", by=by, subject_id=assignment.id, detail=detail)


def same_date(assignment: Assignment, terms: Terms) -> bool:
    """Whether the date is as it was; one that has passed may stay."""
    names = ("due_kind", "due_date", "due_at", "due_days")
    return all(getattr(assignment, name) == getattr(terms, name) for name in names)


Moved = tuple[UUID, UUID, str, datetime | None]
Way = Callable[[Assignment, str, datetime], datetime | None]


def move_dates(session: Session, assignment: Assignment, terms: Terms) -> list[Row[*Moved]]:
    """Set the new date where the old one still stood; answers whom it moved.

    All who got it together, in one zone, with one date, at once. Late joiners keep their days.
    """
    after = Assignment(**vars(terms))
    moved: list[Row[*Moved]] = []
    for zone, start, old in queries.dates_of(session, assignment):
        new = _moved(assignment, after, zone, start, old)
        if old == new:
            continue
        moved += session.execute(
            update(AssignmentTarget)
            .where(
                AssignmentTarget.assignment_id == assignment.id,
                AssignmentTarget.state.in_(UNSETTLED),
                AssignmentTarget.due_zone == zone,
                AssignmentTarget.created_at == start,
                AssignmentTarget.due_at.is_not_distinct_from(old),
            )
            .values(due_at=new, reminded_at=None, escalation=0, escalated_at=None)
            .returning(
                AssignmentTarget.id,
                AssignmentTarget.person_id,
                AssignmentTarget.due_zone,
                AssignmentTarget.due_at,
            )
            .execution_options(synchronize_session=False)
        ).all()
    return moved


def _moved(
    assignment: Assignment, after: Assignment, zone: str, start: datetime, old: datetime | None
) -> datetime | None:
    """The new date where it was worked out like this one; one that was agreed on stays."""
    ways: list[Way] = [due.due_at, due.due_for_late_joiner]
    if assignment.handed_out_at is not None and start > assignment.handed_out_at:
        ways.reverse()
    way = next((way for way in ways if way(assignment, zone, start) == old), None)
    return way(after, zone, start) if way else old


def tell_of_new_date(
    session: Session, assignment: Assignment, by: Person, moved: Sequence[Row[*Moved]]
) -> None:
    """Tell everybody whose date is another one now."""
    title = queries.title_of(session, assignment)
    stamp = utcnow().isoformat(timespec="seconds")
    tellings = [
        notices.Telling(
            person_id,
            f"new_date:{target_id}:{stamp}",
            f"New date: {title}",
            f"{by.name} changed when it is due: {words.on_the_clock(due_at, zone)}."
            if due_at
            else f"{by.name} took the due date away. Practice it when it suits you.",
            words.path_of(target_id),
        )
        for target_id, person_id, zone, due_at in moved
    ]
    notices.tell_many(session, NoticeKind.new_date, tellings)


def close(session: Session, by: Person, assignment: Assignment, now: datetime | None = None) -> int:
    """End an assignment: nobody gets it any more, and what is still open closes.

    Reviews under way still finish. Answers how many targets it closed; refuses a draft, which is
    discarded instead, and a second time.
    """
    now = now or utcnow()
    assignment = hold(session, assignment.id)
    if rules.is_draft(assignment):
        raise WrongState("Nobody was given this yet. Discard the draft instead.")
    if not rules.is_running(assignment):
        raise WrongState("This assignment is closed already.")
    closed = session.execute(
        update(AssignmentTarget)
        .where(
            AssignmentTarget.assignment_id == assignment.id, AssignmentTarget.state.in_(UNSETTLED)
        )
        .values(
            state=TargetState.closed, settled_at=now, settled_by_id=by.id,
            reason="The assignment was closed.",
        )
        .returning(AssignmentTarget.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    assignment.closed_at = now
    audit.note(session, "closed_assignment", by=by, subject_id=assignment.id,
               detail={"targets": len(closed)})  # fmt: skip
    return len(closed)
