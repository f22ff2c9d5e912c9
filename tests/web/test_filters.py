"""How values read on a screen."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string

from practice.clock import zone_of
from practice.web import filters

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)  # Wednesday, 11 AM in New York


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00"), (999, "0:00"), (74_200, "1:14"), (3_723_000, "1:02:03"), (-5, "0:00")],
)
def test_a_position_reads_as_on_a_player(ms: int, text: str) -> None:
    assert filters.clock(ms) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (1_000, "1 second"),
        (45_400, "45 seconds"),
        (59_600, "1 minute"),
        (90_000, "2 minutes"),
        (3_900_000, "1 hour 5 minutes"),
        (7_200_000, "2 hours"),
    ],
)
def test_a_length_is_said_in_words(ms: int, text: str) -> None:
    assert filters.length_words(ms) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (812, "812 bytes"),
        (2_202_010, "2.1 MB"),
        (30 << 20, "30 MB"),
        (5 << 40, "5120 GB"),
    ],
)
def test_a_size_has_the_unit_a_person_would_choose(size: int, text: str) -> None:
    assert filters.bytes_words(size) == text


def test_a_count_agrees_with_its_noun() -> None:
    assert [filters.plural(n, "take") for n in (0, 1, 1200)] == ["0 takes", "1 take", "1,200 takes"]
    assert filters.plural(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("name", "text"),
    [("Priya Raman", "PR"), ("Ana María de la Cruz", "AC"), ("cher", "C"), ("  ", "?")],
)
def test_an_avatar_shows_first_and_last_initial(name: str, text: str) -> None:
    assert filters.initials(name) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-18T16:20", "today 4:20 PM"),
        ("2026-11-19T17:00", "tomorrow 5:00 PM"),
        ("2026-11-17T00:05", "yesterday 12:05 AM"),
        ("2026-11-15T12:00", "Sunday 12:00 PM"),
        ("2026-11-24T09:00", "Tuesday 9:00 AM"),
        ("2026-11-25T09:00", "Wednesday, Nov 25, 9:00 AM"),
        ("2027-01-04T09:00", "Monday, Jan 4, 2027, 9:00 AM"),
    ],
)
def test_a_time_near_now_is_said_in_the_words_of_the_week(moment: str, text: str) -> None:
    assert filters.near_time(at(moment), NEW_YORK, NOW) == text


def test_the_full_time_cannot_be_misread() -> None:
    assert filters.full_time(at("2026-11-27T17:00"), NEW_YORK, NOW) == "Friday, Nov 27, 5:00 PM"


def test_the_same_moment_is_another_day_elsewhere() -> None:
    late = datetime(2026, 11, 19, 3, 30, tzinfo=UTC)
    assert filters.near_time(late, NEW_YORK, NOW) == "today 10:30 PM"
    assert filters.near_time(late, ZoneInfo("Asia/Tokyo"), NOW) == "today 12:30 PM"
    assert filters.near_time(late, ZoneInfo("Europe/Berlin"), NOW) == "tomorrow 4:30 AM"


def test_five_in_the_afternoon_stays_five_when_the_clocks_change() -> None:
    saturday = at("2026-10-31T12:00")
    monday_before, monday_after = at("2026-10-26T17:00"), at("2026-11-02T17:00")
    assert (monday_after - monday_before).total_seconds() == 7 * 86400 + 3600
    assert filters.near_time(monday_after, NEW_YORK, saturday) == "Monday 5:00 PM"


def test_midnights_are_counted_even_across_a_day_of_23_hours() -> None:
    evening, next_noon = at("2026-03-07T23:30"), at("2026-03-08T12:00")
    assert filters.days_ago(evening, NEW_YORK, next_noon) == "yesterday"
    assert filters.days_ago(evening, NEW_YORK, at("2026-03-10T00:10")) == "3 days ago"
    assert filters.days_ago(next_noon, NEW_YORK, next_noon) == "today"


def test_what_is_due_says_when_and_what_was_due_says_so() -> None:
    assert filters.due(at("2026-11-19T17:00"), NEW_YORK, NOW) == "Due tomorrow 5:00 PM"
    assert filters.due(at("2026-11-17T17:00"), NEW_YORK, NOW) == "Was due yesterday 5:00 PM"


def test_a_day_carries_its_year_only_when_it_is_another() -> None:
    assert filters.calendar_day(date(2026, 11, 27), date(2026, 1, 1)) == "Friday, Nov 27"
    assert filters.calendar_day(date(2025, 12, 31), date(2026, 1, 1)) == "Wednesday, Dec 31, 2025"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_reads_as_utc(name: str) -> None:
    assert zone_of(name) == ZoneInfo("UTC")


def test_templates_write_times_for_whoever_is_looking() -> None:
    app = Flask(__name__)
    zones = iter(["America/New_York", "Asia/Tokyo"])
    filters.init_filters(app, zone=lambda: next(zones), now=lambda: NOW)
    at = datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
    written = "{{ at | near_time | upfirst }} / {{ at | full_time }}"
    with app.app_context():  # somebody signs in while a request is answered
        pages = [render_template_string(written, at=at) for _ in range(2)]
    assert pages == [
        "Today 5:00 PM / Wednesday, Nov 18, 5:00 PM",
        "Today 7:00 AM / Thursday, Nov 19, 7:00 AM",
    ]


def test_all_times_of_a_page_are_seen_from_one_moment() -> None:
    app = Flask(__name__)
    moments = iter([NOW, NOW + timedelta(days=1)])
    filters.init_filters(app, zone=lambda: "UTC", now=lambda: next(moments))
    with app.app_context():
        page = render_template_string("{{ at | days_ago }} / {{ at | days_ago }}", at=NOW)
    assert page == "today / today"


def test_choices_are_words_and_one_of_them_is_picked() -> None:
    shown = filters.options([("", "All"), (7, "A & B"), ('7"', "<Odd>", "not shown")], "7")
    assert str(shown).split("\n") == [
        '<option value="">All</option>',
        '<option value="7" selected>A &amp; B</option>',
        '<option value="7&#34;">&lt;Odd&gt;</option>',
    ]
    assert not filters.options([])
