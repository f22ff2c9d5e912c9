"""When mail may leave: by one's own rhythm, outside of quiet hours, on one's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from practice.clock import after_working_days, zone_of
from practice.notices import rules, words
from practice.notices.models import NoticeKind
from practice.notices.timing import mail_at
from practice.people.models import MailRhythm, Person

FEEDBACK, NUDGE, INVITE = NoticeKind.feedback, NoticeKind.nudge, NoticeKind.invite
TOMORROW, WEEKLY = NoticeKind.due_tomorrow, NoticeKind.weekly
NEW_YORK = "America/New_York"


def somebody(
    rhythm: MailRhythm = MailRhythm.at_once,
    zone: str = "UTC",
    quiet: tuple[int, int] | None = None,
) -> Person:
    first, end = quiet or (None, None)
    return Person(mail_rhythm=rhythm, timezone=zone, quiet_from=first, quiet_until=end)


def on_the_wall(person: Person, kind: NoticeKind, local: str) -> str:
    """When mail of this kind leaves that was told then, both as the person's own clock shows it."""
    zone = zone_of(person.timezone)
    told = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    return mail_at(person, kind, told, told).astimezone(zone).strftime("%a %d %H:%M")


@pytest.mark.parametrize(
    ("rhythm", "kind", "told", "leaves"),
    [
        (MailRhythm.at_once, FEEDBACK, "2026-11-18T15:00", "Wed 18 15:00"),
        (MailRhythm.daily, FEEDBACK, "2026-11-18T15:00", "Thu 19 08:00"),
        (MailRhythm.daily, FEEDBACK, "2026-11-18T07:59", "Wed 18 08:00"),
        (MailRhythm.weekly, FEEDBACK, "2026-11-18T15:00", "Mon 23 08:00"),
        (MailRhythm.weekly, FEEDBACK, "2026-11-23T08:00", "Mon 30 08:00"),
        (MailRhythm.weekly, TOMORROW, "2026-11-18T17:00", "Thu 19 08:00"),
        (MailRhythm.weekly, NUDGE, "2026-11-18T15:00", "Wed 18 15:00"),
        (MailRhythm.daily, WEEKLY, "2026-11-23T08:00", "Mon 23 08:00"),
        (MailRhythm.daily, FEEDBACK, "2026-03-07T12:00", "Sun 08 08:00"),  # the clocks change
    ],
)
def test_mail_follows_the_rhythm_on_the_own_clock(
    rhythm: MailRhythm, kind: NoticeKind, told: str, leaves: str
) -> None:
    assert on_the_wall(somebody(rhythm, NEW_YORK), kind, told) == leaves


@pytest.mark.parametrize(
    ("quiet", "told", "leaves"),
    [
        ((22 * 60, 7 * 60), "2026-11-18T21:59", "Wed 18 21:59"),
        ((22 * 60, 7 * 60), "2026-11-18T22:00", "Thu 19 07:00"),
        ((22 * 60, 7 * 60), "2026-11-19T06:59", "Thu 19 07:00"),
        ((22 * 60, 7 * 60), "2026-11-19T07:00", "Thu 19 07:00"),
        ((9 * 60, 17 * 60), "2026-11-19T12:00", "Thu 19 17:00"),
        ((60, 150), "2026-03-08T01:30", "Sun 08 03:00"),  # 2:30 is skipped
        ((22 * 60, 90), "2026-11-01T00:30", "Sun 01 01:30"),  # 1:30 comes twice
    ],
)
def test_quiet_hours_hold_mail_until_they_end(
    quiet: tuple[int, int], told: str, leaves: str
) -> None:
    assert on_the_wall(somebody(zone=NEW_YORK, quiet=quiet), FEEDBACK, told) == leaves


def test_quiet_hours_end_once_more_in_the_hour_that_comes_twice() -> None:
    person = somebody(zone=NEW_YORK, quiet=(22 * 60, 90))
    second_ten_past_one = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    leaves = mail_at(person, FEEDBACK, second_ten_past_one, second_ten_past_one)
    assert leaves - second_ten_past_one == timedelta(minutes=20)


def test_quiet_hours_hold_digests_and_nudges_but_no_link_that_was_asked_for() -> None:
    person = somebody(MailRhythm.daily, NEW_YORK, (22 * 60, 9 * 60))
    assert on_the_wall(person, FEEDBACK, "2026-11-18T15:00") == "Thu 19 09:00"
    assert on_the_wall(person, NUDGE, "2026-11-18T23:00") == "Thu 19 09:00"
    assert on_the_wall(person, INVITE, "2026-11-18T23:00") == "Wed 18 23:00"


def test_every_kind_that_can_be_turned_off_is_offered_in_words() -> None:
    assert set(words.ALL) == set(rules.MUTABLE)
    assert not set(words.OWN) & set(words.LEADING)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-17T17:00", 2, "Thu 19 17:00"),
        ("2026-11-19T17:00", 2, "Mon 23 17:00"),
        ("2026-11-21T09:00", 1, "Mon 23 09:00"),
        ("2026-10-30T17:00", 1, "Mon 02 17:00"),  # over the change of clocks
    ],
)
def test_working_days_leave_weekends_out(start: str, days: int, end: str) -> None:
    zone = zone_of(NEW_YORK)
    began = datetime.fromisoformat(start).replace(tzinfo=zone)
    assert after_working_days(began, days, zone).astimezone(zone).strftime("%a %d %H:%M") == end
