"""Who is behind: enforced targets past their date where it is the rep's turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from practice.assignments import queries as assignments
from practice.assignments import rules, words
from practice.assignments.models import AssignmentTarget
from practice.people.models import Person
from practice.progress.scope import Scope
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


def _late_in(scope: Scope, now: datetime) -> Select[Any]:
    return (
        select(AssignmentTarget)
        .join(AssignmentTarget.assignment)
        .join(AssignmentTarget.person)
        .where(assignments.is_late(now), scope.members)
    )


def count_late(session: Session, scope: Scope, now: datetime) -> int:
    """How many targets are late."""
    return session.scalar(_late_in(scope, now).with_only_columns(func.count())) or 0


def late(
    session: Session, scope: Scope, now: datetime, limit: int, offset: int = 0
) -> Sequence[Late]:
    """The late targets, the longest overdue first."""
    found = (
        _late_in(scope, now)
        .options(
            contains_eager(AssignmentTarget.person).joinedload(Person.home_team),
            contains_eager(AssignmentTarget.assignment),
            joinedload(AssignmentTarget.scenario_version),
        )
        .order_by(AssignmentTarget.due_at, AssignmentTarget.id)
    )
    targets = session.scalars(found.limit(limit).offset(offset)).all()
    ids = [target.id for target in targets]
    takes, nudges = takes_of(session, ids), assignments.last_nudges(session, ids)
    return [_late(target, takes, nudges, now) for target in targets]


def _late(
    target: AssignmentTarget, takes: dict[UUID, int], nudges: dict[UUID, datetime], now: datetime
) -> Late:
    days = (now - target.due_at).days if target.due_at else 0
    nudged = nudges.get(target.id)
    free = nudged is None or nudged + rules.NUDGE_PAUSE <= now
    suggested = words.suggested_nudge(target, now)
    return Late(target, takes.get(target.id, 0), days, nudged, free, suggested)


def takes_of(session: Session, target_ids: Collection[UUID]) -> dict[UUID, int]:
    """Counted takes of each of these targets, in one query."""
    found = (
        select(Take.target_id, func.count())
        .where(Take.target_id.in_(target_ids), Take.is_counted)
        .group_by(Take.target_id)
    )
    return {target_id: count for target_id, count in session.execute(found) if target_id}
