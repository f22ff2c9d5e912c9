"""Who practiced, and how often: counted takes by person and week.

Takes count in the team in which they were recorded, in the week of the person's own date. A
submission belongs to the week of its take, so that "5 takes, 2 submitted" are 2 of those 5.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.progress.scope import Scope, former
from practice.progress.weeks import last_weeks, place, within
from practice.takes.models import Submission, Take

HANDED_IN = and_(Submission.take_id == Take.id, Submission.withdrawn_at.is_(None))


@dataclass
class Cell:
    """One person's week."""

    takes: int = 0
    ms: int = 0
    submitted: int = 0


@dataclass
class Row:
    """One person's weeks, the oldest first."""

    person: Person
    cells: list[Cell]
    moved: bool = False

    @property
    def takes(self) -> int:
        return sum(cell.takes for cell in self.cells)

    @property
    def ms(self) -> int:
        return sum(cell.ms for cell in self.cells)

    @property
    def submitted(self) -> int:
        return sum(cell.submitted for cell in self.cells)

    @property
    def active_weeks(self) -> int:
        return sum(cell.takes > 0 for cell in self.cells)


@dataclass(frozen=True)
class Totals:
    """What a whole scope did in some weeks."""

    members: int = 0
    practiced: int = 0  # people with a counted take in the last of the weeks
    takes: int = 0
    ms: int = 0
    active_weeks: int = 0


@dataclass(frozen=True)
class Grid:
    """A page of people by weeks."""

    weeks: list[date]
    rows: list[Row] = field(default_factory=list)
    people: int = 0


def grid(session: Session, scope: Scope, weeks: list[date], limit: int, offset: int = 0) -> Grid:
    """People by weeks, by name: the members, and those who practiced here before they moved."""
    shown = former(scope, _who_practiced(scope, weeks))
    found = select(Person).where(shown).order_by(Person.name, Person.id)
    persons = session.scalars(found.limit(limit).offset(offset)).all()
    cells = cells_of(session, scope, [person.id for person in persons], weeks)
    count = session.scalar(select(func.count()).select_from(Person).where(shown)) or 0
    return Grid(weeks, [_row(scope, person, cells[person.id]) for person in persons], count)


def _who_practiced(scope: Scope, weeks: list[date]) -> Select[Any]:
    practiced = select(Take.person_id).where(Take.is_counted, within(weeks))
    return practiced.where(scope.holds(Take.team_id), Take.team_id.is_not(None))


def _row(scope: Scope, person: Person, cells: list[Cell]) -> Row:
    at_home = scope.team_ids is None or person.home_team_id in scope.team_ids
    return Row(person, cells, moved=person.is_deactivated or not at_home)


def cells_of(
    session: Session, scope: Scope, person_ids: Collection[UUID], weeks: list[date]
) -> dict[UUID, list[Cell]]:
    """The weeks of these people, in one query."""
    cells = {person_id: [Cell() for _ in weeks] for person_id in person_ids}
    which = place(weeks)
    found = (
        select(Take.person_id, which, *_sums())
        .outerjoin(Submission, HANDED_IN)
        .where(Take.person_id.in_(person_ids), within(weeks), scope.holds(Take.team_id))
        .where(or_(Take.is_counted, Submission.id.is_not(None)))
        .group_by(Take.person_id, which)
    )
    for person_id, index, takes, ms, submitted in session.execute(found):
        cells[person_id][index] = Cell(takes, int(ms or 0), submitted)
    return cells


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    counted = Take.is_counted
    return (
        func.count(Take.id).filter(counted),
        func.sum(Take.counted_ms).filter(counted),
        func.count(Submission.id),
    )


def totals(session: Session, scope: Scope, weeks: list[date]) -> Totals:
    """What everybody in scope did in these weeks, in two queries however many they are."""
    which = place(weeks)
    found = (
        select(which, func.count(), func.sum(Take.counted_ms), func.count(distinct(Take.person_id)))
        .where(Take.is_counted, within(weeks), scope.holds(Take.team_id))
        .group_by(which)
    )
    by_week = {row[0]: row for row in session.execute(found)}
    members = session.scalar(select(func.count()).select_from(Person).where(scope.members)) or 0
    last = by_week.get(len(weeks) - 1)
    return Totals(
        members=members,
        practiced=last[3] if last else 0,
        takes=sum(row[1] for row in by_week.values()),
        ms=sum(int(row[2] or 0) for row in by_week.values()),
        active_weeks=sum(row[3] for row in by_week.values()),
    )


def days_of(session: Session, person: Person, first: date) -> dict[date, tuple[int, int]]:
    """One's own days since then: takes and milliseconds on each. For the person alone."""
    found = (
        select(Take.local_day, func.count(), func.sum(Take.counted_ms))
        .where(Take.person_id == person.id, Take.is_counted, Take.local_day >= first)
        .group_by(Take.local_day)
    )
    return {day: (takes, int(ms or 0)) for day, takes, ms in session.execute(found)}


@dataclass(frozen=True)
class Year:
    """A person's own year: weeks of seven days, and what they add up to."""

    weeks: Sequence[tuple[date, list[int | None]]]
    takes: int
    ms: int
    active_weeks: int


def year_of(session: Session, person: Person, today: date, first_weekday: int, count: int) -> Year:
    """The last weeks of a person's practice, day by day; days to come are None."""
    weeks = last_weeks(today, count, first_weekday)
    days = days_of(session, person, weeks[0])
    by_week = [(week, [_on(days, week, n, today) for n in range(7)]) for week in weeks]
    return Year(
        by_week,
        takes=sum(takes for takes, _ in days.values()),
        ms=sum(ms for _, ms in days.values()),
        active_weeks=sum(any(week) for _, week in by_week),
    )


def _on(days: dict[date, tuple[int, int]], week: date, n: int, today: date) -> int | None:
    day = date.fromordinal(week.toordinal() + n)
    return None if day > today else days.get(day, (0, 0))[0]
