"""Who practiced, and how often: counted takes by person and week.

Takes count in the team in which they were recorded, in the week of the person's own date. A
submission counts in the week in which it was handed in, by the organization's clock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    literal_column,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from practice.db import among
from practice.people import queries as people
from practice.people.models import BY_NAME, Person
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN
from practice.progress.weeks import (
    Days,
    Moments,
    days_of,
    end_of,
    handed_in_within,
    last_weeks,
    midnights,
    place,
    place_of_submission,
    within,
)
from practice.questions import put_together
from practice.takes.models import PracticeDay, Submission, Take

OF_TAKE = and_(Submission.take_id == Take.id, HANDED_IN)  # to join a take's submission

WEEK = "week"  # grouping by its name: PostgreSQL takes two CASEs with parameters for different
NONE: ColumnElement[int] = literal_column("0")
OF_ALL = func.coalesce(func.sum(PracticeDay.takes), 0)  # takes, as they were added up by day


class Cell(NamedTuple):
    """One person's week."""

    takes: int = 0
    ms: int = 0
    submitted: int = 0
    reviewed: int = 0


NOTHING = Cell()


@dataclass
class Row:
    """One person's weeks, the oldest first."""

    person: Person
    cells: Sequence[Cell]
    moved: bool = False

    @cached_property
    def added(self) -> Cell:
        """What the weeks add up to."""
        return Cell(*map(sum, zip(*self.cells, strict=True)))

    @cached_property
    def kinds(self) -> list[tuple[int, int, int]]:
        """What each cell shows: takes, and how many were submitted and reviewed."""
        return [(takes, submitted, reviewed) for takes, _, submitted, reviewed in self.cells]

    @property
    def active_weeks(self) -> int:
        return sum(takes > 0 for takes, *_ in self.cells)


@dataclass(frozen=True)
class Totals:
    """What a whole scope did in some weeks."""

    members: int = 0
    practiced: int = 0  # people with a counted take in the last of the weeks
    practiced_before: int = 0  # and in the week before
    takes: int = 0
    ms: int = 0
    active_weeks: int | None = None  # not added up for very many teams


@dataclass(frozen=True)
class Grid:
    """A page of people by weeks."""

    weeks: list[date]
    rows: list[Row] = field(default_factory=list)
    people: int = 0

    @property
    def kinds(self) -> set[tuple[int, int, int]]:
        """All that a cell shows; few, however many cells there are."""
        return set().union(*(row.kinds for row in self.rows))


def grid(session: Session, scope: Scope, weeks: list[date], limit: int, offset: int = 0) -> Grid:
    """People by weeks, by name: the members, and those who practiced here before they moved."""
    rows = session.execute(*_people(scope, days_of(weeks), limit, offset)).all()
    cells = cells_of(session, scope, [person.id for person, _ in rows], weeks)
    count = rows[0][1] if rows else 0
    return Grid(weeks, [_row(scope, person, cells[person.id]) for person, _ in rows], count)


@put_together
def _people(scope: Scope, days: Days, limit: int, offset: int) -> Select[Person, int]:
    """A page of them, and how many they are in all.

    Members, and who practiced there and has moved on since: effort stays where it was. In the
    whole organization nobody has moved anywhere else.
    """
    if scope.team_ids is None:
        found, count = select(Person).where(scope.members), scope.headcount
    else:
        practiced = select(Take.person_id).where(Take.is_counted, within(days), scope.takes)
        shown = union(select(Person.id).where(scope.members), practiced).cte("shown")
        found = select(Person).where(Person.id.in_(select(shown.c.id)))
        count = select(func.count()).select_from(shown).scalar_subquery()
    return found.add_columns(count).order_by(*BY_NAME).limit(limit).offset(offset)


def _row(scope: Scope, person: Person, cells: list[Cell]) -> Row:
    at_home = scope.team_ids is None or person.home_team_id in scope.team_ids
    return Row(person, cells, moved=person.is_deactivated or not at_home)


def cells_of(
    session: Session, scope: Scope, person_ids: Collection[UUID], weeks: list[date]
) -> dict[UUID, list[Cell]]:
    """The weeks of these people, in one question."""
    cells = {person_id: [NOTHING] * len(weeks) for person_id in person_ids}
    zone = people.organization(session).timezone
    asked = _by_week(scope, list(person_ids), days_of(weeks), midnights(weeks, zone))
    for person_id, index, takes, ms, submitted, reviewed in session.execute(*asked).all():
        own = cells[person_id]
        had = own[index]  # the other half of the union
        own[index] = Cell(
            had.takes + takes, had.ms + int(ms or 0), had.submitted + submitted,
            had.reviewed + reviewed,
        )  # fmt: skip
    return cells


@put_together
def _by_week(
    scope: Scope, person_ids: list[UUID], days: Days, moments: Moments
) -> CompoundSelect[*tuple[Any, ...]]:
    """What these people recorded, and then what they handed in."""
    submitted = _submitted_by_week(scope, person_ids, moments)
    return union_all(_takes_by_week(scope, person_ids, days), submitted)


def _takes_by_week(scope: Scope, person_ids: list[UUID], days: Days) -> Select[*tuple[Any, ...]]:
    which = place(days).label(WEEK)
    return (
        select(Take.person_id, which, func.count(), func.sum(Take.counted_ms), NONE, NONE)
        .where(among(Take.person_id, person_ids), Take.is_counted, within(days), scope.takes)
        .group_by(Take.person_id, WEEK)
    )


def _submitted_by_week(
    scope: Scope, person_ids: list[UUID], moments: Moments
) -> Select[*tuple[Any, ...]]:
    which = place_of_submission(moments).label(WEEK)
    counts = (func.count(), func.count(Submission.reviewed_at))
    return (
        select(Submission.person_id, which, NONE, NONE, *counts)
        .where(among(Submission.person_id, person_ids), handed_in_within(moments))
        .where(HANDED_IN, scope.handed_in)
        .group_by(Submission.person_id, WEEK)
    )


def totals(session: Session, scope: Scope, weeks: list[date]) -> Totals:
    """What everybody in scope did in these weeks, however many they are."""
    counted = weeks[-2:] if scope.is_wide else weeks
    rows = session.execute(*_totals(scope, days_of(weeks), days_of(counted))).all()
    found = {week: (count, ms, members) for week, count, ms, members in rows}
    takes, ms, members = found[None]
    practiced = [found[index][0] if index in found else 0 for index in range(len(counted))]
    return Totals(
        members=members,
        practiced=practiced[-1],
        practiced_before=practiced[-2],
        takes=takes,
        ms=int(ms or 0),
        active_weeks=None if scope.is_wide else sum(practiced),
    )


@put_together
def _totals(scope: Scope, days: Days, counted: Days) -> CompoundSelect[*tuple[Any, ...]]:
    """What all of it adds up to, in the row without a week; and who practiced by week."""
    return union_all(_sums(scope, days), _practiced(scope, counted))


def _sums(scope: Scope, days: Days) -> Select[*tuple[Any, ...]]:
    count, ms = (OF_ALL, PracticeDay.ms) if scope.is_whole else (func.count(), Take.counted_ms)
    found = select(null(), count, func.sum(ms), scope.headcount)
    if scope.is_whole:
        return found.where(within(days, PracticeDay.day))
    return _counted(found, scope, days)


def _practiced(scope: Scope, days: Days) -> Select[*tuple[Any, ...]]:
    """How many of the members practiced in each of these weeks.

    Who has left or moved since is no member anymore: "5 of 4" would say nothing.
    """
    who = _counted(select(place(days).label(WEEK), Take.person_id), scope, days)
    # Each once in an inner question: to count distinct ones PostgreSQL would sort all the takes.
    each = who.where(scope.still_holds(Take.person_id)).distinct().subquery()
    return select(each.c.week, func.count(), null(), null()).group_by(each.c.week)


def _counted(what: Select[*tuple[Any, ...]], scope: Scope, days: Days) -> Select[*tuple[Any, ...]]:
    return what.where(Take.is_counted, within(days), scope.takes)


def days_practiced(
    session: Session, person: Person, weeks: list[date]
) -> dict[date, tuple[int, int]]:
    """One's own days in these weeks: takes and milliseconds on each. For the person alone."""
    found = session.execute(*_by_day(person.id, weeks[0], end_of(weeks))).all()
    return {day: (takes, int(ms or 0)) for day, takes, ms in found}


@put_together
def _by_day(person_id: UUID, first: date, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Take.local_day, func.count(), func.sum(Take.counted_ms))
        .where(Take.person_id == person_id, Take.is_counted, Take.local_day.between(first, last))
        .group_by(Take.local_day)
    )


@dataclass(frozen=True)
class Year:
    """A person's own year: weeks of seven days, and what they add up to."""

    weeks: Sequence[tuple[date, list[int | None]]]
    takes: int
    ms: int
    active_weeks: int


def year_of(session: Session, person: Person, today: date, first_weekday: int, count: int) -> Year:
    """The last weeks of a person's practice, day by day; days to come are None.

    Whoever flies back over the date line may have practiced on one of them.
    """
    weeks = last_weeks(today, count, first_weekday)
    days = days_practiced(session, person, weeks)
    by_week = [(week, [_on(days, week, n, today) for n in range(7)]) for week in weeks]
    return Year(
        by_week,
        takes=sum(takes for takes, _ in days.values()),
        ms=sum(ms for _, ms in days.values()),
        active_weeks=sum(any(week) for _, week in by_week),
    )


def _on(days: dict[date, tuple[int, int]], week: date, n: int, today: date) -> int | None:
    day = date.fromordinal(week.toordinal() + n)
    if day in days:
        return days[day][0]
    return None if day > today else 0
