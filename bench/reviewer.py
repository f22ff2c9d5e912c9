"""A reviewer in a real Chromium, on takes that wait, watched from inside of the page.

Moments are taken on the wall, because what is measured goes from one page to the next: from the
click to the first picture of the take on the screen, from a key to its marker on the timeline.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from media.samples import make_recording
from media.storage import Store
from practice.app import create_app
from practice.db import Database, utcnow
from practice.people.models import Role
from practice.people.passwords import hash_password
from practice.recordings.models import RenditionKind
from practice.reviews import actions
from practice.reviews.models import Comment, Marker, MarkerKind, Review, ReviewState
from practice.settings import load_settings
from practice.store import store_of
from practice.takes.models import Submission
from tests import factories as make
from tests.chromium import cookie_of, new_person
from tests.product import Product
from tests.unattended import unattended

Figures = dict[str, Any]
PASSWORD = "a take a day keeps"
SECONDS = 180
ROOM = "**/submissions/*/review"
# In the page that is left, when somebody asked for another; in the one that comes, when its first
# picture is on the screen.
WATCH = """
window.bench = { shown: 0, pressed: 0, keys: [] };
const wall = () => performance.timeOrigin + performance.now();
const frame = () => new Promise((done) => requestAnimationFrame(done));
const heard = (on, name) => new Promise((done) => on.addEventListener(name, done, { once: true }));
addEventListener("click", () => localStorage.setItem("bench-asked", String(wall())), true);
addEventListener("keydown", ({ key, timeStamp }) => {
  if (/^[1-4]$/.test(key)) bench.pressed = timeStamp;
}, true);
addEventListener("DOMContentLoaded", async () => {
  const video = document.querySelector("ft-player video");
  if (!video) return;
  while (video.readyState < 2) await heard(video, "loadeddata");
  await frame().then(frame);
  bench.shown = wall();
  new MutationObserver(async () => {
    const began = bench.pressed;
    bench.pressed = 0;
    if (!began) return;
    await frame().then(frame);
    bench.keys.push(performance.now() - began);
  }).observe(document.querySelector(".marks"), {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });
});
"""
WAITED = "bench.shown && bench.shown - Number(localStorage.getItem('bench-asked'))"
FETCHED = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => /\\.(mjs|css)\\?/.test(name))
  .map(({ name, encodedBodySize: bytes }) => ({ name: name.split("/static/")[1], bytes }))"""


class Reviewer:
    """Somebody with takes to review, signed in."""

    def __init__(self, page: Page, first: str) -> None:
        self.page, self.first = page, first

    def measured(self, rounds: int) -> Figures:
        """All of it, in the order of the work."""
        fresh = self.open()
        return {
            "first_visit_ms": fresh,
            "files": self.page.evaluate(FETCHED),
            "open_ms": [self.open() for _ in range(rounds)],
            "key_ms": self.keys(rounds),
            "unprepared_ms": self.through_the_queue(rounds),
        }

    def open(self) -> float:
        """From the click in the queue to the first picture."""
        self.page.goto("/reviews")
        self.page.locator(f'a[href*="{self.first}"]').first.click()
        return self._waited()

    def _waited(self) -> float:
        self.page.wait_for_url(ROOM)
        self.page.wait_for_function("() => window.bench?.shown")
        waited: float = self.page.evaluate(WAITED)
        return waited

    def keys(self, rounds: int) -> list[float]:
        """From the key to the marker on the screen, while the take plays."""
        self.page.keyboard.press(" ")
        for n in range(rounds):
            self.page.keyboard.press("1234"[n % 4])
            self.page.wait_for_function(f"() => bench.keys.length > {n}")
        self.page.keyboard.press(" ")
        found: list[float] = self.page.evaluate("bench.keys")
        return found

    def through_the_queue(self, rounds: int) -> list[float]:
        """Send, and go on to the next, again and again, as in a browser that prepares nothing."""
        waited = []
        for _ in range(rounds):
            self._send()
            self.page.get_by_role("link", name="Review next").click()
            self.page.wait_for_function("() => !document.querySelector('[data-release]')")
            waited.append(self._waited())
        return waited

    def _send(self) -> None:
        page = self.page
        page.get_by_role("radio", name="Meets the bar").check()
        page.get_by_label("One strength").fill("You asked, and then you waited.")
        page.get_by_role("button", name="Send feedback").click()
        page.get_by_role("button", name="Send it", exact=True).click()  # though hardly watched
        expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=15_000)


def prepared(product: Product, folder: Path, rounds: int) -> Figures:
    """From the click to the next room, and to its first picture, where the browser prepared it.

    The app runs in here, on the product's database and store, so that its pages can tell.
    """
    settings = load_settings(product.env)
    app, db = create_app(settings), Database(settings.database_url)
    with db.work() as session:
        review = session.scalars(select(Review).where(Review.state != ReviewState.draft)).first()
        assert review
        actions.release_due(session, review.release_at or utcnow())
        author, path = review.author, f"/submissions/{review.submission_id}/review"
    cookie = cookie_of(app, author, "http://127.0.0.1")
    db.dispose()
    found: Figures = {"next_ms": [], "next_picture_ms": []}
    for turn in range(rounds):
        (own := folder / f"browser-{turn}").mkdir(parents=True)
        with unattended(app, cookie, path, own) as watched:
            assert watched.pictured.wait(60), watched.told
        found["next_ms"].append(watched.told["shown"] - watched.told["clicked"])
        found["next_picture_ms"].append(watched.told["pictured"] - watched.told["clicked"])
    return found


@contextmanager
def reviewing(browser: Browser, product: Product, takes: int, markers: int) -> Iterator[Reviewer]:
    """A manager with so many takes waiting; the oldest has so many markers already."""
    settings = load_settings(product.env)
    db = Database(settings.database_url)
    film = make_recording(
        settings.data_dir / "bench.mp4", SECONDS, "mp4-phone", size="1280x720", fps=30
    )
    email, first = fill(db, store_of(settings), film, takes, markers)
    context = new_person(browser, product.url, viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH)
    try:
        page = context.new_page()
        sign_in(page, email)
        yield Reviewer(page, first)
    finally:
        context.close()
        db.dispose()


def fill(db: Database, store: Store, film: Path, takes: int, markers: int) -> tuple[str, str]:
    """A team, its manager, and what waits for them; answers who, and the id of the oldest."""
    with db.work() as session:
        manager = make.person(
            session, "Dana Moss", Role.manager, password_hash=hash_password(PASSWORD)
        )
        team = make.team(session, manager=manager)
        rep = make.person(session, "Priya Raman", team=team)
        version = make.scenario(session, "Discovery call")
        waiting: list[Submission] = []
        for _ in range(takes):
            take = make.take(session, rep, version, duration_ms=SECONDS * 1000)
            main = take.asset.rendition(RenditionKind.main)
            assert main
            store.upload(film, main.key, "video/mp4")
            take.asset.renditions = [main]
            waiting.append(make.submission(session, take))
            actions.route(session, waiting[-1].id)
        session.add(draft(waiting[0], manager.id, markers))
        return manager.email, str(waiting[0].id)


def draft(submission: Submission, author_id: UUID, count: int) -> Review:
    """A draft with comments of all kinds, spread over the take."""
    kinds = list(MarkerKind)
    review = Review(submission_id=submission.id, author_id=author_id)
    for n in range(count):
        one = Marker(at_ms=(n * 7919) % (SECONDS * 1000), kind=kinds[n % 4])
        one.comments.append(Comment(author_id=author_id, text=f"What I saw, number {n}."))
        review.markers.append(one)
    return review


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
