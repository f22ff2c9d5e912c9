"""The calendar: what a real parser reads at its address, and who can read it at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from practice.assignments.actions import steering
from practice.assignments.models import AssignmentTarget, TargetState
from practice.calendars import ics
from practice.calendars.actions import make_address
from practice.coaching import actions as coaching
from practice.coaching.queries import Pair
from practice.coaching.values import Promised
from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.reviews import actions as reviews
from practice.reviews import slots
from practice.reviews.models import ReviewSlot, SlotSeat
from practice.reviews.values import SlotInput
from practice.takes.models import Submission
from tests import factories
from tests.client import Page, Shown
from tests.progress.world import Org, days_ago, org
from tests.statements import statements

SOON = (utcnow() + timedelta(days=3)).replace(microsecond=0)


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def address(db: Database, person: Person) -> str:
    with db.work() as session:
        return f"/calendar/{make_address(session, person)}.ics"


def events(shown: Shown) -> dict[str, dict[str, object]]:
    """What a calendar makes of it, by the words of the summary."""
    assert shown.response.mimetype == "text/calendar"
    read = Calendar.from_ical(shown.response.data)
    return {str(event["summary"]): dict(event) for event in read.walk("VEVENT")}


def starts(shown: Shown) -> dict[str, date]:
    return {summary: event["DTSTART"].dt for summary, event in events(shown).items()}  # type: ignore[attr-defined]


def test_a_calendar_reads_what_is_due_promised_and_owed(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        target = factories.target(session, made.priya, made.pitch, by=made.dana, due_at=SOON)
        handed_in = factories.target(session, made.priya, by=made.dana, due_at=SOON)
        handed_in.state = TargetState.submitted  # not her turn
        pair, friday = Pair(made.priya, made.dana), utcnow().date() + timedelta(days=2)
        given = Promised(True, "Between us alone", 3, friday, made.pitch.scenario_id)
        coaching.promise(session, made.dana, pair, given)
        coaching.promise(session, made.dana, pair, Promised(False, "I sit in", 0, friday))
        take = factories.take(session, made.tom, made.pitch)
        waits = factories.submission(session, take, reviewer=made.dana)
        waits.created_at = datetime(2026, 11, 19, 12, tzinfo=UTC)  # a Thursday
    hers, danas = page.get(address(db, made.priya)), page.get(address(db, made.dana))
    assert starts(hers) == {
        "Practice due: 60-second pitch": SOON,
        "Promised: 3 takes of 60-second pitch": friday,
    }
    assert starts(danas) == {
        "A promise to keep": friday,
        "Feedback owed: 60-second pitch": date(2026, 11, 24),  # three working days
    }
    due = events(hers)["Practice due: 60-second pitch"]
    assert due["UID"] == f"target-{target.id}"
    assert str(due["URL"]).endswith(f"/targets/{target.id}")
    for words in ("Between us", "I sit in", "Tom", "Priya", "Dana"):
        assert words not in hers.html + danas.html


def test_what_did_not_change_is_not_sent_again(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        target = factories.target(session, made.priya, made.pitch, by=made.dana, due_at=SOON)
        target.created_at = target.scenario_version.published_at = days_ago(1)
    path = address(db, made.priya)
    first = page.get(path)
    known = {"If-None-Match": first.response.headers["ETag"]}
    again = page.client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    with db.work() as session:
        dana, target = session.merge(made.dana), session.get_one(AssignmentTarget, target.id)
        steering.agree_date(session, dana, target, SOON + timedelta(days=1))
    [before], [after] = events(first).values(), events(page.get(path, headers=known)).values()
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)  # type: ignore[attr-defined]
    for moved in ("LAST-MODIFIED", "DTSTAMP"):
        assert after[moved].dt > before[moved].dt  # type: ignore[attr-defined]


@pytest.fixture
def slot(db: Database, made: Org) -> ReviewSlot:
    """Dana keeps 25 minutes free, with room for three."""
    with db.work() as session:
        there = SOON.replace(tzinfo=None)  # in UTC, where she is
        [slot] = slots.set_slots(session, made.dana, SlotInput(there, 25, seats=3))
        slot.created_at = days_ago(9)
        return slot


def hand_in(db: Database, made: Org) -> Submission:
    with db.work() as session:
        submission = factories.submission(session, factories.take(session, made.priya, made.pitch))
        reviews.route(session, submission.id)
        return submission


def test_a_slot_takes_its_minutes_and_nothing_else_takes_any(
    db: Database, page: Page, made: Org, slot: ReviewSlot
) -> None:
    hand_in(db, made)
    with db.work() as session:
        factories.target(session, made.priya, made.pitch, by=made.dana, due_at=SOON)
    danas = events(page.get(address(db, made.dana)))
    kept_free = danas.pop("Review slot: 1 review, 25 min")
    assert kept_free["DTSTART"].dt == slot.starts_at  # type: ignore[attr-defined]
    assert kept_free["DTEND"].dt == slot.starts_at + timedelta(minutes=25)  # type: ignore[attr-defined]
    assert kept_free["TRANSP"] == "OPAQUE"
    others = {**danas, **events(page.get(address(db, made.priya)))}
    assert {summary.split(":")[0] for summary in others} == {
        "Feedback owed", "Feedback planned", "Practice due",
    }  # fmt: skip
    assert {event["TRANSP"] for event in others.values()} == {"TRANSPARENT"}
    assert not any("DTEND" in event or "DURATION" in event for event in others.values())


def test_a_calendar_sees_whenever_a_slot_fills_or_empties(
    db: Database, page: Page, made: Org, slot: ReviewSlot
) -> None:
    path = address(db, made.dana)

    def shown() -> tuple[str, datetime]:
        [(summary, event)] = [
            (summary, event)
            for summary, event in events(page.get(path)).items()
            if event["UID"] == f"slot-{slot.id}"
        ]
        assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt  # type: ignore[attr-defined]
        return summary.split(",")[0], event["DTSTAMP"].dt  # type: ignore[attr-defined]

    seen = [shown()]
    given = [hand_in(db, made) for _ in range(3)]
    with db.work() as session:
        for seat in session.scalars(select(SlotSeat)):
            seat.created_at = days_ago(8)
    seen.append(shown())
    for days, what in ((7, "withdrawn_at"), (6, "reviewed_at")):
        with db.work() as session:
            setattr(session.get_one(Submission, given.pop().id), what, days_ago(days))
        seen.append(shown())
    with db.work() as session:
        other = factories.person(session, "Omar Diaz", Role.manager)
        moved = session.get_one(Submission, given.pop().id)
        moved.reviewer = other
        session.flush()
        slots.take_seat(session, moved, utcnow())
    seen.append(shown())
    assert [summary.removeprefix("Review slot: ") for summary, _ in seen] == [
        "0 reviews", "3 reviews", "2 reviews", "1 review", "0 reviews",
    ]  # fmt: skip
    stamps = [stamp for _, stamp in seen]
    assert stamps == sorted(set(stamps))
    assert shown() == seen[-1]


def test_a_slot_set_anew_at_the_same_time_is_seen_as_changed(
    db: Database, page: Page, made: Org, slot: ReviewSlot
) -> None:
    path = address(db, made.dana)
    [before] = events(page.get(path)).values()
    with db.work() as session:
        slots.cancel(session, made.dana, slot.id, rest=False)
        there = SOON.replace(tzinfo=None)
        slots.set_slots(session, made.dana, SlotInput(there, 50))
    [after] = events(page.get(path)).values()
    assert before["UID"] == after["UID"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt  # type: ignore[attr-defined]


def test_a_rep_sees_that_their_feedback_is_planned_for_another_time(
    db: Database, page: Page, made: Org, slot: ReviewSlot
) -> None:
    path = address(db, made.priya)
    submission = hand_in(db, made)
    with db.work() as session:
        session.scalars(select(SlotSeat)).one().created_at = days_ago(1)
        session.get_one(Submission, submission.id).routed_at = days_ago(1)
        later = SlotInput(SOON.replace(tzinfo=None) + timedelta(days=1), 25)
        slots.set_slots(session, made.dana, later)
    [before] = events(page.get(path)).values()
    with db.work() as session:
        slots.cancel(session, made.dana, slot.id, rest=False)
    [after] = events(page.get(path)).values()
    assert before["UID"] == after["UID"]
    for moved in ("DTSTART", "DTSTAMP"):
        assert after[moved].dt > before[moved].dt  # type: ignore[attr-defined]


def test_an_address_is_shown_once_and_a_new_one_ends_it(
    db: Database, page: Page, made: Org
) -> None:
    def shown(answer: Shown) -> str:
        [found] = [one for one in answer.look.all("input") if one.get("id") == "calendar-address"]
        return str(found["value"]).removeprefix(page.app.extensions["freethrow"].settings.base_url)

    page.sign_in(made.priya)
    assert page.get("/calendar").has("Make an address")
    first = shown(page.submit("/calendar", status=200))
    assert page.get("/calendar").has("No calendar has asked yet")
    assert first not in page.get("/calendar").html
    assert events(Page(page.app).get(first)) == {}
    assert page.get("/calendar").has("A calendar last asked today")
    second = shown(page.submit("/calendar", status=200))
    page.get(first, 404)
    page.get(second)
    with db.work() as session:
        session.get_one(Person, made.priya.id).deactivated_at = utcnow()
    Page(page.app).get(second, 404)
    with db.work() as session:
        session.get_one(Person, made.priya.id).deactivated_at = None
    page.submit("/calendar/stop")
    page.get(second, 404)


TITLES = {
    "signs": "Price; terms, and \\n a slash\\",
    "long": "“Größe” " * 30,
    "wide": "👍" * 60,
    "lines": "END:VEVENT\r\nBEGIN:VALARM",
    "one word": "x" * 300,
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_comes_through(title: str) -> None:
    entry = ics.Entry("one", title, SOON, SOON, "/targets/1")
    text = ics.calendar(title, [entry], "https://practice.example")
    lines = text.encode().split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 75 for line in lines)
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]) == title.replace("\r", "")


def test_more_dates_ask_no_more_of_the_database(db: Database, page: Page, made: Org) -> None:
    path, asked = address(db, made.priya), []
    for _ in range(2):
        with db.work() as session:
            for _ in range(3):
                factories.target(session, made.priya, by=made.dana, due_at=SOON)
        page.get(path)  # from now on it is noted that a calendar asked
        asked.append(len(statements(page, path)))
    assert asked[0] == asked[1] < 12


def test_more_slots_ask_no_more_of_the_database(db: Database, page: Page, made: Org) -> None:
    path, asked = address(db, made.dana), []
    for week in range(2):
        with db.work() as session:
            first = SlotInput(SOON.replace(tzinfo=None) + timedelta(days=week), 25, weeks=3)
            slots.set_slots(session, made.dana, first)
        hand_in(db, made)
        page.get(path)
        asked.append(len(statements(page, path)))
    assert asked[0] == asked[1] < 13
