"""Weeks as the organization counts them: each is known by its first day."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, case

from practice.takes.models import Take

WEEK = timedelta(days=7)
SHOWN = 10  # weeks side by side on a team's page
YEAR = 53  # columns of the year's picture


def week_of(day: date, first_weekday: int) -> date:
    """The first day of the week that this day lies in; `first_weekday` counts from Monday, 0."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def last_weeks(today: date, count: int, first_weekday: int) -> list[date]:
    """The last weeks up to the one that is running, the oldest first."""
    this = week_of(today, first_weekday)
    return [this - WEEK * back for back in range(count - 1, -1, -1)]


def end_of(weeks: list[date]) -> date:
    """The last day of the last of these weeks."""
    return weeks[-1] + WEEK - timedelta(days=1)


def within(weeks: list[date]) -> ColumnElement[bool]:
    """Whether a take was recorded in these weeks, by its person's own date."""
    return Take.local_day.between(weeks[0], end_of(weeks))


def place(weeks: list[date]) -> ColumnElement[int]:
    """Which of these weeks a take belongs to, as an index; the same on every database."""
    later = [(Take.local_day < week, index) for index, week in enumerate(weeks[1:])]
    return case(*later, else_=len(weeks) - 1) if later else case((Take.id.is_not(None), 0), else_=0)
