"""Leaving and coming back: what was closed stays closed, and what comes round again comes."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from practice.assignments import actions
from practice.assignments.models import AssignmentTarget, Cadence
from practice.assignments.values import Line, Order, Rhythm
from practice.db import Database
from practice.people.models import Person, Role
from practice.reviews.weakness import weakest
from tests import factories
from tests.client import Page
from tests.handing import hand_everything_out

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
WEEK = timedelta(days=7)


def test_who_comes_back_is_reached_by_what_comes_round_again(
    admin: Page, db: Database, ana: Person
) -> None:
    with db.work() as session:
        version = factories.scenario(session)
        by = factories.person(session, "Elena", Role.enablement)
        for rhythm in (Rhythm(), Rhythm(Cadence.weekly)):
            order = Order(version.scenario_id, (Line(person_id=ana.id),), rhythm=rhythm)
            actions.assign(session, by, order, MONDAY)
    admin.submit(f"/people/{ana.id}/deactivate")
    with db.work() as session:
        assert hand_everything_out(session, MONDAY + WEEK, weakest) == 0
        session.get_one(Person, ana.id).deactivated_at = MONDAY
        assert actions.close_for_leavers(session, MONDAY + WEEK) == 2
    admin.submit(f"/people/{ana.id}/reactivate")
    with db.work() as session:
        assert hand_everything_out(session, MONDAY + WEEK, weakest) == 1
        assert hand_everything_out(session, MONDAY + WEEK, weakest) == 0
        targets = session.scalars(select(AssignmentTarget).order_by(AssignmentTarget.period)).all()
        assert [(each.period, each.state) for each in targets] == [
            ("2026-11-23", "closed"), ("2026-11-30", "not_started"), ("once", "closed"),
        ]  # fmt: skip
