"""Two people at the same moment at the same queue, on a real PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.reviews import actions, claims, sittings, slots
from practice.reviews.models import Claim
from practice.reviews.sittings import Beat
from practice.reviews.values import SlotInput
from practice.takes.models import PeerSeat, Submission
from tests import factories
from tests.postgres import Server
from tests.reviews.test_claims import enabler, pooled
from tests.reviews.test_peers import Group
from tests.test_at_once import ROUNDS, at_once

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def db(postgres_server: Server) -> Iterator[Database]:
    database = Database(postgres_server.migrated())
    with database.work() as session:
        factories.organization(session)
    yield database
    database.dispose()


@pytest.fixture
def waiting(db: Database) -> list[Submission]:
    """Two in the pool; what other rounds left there is gone."""
    with db.work() as session:
        session.execute(delete(Submission))
        return [pooled(session, "Old", hours=9), pooled(session, "Young", hours=1)]


@pytest.fixture
def two(db: Database) -> list[Person]:
    with db.work() as session:
        people = [enabler(session, "Elena"), enabler(session, "Omar")]
        for person in people:
            session.refresh(person, ["roles"])
    return people


@pytest.mark.parametrize("_", range(ROUNDS))
def test_one_of_two_holds_it(
    db: Database, waiting: list[Submission], two: list[Person], _: int
) -> None:
    held: list[bool] = []

    def hold(session: Session, person: Person) -> None:
        submission = session.get_one(Submission, waiting[0].id)
        held.append(claims.hold(session, person, submission, utcnow()))

    at_once(db, *(lambda session, one=one: hold(session, one) for one in two))
    assert sorted(held) == [False, True]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_who_ask_for_the_next_get_different_ones(
    db: Database, waiting: list[Submission], two: list[Person], _: int
) -> None:
    found: list[Submission | None] = []

    def ask(session: Session, person: Person) -> None:
        found.append(claims.claim_next(session, person, utcnow()))

    at_once(db, *(lambda session, one=one: ask(session, one) for one in two))
    assert {one.id for one in found if one} == {one.id for one in waiting}
    with db.reading() as session:
        assert session.query(Claim).count() == 2


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_tabs_that_tell_at_once_count_the_time_once(
    db: Database, waiting: list[Submission], two: list[Person], _: int
) -> None:
    start, beat = utcnow(), Beat(15_000, [(0, 9_000)])

    def tell(session: Session, after: int = 15) -> None:
        submission, now = session.get_one(Submission, waiting[0].id), start + after * SECOND
        sittings.note(session, two[0], submission, beat, now, start.date())

    at_once(db, lambda session: tell(session, 0), lambda session: tell(session, 0))
    at_once(db, tell, tell, tell)
    with db.reading() as session:
        submission = session.get_one(Submission, waiting[0].id)
        assert sittings.watched(session, submission, two[0]) == 9_000
        assert sittings.active(session, submission.id, two[0].id) == 15_000


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_last_seat_of_a_slot_is_given_once(
    db: Database, waiting: list[Submission], two: list[Person], _: int
) -> None:
    soon = utcnow() + timedelta(days=1)
    with db.work() as session:
        manager = factories.person(session, "Dana", Role.manager)
        rep = factories.person(session, "Maya", team=factories.team(session, manager=manager))
        slots.set_slots(session, manager, SlotInput(soon.replace(tzinfo=None), 25, seats=1))
        made = [factories.submission(session, factories.take(session, rep)).id for _ in two]
    at_once(db, *(lambda session, one=one: actions.route(session, one) for one in made))
    with db.reading() as session:
        assert len(slots.slots_of(session, made, utcnow())) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_who_hand_in_at_the_same_moment_are_asked_in_the_end(
    db: Database, waiting: list[Submission], _: int
) -> None:
    with db.work() as session:
        group = Group(session, ["Ana", "Ben"], count=1)
        group.submit("Ana", "Ben")
        made = {name: one.id for name, one in group.made.items()}
    at_once(db, *(lambda session, one=one: actions.route(session, one) for one in made.values()))
    with db.work() as session:
        actions.reroute(session)
        asked = session.execute(
            select(PeerSeat.submission_id, Person.name).join(PeerSeat.person)
        ).all()
    assert {tuple(row) for row in asked} >= {(made["Ana"], "Ben Lee"), (made["Ben"], "Ana Lee")}
