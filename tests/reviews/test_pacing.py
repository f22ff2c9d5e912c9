"""A manager sets how often feedback comes, and its rep reads it before and after handing in."""

from sqlalchemy import select

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
