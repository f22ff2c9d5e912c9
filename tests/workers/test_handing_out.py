"""Giving an assignment to more people than anybody waits for: bite by bite, whatever is killed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from media.storage import Store
from practice.assignments import actions
from practice.assignments.actions.handing import AT_ONCE, MOST_AT_A_BITE
from practice.assignments.models import Assignment, AssignmentTarget, DueKind
from practice.assignments.values import Line, Order, Terms
from practice.db import Database, insert_missing, utcnow
from practice.doorbell import Task
from practice.notices.models import Notice
from practice.people.models import Person, PersonRole, Role
from practice.settings import Settings
from tests import factories
from tests.fakes import ListeningDoorbell
from workers import tasks
from workers.boot import Parts
from workers.handing import Lookout, hand_out

BITE = MOST_AT_A_BITE
MANY = 3 * BITE + 100
DIES = """
import os, signal, sys
from uuid import UUID
from sqlalchemy import event
from practice.db import Database
from workers.boot import Parts
from workers.handing import hand_out

db, told = Database(sys.argv[1]), 0

def die_in_the_second_bite(connection, cursor, statement, *rest):
    global told
    told += statement.startswith("INSERT INTO notice")
    if told == 2:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(db.engine, "before_cursor_execute", die_in_the_second_bite)
hand_out(Parts(settings=None, db=db, store=None), UUID(sys.argv[2]))
"""


@pytest.fixture
def parts(db: Database, settings: Settings, store: Store) -> Parts:
    return Parts(settings=settings, db=db, store=store)


def assigned_to(db: Database, number: int) -> UUID:
    """An assignment for so many reps; answers its id."""
    with db.work() as session:
        by = factories.person(session, "Elena", Role.enablement)
        people = [{"email": f"p{n}@example.com", "name": f"P {n}"} for n in range(number)]
        roles = [
            {"person_id": key, "role": Role.rep} for key in insert_missing(session, Person, people)
        ]
        session.execute(PersonRole.__table__.insert(), roles)
        due = Terms(due_kind=DueKind.wherever, due_date=(utcnow() + timedelta(days=3)).date())
        order = Order(factories.scenario(session).scenario_id, (Line(role=Role.rep),), due)
        return actions.assign(session, by, order).id


def counts(session: Session) -> tuple[int, ...]:
    """How many targets there are, people who have one, and notices."""
    asked = (AssignmentTarget.id, AssignmentTarget.person_id.distinct(), Notice.id)
    return tuple(session.scalar(select(func.count(each))) or 0 for each in asked)


def test_every_task_that_can_be_rung_for_has_its_function() -> None:
    assert [task for task in Task if not callable(getattr(tasks, task, None))] == []


def test_few_people_get_it_at_once_and_many_by_a_worker(
    parts: Parts, doorbell: ListeningDoorbell
) -> None:
    few = assigned_to(parts.db, AT_ONCE)
    assert (Task.hand_out, few) not in doorbell.heard
    with parts.db.reading() as session:
        assert counts(session) == (AT_ONCE, AT_ONCE, AT_ONCE)
        assert session.get_one(Assignment, few).handed_out_at is not None


def test_whoever_is_killed_handing_out_is_followed_by_somebody_who_goes_on(
    parts: Parts, doorbell: ListeningDoorbell
) -> None:
    many = assigned_to(parts.db, MANY)
    assert (Task.hand_out, many) in doorbell.heard
    url = parts.db.engine.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", DIES, url, str(many)], timeout=60)
    assert died.returncode == -9
    with parts.db.reading() as session:
        assert counts(session) == (BITE, BITE, BITE)
        assert session.get_one(Assignment, many).handed_out_at is None
    doorbell.heard.clear()
    hand_out(parts, many, stint=0)
    assert doorbell.heard == [(Task.hand_out, many)], "after a while others go first"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: hand_out(parts, many), range(2)))
    with parts.db.reading() as session:
        assert counts(session) == (MANY, MANY, MANY)
        made = session.get_one(Assignment, many)
        assert made.handed_out_at is not None
        dues = set(session.scalars(select(AssignmentTarget.due_at)))
        assert len(dues) == 1, "whoever gets it in a later bite did not join late"


def test_the_sweep_gives_the_first_bite_and_rings_for_the_rest(
    parts: Parts, doorbell: ListeningDoorbell
) -> None:
    many = assigned_to(parts.db, MANY)
    doorbell.heard.clear()
    lookout = Lookout()
    assert lookout.hand_out_what_waits(parts) == BITE
    assert doorbell.heard.count((Task.hand_out, many)) == 1
    with parts.db.reading() as session:
        assert counts(session)[0] == BITE
    while lookout.hand_out_what_waits(parts):
        pass
    with parts.db.reading() as session:
        assert counts(session)[0] == MANY


def test_what_is_closed_meanwhile_goes_no_further(parts: Parts) -> None:
    many = assigned_to(parts.db, MANY)
    with parts.db.work() as session:
        actions.hand_out_some(session, many, utcnow())
        assignment = session.get_one(Assignment, many)
        assert actions.close(session, assignment.created_by, assignment) == BITE
    hand_out(parts, many)
    with parts.db.reading() as session:
        assert counts(session)[0] == BITE
