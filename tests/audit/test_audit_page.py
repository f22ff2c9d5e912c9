"""The audit log as admins read it."""

import pytest

from practice.audit import words
from practice.audit.actions import note
from practice.db import Database
from practice.people.models import Person, Role
from tests import factories
from tests.client import Page


@pytest.fixture
def admin(page: Page, db: Database) -> Page:
    with db.work() as session:
        root = factories.person(session, "Rut Admin", Role.admin)
    return page.sign_in(root)


@pytest.fixture
def ana(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Ana Diaz")


def test_each_entry_says_who_did_what_in_plain_words(
    admin: Page, db: Database, ana: Person
) -> None:
    with db.work() as session:
        note(session, "signed_in", by=ana, address="192.0.2.9")
        note(session, "sign_in_refused", detail={"email": "x@example.com"})
        note(session, "moved_team", by=ana, subject_id=ana.id, detail={"from": "", "to": "West"})
    shown = admin.get("/audit")
    assert shown.has("Ana Diaz", "Signed in", "192.0.2.9", "Refused a sign-in as x@example.com")
    assert shown.has("Moved Ana Diaz from none to West")


def test_an_action_without_words_of_its_own_reads_as_its_name(
    admin: Page, db: Database, ana: Person
) -> None:
    with db.work() as session:
        note(session, "polished_trophy", by=ana, subject_id=ana.id)
    assert admin.get("/audit").has("Polished trophy: Ana Diaz")


def test_the_log_filters_by_action_and_by_person(admin: Page, db: Database, ana: Person) -> None:
    with db.work() as session:
        note(session, "signed_in", by=ana)
        note(session, "deactivated", subject_id=ana.id)
        note(session, "signed_out")
    assert not admin.get("/audit?action=signed_in").has("Deactivated Ana Diaz")
    hers = admin.get(f"/audit?person={ana.email}")
    assert hers.has("Signed in", "Deactivated Ana Diaz")
    assert not hers.has("Signed out")
    assert admin.get("/audit?person=nobody@example.com").has("No entry matches")


def test_the_newest_come_first_a_page_at_a_time(admin: Page, db: Database) -> None:
    with db.work() as session:
        for number in range(60):
            note(session, "sign_in_refused", detail={"email": f"n{number:02}@example.com"})
            session.flush()
    first, second = admin.get("/audit"), admin.get("/audit?page=2")
    assert first.has("n59@", "n10@")
    assert not first.has("n09@")
    assert second.has("n09@", "n00@")
    assert "/audit?page=2" in first.links


def test_words_survive_details_that_are_missing_or_odd() -> None:
    for action in words.WORDS:
        assert words.sentence(action, {})
        assert words.sentence(action, {"from": None, "to": "{evil}", "field": "x"})
