"""Weeks begin on the organization's first weekday, and every take falls into exactly one."""

import itertools
from datetime import date, timedelta

import pytest

from practice.clock import week_of
from practice.progress.weeks import end_of, last_weeks

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("first_weekday", "first_day"),
    [(0, date(2026, 11, 16)), (6, date(2026, 11, 22)), (5, date(2026, 11, 21))],
)
def test_a_week_begins_on_the_first_weekday(first_weekday: int, first_day: date) -> None:
    assert week_of(SUNDAY, first_weekday) == first_day


def test_the_last_weeks_end_with_the_one_that_runs() -> None:
    weeks = last_weeks(SUNDAY, 10, 0)
    assert len(weeks) == 10
    assert weeks[-1] == date(2026, 11, 16)
    assert end_of(weeks) == SUNDAY
    assert all(later - earlier == timedelta(days=7) for earlier, later in itertools.pairwise(weeks))


def test_weeks_run_on_over_the_turn_of_the_year() -> None:
    assert last_weeks(date(2027, 1, 1), 2, 0) == [date(2026, 12, 21), date(2026, 12, 28)]
