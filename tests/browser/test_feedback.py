"""The rep's side of feedback in a real Chromium: a comment plays, pins travel, it is said back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from media.storage import Store
from practice.coaching import actions as coaching
from practice.coaching.models import CoachingKind
from practice.coaching.values import Logged, Promised
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.reviews.models import Decision
from practice.takes.actions import accept_notice
from practice.takes.models import Submission, Take
from practice.takes.notice import fingerprint
from practice.takes.queries import current_notice
from tests.axe import WCAG, accessible
from tests.browser.reviewing import film
from tests.chromium import cookie_of, new_person
from tests.coaching.conftest import Coached, make_coached, second_round

pytestmark = pytest.mark.browser


@dataclass
class Place:
    """Two rounds of a practice: the first asked for another take, the second met the bar."""

    app: Flask
    db: Database
    coached: Coached
    final: Submission
    browser: Browser
    url: str

    def window(self, person: Person, scheme: str = "light", width: int = 1440) -> Page:
        shown = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        context = new_person(self.browser, self.url, **shown)
        context.add_cookies([cookie_of(self.app, person, self.url)])
        return context.new_page()

    def feedback(self) -> Page:
        page = self.window(self.coached.rep)
        page.goto(self.coached.path)
        wait_until(page, "document.querySelector('ft-player').video?.readyState > 1")
        return page


@pytest.fixture
def place(
    app: Flask, db: Database, store: Store, video: Path, browser: Browser, url: str
) -> Iterator[Place]:
    with db.work() as session:
        coached = make_coached(session)
        final = second_round(session, coached, Decision.met, level=4).submission
        accept_notice(session, coached.rep, fingerprint(current_notice(session)))
        for submission in (coached.submission, final):
            film(store, session.get_one(Take, submission.take_id).asset, video)
    yield Place(app, db, coached, final, browser, url)
    for context in browser.contexts:
        context.close()


def wait_until(page: Page, condition: str) -> None:
    page.wait_for_function(f"() => {condition}")


def test_a_comment_plays_from_a_second_and_a_half_before(place: Place) -> None:
    page = place.feedback()
    page.evaluate(
        "document.querySelector('ft-player').video.addEventListener('seeking', (event) => {"
        " window.from ??= event.target.currentTime })"
    )
    page.get_by_role("button", name="Play from 0:24").click()
    wait_until(page, "window.from !== undefined")
    assert abs(page.evaluate("window.from") - 22.5) < 0.1
    wait_until(page, "document.querySelector('ft-player').playing")
    expect(page.locator(f"#m-{place.coached.markers[1]}")).to_have_class(re.compile(r"\bon\b"))


def test_chosen_comments_travel_to_the_camera(place: Place) -> None:
    page = place.feedback()
    strength, attempt = (
        page.locator(f"#m-{marker}").get_by_role("button", name="Beside the camera")
        for marker in place.coached.markers
    )
    expect(attempt).to_have_attribute("aria-pressed", "true")
    strength.focus()
    page.keyboard.press("Enter")
    expect(strength).to_have_attribute("aria-pressed", "true")
    attempt.click()
    expect(attempt).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-pins]")).to_have_text("1 comment")
    page.get_by_role("link", name="Record it again").click()
    beside = page.locator("ft-pinned")
    expect(beside).to_contain_text("Ask one more question.")
    expect(beside).to_contain_text("Calm opening.")
    expect(beside).not_to_contain_text("Park the product.")


def test_it_is_said_back_with_the_keyboard_and_counts_the_next_take(place: Place) -> None:
    page = place.feedback()
    page.get_by_label("In one sentence of your own").focus()
    page.keyboard.type("Ask, then wait.")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.get_by_role("button", name="Say it back").press("Enter")
    expect(page.locator("#said-back")).to_contain_text("0 of 2 takes of “Discovery call”")
    page.goto("/")
    expect(page.locator("#promises")).to_contain_text("0 of 2 takes")
    page.locator("#promises").get_by_role("link", name="Record").click()
    expect(page.locator("ft-pinned")).to_contain_text("Ask one more question.")


def test_then_and_now_begin_at_the_moment_that_improved(place: Place) -> None:
    page = place.window(place.coached.rep)
    page.goto(f"/submissions/{place.final.id}")
    page.get_by_role("link", name="Watch both").click()
    wait_until(
        page,
        "[...document.querySelectorAll('ft-player')].every((p) => p.video?.readyState > 1"
        " && !p.video.seeking)",
    )
    times = "[...document.querySelectorAll('ft-player')].map((p) => p.ms)"
    wait_until(page, f"Math.abs({times}[0] - 22500) < 60")
    left, right = page.evaluate(times)
    assert abs(left - 22_500) < 60
    assert abs(right - 14_500) < 60
    expect(page.locator("[data-part=offset]")).to_have_text("right one 8.0 s later")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_feedback_and_coaching_have_no_accessibility_problem(
    place: Place, scheme: str
) -> None:
    rep, manager = place.coached.rep, place.coached.manager
    page = place.window(rep, scheme)
    for path in (place.coached.path, f"{place.coached.path}/say-back",
                 f"/submissions/{place.final.id}"):  # fmt: skip
        page.goto(path)
        accessible(page, WCAG)
    page.goto(f"{place.coached.path}/say-back")
    page.get_by_label("In one sentence").fill("Ask, then wait.")
    page.get_by_role("button", name="Say it back").click()
    expect(page.locator("#said-back")).to_contain_text("0 of 3 takes")
    accessible(page, WCAG)
    talk(place)
    for person, paths in ((rep, ["/", "/one-on-ones", f"/one-on-ones/{manager.id}"]),
                          (manager, ["/", "/one-on-ones", f"/one-on-ones/{rep.id}",
                                     "/coaching", place.coached.path])):  # fmt: skip
        page = place.window(person, scheme)
        for path in paths:
            page.goto(path)
            for summary in page.locator("main summary").all():
                summary.click()
            accessible(page, WCAG)


def talk(place: Place) -> None:
    """What two people leave behind after their first 1:1."""
    pair, today = place.coached.pair, utcnow().date()
    with place.db.work() as session:
        coaching.ask(session, pair.rep, pair, "Who goes first?")
        promised = Promised(False, "Three accounts to call", 0, today)
        coaching.promise(session, pair.coach, pair, promised)
        coaching.log(session, pair.coach, pair.rep.id, Logged(CoachingKind.one_on_one, today, 30))


def test_on_a_phone_nothing_scrolls_sideways(place: Place) -> None:
    talk(place)
    rep, manager = place.coached.rep, place.coached.manager
    for person, paths in ((rep, [place.coached.path, f"/submissions/{place.final.id}", "/",
                                 f"/one-on-ones/{manager.id}"]),
                          (manager, [f"/one-on-ones/{rep.id}", "/coaching"])):  # fmt: skip
        page = place.window(person, width=390)
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == 390, path
