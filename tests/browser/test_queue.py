"""The queue in a real Chromium: by keyboard, for everybody's eyes, and with the next room ready."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from media.storage import Store
from practice.audit.models import Watch
from practice.db import Database, utcnow
from practice.reviews import actions, drafts
from practice.reviews.models import Claim, Decision, Sitting
from practice.takes.models import Submission
from tests import factories
from tests.browser.reviewing import Room, film, problems, window
from tests.chromium import FLAGS, cookie_of, find_chromium
from tests.reviews.conftest import Scene

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
        assert problems(look.page) == [], path
        assert look.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    with look.db.work() as session:
        for one in session.scalars(select(Submission)):
            one.withdrawn_at = utcnow()
    look.page.goto("/reviews")
    expect(look.page.get_by_text("Nothing waits for you")).to_be_visible()
    assert problems(look.page) == []


def test_an_open_room_holds_the_review_and_counts_what_is_played(room: Room) -> None:
    page = room.page
    with page.expect_response("**/review/beat") as first:
        room.open()
    assert first.value.json() == {"claim": True, "others": [], "watched_ms": 0}
    room.press(" ")
    room.wait_until("p.ms > 1500")
    room.press(" ")
    room.wait_until("!p.playing")
    page.goto("/reviews")  # what was not told yet is told on leaving
    (part,) = played(room)
    assert part[0] < 500
    assert part[1] >= 1_400


def played(room: Room) -> list[Any]:
    """The parts that were told, as soon as there are any."""
    for _ in range(200):
        with room.db.reading() as session:
            if parts := session.scalars(select(Sitting)).one().parts:
                return parts
        room.page.wait_for_timeout(50)
    raise AssertionError("nothing was told")


# ---- the next room, prepared while this one is open

LOOK = """
const tell = (what) => fetch("/told", {method: "POST", body: JSON.stringify(what)});
const frame = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
addEventListener("load", async () => {
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", () => frame(() => tell({shown: Date.now(),
      from: performance.getEntriesByType("navigation")[0].activationStart})), {once: true});
    setTimeout(() => tell({prepared: location.pathname}), 300);
  } else if (document.querySelector("a[data-prepare]")) {
    const isPrepared = async () => (await fetch("/is-prepared")).json();
    while (!(await isPrepared())) await new Promise((then) => setTimeout(then, 50));
    await tell({clicked: Date.now()});
    document.querySelector("a[data-prepare]").click();
  }
});
"""


class Watched:
    """The app, with a look into its pages: preparing is off wherever a debugger is attached."""

    def __init__(self, app: Flask, cookie: dict[str, Any]) -> None:
        self.app, self.cookie = app, cookie
        self.told: dict[str, Any] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.clicked_after = 0
        self.beat = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/told":
            self.told |= json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self.clicked_after = self.clicked_after or len(self.asked) * ("clicked" in self.told)
            return _answer(start, b"null")
        if path == "/is-prepared":
            return _answer(start, b"true" if "prepared" in self.told else b"false")
        purpose = environ.get("HTTP_SEC_PURPOSE", "")
        self.asked.append((environ["REQUEST_METHOD"], path, purpose))
        if "HTTP_COOKIE" not in environ:  # the very first page; from there on the browser has one
            environ["HTTP_COOKIE"] = f"{self.cookie['name']}={self.cookie['value']}"
        answer = self._with_look(environ, start)
        if path.endswith("/beat") and "shown" in self.told:
            self.beat.set()
        return answer

    def _with_look(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        head: list[Any] = []
        body = b"".join(self.app(environ, lambda *given: head.extend(given[:2])))
        nonce = body.partition(b'nonce="')[2].partition(b'"')[0]
        script = b'<script nonce="' + nonce + b'">' + LOOK.encode() + b"</script></body>"
        if environ["PATH_INFO"].endswith("/review"):
            body = body.replace(b"</body>", script)
            head[1] = [one for one in head[1] if one[0].lower() != "content-length"]
        start(head[0], head[1])
        return [body]


def _answer(start: Callable[..., Any], body: bytes) -> list[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [body]


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
    """A Chromium that nobody looks over the shoulder of, in the room of what was sent."""
    made = Watched(app, dict(cookie_of(app, sent.manager, "http://127.0.0.1")))
    server = make_server("127.0.0.1", 0, made, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.port}/submissions/{sent.submission.id}/review"
    command = [find_chromium(), *FLAGS, "--headless", f"--user-data-dir={tmp_path / 'p'}", url]
    browser = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    yield made
    with suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)
    browser.wait()
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_next_room_is_prepared_and_tells_nobody_until_it_is_shown(
    watched: Watched, db: Database, second: Submission
) -> None:
    assert watched.beat.wait(60), watched.told
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
