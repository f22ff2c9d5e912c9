"""The page of feedback and the review room ask the database as much however much was said."""

from datetime import timedelta
from uuid import UUID

import pytest

from practice.db import Database, new_id, utcnow
from practice.people.models import Person
from practice.reviews import actions, drafts, talk
from practice.reviews.models import Decision, Marker, MarkerKind
from practice.reviews.values import MarkerInput, ReplyInput
from tests.client import Page
from tests.reviews.conftest import Scene, sent
from tests.statements import statements


def told(db: Database, scene: Scene, comments: int) -> list[UUID]:
    """Feedback with so many comments that went out; answers them."""
    with db.work() as session:
        draft = drafts.draft(session, scene.manager, scene.submission.id)
        made = [new_id() for _ in range(comments)]
        for at, marker in enumerate(made):
            given = MarkerInput(1000 * at, MarkerKind.attempt, text=f"Number {at}")
            drafts.save_marker(session, draft, marker, given)
        drafts.save_level(session, draft, scene.criteria[0], 3)
        sent(session, scene, Decision.another_take, utcnow() - timedelta(seconds=11))
        actions.release_due(session)
    return made


def answered(db: Database, scene: Scene, markers: list[UUID]) -> None:
    """Both of the two answer each of them."""
    with db.work() as session:
        for one in markers:
            for who in (scene.rep, scene.manager):
                by, marker = session.get_one(Person, who.id), session.get_one(Marker, one)
                talk.reply(session, by, marker, ReplyInput(text=f"Said by {who.name}"))


@pytest.mark.parametrize(
    ("who", "where", "most"),
    [("rep", "", 14), ("manager", "", 13), ("manager", "/review", 15)],
)
def test_however_much_was_said_it_is_asked_for_at_once(
    db: Database, stage: Scene, page: Page, who: str, where: str, most: int
) -> None:
    markers = told(db, stage, 5)
    path = f"/submissions/{stage.submission.id}{where}"
    page.sign_in(getattr(stage, who))
    page.get(path)  # marks it as read
    before = len(asked(page, path))
    answered(db, stage, markers)
    html = page.get(path).html
    assert all(words in html for words in ("Number 4", "Said by Priya Raman", "Said by Dana Moss"))
    assert before <= len(asked(page, path)) <= most, asked(page, path)


def asked(page: Page, path: str) -> list[str]:
    """The questions of a page."""
    return [each for each in statements(page, path) if not each.startswith("BEGIN")]
