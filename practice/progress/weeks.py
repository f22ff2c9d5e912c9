"""Weeks as the organization counts them: each is known by its first day."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, literal

from practice.clock import week_of
from practice.db import in_sight
from practice.takes.models import Submission, Take

WEEK = timedelta(days=7)
SHOWN = 10  # weeks side by side on a team's page
BLOCKS = 6  # how many stretches of time a picture of growth shows at most
YEAR = 53  # columns of the year's picture


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


def within(weeks: list[date]) -> ColumnElement[bool]:
    """Whether a take was recorded in these weeks, by its person's own date."""
    first, last = (in_sight(day, Take.local_day.type) for day in (weeks[0], end_of(weeks)))
    return Take.local_day.between(first, last)


def midnights(weeks: list[date], zone: str) -> list[datetime]:
    """When each of these weeks begins in that zone, and when the last one ends."""
    days = [*weeks, weeks[-1] + WEEK]
    return [datetime.combine(day, time(), ZoneInfo(zone)) for day in days]


def handed_in_within(weeks: list[date], zone: str) -> ColumnElement[bool]:
    """Whether a submission was handed in during these weeks, by the organization's clock."""
    began, *_, over = midnights(weeks, zone)
    first, end = (in_sight(moment, Submission.created_at.type) for moment in (began, over))
    return and_(Submission.created_at >= first, Submission.created_at < end)


def place_of_submission(weeks: list[date], zone: str) -> ColumnElement[int]:
    """Which of these weeks a submission was handed in, as an index."""
    starts = midnights(weeks, zone)[1:-1]
    later = [(Submission.created_at < start, index) for index, start in enumerate(starts)]
    return case(*later, else_=len(weeks) - 1) if later else literal(0)


def place(weeks: list[date]) -> ColumnElement[int]:
    """Which of these weeks a take belongs to, as an index; the same on every database."""
    later = [(Take.local_day < week, index) for index, week in enumerate(weeks[1:])]
    return case(*later, else_=len(weeks) - 1) if later else literal(0)
