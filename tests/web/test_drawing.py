"""Pictures of many days."""

from datetime import date

from practice.web.drawing import active, shades

WEEKS = [
    (date(2026, 11, 2), [0, 1, 0, 0, 0, 0, 0]),
    (date(2026, 11, 9), [0, 0, 0, 0, 0, 0, 0]),
    (date(2026, 11, 16), [2, 0, 7, None, None, None, None]),
]


def test_each_day_lies_in_the_path_of_its_shade_and_days_to_come_in_none() -> None:
    paths = shades(WEEKS)
    assert [path.count("M") for path in paths] == [14, 1, 1, 1]
    assert paths[1:] == ["M2 15h6v6h-6z", "M28 2h6v6h-6z", "M28 28h6v6h-6z"]


def test_weeks_with_practice_are_added_up_the_newest_first() -> None:
    assert active(WEEKS) == [(date(2026, 11, 16), 2, 9), (date(2026, 11, 2), 1, 1)]
