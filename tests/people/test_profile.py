"""What people change about themselves."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.people import queries
from practice.people.models import Person, Role
from tests import factories
from tests.client import Page
from tests.people.conftest import PASSWORD

NEW = "rivers under nine bridges"


@pytest.fixture
def manager(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Mo Lead", Role.manager, timezone="Europe/Berlin")


def today_of(person: Person) -> date:
    """The day it is where they are: another one than here late in the evening."""
    return utcnow().astimezone(ZoneInfo(person.timezone)).date()


def test_name_and_timezone_are_kept(page: Page, db: Database, ana: Person) -> None:
    page.sign_in(ana).submit("/profile", {"name": "  Ana  Díaz ", "timezone": "Asia/Tokyo"})
    with db.reading() as session:
        kept = session.get_one(Person, ana.id)
    assert (kept.name, kept.timezone) == ("Ana  Díaz", "Asia/Tokyo")
    assert page.get("/profile").has("Your profile is saved.")


def test_a_timezone_that_is_none_is_refused_and_what_was_typed_stays(
    page: Page, ana: Person
) -> None:
    shown = page.sign_in(ana).submit("/profile", {"name": "Bo", "timezone": "Mars/Base"}, 422)
    assert shown.has("Choose a timezone from the list.")
    assert 'value="Bo"' in shown.html


def test_unknown_fields_change_nothing(page: Page, db: Database, ana: Person) -> None:
    sent = {"name": "Ana", "timezone": "UTC", "roles": "admin", "email": "x@example.com"}
    page.sign_in(ana).submit("/profile", sent)
    with db.reading() as session:
        kept = session.get_one(Person, ana.id)
        assert kept.email == ana.email
        assert [each.role for each in kept.roles] == [Role.rep]


def test_a_new_password_ends_the_other_sessions_but_not_this_one(
    page: Page, db: Database, ana: Person
) -> None:
    other = Page(page.app).sign_in(ana)
    page.sign_in(ana).submit("/profile/password", {"current": PASSWORD, "password": NEW})
    page.get("/session")
    other.get("/session", 401)
    Page(page.app).submit("/sign-in", {"email": ana.email, "password": NEW})
    with db.reading() as session:
        assert "changed_password" in set(session.scalars(select(AuditEntry.action)))


def test_without_the_current_password_nothing_changes(page: Page, ana: Person) -> None:
    page.sign_in(ana)
    shown = page.submit("/profile/password", {"current": "wrong", "password": NEW}, 422)
    assert shown.has("That isn’t your current password.")
    Page(page.app).submit("/sign-in", {"email": ana.email, "password": PASSWORD})


def test_guessing_the_current_password_is_throttled(page: Page, ana: Person) -> None:
    page.sign_in(ana)
    for _ in range(5):
        page.submit("/profile/password", {"current": "wrong", "password": NEW}, 422)
    shown = page.submit("/profile/password", {"current": PASSWORD, "password": NEW}, 422)
    assert shown.has("Too many tries")


def test_ones_own_name_is_no_password(page: Page, ana: Person) -> None:
    sent = {"current": PASSWORD, "password": "anadiaz12345"}
    shown = page.sign_in(ana).submit("/profile/password", sent, 422)
    assert shown.has("too close to your name")


def test_leave_runs_through_its_last_day_in_the_managers_zone(
    page: Page, db: Database, manager: Person
) -> None:
    with db.work() as session:
        deputy = factories.person(session, "Dee Puty", Role.manager)
    first = (utcnow() + timedelta(days=10)).date()
    last = first + timedelta(days=4)
    sent = {"away_from": first.isoformat(), "away_until": last.isoformat(), "delegate": deputy.id}
    page.sign_in(manager).submit("/profile/leave", sent)
    with db.reading() as session:
        kept = session.get_one(Person, manager.id)
    assert kept.away_from is not None
    assert kept.away_until is not None
    assert kept.away_from.date() == first - timedelta(days=1)  # Berlin's midnight in UTC
    assert kept.away_until - kept.away_from >= timedelta(days=5, hours=-1)
    assert kept.delegate_id == deputy.id


def test_reps_submissions_go_to_the_delegate_meanwhile(
    page: Page, db: Database, manager: Person, ana: Person
) -> None:
    with db.work() as session:
        deputy = factories.person(session, "Dee Puty", Role.manager)
        rep = session.get_one(Person, ana.id)
        rep.home_team_id = factories.team(session, "West", manager).id
    today = today_of(manager).isoformat()
    sent = {"away_from": today, "away_until": today, "delegate": deputy.id}
    page.sign_in(manager).submit("/profile/leave", sent)
    with db.reading() as session:
        rep = session.get_one(Person, ana.id)
        noon = datetime.combine(today_of(manager), time(12), ZoneInfo(manager.timezone))
        stand_in = queries.reviewer_for(session, rep, noon)
        assert stand_in
        assert stand_in.id == deputy.id


def test_leave_ends_when_the_dates_are_emptied(page: Page, db: Database, manager: Person) -> None:
    page.sign_in(manager)
    today = today_of(manager)
    page.submit(
        "/profile/leave",
        {"away_from": today.isoformat(), "away_until": (today + timedelta(days=3)).isoformat()},
    )
    page.submit("/profile/leave", {})
    with db.reading() as session:
        assert session.get_one(Person, manager.id).away_from is None


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (1, None, "Fill in both dates"),
        (None, 1, "Fill in both dates"),
        (3, 1, "Use a day after the first one"),
        (-9, -3, "That day is over already"),
        (1, 500, "Use at most a year"),
    ],
)
def test_dates_that_make_no_leave_are_refused(
    page: Page, manager: Person, first: int | None, last: int | None, why: str
) -> None:
    def day(offset: int | None) -> str:
        return "" if offset is None else (today_of(manager) + timedelta(days=offset)).isoformat()

    sent = {"away_from": day(first), "away_until": day(last)}
    assert page.sign_in(manager).submit("/profile/leave", sent, 422).has(why)


def test_a_rep_can_not_stand_in(page: Page, manager: Person, ana: Person) -> None:
    today = today_of(manager).isoformat()
    sent = {"away_from": today, "away_until": today, "delegate": ana.id}
    assert page.sign_in(manager).submit("/profile/leave", sent, 422).has("Choose an active manager")


def test_an_admin_plans_the_leave_of_a_manager_who_cannot(
    page: Page, db: Database, manager: Person, ana: Person
) -> None:
    with db.work() as session:
        admin = factories.person(session, "Ada Min", Role.admin, Role.manager)
        deputy = factories.person(session, "Dee Puty", Role.manager)
    path, today = f"/people/{manager.id}/leave", today_of(manager).isoformat()
    sent = {"away_from": today, "away_until": today, "delegate": deputy.id}
    page.sign_in(admin)
    assert page.get(f"/people/{manager.id}").has("While they are away", "Their own manager")
    assert page.follow(page.submit(path, sent)).has("away now", "They are back: end this leave")
    with db.reading() as session:
        kept = session.get_one(Person, manager.id)
        said = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "planned_leave_of")
        ).one()
    assert (kept.delegate_id, said.actor_id, said.subject_id) == (deputy.id, admin.id, manager.id)
    refused = page.submit(path, sent | {"delegate": admin.id}, 422)
    assert refused.has("Somebody else has to stand in")
    with db.work() as session:
        session.get_one(Person, manager.id).delegate_id = admin.id
    assert f'value="{admin.id}" selected' in page.get(f"/people/{manager.id}").html
    page.submit(path, sent | {"delegate": admin.id})
    page.submit(f"/people/{ana.id}/leave", sent, 409)
    page.submit(path, {})
    with db.reading() as session:
        assert session.get_one(Person, manager.id).away_from is None
