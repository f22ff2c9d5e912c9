"""Weeks as the organization counts them: each is known by its first day."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, and_, case, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from practice.clock import week_of
from practice.db import in_sight
from practice.takes.models import Submission, Take

WEEK = timedelta(days=7)
SHOWN = 10  # weeks side by side on a team's page
BLOCKS = 6  # how many stretches of time a picture of growth shows at most
YEAR = 53  # columns of the year's picture
Days = tuple[date, ...]  # as questions about takes have weeks: `days_of`
Moments = tuple[datetime, ...]  # as questions about submissions have them: `midnights`


class Period(StrEnum):
    """How many weeks a page looks back, as it stands in the address."""

    month = "4"
    quarter = "10"
    half = "26"
    year = "53"

    @property
    def weeks(self) -> int:
        return int(self.value)


def blocks_of(weeks: list[date]) -> list[list[date]]:
    """The weeks in stretches of the same length, the oldest first; it may be a shorter one."""
    size = -(-len(weeks) // BLOCKS)
    ends = range(len(weeks), 0, -size)
    return [weeks[max(end - size, 0) : end] for end in ends][::-1]


def last_weeks(today: date, count: int, first_weekday: int) -> list[date]:
    """The last weeks up to the one that is running, the oldest first."""
    this = week_of(today, first_weekday)
    return [this - WEEK * back for back in range(count - 1, -1, -1)]


def end_of(weeks: list[date]) -> date:
    """The last day of the last of these weeks."""
    return weeks[-1] + WEEK - timedelta(days=1)


def days_of(weeks: list[date]) -> Days:
    """The first day of each week, and the last of all."""
    return *weeks, end_of(weeks)


def midnights(weeks: list[date], zone: str) -> Moments:
    """When each of these weeks begins in that zone, and when the last one ends."""
    days = [*weeks, weeks[-1] + WEEK]
    return tuple(datetime.combine(day, time(), ZoneInfo(zone)) for day in days)


def within(days: Days, column: InstrumentedAttribute[date] = Take.local_day) -> ColumnElement[bool]:
    """Whether a take was recorded in these weeks, by its person's own date."""
    first, last = (in_sight(day, column.type) for day in (days[0], days[-1]))
    return column.between(first, last)


def handed_in_within(moments: Moments) -> ColumnElement[bool]:
    """Whether a submission was handed in during these weeks, by the organization's clock."""
    began, *_, over = moments
    first, end = (in_sight(moment, Submission.created_at.type) for moment in (began, over))
    return and_(Submission.created_at >= first, Submission.created_at < end)


class WeeksBetween(FunctionElement[int]):
    """How many whole weeks a day lies after another."""

    name = "weeks_between"
    type = Integer()
    inherit_cache = True


@compiles(WeeksBetween)
def _weeks(between: WeeksBetween, compiler: SQLCompiler, **how: Any) -> str:
    first, day = (compiler.process(each, **how) for each in between.clauses)
    return f"(({day} - {first}) / 7)"


@compiles(WeeksBetween, "sqlite")
def _weeks_by_days(between: WeeksBetween, compiler: SQLCompiler, **how: Any) -> str:
    first, day = (compiler.process(each, **how) for each in between.clauses)
    return f"CAST((julianday({day}) - julianday({first})) / 7 AS INTEGER)"


def place(days: Days) -> ColumnElement[int]:
    """Which of these weeks a take belongs to, as an index."""
    return WeeksBetween(in_sight(days[0], Take.local_day.type), Take.local_day)


def place_of_submission(moments: Moments) -> ColumnElement[int]:
    """Which of these weeks a submission was handed in, as an index: not all are as long as others,
    where clocks change."""
    column, edges = Submission.created_at, moments[1:-1]
    later = [(column < start, _known(index)) for index, start in enumerate(edges)]
    return case(*later, else_=_known(len(edges))) if later else _known(0)


def _known(number: int) -> ColumnElement[int]:
    """A number that is always the same, so it need not come by itself each time."""
    return literal_column(str(number), Integer())
