"""5:00 PM wherever you are, in every zone and through every change of the clocks."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from practice.assignments import due
from practice.assignments.models import Assignment, DueKind

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and zone != "localtime")
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 730, 3)]


def test_it_is_five_in_the_afternoon_on_every_wall_in_the_world() -> None:
    chance = random.Random(5)
    for name in ZONES:
        for day in chance.sample(DAYS, 20):
            there = due.end_of(day, ZoneInfo(name)).astimezone(ZoneInfo(name))
            assert (there.date(), there.time()) == (day, time(17)), (name, day)


def test_every_local_time_becomes_the_first_moment_that_exists_from_it_on() -> None:
    chance = random.Random(7)
    for name in chance.sample(ZONES, 120):
        zone = ZoneInfo(name)
        for _ in range(40):
            day = datetime(2024, 1, 1) + timedelta(minutes=chance.randrange(3 * 525_600))  # noqa: DTZ001
            there = due.moment(day, zone).astimezone(zone).replace(tzinfo=None)
            assert there >= day
            if due.exists(day, zone):
                assert there == day


@pytest.mark.parametrize(
    ("zone", "skipped", "shown"),
    [
        ("America/New_York", datetime(2027, 3, 14, 2, 30), datetime(2027, 3, 14, 3, 0)),  # noqa: DTZ001
        ("Europe/Berlin", datetime(2027, 3, 28, 2, 0), datetime(2027, 3, 28, 3, 0)),  # noqa: DTZ001
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 10), datetime(2026, 10, 4, 2, 30)),  # noqa: DTZ001
        ("Pacific/Apia", datetime(2011, 12, 30, 17, 0), datetime(2011, 12, 31, 0, 0)),  # noqa: DTZ001
    ],
)
def test_a_skipped_hour_becomes_the_next_minute_that_exists(
    zone: str, skipped: datetime, shown: datetime
) -> None:
    there = due.moment(skipped, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert there.replace(tzinfo=None) == shown


def test_a_late_joiner_always_has_seven_whole_days() -> None:
    chance = random.Random(11)
    for name in chance.sample(ZONES, 60):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(525_600))
        assignment = Assignment(due_kind=DueKind.wherever, due_date=date(2026, 6, 15))
        got = due.due_for_late_joiner(assignment, name, now)
        assert got is not None
        assert got >= now + timedelta(days=7)
        assert got >= due.end_of(date(2026, 6, 15), ZoneInfo(name))
        assert got <= max(due.end_of(date(2026, 6, 15), ZoneInfo(name)), now + timedelta(days=8.1))


def test_one_moment_for_all_is_the_same_in_every_zone() -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assignment = Assignment(due_kind=DueKind.instant, due_at=noon)
    assert {due.due_at(assignment, zone) for zone in ZONES} == {noon}


def test_an_unknown_zone_reads_as_utc() -> None:
    assert due.end_of(date(2026, 5, 1), due.zone_of("Mars/Olympus")).hour == 17
