"""Being moved to another team: whoever is moved is told, once, and knows who reviews now."""

import pytest
from sqlalchemy import select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from tests import factories
from tests.client import Page
from tests.people.test_directory import details
from tests.people.test_import import apply


@pytest.fixture
def mover(db: Database) -> Person:
    """A rep of West."""
    with db.work() as session:
        return factories.person(session, "Priya Raman", team=factories.team(session, "West"))


def east(db: Database, manager: str = "Omar Haddad") -> str:
    """Another team with its manager; answers its id."""
    with db.work() as session:
        lead = factories.person(session, manager, Role.manager)
        return str(factories.team(session, "East", lead).id)


def told(db: Database, person: Person) -> list[Notice]:
    with db.reading() as session:
        of_person = select(Notice).filter_by(person_id=person.id, kind=NoticeKind.account)
        return list(session.scalars(of_person.order_by(Notice.created_at)))


def test_who_is_moved_is_told_the_team_and_who_reviews_now(
    admin: Page, db: Database, mover: Person
) -> None:
    admin.submit(f"/people/{mover.id}", details(mover, team=east(db)))
    (notice,) = told(db, mover)
    assert notice.title == "You are on the team East now"
    assert "Omar Haddad reviews what you submit" in notice.body
    assert "Your assignments come with you" in notice.body


def test_who_leaves_all_teams_learns_where_submissions_go(
    admin: Page, db: Database, mover: Person
) -> None:
    admin.submit(f"/people/{mover.id}", details(mover, team=""))
    (notice,) = told(db, mover)
    assert notice.title == "You are on no team right now"
    assert "the enablement team" in notice.body


def test_saving_without_a_move_tells_nobody(admin: Page, db: Database, mover: Person) -> None:
    admin.submit(f"/people/{mover.id}", details(mover, name="Priya R."))
    assert told(db, mover) == []


def test_moving_there_and_back_is_told_twice(admin: Page, db: Database, mover: Person) -> None:
    there = east(db)
    admin.submit(f"/people/{mover.id}", details(mover, team=there))
    admin.submit(f"/people/{mover.id}", details(mover))
    assert [each.title[-8:] for each in told(db, mover)] == ["East now", "West now"]


def test_somebody_deactivated_is_moved_silently(admin: Page, db: Database, mover: Person) -> None:
    with db.work() as session:
        session.get_one(Person, mover.id).deactivated_at = utcnow()
    admin.submit(f"/people/{mover.id}", details(mover, team=east(db)))
    assert told(db, mover) == []


def test_an_import_that_moves_somebody_tells_them_and_is_written_down(
    admin: Page, db: Database, mover: Person
) -> None:
    with db.work() as session:
        lead = factories.person(session, "Nora North", Role.manager)
    apply(admin, f"email,team,manager\n{mover.email},North,{lead.email}\n")
    (notice,) = told(db, mover)
    assert notice.title == "You are on the team North now"
    assert "Nora North reviews" in notice.body
    with db.reading() as session:
        moves = session.scalars(select(AuditEntry.detail).filter_by(action="moved_team")).all()
    assert moves == [{"from": "West", "to": "North"}]


def test_nobody_is_told_that_they_review_themselves(
    admin: Page, db: Database, mover: Person
) -> None:
    apply(admin, f"email,team,manager\n{mover.email},North,{mover.email}\n")
    (notice,) = told(db, mover)
    assert "You manage it" in notice.body


def test_new_people_of_an_import_are_not_told_of_a_move(admin: Page, db: Database) -> None:
    apply(admin, "email,name,team\nnew@example.com,New Person,North\n")
    with db.reading() as session:
        assert session.scalars(select(Notice)).all() == []
