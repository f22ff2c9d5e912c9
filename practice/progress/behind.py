"""Who is behind: enforced targets past their date where it is the rep's turn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from practice.assignments import queries as assignments
from practice.assignments import rules, words
from practice.assignments.models import AssignmentTarget, Nudge
from practice.assignments.own import Given, given_to
from practice.people.models import Person, Team
from practice.progress.scope import Scope
from practice.questions import put_together
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Take


class Late(NamedTuple):
    """One late target, with what the manager needs to act on it; read row by row, no more than is
    shown."""

    target_id: UUID
    assignment_id: UUID
    person_id: UUID
    name: str
    team: str | None
    title: str
    due_at: datetime
    due_zone: str
    minimum_takes: int
    takes: int
    nudged_at: datetime | None
    now: datetime

    @property
    def days(self) -> int:
        """For how many whole days it has been late."""
        return (self.now - self.due_at).days

    @property
    def may_nudge(self) -> bool:
        """Whether the last nudge is long enough ago."""
        return self.nudged_at is None or self.nudged_at + rules.NUDGE_PAUSE <= self.now

    @property
    def suggested(self) -> str:
        """A sentence to begin a nudge with."""
        return words.suggested_nudge(self.name, self.title, self.due_at, self.due_zone, self.now)


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
    return [Late._make([*late, now]) for *late, _ in rows], rows[0][-1] if rows else 0


@put_together
def _page(scope: Scope, now: datetime, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    """Late's fields, and how many there are in all. What is shown of each is looked up for the page
    alone."""
    target = AssignmentTarget
    order = (target.due_at, target.id)
    ids = _late_in(scope, now).with_only_columns(target.id, func.count().over())
    page = ids.order_by(*order).limit(limit).offset(offset).subquery("page")
    target_id, count = page.c
    nudged = select(func.max(Nudge.created_at)).where(Nudge.target_id == target.id)
    return (
        select(
            target.id, target.assignment_id, target.person_id, Person.name, Team.name,
            ScenarioVersion.title, target.due_at, target.due_zone, target.minimum_takes,
            taken_of_target(), nudged.scalar_subquery(), count,
        )
        .join(page, target_id == target.id)
        .join(target.person)
        .outerjoin(Person.home_team)
        .join(target.scenario_version)
        .order_by(*order)
    )  # fmt: skip


def taken_of_target() -> ScalarSelect[int]:
    """Counted takes of an `AssignmentTarget`, as a part of a question about few of them."""
    found = select(func.count(Take.id)).where(Take.is_counted)
    return found.where(Take.target_id == AssignmentTarget.id).scalar_subquery()


def given_with_takes(session: Session, person: Person) -> list[tuple[Given, int]]:
    """Everything somebody was given, and how many takes count for it."""
    return [(Given._make(row[:-1]), row[-1]) for row in session.execute(*_given(person.id)).all()]


@put_together
def _given(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return given_to(person_id).add_columns(taken_of_target())
