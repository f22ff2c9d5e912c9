"""The queue: what waits, for how long, narrowed by its address, and who is at it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.people.models import Person, Role, TeamManager
from practice.reviews import claims, queue, rules
from practice.reviews.models import Review, Sitting
from practice.reviews.queue import Filter, Show
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene
from tests.statements import statements

ZONE = ZoneInfo("America/New_York")
MINUTE = 60_000


def handed_in(
    session: Session, scene: Scene, name: str = "", hours: int = 1, **more: object
) -> Submission:
    """Another submission for the manager of the scene, so many hours old."""
    rep = factories.person(session, name, team=scene.team)
    made = factories.submission(session, factories.take(session, rep), reviewer=scene.manager)
    made.created_at = utcnow() - timedelta(hours=hours)
    for field, value in more.items():
        setattr(made, field, value)
    session.flush()
    return made


def reviewed(session: Session, scene: Scene, active_ms: int, *, quick: bool = False) -> None:
    """Something the manager has reviewed, in so much time; its take is a minute long."""
    done = handed_in(session, scene, reviewed_at=utcnow())
    sitting = {"local_day": utcnow().date(), "active_ms": active_ms, "beat_at": utcnow()}
    session.add(Sitting(submission_id=done.id, person_id=scene.manager.id, **sitting))
    session.add(Review(submission_id=done.id, author_id=scene.manager.id, is_quick=quick))
    session.flush()


# ---- how long


def working_days(since: datetime, now: datetime) -> int:
    """How many midnights into a Monday to Friday lie between, one by one."""
    first, last = since.astimezone(ZONE).date(), now.astimezone(ZONE).date()
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_it_waits_too_long_after_three_working_days_on_the_readers_calendar(hour: int) -> None:
    for day in range(1, 22):
        now = datetime(2027, 3, day, hour, 30, tzinfo=UTC)  # the clock changes on the 14th
        ended = rules.patience_ended(now, ZONE)
        for since in (ended, ended - timedelta(seconds=1), now - timedelta(days=4)):
            assert rules.waits_too_long(since, now, ZONE) == (working_days(since, now) > 3)


def test_feedback_is_owed_from_the_third_working_day_on() -> None:
    friday = datetime(2027, 3, 5, 15, 0, tzinfo=ZONE)
    assert rules.owed_since(friday, ZONE) == date(2027, 3, 10)
    on_time = datetime(2027, 3, 10, 23, 0, tzinfo=ZONE)
    assert not rules.waits_too_long(friday, on_time, ZONE)
    assert rules.waits_too_long(friday, on_time + timedelta(hours=2), ZONE)


def test_the_pace_is_that_of_most_people_until_there_are_three(
    session: Session, scene: Scene
) -> None:
    for _ in range(2):
        reviewed(session, scene, 3 * MINUTE)
    assert queue.pace(session, scene.manager, utcnow()) == queue.USUAL_PACE
    reviewed(session, scene, 3 * MINUTE)
    assert queue.pace(session, scene.manager, utcnow()) == pytest.approx(3.0)


def test_quick_looks_say_nothing_about_the_pace(session: Session, scene: Scene) -> None:
    for _ in range(3):
        reviewed(session, scene, 3 * MINUTE)
        reviewed(session, scene, MINUTE, quick=True)
    assert queue.pace(session, scene.manager, utcnow()) == pytest.approx(3.0)


def test_who_left_the_room_open_is_no_snail(session: Session, scene: Scene) -> None:
    for _ in range(3):
        reviewed(session, scene, 300 * MINUTE)
    assert queue.pace(session, scene.manager, utcnow()) == queue.SLOWEST


def test_the_row_says_how_long_the_review_takes(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    assert page.get("/reviews").has("about 3 min to review", "oldest first: about 3 minutes.")
    with db.work() as session:
        for _ in range(3):
            reviewed(session, stage, 4 * MINUTE)
    assert page.get("/reviews").has("about 5 min to review")


# ---- the page


def test_the_queue_says_who_waits_how_long_and_what_they_ask(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        submission = session.get_one(Submission, stage.submission.id)
        submission.created_at = utcnow() - timedelta(days=9)
        submission.question = "Too early?"
    shown = page.sign_in(stage.manager).get("/reviews")
    assert shown.has("Priya Raman: Discovery call", "Waiting 9 days", "Feedback owed since")
    assert shown.has("Too early?", "First", "1 take waits for you")
    assert f"/submissions/{stage.submission.id}/review" in shown.links
    assert f"/submissions/{stage.submission.id}/review?quick=1" in shown.links


def test_an_empty_queue_says_so(db: Database, page: Page) -> None:
    with db.work() as session:
        manager = factories.person(session, "", Role.manager)
    shown = page.sign_in(manager).get("/reviews")
    assert shown.has("Nothing waits for you", "See how the team practices")
    assert "/reviews/next" not in shown.forms


def test_the_parts_count_and_show_what_is_in_them(db: Database, stage: Scene, page: Page) -> None:
    with db.work() as session:
        handed_in(session, stage, "Ada Again", round=2)
        handed_in(session, stage, "Hal Help", asks_help=True, question="How do I open?")
        handed_in(session, stage, "Lou Late", hours=24 * 9)
    page.sign_in(stage.manager)
    shown = page.get("/reviews")
    assert shown.has("All 4", "Waiting too long 1", "Asked for help 1", "First 2")
    assert shown.has("Resubmissions 1", "Resubmission, round 2")
    for part, name in {"again": "Ada Again", "help": "Hal Help", "late": "Lou Late"}.items():
        only = page.get(f"/reviews?show={part}")
        assert only.has(f"{name}:", "1 take waits for you")
        assert not only.has("Priya Raman:")


def test_an_address_narrows_it_to_a_person_and_a_scenario(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        other = handed_in(session, stage, "Ada Other")
        scenario = other.take.scenario_version.scenario_id
    page.sign_in(stage.manager)
    for query in (f"person={other.person_id}", f"scenario={scenario}"):
        shown = page.get(f"/reviews?{query}")
        assert shown.has("Ada Other:", "All 1")
        assert not shown.has("Priya Raman:")
    shown = page.get(f"/reviews?scenario={scenario}&person={stage.rep.id}")
    assert shown.has("Nothing here", "Show all that wait")


def test_a_part_that_ran_empty_says_so(stage: Scene, page: Page) -> None:
    shown = page.sign_in(stage.manager).get("/reviews?show=help")
    assert shown.has("Nothing here", "Asked for help 0")
    assert "/reviews" in shown.links


@pytest.mark.parametrize(
    "query", ["show=shout", "person=me", "scenario=%00", "page=-3", "page=x", "show=late&show=1"]
)
def test_a_mistyped_address_still_shows_the_queue(stage: Scene, page: Page, query: str) -> None:
    assert page.sign_in(stage.manager).get(f"/reviews?{query}").heading == "Reviews"


def test_somebody_elses_queue_is_not_reached_by_a_filter(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        stranger = factories.person(session, "", Role.manager)
    shown = page.sign_in(stranger).get(f"/reviews?person={stage.rep.id}")
    assert not shown.has("Priya Raman")


def test_a_long_queue_comes_in_pages(
    db: Database, stage: Scene, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    with db.work() as session:
        for hours, name in enumerate(["Ann", "Bob"], 2):
            handed_in(session, stage, name, hours=hours)
    page.sign_in(stage.manager)
    first = page.get("/reviews")
    assert first.has("Bob:", "Ann:", "1–2 of 3", "3 takes wait for you")
    assert not first.has("Priya Raman:")
    assert "/reviews?page=2" in first.links
    assert page.get("/reviews?page=2").has("Priya Raman:", "3–3 of 3")


def test_review_next_stays_in_the_chosen_part(db: Database, stage: Scene, page: Page) -> None:
    with db.work() as session:
        handed_in(session, stage, "Old", hours=99)
        asks = handed_in(session, stage, "Young", asks_help=True)
    page.sign_in(stage.manager)
    shown = page.submit("/reviews/next", {"show": "help"})
    assert str(asks.id) in shown.response.headers["Location"]


def second_manager(db: Database, scene: Scene) -> Person:
    with db.work() as session:
        other = factories.person(session, "Omar Diaz", Role.manager)
        session.add(TeamManager(team_id=scene.team.id, person_id=other.id))
    return other


def test_another_manager_sees_it_under_the_team_and_can_take_it(
    db: Database, stage: Scene, page: Page
) -> None:
    room = f"/submissions/{stage.submission.id}/review"
    other = second_manager(db, stage)
    page.sign_in(other)
    assert page.get("/reviews").has("With others, for your teams", "for Dana Moss")
    assert page.get(room).has("Dana Moss is to review this", "Take it over")
    shown = page.follow(page.submit(f"{room}/take-over"))
    assert shown.has("Send feedback")
    assert page.sign_in(stage.manager).get(room).has("Omar Diaz is reviewing this right now")


def test_colleagues_see_who_is_at_it_until_they_have_been_away(
    db: Database, stage: Scene, page: Page
) -> None:
    other, now = second_manager(db, stage), utcnow()
    with db.work() as session:
        claims.seize(session, stage.manager, stage.submission.id, now)
    assert page.sign_in(other).get("/reviews").has("Being reviewed by Dana Moss")
    assert not page.sign_in(stage.manager).get("/reviews").has("Being reviewed by")
    with db.work() as session:
        claims.seize(session, stage.manager, stage.submission.id, now - rules.IDLE)
    assert not page.sign_in(other).get("/reviews").has("Being reviewed by")


def test_a_longer_queue_asks_the_database_no_more_often(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    few = len(statements(page, "/reviews"))
    with db.work() as session:
        for number in range(12):
            handed_in(session, stage, f"Rep {number}", hours=number)
    assert len(statements(page, "/reviews")) == few


def test_the_parts_are_those_of_the_rows(session: Session, scene: Scene) -> None:
    handed_in(session, scene, asks_help=True, hours=24 * 9)
    handed_in(session, scene, round=3)
    now, everything = utcnow(), Filter()
    tallied = queue.tallies(session, scene.manager, everything, now, ZONE)
    counted = queue.counts(session, scene.manager, tallied, everything, now)
    for show in Show:
        found = queue.mine(session, scene.manager, Filter(show), now, ZONE)
        assert len(found) == counted.of[show], show
