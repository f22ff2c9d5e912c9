"""A manager's week at a glance: on Monday morning there, once, with the figures of their teams."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from media.storage import Store
from practice.db import Database
from practice.notices.actions import tell_many
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from practice.progress import weekly
from practice.settings import Settings
from tests import factories
from workers import chores
from workers.boot import Parts

MONDAY = datetime(2026, 11, 16, 14, tzinfo=UTC)  # 8:00 AM in Chicago
DAY = timedelta(days=1)


@pytest.fixture
def mo(session: Session) -> Person:
    return factories.person(session, "Mo", Role.manager, timezone="America/Chicago")


def sum_up(session: Session, now: datetime) -> int:
    return tell_many(session, NoticeKind.weekly, weekly.tellings(session, now))


def test_it_tells_who_practiced_who_is_behind_and_what_waits(session: Session, mo: Person) -> None:
    team, other = factories.team(session, "West", mo), factories.team(session, "East")
    ana, bo, cy = (factories.person(session, name, team=team) for name in ("Ana", "Bo", "Cy"))
    version = factories.scenario(session, "Discovery")
    for person, days in ((ana, 1), (ana, 5), (bo, 7), (bo, 8), (cy, 0)):
        factories.take(session, person, version, at=MONDAY - days * DAY)
    factories.take(session, factories.person(session, "Elsewhere", team=other), at=MONDAY - DAY)
    factories.target(session, cy, version, due_at=MONDAY - DAY)
    for days in (2, 4):
        handed_in = factories.take(session, ana, version, at=MONDAY - 30 * DAY)
        waits = factories.submission(session, handed_in, reviewer=mo)
        waits.created_at = MONDAY - days * DAY
    session.flush()
    assert sum_up(session, MONDAY) == 1
    notice = session.scalars(select(Notice).where(Notice.person_id == mo.id)).one()
    assert notice.title == "Last week 2 of 3 practiced"
    assert notice.body.splitlines() == [
        "3 takes in all: Ana (2), Bo (1).",
        "No take yet: Cy.",
        "Behind: Cy with “Discovery”.",
        "2 takes wait for your feedback, the oldest since Thursday, Nov 12.",
    ]


def test_it_comes_once_a_week_from_monday_morning_on_their_own_clock(
    session: Session, mo: Person
) -> None:
    factories.person(session, team=factories.team(session, "West", mo))
    hour = timedelta(hours=1)
    hours = [MONDAY + hour * n for n in range(-24, 24 * 8)]
    assert [at for at in hours if sum_up(session, at)] == [MONDAY, MONDAY + 7 * DAY]


def test_who_leads_nobody_and_who_left_gets_none(session: Session, mo: Person) -> None:
    factories.team(session, "Empty", mo)
    gone = factories.person(session, "", Role.manager, deactivated_at=MONDAY)
    factories.person(session, team=factories.team(session, "East", gone))
    assert sum_up(session, MONDAY + DAY / 4) == 0


def test_an_idle_week_is_told_plainly(session: Session, mo: Person) -> None:
    factories.person(session, team=factories.team(session, "West", mo))
    [telling] = weekly.tellings(session, MONDAY)
    assert telling.title == "Last week 0 of 1 practiced"
    assert telling.body == (
        "Nobody recorded a take.\nNobody is behind.\nNothing waits for your feedback."
    )


def test_the_sweep_tells_it(
    db: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.work() as session:
        manager = factories.person(session, "Mo", Role.manager)
        factories.person(session, team=factories.team(session, "West", manager))
    parts = Parts(settings=settings, db=db, store=store)
    monkeypatch.setattr(chores, "utcnow", lambda: MONDAY)
    assert chores.sum_up_the_week(parts) == 1
    assert chores.sum_up_the_week(parts) == 0
    monkeypatch.setattr(chores, "utcnow", lambda: MONDAY - DAY)
    assert chores.sum_up_the_week(parts) == 0
