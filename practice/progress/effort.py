"""Who practiced, and how often: counted takes by person and week.

Takes count in the team in which they were recorded, in the week of the person's own date. A
submission counts in the week in which it was handed in, by the organization's clock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select
from sqlalchemy.orm import Session

from practice.people import queries as people
from practice.people.models import Person
from practice.progress.scope import Scope, former
from practice.progress.waiting import HANDED_IN
from practice.progress.weeks import (
    handed_in_within,
    last_weeks,
    place,
    place_of_submission,
    within,
)
from practice.takes.models import Submission, Take

OF_TAKE = and_(Submission.take_id == Take.id, HANDED_IN)  # to join a take's submission

WEEK = "week"  # grouping by its name: PostgreSQL takes two CASEs with parameters for different


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
    practiced_before: int = 0  # and in the week before
    takes: int = 0
    ms: int = 0
    active_weeks: int | None = None  # not added up for the whole organization


@dataclass(frozen=True)
class Grid:
    """A page of people by weeks."""

    weeks: list[date]
    rows: list[Row] = field(default_factory=list)
    people: int = 0


def grid(session: Session, scope: Scope, weeks: list[date], limit: int, offset: int = 0) -> Grid:
    """People by weeks, by name: the members, and those who practiced here before they moved."""
    shown = _shown(scope, weeks)
    found = select(Person).where(shown).order_by(Person.name, Person.id)
    persons = session.scalars(found.limit(limit).offset(offset)).all()
    cells = cells_of(session, scope, [person.id for person in persons], weeks)
    count = session.scalar(select(func.count()).select_from(Person).where(shown)) or 0
    return Grid(weeks, [_row(scope, person, cells[person.id]) for person in persons], count)


def _shown(scope: Scope, weeks: list[date]) -> ColumnElement[bool]:
    """In the whole organization nobody has moved anywhere else."""
    if scope.team_ids is None:
        return scope.members
    practiced = select(Take.person_id).where(Take.is_counted, within(weeks))
    return former(scope, practiced.where(scope.holds(Take.team_id)))


def _row(scope: Scope, person: Person, cells: list[Cell]) -> Row:
    at_home = scope.team_ids is None or person.home_team_id in scope.team_ids
    return Row(person, cells, moved=person.is_deactivated or not at_home)


def cells_of(
    session: Session, scope: Scope, person_ids: Collection[UUID], weeks: list[date]
) -> dict[UUID, list[Cell]]:
    """The weeks of these people, in two queries."""
    cells = {person_id: [Cell() for _ in weeks] for person_id in person_ids}
    for person_id, index, takes, ms in session.execute(_takes_by_week(scope, person_ids, weeks)):
        cells[person_id][index] = Cell(takes, int(ms or 0))
    zone = people.organization(session).timezone
    for person_id, index, count in session.execute(
        _submitted_by_week(scope, person_ids, weeks, zone)
    ):
        cells[person_id][index].submitted = count
    return cells


def _takes_by_week(
    scope: Scope, person_ids: Collection[UUID], weeks: list[date]
) -> Select[UUID, int, int, int]:
    which = place(weeks).label(WEEK)
    return (
        select(Take.person_id, which, func.count(), func.sum(Take.counted_ms))
        .where(Take.person_id.in_(person_ids), Take.is_counted, within(weeks))
        .where(scope.holds(Take.team_id))
        .group_by(Take.person_id, WEEK)
    )


def _submitted_by_week(
    scope: Scope, person_ids: Collection[UUID], weeks: list[date], zone: str
) -> Select[UUID, int, int]:
    which = place_of_submission(weeks, zone).label(WEEK)
    return (
        select(Submission.person_id, which, func.count())
        .where(Submission.person_id.in_(person_ids), handed_in_within(weeks, zone))
        .where(HANDED_IN, scope.holds(Submission.team_id))
        .group_by(Submission.person_id, WEEK)
    )


def totals(session: Session, scope: Scope, weeks: list[date]) -> Totals:
    """What everybody in scope did in these weeks, however many they are."""
    sums = select(func.count(), func.sum(Take.counted_ms))
    takes, ms = session.execute(_counted(sums, scope, weeks)).one()
    members = session.scalar(select(func.count()).select_from(Person).where(scope.members)) or 0
    added = scope.team_ids is not None
    active = [_practiced(session, scope, week) for week in (weeks if added else weeks[-2:])]
    return Totals(
        members=members,
        practiced=active[-1],
        practiced_before=active[-2],
        takes=takes,
        ms=int(ms or 0),
        active_weeks=sum(active) if added else None,
    )


def _practiced(session: Session, scope: Scope, week: date) -> int:
    """How many of the members practiced in this week: a narrow question for one index.

    Who has left or moved since is no member anymore: "5 of 4" would say nothing.
    """
    people_then = select(func.count(distinct(Take.person_id)))
    members = scope.still_holds(Take.person_id)
    return session.scalar(_counted(people_then, scope, [week]).where(members)) or 0


def _counted(
    what: Select[*tuple[Any, ...]], scope: Scope, weeks: list[date]
) -> Select[*tuple[Any, ...]]:
    return what.where(Take.is_counted, within(weeks), scope.holds(Take.team_id))


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
