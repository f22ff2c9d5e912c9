"""One element at a time, a quick look, and feedback on what was hardly watched."""

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.errors import Invalid
from practice.reviews import actions, drafts, element, queries, rules, sittings
from practice.reviews.models import Decision
from practice.takes.models import Submission
from tests.client import Page
from tests.reviews.conftest import Scene, asked_again


def works_on(session: Session, scene: Scene, submission: Submission) -> str | None:
    rounds = queries.rounds_seen(session, scene.manager, submission)
    found = element.works_on(session, submission, rounds)
    return found.title if found else None


@pytest.mark.parametrize(
    ("on", "decision", "title"),
    [(1, Decision.another_take, "Pain found"), (None, Decision.another_take, None),
     (1, Decision.met, None)],
)  # fmt: skip
def test_the_next_round_is_about_what_another_take_was_asked_on(
    session: Session, scene: Scene, on: int | None, decision: Decision, title: str | None
) -> None:
    assert works_on(session, scene, scene.submission) is None
    second = asked_again(session, scene, on, decision)
    assert works_on(session, scene, second) == title
    assert works_on(session, scene, scene.submission) is None


def test_the_room_opens_on_it_alone_and_a_link_shows_the_rest(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        room = f"/submissions/{asked_again(session, stage, 1, Decision.another_take).id}/review"
    shown = page.sign_in(stage.manager).get(room)
    assert shown.has("Priya works on Pain found", "Show the whole map")
    assert 'class="panel map one"' in shown.html
    assert shown.html.count('class="criterion element"') == 1
    assert f"{room}?map=whole" in shown.links
    whole = page.get(f"{room}?map=whole")
    assert 'class="panel map one"' not in whole.html
    assert not whole.has("Show the whole map")


def test_a_quick_look_needs_one_strength_and_one_next_step(session: Session, scene: Scene) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    met = {"decision": Decision.met, "strength": "Calm.", "is_quick": True}
    drafts.save_summary(review, met)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="one strength and one next step"):
        actions.send(session, review)
    drafts.save_summary(review, {"next_step": "Ask one more."})
    actions.send(session, review)
    assert review.is_quick


def test_a_link_opens_a_quick_look_and_the_form_switches_it_without_scripts(
    db: Database, stage: Scene, page: Page
) -> None:
    room = f"/submissions/{stage.submission.id}/review"
    page.sign_in(stage.manager)
    assert not ticked(page, room)
    assert ticked(page, f"{room}?quick=1")
    sheet = {"decision": "met", "strength": "Calm.", "next_step": "Ask.", "is_quick": "yes"}
    page.submit(f"{room}/send", sheet)
    page.submit(f"{room}/undo")
    assert ticked(page, room)
    page.submit(f"{room}/send", sheet | {"is_quick": ""})
    page.submit(f"{room}/undo")
    assert not ticked(page, room)


def ticked(page: Page, path: str) -> bool:
    boxes = [box for box in page.get(path).look.all("input") if "data-quick" in box]
    assert len(boxes) == 1
    return "checked" in boxes[0]


def test_what_was_played_is_kept_with_what_was_sent(session: Session, scene: Scene) -> None:
    now = utcnow()
    beat = sittings.Beat(0, [(0, 10_000), (5_000, 12_000), (50_000, 60_000)])
    sittings.note(session, scene.manager, scene.submission, beat, now, now.date())
    review = drafts.draft(session, scene.manager, scene.submission.id)
    drafts.save_summary(review, {"decision": Decision.met, "strength": "Calm."})
    actions.send(session, review)
    assert review.watched_ms == 22_000
    assert rules.is_barely_watched(review.watched_ms, 60_000)
    assert not rules.is_barely_watched(30_000, 60_000)
    assert not rules.is_barely_watched(None, 60_000), "feedback from before it was measured"
