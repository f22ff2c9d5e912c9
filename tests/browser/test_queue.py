"""The queue in a real Chromium: by keyboard, for everybody's eyes, and with the next room ready."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from media.storage import Store
from practice.audit.models import Watch
from practice.db import Database, utcnow
from practice.reviews import actions, drafts
from practice.reviews.models import Claim, Decision, Sitting
from practice.takes.models import Submission
from tests import factories
from tests.axe import WCAG, accessible
from tests.browser.reviewing import Room, film, window
from tests.chromium import cookie_of
from tests.reviews.conftest import Scene
from tests.unattended import Watched, unattended
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
}  # fmt: skip
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


def another(db: Database, store: Store, video: Path, scene: Scene, **more: object) -> Submission:
    """A second take for the same manager, later than the first, with a video of its own."""
    with db.work() as session:
        rep = factories.person(session, "Marcus Hale", team=scene.team)
        made = factories.submission(session, factories.take(session, rep), reviewer=scene.manager)
        for field, value in more.items():
            setattr(made, field, value)
        film(store, made.take.asset, video)
    return made


@pytest.fixture
def second(db: Database, store: Store, video: Path, scene: Scene) -> Submission:
    return another(db, store, video, scene, asks_help=True, question="Too fast at the end?")


@pytest.fixture(params=[DESK | {"color_scheme": "light"}, PHONE | {"color_scheme": "dark"}],
                ids=["desk-light", "phone-dark"])  # fmt: skip
def look(
    request: pytest.FixtureRequest, app: Flask, db: Database, scene: Scene, browser: Browser,
    url: str,
) -> Iterator[Room]:  # fmt: skip
    yield from window(app, db, scene, browser, url, **request.param)


@pytest.fixture
def room(app: Flask, db: Database, scene: Scene, browser: Browser, url: str) -> Iterator[Room]:
    yield from window(app, db, scene, browser, url, **DESK)


def test_the_rows_are_walked_with_j_and_k_and_opened_with_enter(
    room: Room, second: Submission
) -> None:
    page = room.page
    page.goto("/reviews")
    room.press("j", "j", "j")
    expect(page.get_by_role("link", name="Marcus Hale:", exact=False).first).to_be_focused()
    room.press("k")
    expect(page.get_by_role("link", name="Priya Raman: Discovery call").first).to_be_focused()
    room.press("j", "Enter")
    page.wait_for_url(f"**/submissions/{second.id}/review")


def test_enter_on_the_page_reviews_the_next_and_holds_it(room: Room, second: Submission) -> None:
    room.page.goto("/reviews")
    room.press("Enter")
    room.page.wait_for_url(f"**/submissions/{room.scene.submission.id}/review")
    with room.db.reading() as session:
        held = session.scalars(select(Claim)).one()
    assert held.submission_id == room.scene.submission.id


def test_a_part_of_the_queue_is_a_click_and_an_address(room: Room, second: Submission) -> None:
    page = room.page
    page.goto("/reviews")
    page.get_by_role("link", name="Asked for help").click()
    page.wait_for_url("**/reviews?show=help")
    expect(page.get_by_text("Too fast at the end?")).to_be_visible()
    expect(page.get_by_text("Priya Raman:")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("Priya Raman:").first).to_be_visible()


def test_axe_finds_nothing_in_any_state_of_the_queue(look: Room, second: Submission) -> None:
    with look.db.work() as session:
        late = session.get_one(Submission, look.scene.submission.id)
        late.created_at = utcnow() - timedelta(days=9)
    for path in ("/reviews", "/reviews?show=help", "/reviews?show=again"):
        look.page.goto(path)
        accessible(look.page, WCAG)
        assert look.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    with look.db.work() as session:
        for one in session.scalars(select(Submission)):
            one.withdrawn_at = utcnow()
    look.page.goto("/reviews")
    expect(look.page.get_by_text("Nothing waits for you")).to_be_visible()
    accessible(look.page, WCAG)


def test_an_open_room_holds_the_review_and_counts_what_is_played(room: Room) -> None:
    page = room.page
    with page.expect_response("**/review/beat") as first:
        room.open()
    assert first.value.json() == {"claim": True, "others": [], "watched_ms": 0}
    room.count_played()
    room.press(" ")
    room.wait_until("window.played > 1500")
    room.press(" ")
    room.wait_until("!p.playing")
    at, in_steps = room.player("ms"), page.evaluate("window.played")
    page.goto("/reviews")  # what was not told yet is told on leaving
    parts = until("all is told", lambda: told(room, in_steps - 100))
    assert parts[0][0] < 500
    assert parts[-1][1] <= at + 500


def told(room: Room, ms: float) -> list[Any]:
    """The parts that were told, as soon as they make so much together."""
    with room.db.reading() as session:
        parts = session.scalars(select(Sitting)).one().parts
    return parts if sum(end - start for start, end in parts) >= ms else []


# ---- the next room, prepared while this one is open


@pytest.fixture
def sent(db: Database, scene: Scene, second: Submission) -> Scene:
    """Feedback on the first take is out; the second waits."""
    with db.work() as session:
        review = drafts.draft(session, scene.manager, scene.submission.id)
        review.decision, review.strength = Decision.met, "Clear."
        actions.send(session, review, utcnow() - timedelta(minutes=1))
        actions.release_due(session)
    return scene


@pytest.fixture
def watched(app: Flask, sent: Scene, tmp_path: Path) -> Iterator[Watched]:
    """A Chromium in the room of what was sent."""
    cookie = cookie_of(app, sent.manager, "http://127.0.0.1")
    with unattended(app, cookie, f"/submissions/{sent.submission.id}/review", tmp_path) as made:
        yield made


def test_the_next_room_is_prepared_and_tells_nobody_until_it_is_shown(
    watched: Watched, db: Database, second: Submission
) -> None:
    assert watched.beat.wait(PATIENCE), watched.told
    path = f"/submissions/{second.id}/review"
    assert watched.told["prepared"] == path
    assert watched.told["from"] > 0, "it was shown as it had been prepared"
    before = watched.asked[: watched.clicked_after]
    assert [purpose for method, at, purpose in before if at == path] == ["prefetch;prerender"]
    assert not [at for _, at, _ in before if at.startswith(path + "/") or at.endswith("/watched")]
    with db.reading() as session:
        assert session.scalars(select(Watch)).all() == []
        held = session.scalars(select(Claim).where(Claim.submission_id == second.id)).one()
    assert held.person_id == second.reviewer_id
    assert watched.told["shown"] - watched.told["clicked"] < 500, "about 50 on an idle machine"
    after = {at for _, at, _ in watched.asked[watched.clicked_after :]}
    video = {at for at in after if at.startswith("/store/")}
    assert after - video == {f"{path}/beat"}, "all but the video was there: nobody waits for it"
