"""Who is behind: enforced targets past their date where it is the rep's turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, joinedload

from practice.assignments import queries as assignments
from practice.assignments import rules, words
from practice.assignments.models import AssignmentTarget, Nudge
from practice.assignments.own import Given, given_to
from practice.people.models import Person
from practice.progress.scope import Scope
from practice.questions import put_together
from practice.takes.models import Take


@dataclass(frozen=True)
class Late:
    """One late target, with what the manager needs to act on it."""

    target: AssignmentTarget
    takes: int
    days: int
    nudged_at: datetime | None
    may_nudge: bool
    suggested: str  # a sentence to begin a nudge with


def _late_in(scope: Scope, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(AssignmentTarget)
        .join(AssignmentTarget.assignment)
        .where(assignments.is_late(now), scope.still_holds(AssignmentTarget.person_id))
        .where(scope.is_of(AssignmentTarget.scenario_version_id))
    )


def count_late(session: Session, scope: Scope, now: datetime) -> int:
    """How many targets are late."""
    return session.scalar(_late_in(scope, now).with_only_columns(func.count())) or 0


def late(
    session: Session, scope: Scope, now: datetime, limit: int, offset: int = 0
) -> Sequence[Late]:
    """The late targets, the longest overdue first."""
    return late_of_all(session, scope, now, limit, offset)[0]


def late_of_all(
    session: Session, scope: Scope, now: datetime, limit: int, offset: int = 0
) -> tuple[Sequence[Late], int]:
    """The same, and how many there are in all; beyond the last there is nothing to count."""
    rows = session.execute(*_page(scope, now, limit, offset)).all()
    shown = [_late(target, takes, nudged_at, now) for target, takes, nudged_at, _ in rows]
    return shown, rows[0][3] if rows else 0


@put_together
def _page(scope: Scope, now: datetime, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    order = (AssignmentTarget.due_at, AssignmentTarget.id)
    ids = _late_in(scope, now).with_only_columns(AssignmentTarget.id, func.count().over())
    page = ids.order_by(*order).limit(limit).offset(offset).subquery("page")
    target_id, count = page.c
    nudged = select(func.max(Nudge.created_at)).where(Nudge.target_id == AssignmentTarget.id)
    return (
        select(AssignmentTarget, taken_of_target(), nudged.scalar_subquery(), count)
        .join(page, target_id == AssignmentTarget.id)
        .options(
            joinedload(AssignmentTarget.person).joinedload(Person.home_team),
            joinedload(AssignmentTarget.assignment),
            joinedload(AssignmentTarget.scenario_version),
        )
        .order_by(*order)
    )


def _late(target: AssignmentTarget, takes: int, nudged: datetime | None, now: datetime) -> Late:
    days = (now - target.due_at).days if target.due_at else 0
    free = nudged is None or nudged + rules.NUDGE_PAUSE <= now
    return Late(target, takes, days, nudged, free, words.suggested_nudge(target, now))


def taken_of_target() -> ScalarSelect[int]:
    """Counted takes of an `AssignmentTarget`, as a part of a question about few of them."""
    found = select(func.count(Take.id)).where(Take.is_counted)
    return found.where(Take.target_id == AssignmentTarget.id).scalar_subquery()


def given_with_takes(session: Session, person: Person) -> list[tuple[Given, int]]:
    """Everything somebody was given, and how many takes count for it."""
    return [(Given._make(row[:-1]), row[-1]) for row in session.execute(*_given(person.id))]


@put_together
def _given(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return given_to(person_id).add_columns(taken_of_target())
