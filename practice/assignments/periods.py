"""The periods of an assignment that comes back: from when to when, and due when.

    weekly:  every so many weeks of the person's own calendar, named by its first day: 2026-11-23
    spaced:  d1 d3 d7 d21, so many days after somebody was given it

Pure functions on dates and zones; a period begins and ends at a midnight there.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice.assignments.due import end_of, first_end_after, moment
from practice.clock import week_of

WEEK = timedelta(days=7)
STEPS = (1, 3, 7, 21)
FIRST_STEP = "d1"
LAST_STAYS = 7  # days that the last of them can still be met
FRESH = timedelta(days=1)  # a period that began since then opens as it is
LEAST_LEFT = timedelta(days=3)  # later on, only one that still leaves this long
LEAST_OF_A_DAY = timedelta(hours=8)  # what is left of the day that a step is due on


@dataclass(frozen=True)
class Period:
    """One stretch in which it is asked for once."""

    key: str
    begins: datetime
    due_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Weeks:
    """Every so many weeks from the week of `start` on; none begins after `ends_on`."""

    start: date  # the first day of a week
    every: int = 1
    due_weekday: int | None = None
    ends_on: date | None = None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When that day begins there; where the clocks skip it, the first minute that exists."""
    return moment(datetime.combine(day, time()), zone)


def day_there(now: datetime, zone: ZoneInfo) -> date:
    """What day it is there."""
    return now.astimezone(zone).date()


def weeks_from(
    start: date, first_weekday: int, every: int, due_weekday: int | None, ends_on: date | None
) -> Weeks:
    """The same, from the week that `start` lies in."""
    return Weeks(week_of(start, first_weekday), every, due_weekday, ends_on)


def period_of(weeks: Weeks, first: date, zone: ZoneInfo) -> Period:
    """The period that begins with this day; due on its weekday in the last week, else at the end.

    What is due on no named weekday is due on the last day.
    """
    after = first + weeks.every * WEEK
    last_week = after - WEEK
    late_by = 6 if weeks.due_weekday is None else (weeks.due_weekday - last_week.weekday()) % 7
    due_day = last_week + timedelta(late_by)
    return Period(
        first.isoformat(), midnight(first, zone), end_of(due_day, zone), midnight(after, zone)
    )


def running(weeks: Weeks, zone: ZoneInfo, now: datetime) -> Period | None:
    """The period that it is there now; None before the first and after the last."""
    today = day_there(now, zone)
    if today < weeks.start:
        return None
    length = weeks.every * 7
    first = weeks.start + timedelta((today - weeks.start).days // length * length)
    if weeks.ends_on is not None and first > weeks.ends_on:
        return None
    return period_of(weeks, first, zone)


def next_first(weeks: Weeks, today: date) -> date:
    """The first day of the period that begins next."""
    length = weeks.every * 7
    begun = (today - weeks.start).days // length + 1
    return weeks.start + timedelta(max(begun, 0) * length)


def may_open(period: Period, now: datetime) -> bool:
    """Whether it still makes sense to give it: as it begins, or with three days left.

    Whoever joins later, and whatever could not open in time, waits for the next.
    """
    if not period.begins <= now < period.due_at:
        return False
    return now < period.begins + FRESH or period.due_at - now >= LEAST_LEFT


def step(number: int, given: date, zone: ZoneInfo) -> Period:
    """The period so many days after the day it was given; it lasts until the next begins."""
    after = [*(each for each in STEPS if each > number), number + LAST_STAYS][0]
    day = given + timedelta(number)
    return Period(
        f"d{number}",
        midnight(day, zone),
        end_of(day, zone),
        midnight(given + timedelta(after), zone),
    )


def step_now(given: date, zone: ZoneInfo, now: datetime) -> Period | None:
    """The step that it is time for; the first one begins at once.

    One that could not open in time is due on the next day that leaves some hours; when that
    is the day of the next one, there is nothing to give.
    """
    days = (day_there(now, zone) - given).days
    found = step(max([each for each in STEPS if each <= days], default=STEPS[0]), given, zone)
    due_at = max(found.due_at, first_end_after(now + LEAST_OF_A_DAY, zone))
    if now >= found.closes_at or due_at > found.closes_at:
        return None
    return Period(found.key, found.begins, due_at, found.closes_at)


def is_between(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether something is given on this day at all."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)
