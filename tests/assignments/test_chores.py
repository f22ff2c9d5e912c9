"""The chores of the sweep that keep assignments right, run as the sweep runs them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from media.storage import Store
from practice.assignments import actions
from practice.assignments.actions.periods import BITE
from practice.assignments.models import AssignmentTarget, Cadence, TargetState
from practice.assignments.values import Line, Order, Terms
from practice.audit import actions as audit
from practice.db import Database, insert_missing, utcnow
from practice.notices.models import Notice
from practice.people import actions as people
from practice.people.models import Person, Role
from practice.settings import Settings
from tests import factories
from workers import chores
from workers.boot import Parts
from workers.handing import ALL_THE_SAME, Lookout


@pytest.fixture
def parts(db: Database, settings: Settings, store: Store) -> Parts:
    return Parts(settings=settings, db=db, store=store)


def test_joining_and_leaving_are_noticed_by_looking_first(parts: Parts) -> None:
    with parts.db.work() as session:
        by = factories.person(session, "", Role.enablement)
        team = factories.team(session)
        factories.person(session, team=team)
        version = factories.scenario(session)
        actions.assign(session, by, Order(version.scenario_id, (Line(team_id=team.id),)))
    lookout = Lookout()
    assert lookout.hand_out_what_waits(parts) == 0
    with parts.db.work() as session:
        late = factories.person(session, team=team)
        audit.note(session, "added_person", subject_id=late.id)
    assert lookout.hand_out_what_waits(parts) == 1
    assert lookout.hand_out_what_waits(parts) == 0
    with parts.db.work() as session:
        session.get_one(Person, late.id).deactivated_at = utcnow() - timedelta(hours=1)
    assert chores.let_leavers_go(parts) == 1
    assert chores.let_leavers_go(parts) == 0


def test_whoever_returns_has_again_what_closed_when_they_left(parts: Parts) -> None:
    with parts.db.work() as session:
        by, rep = factories.person(session, "", Role.enablement), factories.person(session)
        waived = factories.target(session, rep, by=by)
        waived.state, waived.reason = TargetState.closed, "Not needed."
        begun, fresh, over = (factories.target(session, rep, by=by) for _ in range(3))
        factories.take(session, rep, target=begun)
        begun.due_at = utcnow() - timedelta(days=1)
        begun.escalation, begun.escalated_at = 2, utcnow()
        over.assignment.closed_at = utcnow()
        rep.deactivated_at = utcnow() - timedelta(hours=1)
    lookout = Lookout()
    assert chores.let_leavers_go(parts) == 3
    assert lookout.hand_out_what_waits(parts) == 0, "they are still away"
    with parts.db.work() as session:
        people.reactivate(session, session.get_one(Person, rep.id))
        audit.note(session, "reactivated", subject_id=rep.id)
    assert lookout.hand_out_what_waits(parts) == 2
    with parts.db.reading() as session:
        found = {one.id: one for one in session.scalars(select(AssignmentTarget)).all()}
        told = session.scalars(select(Notice.title).where(Notice.person_id == rep.id)).all()
    states = [found[one.id].state for one in (waived, begun, fresh, over)]
    assert states == ["closed", "practicing", "not_started", "closed"]
    again = found[begun.id]
    assert (again.reason, again.settled_at, again.escalation) == ("", None, 0)
    assert again.due_at is None or again.due_at > utcnow(), "nobody comes back late"
    assert [title.split(":")[0] for title in told] == ["Yours again"] * 2
    assert lookout.hand_out_what_waits(parts) == 0


def test_what_belonged_to_a_week_that_is_over_stays_closed(parts: Parts) -> None:
    with parts.db.work() as session:
        by, rep = factories.person(session, "", Role.enablement), factories.person(session)
        past, now = factories.target(session, rep, by=by), factories.target(session, rep, by=by)
        past.closes_at, now.closes_at = utcnow() - timedelta(days=1), utcnow() + timedelta(days=1)
        now.due_at = utcnow() + timedelta(hours=20)
        now.assignment.cadence = Cadence.weekly
        rep.deactivated_at = utcnow() - timedelta(hours=1)
    chores.let_leavers_go(parts)
    with parts.db.work() as session:
        session.get_one(Person, rep.id).deactivated_at = None
    Lookout().hand_out_what_waits(parts)
    with parts.db.reading() as session:
        found = {one.id: one for one in session.scalars(select(AssignmentTarget)).all()}
    assert [found[one.id].state for one in (past, now)] == ["closed", "not_started"]
    assert found[now.id].due_at == now.due_at


def test_nobody_is_gone_through_while_nothing_happens(parts: Parts) -> None:
    lookout = Lookout()
    assert lookout.is_time(parts, utcnow())
    lookout.hand_out_what_waits(parts)
    now = utcnow()
    assert not lookout.is_time(parts, now)
    assert lookout.is_time(parts, now + ALL_THE_SAME)
    assert lookout.until is not None
    assert now < lookout.until <= now + timedelta(days=1)
    with parts.db.work() as session:
        audit.note(session, "signed_in")
    assert not lookout.is_time(parts, now)
    with parts.db.work() as session:
        audit.note(session, "moved_team")
    assert lookout.is_time(parts, now)


def test_a_lowered_number_completes_what_a_review_had_met(parts: Parts) -> None:
    with parts.db.work() as session:
        by, rep = factories.person(session, "", Role.enablement), factories.person(session)
        target = factories.target(session, rep, by=by, minimum_takes=3)
        factories.take(session, rep, target=target)
        target.state = TargetState.submitted
        actions.bar_met(session, target, counted=1, now=utcnow() - timedelta(days=1))
    assert chores.complete_what_has_enough_takes(parts) == 0
    with parts.db.work() as session:
        found = session.get_one(AssignmentTarget, target.id)
        actions.change(session, by, found.assignment, Terms(minimum_takes=1))
    assert chores.complete_what_has_enough_takes(parts) == 1
    with parts.db.reading() as session:
        assert session.get_one(AssignmentTarget, target.id).state == TargetState.met
    assert chores.complete_what_has_enough_takes(parts) == 0


def test_reminders_run_as_a_chore(parts: Parts) -> None:
    with parts.db.work() as session:
        due = utcnow() + timedelta(hours=20)
        factories.target(session, factories.person(session), due_at=due)
    assert chores.remind_of_what_is_due(parts) == 1
    assert chores.remind_of_what_is_due(parts) == 0


def test_lateness_is_told_as_a_chore(parts: Parts) -> None:
    with parts.db.work() as session:
        due = utcnow() - timedelta(hours=1)
        factories.target(session, factories.person(session), due_at=due)
    assert chores.tell_of_what_is_late(parts) == 1
    assert chores.tell_of_what_is_late(parts) == 0


def test_what_is_over_closes_as_a_chore_however_much_it_is(parts: Parts) -> None:
    assert chores.close_periods(parts) == 0
    with parts.db.work() as session:
        rep, version = factories.person(session), factories.scenario(session)
        first = factories.target(session, rep, version)
        ended = {"closes_at": utcnow() - timedelta(minutes=1), "due_zone": "UTC"}
        rows = [
            {"assignment_id": first.assignment_id, "person_id": rep.id, "period": f"p{n}",
             "scenario_version_id": version.id} | ended
            for n in range(BITE + 20)
        ]  # fmt: skip
        insert_missing(session, AssignmentTarget, rows)
    assert chores.close_periods(parts) == BITE + 20
    assert chores.close_periods(parts) == 0
    with parts.db.reading() as session:
        states = select(AssignmentTarget.state, func.count()).group_by(AssignmentTarget.state)
        assert dict(session.execute(states).all()) == {"missed": BITE + 20, "not_started": 1}


def test_one_that_cannot_be_handed_out_holds_up_no_other(parts: Parts) -> None:
    with parts.db.work() as session:
        by = factories.person(session, "", Role.enablement)
        team = factories.team(session)
        broken, whole = factories.scenario(session), factories.scenario(session)
        factories.person(session, team=team)
        for version in (broken, whole):
            actions.assign(session, by, Order(version.scenario_id, (Line(team_id=team.id),)))
        broken.published_at = None  # as no page of ours does it
        factories.person(session, "Late", team=team)
    assert Lookout().hand_out_what_waits(parts) == 1
    with parts.db.reading() as session:
        late = session.scalars(
            select(AssignmentTarget.scenario_version_id)
            .join(AssignmentTarget.person)
            .where(Person.name == "Late")
        )
        assert late.all() == [whole.id]
