"""Segments: words that group people across teams, and what becomes of who names them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import Audience
from practice.assignments.values import Line
from practice.db import Database
from practice.errors import TooLarge
from practice.people import actions, queries
from practice.people.models import PeopleSegment, Person, Role
from tests import factories
from tests.client import Page


@pytest.fixture
def made(db: Database, ana: Person) -> tuple[PeopleSegment, PeopleSegment]:
    """Ana is in both, somebody else in the first one only."""
    with db.work() as session:
        first, second = (actions.add_segment(session, name) for name in ("Enterprise", "Mid"))
        actions.put_in(session, first, [ana.id, factories.person(session, "Bo").id])
        actions.put_in(session, second, [ana.id])
        return first, second


def sizes(db: Database) -> dict[str, int]:
    with db.reading() as session:
        found = queries.segment_sizes(session)
        return {name: found.get(key, 0) for key, name in queries.segment_names(session)}


def test_somebody_is_put_into_a_segment_and_taken_out_on_their_page(
    admin: Page, db: Database, ana: Person
) -> None:
    page = f"/people/{ana.id}"
    shown = admin.follow(admin.submit(f"{page}/segments", {"segment": "  Mid   market "}))
    assert shown.has("Mid market")
    again = admin.submit(f"{page}/segments", {"segment": "mid MARKET"}, 422)
    assert again.has("Ana Diaz is in Mid market already.")
    with db.reading() as session:
        [(segment_id, _)] = queries.segment_names(session)
    admin.submit(f"{page}/segments/{segment_id}/remove")
    admin.submit(f"{page}/segments/{segment_id}/remove")  # a second click
    assert sizes(db) == {"Mid market": 0}
    assert admin.get("/audit").has(
        "Added the segment Mid market", "Put Ana Diaz into the segment Mid market",
        "Took Ana Diaz out of the segment Mid market",
    )  # fmt: skip


def test_a_second_person_comes_into_a_segment_beyond_english_letters(
    admin: Page, db: Database, ana: Person, root: Person
) -> None:
    admin.submit(f"/people/{ana.id}/segments", {"segment": "Ärzte"})
    admin.submit(f"/people/{root.id}/segments", {"segment": "Ärzte"})
    again = admin.submit(f"/people/{ana.id}/segments", {"segment": "ärzte"}, 422)
    assert again.has("Ana Diaz is in Ärzte already.")
    assert sizes(db) == {"Ärzte": 2}


@pytest.mark.parametrize("name", ["", "MID", "a;b", "a" * 61])
def test_a_segment_needs_a_name_of_its_own(
    admin: Page, made: tuple[PeopleSegment, PeopleSegment], name: str
) -> None:
    admin.submit("/segments", {"name": name}, 422)
    admin.submit(f"/segments/{made[0].id}", {"name": name}, 422)


def test_merging_takes_along_people_and_whatever_is_for_the_segment(
    admin: Page, db: Database, made: tuple[PeopleSegment, PeopleSegment]
) -> None:
    gone, into = made
    with db.work() as session:
        assignment = factories.target(session, factories.person(session)).assignment
        assignment.audience.append(Line(segment_id=gone.id, role=Role.rep).audience())
    admin.submit(f"/segments/{gone.id}/merge", {"into": into.id})
    assert sizes(db) == {"Mid": 2}
    with db.reading() as session:
        wanted = select(Audience.segment_id).where(Audience.role == Role.rep)
        assert session.scalars(wanted).all() == [into.id]
    admin.submit(f"/segments/{into.id}/merge", {"into": into.id}, 422)
    assert admin.submit(f"/segments/{into.id}/merge", {}, 422).has("Choose one.")


def test_deleting_a_segment_keeps_its_people_and_reaches_nobody_by_it(
    admin: Page, db: Database, made: tuple[PeopleSegment, PeopleSegment]
) -> None:
    gone, _ = made
    with db.work() as session:
        assignment = factories.target(session, factories.person(session)).assignment
        assignment.audience.append(Line(segment_id=gone.id, role=Role.rep).audience())
    admin.submit(f"/segments/{gone.id}/delete")
    assert sizes(db) == {"Mid": 1}
    with db.reading() as session:
        assert not session.scalars(select(Audience).where(Audience.role == Role.rep)).all()
        assert session.scalar(select(Person.id).where(Person.name == "Bo"))


def test_the_deactivated_stay_in_a_segment_and_are_not_counted(
    db: Database, ana: Person, made: tuple[PeopleSegment, PeopleSegment], root: Person
) -> None:
    with db.work() as session:
        actions.deactivate(session, session.get_one(Person, ana.id), root)
        assert set(session.scalars(queries.members_of(made[1].id))) == {ana.id}
    assert sizes(db) == {"Enterprise": 1, "Mid": 0}


def test_there_are_no_more_segments_than_anybody_can_choose_from(session: Session) -> None:
    session.add_all(PeopleSegment(name=f"Segment {number}") for number in range(500))
    session.flush()
    with pytest.raises(TooLarge, match="There are 500 segments already"):
        actions.add_segment(session, "One more")
