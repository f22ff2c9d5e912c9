"""Coaching time: measured review minutes and what was logged, by person and month."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from practice.coaching import actions, hours
from practice.coaching.hours import Month
from practice.coaching.models import CoachingKind
from practice.coaching.values import Logged
from practice.db import Database, utcnow
from practice.people.models import Role
from practice.reviews.models import Sitting
from tests import factories
from tests.client import Page
from tests.coaching.conftest import Coached
from tests.statements import statements

TODAY = utcnow().date()
NOW = Month.of(TODAY)


def sat(session: Session, coached: Coached, day: date, minutes: float) -> None:
    """Active time of the manager on the rep's submission."""
    session.add(
        Sitting(submission_id=coached.submission.id, person_id=coached.manager.id, local_day=day,
                active_ms=int(minutes * 60_000), beat_at=utcnow())
    )  # fmt: skip
    session.flush()


def test_months_follow_each_other_over_the_year() -> None:
    december = Month.of(date(2026, 12, 31))
    assert (december.first, december.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert december.after == Month.of(date(2027, 1, 15))
    assert december.after.before == december
    assert Month.of(date(2028, 2, 3)).last == date(2028, 2, 29)


def test_reviews_and_logged_coaching_add_up_by_person_and_month(
    session: Session, coached: Coached
) -> None:
    sat(session, coached, NOW.first, 4.4)
    sat(session, coached, NOW.last, 2.2)
    sat(session, coached, NOW.before.last, 40)
    entry = Logged(CoachingKind.observation, TODAY, 30)
    actions.log(session, coached.manager, coached.rep.id, entry)
    (row,) = hours.hours(session, coached.manager, NOW)
    assert (row.person.id, row.reviewing, row.logged, row.total) == (coached.rep.id, 7, 30, 37)
    (before,) = hours.hours(session, coached.manager, NOW.before)
    assert (before.reviewing, before.logged) == (40, 0)
    assert hours.of_pair(session, coached.pair, NOW) == row


def test_a_colleagues_time_is_not_ones_own(session: Session, coached: Coached) -> None:
    sat(session, coached, TODAY, 5)
    other = factories.person(session, "", Role.manager)
    factories.team(session, manager=other)
    assert hours.hours(session, other, NOW) == []


def test_logging_takes_one_form_and_can_be_taken_back(
    db: Database, stage: Coached, page: Page
) -> None:
    page.sign_in(stage.manager)
    assert page.get("/coaching").has("Priya Raman")
    form = {"person": stage.rep.id, "kind": "meeting", "minutes": "45", "held_on": str(TODAY)}
    shown = page.follow(page.submit("/coaching/entries", form))
    assert shown.has("Meeting with Priya Raman", "45 minutes")
    (strike,) = [path for path in shown.forms if path.endswith("/delete")]
    page.submit(strike)
    assert not page.get("/coaching").has("Meeting with Priya Raman")
    with db.work() as session:
        stranger = factories.person(session)
    page.submit("/coaching/entries", form | {"person": stranger.id}, 404)
    assert page.submit("/coaching/entries", form | {"minutes": "0"}, 422).has("from 1 to 480")
    assert page.submit("/coaching/entries", form | {"person": ""}, 422).has("whom you coached")


def test_the_mark_is_the_organizations(db: Database, stage: Coached, page: Page) -> None:
    with db.work() as session:
        factories.organization(session).coaching_minutes = 240
    assert page.sign_in(stage.manager).get("/coaching").has("against 240 minutes")


def test_months_can_be_leafed_through(stage: Coached, page: Page) -> None:
    page.sign_in(stage.manager)
    shown = page.get(f"/coaching?month={NOW.before.first}")
    assert shown.has(f"{NOW.before.first:%B %Y}", "Month after")
    assert not page.get(f"/coaching?month={TODAY + timedelta(days=60)}").has("Month after")
    page.get("/coaching?month=1901-01-01", 404)
    page.get("/coaching?month=x", 404)


def test_the_page_costs_the_same_for_many(db: Database, stage: Coached, page: Page) -> None:
    page.sign_in(stage.manager).get("/coaching")
    few = statements(page, "/coaching")
    with db.work() as session:
        for _ in range(6):
            factories.person(session, team=stage.scene.team)
    assert len(statements(page, "/coaching")) == len(few)
