"""The effort board: off until turned on, one's own team only, and counts only."""

from datetime import timedelta

import pytest

from practice.db import Database, utcnow
from practice.people.models import Organization
from practice.progress import board
from practice.web.edge import today_of
from tests import factories
from tests.client import Page
from tests.progress.world import Org, days_ago, org
from tests.statements import statements


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_nobody_sees_effort_until_an_admin_turns_it_on(db: Database, page: Page, made: Org) -> None:
    page.sign_in(made.priya).get("/effort", 404)
    assert "/effort" not in page.get("/").links
    sent = {"name": "Northwind", "timezone": "UTC", "first_weekday": 0}
    sent |= {"keep_unsubmitted_days": 90, "coaching_minutes": 180, "shows_effort": "yes"}
    page.sign_in(made.ada).submit("/settings", sent)
    assert page.get("/audit").has("how often each of them practices from no to yes")
    assert "/effort" in page.sign_in(made.priya).get("/").links
    shown = page.get("/effort")
    assert shown.has("Effort in West", "Priya Raman", "Tom Okafor")
    assert not shown.has("Mara Silva")
    page.sign_in(made.dana).get("/effort", 404)  # in no team herself
    del sent["shows_effort"]
    page.sign_in(made.ada).submit("/settings", sent)
    page.sign_in(made.priya).get("/effort", 404)


def test_takes_and_days_count_where_they_were_practiced(db: Database, made: Org) -> None:
    with db.work() as session:
        session.get_one(Organization, 1).shows_effort = True
        today = today_of(made.priya)
        monday = today - timedelta(days=today.weekday())
        for day in (today, today, monday - timedelta(days=1), monday - timedelta(days=40)):
            take = factories.take(session, made.priya, made.pitch, at=utcnow())
            take.local_day = day
        factories.take(session, made.tom, made.pitch, at=days_ago(0)).is_counted = False
        elsewhere = factories.take(session, made.tom, made.pitch)
        elsewhere.team_id = made.east.id
        factories.take(session, made.mara, made.pitch)
    with db.reading() as session:
        viewer = session.merge(made.tom)
        rows = board.board(session, viewer, today).rows
    assert [(row.name, row.takes_now, row.days_now, row.takes, row.days) for row in rows] == [
        ("Priya Raman", 2, 1, 3, 2),
        ("Tom Okafor", 0, 0, 0, 0),
    ]


def test_more_teammates_ask_no_more_of_the_database(db: Database, page: Page, made: Org) -> None:
    page.sign_in(made.priya)
    asked = []
    for _ in range(2):
        with db.work() as session:
            session.get_one(Organization, 1).shows_effort = True
            for _ in range(3):
                factories.take(session, factories.person(session, team=made.west), made.pitch)
        page.get("/effort")
        asked.append(len(statements(page, "/effort")))
    assert asked[0] == asked[1] <= 12
