"""What somebody was given, as their own lists and those of who leads them show it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from practice.assignments import rules
from practice.assignments.models import (
    OPEN_STATES,
    Assignment,
    AssignmentTarget,
    TargetState,
)
from practice.assignments.words import period_name
from practice.people.models import Person
from practice.questions import put_together
from practice.scenarios.models import ScenarioVersion


class Given(NamedTuple):
    """One target in a list, with what it is about, from whom, and where it stands."""

    id: UUID
    assignment_id: UUID
    scenario_id: UUID
    title: str
    target_seconds: int
    by: str
    period: str
    every_weeks: int
    state: TargetState
    reason: str
    minimum_takes: int
    due_at: datetime | None
    settled_at: datetime | None
    is_enforced: bool
    paused_at: datetime | None

    @property
    def when(self) -> str:
        """Which period it is; nothing for what is asked for once."""
        return period_name(self.period, self.every_weeks)

    @property
    def was_kept(self) -> bool:
        """Whether it closed because nobody was to review it, as agreed."""
        return rules.was_kept(self.state, self.reason)

    @property
    def met_late(self) -> bool:
        """Met after the date: it stays visible."""
        return rules.is_met_late(self.is_enforced, self.state, self.due_at, self.settled_at)

    def is_late(self, now: datetime) -> bool:
        """The same as `rules.is_late`."""
        may_be = self.is_enforced and self.paused_at is None
        return may_be and rules.is_past_due(self.state, self.due_at, now)


def still_given(session: Session, person: Person) -> list[Given]:
    """What may still be practiced for: open ones first, the nearest date on top."""
    return [Given._make(row) for row in session.execute(*_still_given(person.id)).all()]


@put_together
def _still_given(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return given_to(person_id).where(goes_on())


def goes_on() -> ColumnElement[bool]:
    """Whether it stands on its rep's list: open, or put off and free to take up again; join
    Assignment."""
    put_off = AssignmentTarget.state == TargetState.declined
    free = and_(put_off, Assignment.closed_at.is_(None))
    return or_(AssignmentTarget.state.in_(OPEN_STATES), free)


def given_to(person_id: UUID) -> Select[*tuple[Any, ...]]:
    """Everything somebody was given, in the fields of `Given`: open ones first, the nearest date
    on top."""
    target, assignment, version = AssignmentTarget, Assignment, ScenarioVersion
    about = (version.scenario_id, version.title, version.target_seconds, Person.name)
    stands = (target.state, target.reason, target.minimum_takes, target.due_at, target.settled_at)
    return (
        select(target.id, target.assignment_id, *about, target.period, assignment.every_weeks)
        .add_columns(*stands, assignment.is_enforced, assignment.paused_at)
        .join(target.assignment)
        .join(assignment.created_by)
        .join(target.scenario_version)
        .where(target.person_id == person_id)
        .order_by(
            target.state.not_in(OPEN_STATES),
            target.due_at.is_(None),
            target.due_at,
            target.created_at,
        )
    )
