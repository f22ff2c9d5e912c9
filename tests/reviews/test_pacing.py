"""A manager sets how often feedback comes, and its rep reads it before and after handing in."""

from sqlalchemy import select

from practice.assignments.models import ReviewerRule
from practice.db import Database
from practice.notices.models import Notice
from practice.people.models import Person, ReviewPace
from practice.reviews import actions
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene


def test_a_manager_sets_it_on_the_page_of_their_rep(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    assert page.get(f"/team/people/{stage.rep.id}").has("How often feedback comes")
    page.submit(f"/people/{stage.rep.id}/review-pace", {"pace": "half"})
    page.submit(f"/people/{stage.manager.id}/review-pace", {"pace": "half"}, status=404)
    with db.reading() as session:
        assert session.get_one(Person, stage.rep.id).review_pace == ReviewPace.half
        titles = session.scalars(select(Notice.title).where(Notice.person_id == stage.rep.id)).all()
        assert "Feedback now comes to one in two takes that you hand in" in titles


def test_the_rep_reads_what_becomes_of_it_and_may_ask(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        rep = session.get_one(Person, stage.rep.id)
        rep.review_pace = ReviewPace.half
        ids = [
            factories.take(session, rep, target=factories.target(session, rep)).id for _ in range(2)
        ]
    page.sign_in(stage.rep)
    words = "This one is kept as practice: feedback comes to one in two takes that you hand in."
    for take_id in ids:
        assert page.get(f"/takes/{take_id}").has(words, "Please review this one")
    shown = page.follow(page.submit(f"/takes/{ids[0]}/submit", {"review": "yes"}))
    assert shown.has("Submitted. You’ll hear")
    shown = page.follow(page.submit(f"/takes/{ids[1]}/submit"))
    assert shown.has("Submitted, and kept as practice.")
    with db.work() as session:
        for made in session.scalars(select(Submission).where(Submission.take_id.in_(ids))).all():
            actions.route(session, made.id)
    assert page.get(f"/takes/{ids[1]}").has("Kept as practice, as agreed")
    assert page.get(f"/takes/{ids[0]}").has("Dana Moss has it")


def test_what_nobody_else_reviews_is_scored_first_and_then_met(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        rep = session.get_one(Person, stage.rep.id)
        target = factories.target(session, rep)
        target.assignment.reviewer_rule = ReviewerRule.self_only
        take = factories.take(session, rep, target=target)
        version, take_id = take.scenario_version, take.id
        levels = {f"level-{one.id}": "3" for one in version.rubric_version.criteria}
        scenario_id, target_id = version.scenario_id, target.id
    page.sign_in(stage.rep)
    words = "your own view of it is the review"
    assert page.get(f"/practice/{scenario_id}?target={target_id}").has(words)
    assert page.get(f"/takes/{take_id}").has("Score yourself on every criterion first")
    assert page.submit(f"/takes/{take_id}/submit", status=409)
    page.submit(f"/takes/{take_id}/self-review", levels)
    assert page.get(f"/takes/{take_id}").has(words)
    shown = page.follow(page.submit(f"/takes/{take_id}/submit"))
    assert shown.has("Your own view was the review.", "Meets the bar")
