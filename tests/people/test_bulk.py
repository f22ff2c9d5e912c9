"""Changing many people at once: said exactly before, done exactly so, and written down."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people import queries
from practice.people.models import Person, Team
from tests import factories
from tests.client import Page, Shown


@pytest.fixture
def crowd(db: Database) -> list[Person]:
    """Seven reps of no team."""
    names = ("Ada", "Bea", "Cleo", "Dan", "Eli", "Fay", "Gus")
    with db.work() as session:
        return [factories.person(session, name) for name in names]


@pytest.fixture
def west(db: Database) -> Team:
    with db.work() as session:
        return factories.team(session, "West")


def picked(people: list[Person], kind: str, **more: object) -> dict[str, Any]:
    return {"people": [str(each.id) for each in people], "kind": kind} | more


def check(page: Page, sent: dict[str, Any]) -> Shown:
    return page.submit("/people/change", sent, 200)


def do(page: Page, sent: dict[str, Any]) -> Shown:
    """See what would happen, and agree."""
    shown = check(page, sent)
    digest = re.search(r'name="digest" value="(\w+)"', shown.html)
    assert digest, shown.text
    return page.follow(page.submit("/people/change/apply", sent | {"digest": digest[1]}))


def again(db: Database, people: list[Person]) -> list[Person]:
    with db.reading() as session:
        return [queries.with_team(session, each.id) for each in people]


def entries(db: Database, action: str) -> int:
    with db.reading() as session:
        told = select(func.count()).where(AuditEntry.action == action)
        return session.scalar(told) or 0


def test_the_selection_is_shown_by_name_before_anything_is_chosen(
    admin: Page, crowd: list[Person]
) -> None:
    address = "/people/change?" + "&".join(f"people={each.id}" for each in crowd)
    assert admin.get(address).has("Change 7 people", "Ada, Bea, Cleo, Dan, Eli and 2 more")
    assert admin.get("/people/change", 422).has("Select somebody first")
    assert admin.get("/people/change?people=x&all=", 422).has("Select somebody first")


def test_moving_says_who_moves_and_tells_each(
    admin: Page, db: Database, crowd: list[Person], west: Team
) -> None:
    with db.work() as session:
        session.get_one(Person, crowd[0].id).home_team_id = west.id
    sent = picked(crowd, "team", to_team=west.id)
    shown = check(admin, sent)
    assert shown.heading == "Move 6 people to West?"
    assert shown.has("Bea, Cleo, Dan, Eli, Fay and 1 more.", "1 person: on West already")
    assert do(admin, sent).has("6 people moved.")
    assert {each.home_team_id for each in again(db, crowd)} == {west.id}
    assert entries(db, "moved_team") == 6
    with db.reading() as session:
        told = select(func.count()).where(Notice.kind == NoticeKind.account)
        assert session.scalar(told) == 6
    assert check(admin, sent).has("Nobody would change", "7 people: on West already")


def test_whoever_manages_a_team_above_stays_where_they_are(
    admin: Page, db: Database, crowd: list[Person]
) -> None:
    with db.work() as session:
        top = factories.team(session, "Sales", session.get_one(Person, crowd[0].id))
        lead = factories.person(session, "Lead", team=top)
        below = factories.team(session, "West", lead)
    shown = check(admin, picked(crowd[:2], "team", to_team=below.id))
    assert shown.has("Move 1 person to West?", "1 person: managing a team above West")


def test_people_come_into_a_segment_and_out_of_it(
    admin: Page, db: Database, crowd: list[Person]
) -> None:
    do(admin, picked(crowd[:3], "put_in", to_segment="Enterprise"))
    sent = picked(crowd, "put_in", to_segment="enterprise")
    assert check(admin, sent).has(
        "Put 4 people into Enterprise?", "3 people: in Enterprise already"
    )
    do(admin, sent)
    do(admin, picked(crowd[:1], "take_out", to_segment="Enterprise"))
    with db.reading() as session:
        [(segment_id, name)] = queries.segment_names(session)
        assert (name, queries.segment_sizes(session)) == ("Enterprise", {segment_id: 6})
    listed = admin.get(f"/people?segment={segment_id}")
    assert listed.has("6 people found", "Bea")
    assert "Ada" not in listed.text
    assert (entries(db, "put_in_segment"), entries(db, "took_out_of_segment")) == (7, 1)


def test_a_segment_beyond_english_letters_is_the_same_for_many(
    admin: Page, db: Database, crowd: list[Person]
) -> None:
    do(admin, picked(crowd[:3], "put_in", to_segment="Ärzte"))
    sent = picked(crowd, "put_in", to_segment="ärzte")
    assert check(admin, sent).has("Put 4 people into Ärzte?", "3 people: in Ärzte already")
    do(admin, sent)
    do(admin, picked(crowd[:1], "take_out", to_segment="Ärzte"))
    with db.reading() as session:
        [(segment_id, name)] = queries.segment_names(session)
        assert (name, queries.segment_sizes(session)) == ("Ärzte", {segment_id: 6})


def test_a_timezone_is_set(admin: Page, db: Database, crowd: list[Person]) -> None:
    do(admin, picked(crowd, "timezone", timezone="Asia/Tokyo"))
    assert {each.timezone for each in again(db, crowd)} == {"Asia/Tokyo"}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("king", {}),
        ("team", {"to_team": "x"}),
        ("put_in", {"to_segment": ""}),
        ("put_in", {"to_segment": "a;b"}),
        ("put_in", {"to_segment": "a" * 61}),
        ("timezone", {"timezone": "Mars"}),
    ],
)
def test_an_odd_choice_is_refused_with_the_selection_kept(
    admin: Page, crowd: list[Person], kind: str, more: dict[str, str]
) -> None:
    shown = admin.submit("/people/change", picked(crowd, kind, **more), 422)
    assert shown.has("Change 7 people")


def test_deactivating_leaves_oneself_out_and_can_be_undone(
    admin: Page, db: Database, crowd: list[Person], root: Person
) -> None:
    theirs = Page(admin.app).sign_in(crowd[0])
    sent = picked([*crowd, root], "deactivate")
    shown = check(admin, sent)
    assert shown.has("Deactivate 7 people?", "1 person: you: another admin can do that")
    listed = do(admin, sent)
    assert listed.has("7 people deactivated", "7 people were deactivated together")
    assert all(each.is_deactivated for each in again(db, crowd))
    assert "/sign-in" in theirs.get("/", 302).response.headers["Location"]
    at = re.search(r'name="at" value="([^"]+)"', listed.html)
    assert at
    with db.work() as session:  # another one, deactivated by another step, stays so
        other = factories.person(session, "Zoe", deactivated_at=utcnow())
    admin.submit("/people/change/undo", {"at": at[1]})
    assert not any(each.is_deactivated for each in again(db, crowd))
    assert again(db, [other])[0].is_deactivated
    assert (entries(db, "deactivated"), entries(db, "reactivated")) == (7, 7)
    assert "deactivated together" not in admin.get("/people").text


def test_what_is_ten_minutes_old_is_no_slip_any_more(
    admin: Page, db: Database, crowd: list[Person]
) -> None:
    admin.submit("/people/change/undo", {"at": "2026-01-01T00:00:00+00:00"}, 409)
    admin.submit("/people/change/undo", {"at": "yesterday"}, 422)


def test_other_people_than_those_shown_are_not_changed(
    admin: Page, db: Database, crowd: list[Person], west: Team
) -> None:
    sent = {"all": "yes", "q": "", "standing": "invited", "kind": "team", "to_team": west.id}
    digest = re.search(r'name="digest" value="(\w+)"', check(admin, sent).html)
    assert digest
    with db.work() as session:
        factories.person(session, "Late")
    shown = admin.submit("/people/change/apply", sent | {"digest": digest[1]}, 200)
    assert shown.has("Something changed since you looked", "Move 8 people to West?")
    assert {each.home_team_id for each in again(db, crowd)} == {None}
