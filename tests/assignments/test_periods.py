"""The periods of an assignment that comes back, by every person's own calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practice.assignments import periods, words
from practice.assignments.periods import Period, Weeks
from tests.assignments.test_due import ZONES
from tests.each import on_each

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 11, 23)
NEW_YORK, AUCKLAND, CAIRO = (
    ZoneInfo(name) for name in ("America/New_York", "Pacific/Auckland", "Africa/Cairo")
)


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def wall(period: Period, zone: ZoneInfo) -> tuple[str, ...]:
    moments = (period.begins, period.due_at, period.closes_at)
    return tuple(f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in moments)


@on_each(
    "what weeks zone expected",
    [
        ("the last day where no other is named", Weeks(MONDAY), NEW_YORK,
         ("2026-11-23", "11-23 00:00", "11-29 17:00", "11-30 00:00")),
        ("a named day", Weeks(MONDAY, due_weekday=3), NEW_YORK,
         ("2026-11-23", "11-23 00:00", "11-26 17:00", "11-30 00:00")),
        ("a week that begins on Sunday", Weeks(date(2026, 11, 22), due_weekday=4), NEW_YORK,
         ("2026-11-22", "11-22 00:00", "11-27 17:00", "11-29 00:00")),
        ("the day that it begins on", Weeks(date(2026, 11, 22), due_weekday=6), NEW_YORK,
         ("2026-11-22", "11-22 00:00", "11-22 17:00", "11-29 00:00")),
        ("the last of two weeks", Weeks(MONDAY, 2, 3), NEW_YORK,
         ("2026-11-23", "11-23 00:00", "12-03 17:00", "12-07 00:00")),
        ("two weeks that began a week ago", Weeks(date(2026, 11, 16), 2, 3), NEW_YORK,
         ("2026-11-16", "11-16 00:00", "11-26 17:00", "11-30 00:00")),
        ("years on", Weeks(date(2023, 1, 2), 4), NEW_YORK,
         ("2026-11-02", "11-02 00:00", "11-29 17:00", "11-30 00:00")),
        ("the end falls into it", Weeks(MONDAY, ends_on=date(2026, 11, 24)), NEW_YORK,
         ("2026-11-23", "11-23 00:00", "11-29 17:00", "11-30 00:00")),
        ("it ended before", Weeks(date(2026, 11, 2), ends_on=date(2026, 11, 22)), NEW_YORK, None),
        ("it starts next week", Weeks(date(2026, 11, 30)), NEW_YORK, None),
    ],
)  # fmt: skip
def test_a_week_runs_from_midnight_to_midnight_there(
    what: str, weeks: Weeks, zone: ZoneInfo, expected: tuple[str, ...] | None
) -> None:
    found = periods.running(weeks, zone, NOW)
    assert (found and (found.key, *wall(found, zone))) == expected, what


def test_it_is_next_week_in_one_zone_while_it_is_this_week_in_another() -> None:
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    here, there = (periods.running(Weeks(MONDAY), zone, sunday) for zone in (NEW_YORK, AUCKLAND))
    assert here is not None
    assert there is not None
    assert (here.key, there.key) == ("2026-11-23", "2026-11-30")


def test_every_period_of_every_zone_holds_the_moment_that_it_is_asked_for() -> None:
    for at_number, name in enumerate(ZONES):
        zone = ZoneInfo(name)
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at_number * 1777)
        found = periods.running(
            Weeks(date(2024, 1, 1), 1 + at_number % 3, at_number % 7), zone, now
        )
        assert found is not None
        assert found.begins <= now < found.closes_at, (name, now)
        assert found.begins < found.due_at < found.closes_at, (name, now)


@pytest.mark.parametrize(
    ("zone", "monday", "hours"),
    [(NEW_YORK, date(2027, 3, 8), 167), (NEW_YORK, date(2026, 10, 26), 169), (CAIRO, MONDAY, 168)],
)
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(
    zone: ZoneInfo, monday: date, hours: int
) -> None:
    found = periods.period_of(Weeks(monday), monday, zone)
    assert found.closes_at - found.begins == timedelta(hours=hours)
    assert wall(found, zone)[1].endswith("17:00")


def test_a_midnight_that_the_clocks_skip_is_the_next_minute_there() -> None:
    begins = periods.midnight(date(2026, 4, 24), CAIRO)  # a Friday: 00:00 becomes 1:00
    assert begins.astimezone(CAIRO).hour == 1


@on_each(
    "when opens",
    [
        ("2026-11-22T23:59:59", False),  # not begun
        ("2026-11-23T00:00:00", True),
        ("2026-11-23T23:59:59", True),  # as everybody else
        ("2026-11-24T17:00:00", True),  # three days left
        ("2026-11-24T17:00:01", False),
        ("2026-11-27T18:00:00", False),
    ],
)
def test_whoever_joins_with_fewer_than_three_days_left_begins_with_the_next(
    when: str, opens: bool
) -> None:
    friday = periods.period_of(Weeks(MONDAY, due_weekday=4), MONDAY, NEW_YORK)
    assert periods.may_open(friday, at(when)) is opens


def test_what_is_due_on_the_day_that_it_begins_opens_that_day_and_no_later() -> None:
    short = periods.period_of(Weeks(MONDAY, due_weekday=0), MONDAY, NEW_YORK)
    assert periods.may_open(short, at("2026-11-23T00:00:00"))
    assert not periods.may_open(short, at("2026-11-23T17:00:00"))


@on_each(
    "when expected",
    [
        ("2026-11-02T23:30:00", ("d1", "11-03 00:00", "11-03 17:00", "11-05 00:00")),
        ("2026-11-03T12:00:00", ("d1", "11-03 00:00", "11-04 17:00", "11-05 00:00")),
        ("2026-11-05T00:00:00", ("d3", "11-05 00:00", "11-05 17:00", "11-09 00:00")),
        ("2026-11-08T12:00:00", None),  # too late for the third day, too early for the seventh
        ("2026-11-09T00:00:00", ("d7", "11-09 00:00", "11-09 17:00", "11-23 00:00")),
        ("2026-11-12T12:00:00", ("d7", "11-09 00:00", "11-13 17:00", "11-23 00:00")),
        ("2026-11-23T00:00:00", ("d21", "11-23 00:00", "11-23 17:00", "11-30 00:00")),
        ("2026-11-30T00:00:00", None),
    ],
)
def test_spaced_practice_comes_back_after_1_3_7_and_21_days(
    when: str, expected: tuple[str, ...] | None
) -> None:
    found = periods.step_now(date(2026, 11, 2), NEW_YORK, at(when))
    assert (found and (found.key, *wall(found, NEW_YORK))) == expected


def test_each_period_has_a_name_that_people_use() -> None:
    cases = {
        ("once", 1): "", ("2026-11-23", 1): "Week of Nov 23", ("2026-12-28", 2): "Dec 28 to Jan 10",
        ("d21", 1): "Day 21",
    }  # fmt: skip
    assert {case: words.period_name(*case) for case in cases} == cases
