"""Giving a scenario to people, changing the terms, and closing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from practice.assignments import audience, due, queries, rules, words
from practice.assignments.models import (
    UNSETTLED,
    Assignment,
    AssignmentTarget,
    DueKind,
    TargetState,
)
from practice.assignments.values import Line, Order, Terms
from practice.audit import actions as audit
from practice.db import insert_missing, new_id, utcnow
from practice.errors import Invalid, NotAllowed, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioKind, ScenarioVersion


def assign(session: Session, by: Person, order: Order, now: datetime | None = None) -> Assignment:
    """Give a scenario to everybody the lines reach, and tell each of them.

    Enablement reaches anybody, a manager their own line. Refuses an audience of nobody, a
    date that has passed and a scenario that is withdrawn or was never published. Nobody is given
    the one that lines from calls are answered in.
    """
    now = now or utcnow()
    version = scenarios.newest_version(session, order.scenario_id)
    if version.scenario.kind != ScenarioKind.usual:
        raise NotFound
    check_reach(session, by, order.lines)
    check_terms(order.terms, by, now)
    assignment = Assignment(
        id=new_id(), scenario_id=order.scenario_id, created_by_id=by.id,
        is_enforced=order.is_enforced, enablement_sees=order.enablement_sees,
        audience=[line.audience() for line in dict.fromkeys(order.lines)],
        handed_out_at=now, **vars(order.terms), **vars(order.rhythm), **vars(order.reviewers),
    )  # fmt: skip
    session.add(assignment)
    people = session.execute(audience.people_reached(by, order.lines)).all()
    if not people:
        raise Invalid("Nobody is in that audience yet.", {"audience": "Choose somebody."})
    zones = due.by_zone(assignment, {zone for _, zone in people})
    hand_out(
        session, assignment, version, by.name, [(*each, zones[each[1]]) for each in people], now
    )
    audit.note(session, "assigned", by=by, subject_id=assignment.id, detail={"people": len(people)})
    return assignment


def check_reach(session: Session, by: Person, lines: Sequence[Line]) -> None:
    """Refuse lines that reach beyond this person's own teams, unless they are enablement."""
    if not lines:
        raise Invalid("Choose who gets it.", {"audience": "Choose at least one line."})
    if by.is_enablement:
        return
    if not by.is_manager or not audience.all_led_by(session, by, lines):
        raise NotAllowed("You can assign to the people in your own teams.")


def check_terms(terms: Terms, by: Person, now: datetime) -> None:
    """Refuse a number of takes out of bounds, and a date that is missing, past or far away."""
    if not rules.LEAST_TAKES <= terms.minimum_takes <= rules.MOST_TAKES:
        raise Invalid("Ask for 1 to 20 takes.", {"minimum_takes": "Use 1 to 20."})
    field = "due_date" if terms.due_kind == DueKind.wherever else "due_at"
    when = due.due_at(Assignment(**vars(terms)), by.timezone)
    if terms.due_kind != DueKind.none and when is None:
        raise Invalid("Say when it is due.", {field: "Choose a date."})
    if when is not None and not now < when < now + rules.FARTHEST:
        sentence = "That has passed already." if when <= now else "Choose a date within two years."
        raise Invalid("The due date needs another look.", {field: sentence})


def hand_out(
    session: Session,
    assignment: Assignment,
    version: ScenarioVersion,
    by: str,
    people: Sequence[tuple[UUID, str, datetime | None]],
    now: datetime,
) -> int:
    """Make the targets of these (person, zone, due) that have none yet, and tell those people."""
    rows = {new_id(): each for each in people}
    new = insert_missing(
        session, AssignmentTarget,
        [target_row(assignment, version, key, *each, now) for key, each in rows.items()],
    )  # fmt: skip
    tellings = [telling(assignment, version.title, by, key, *rows[key]) for key in new]
    notices.tell_many(session, NoticeKind.assigned, tellings)
    return len(new)


def target_row(
    assignment: Assignment,
    version: ScenarioVersion,
    target_id: UUID,
    person_id: UUID,
    zone: str,
    due_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """One obligation as a row; one that is due within a day needs no reminder besides."""
    near = due_at is not None and due_at <= now + rules.REMIND_BEFORE
    return {
        "id": target_id, "assignment_id": assignment.id, "person_id": person_id,
        "scenario_version_id": version.id, "minimum_takes": assignment.minimum_takes,
        "due_at": due_at, "due_zone": zone, "reminded_at": now if near else None,
        "created_at": now,
    }  # fmt: skip


def telling(
    assignment: Assignment,
    title: str,
    by: str,
    target_id: UUID,
    person_id: UUID,
    zone: str,
    due_at: datetime | None,
) -> notices.Telling:
    """What one of them reads."""
    return notices.Telling(
        person_id,
        f"assigned:{target_id}",
        f"New practice: {title}",
        words.invitation(assignment, by, due_at, zone),
        words.path_of(target_id),
    )


def change(
    session: Session, by: Person, assignment: Assignment, terms: Terms, now: datetime | None = None
) -> None:
    """Change message, number of takes and date, for everybody who still owes it.

    A date agreed with one person and a number that a review asked for stay. Whoever gets
    another date is told. Refuses a closed assignment.
    """
    now = now or utcnow()
    if not rules.is_running(assignment):
        raise WrongState("This assignment is closed, so its terms stay as they were.")
    if not same_date(assignment, terms):
        check_terms(terms, by, now)
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
    audit.note(session, "changed_assignment", by=by, subject_id=assignment.id)


def same_date(assignment: Assignment, terms: Terms) -> bool:
    """Whether the date is as it was; one that has passed may stay."""
    return (assignment.due_kind, assignment.due_date, assignment.due_at) == (
        terms.due_kind, terms.due_date, terms.due_at,
    )  # fmt: skip


Moved = tuple[UUID, UUID, str, datetime | None]


def move_dates(session: Session, assignment: Assignment, terms: Terms) -> list[Row[*Moved]]:
    """Set the new date where the old one still stood, zone by zone; answers whom it moved."""
    after = Assignment(**vars(terms))
    moved: list[Row[*Moved]] = []
    for zone in queries.zones_of(session, assignment):
        old, new = due.due_at(assignment, zone), due.due_at(after, zone)
        if old == new:
            continue
        moved += session.execute(
            update(AssignmentTarget)
            .where(
                AssignmentTarget.assignment_id == assignment.id,
                AssignmentTarget.state.in_(UNSETTLED),
                AssignmentTarget.due_zone == zone,
                AssignmentTarget.due_at.is_(None)
                if old is None
                else AssignmentTarget.due_at == old,
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

    Reviews under way still finish. Answers how many targets it closed; refuses a second time.
    """
    now = now or utcnow()
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
