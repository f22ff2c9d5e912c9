"""Comments in a real Chromium: saved ones by a slash, spoken ones by microphone and camera."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from media.storage import Store
from practice.db import Database
from practice.people.models import Person
from practice.recordings.models import JobKind, JobState, MediaJob
from practice.reviews import actions, reusable
from practice.reviews.models import Comment, Marker, MarkerKind, Review
from practice.reviews.values import ReusableInput
from practice.settings import Settings
from tests.axe import WCAG, accessible
from tests.chromium import cookie_of, new_person
from tests.reviews.conftest import Scene
from workers import ingest
from workers.boot import Parts

pytestmark = pytest.mark.browser

ONE_SECOND = re.compile(r"0:0[1-9]|0:[1-5]")  # or more: nobody looks just in that second


@dataclass
class Place:
    """A take that waits for its review, and windows of those who look at it."""

    app: Flask
    parts: Parts
    scene: Scene
    browser: Browser
    url: str

    def window(self, person: Person, width: int = 1440, height: int = 900) -> Page:
        viewport = {"width": width, "height": height}
        context = new_person(self.browser, self.url, viewport=viewport)
        context.add_cookies([cookie_of(self.app, person, self.url)])
        return context.new_page()

    def room(self, **more: int) -> Page:
        page = self.window(self.scene.manager, **more)
        page.goto(f"/submissions/{self.scene.submission.id}/review")
        page.wait_for_function("() => document.querySelector('ft-player').video?.readyState > 1")
        return page

    def feedback(self, person: Person, **more: int) -> Page:
        page = self.window(person, **more)
        page.goto(f"/submissions/{self.scene.submission.id}")
        return page

    def prepare(self) -> None:
        """What a worker does with what was recorded."""
        waiting = select(MediaJob).where(
            MediaJob.state == JobState.waiting, MediaJob.kind == JobKind.playable
        )
        with self.parts.db.reading() as session:
            jobs = [job.id for job in session.scalars(waiting)]
        assert jobs, "something was handed over"
        for job_id in jobs:
            ingest.do_media_job(self.parts, job_id, "a worker")

    def comments(self) -> list[Comment]:
        with self.parts.db.reading() as session:
            return list(session.scalars(select(Comment).order_by(Comment.created_at)))

    def keep(self, *texts: str) -> None:
        with self.parts.db.work() as session:
            for text in texts:
                given = ReusableInput(text, MarkerKind.ask)
                reusable.keep(session, session.merge(self.scene.manager), given)


@pytest.fixture
def place(
    app: Flask, settings: Settings, db: Database, store: Store, scene: Scene, browser: Browser,
    url: str,
) -> Iterator[Place]:  # fmt: skip
    yield Place(app, Parts(settings, db, store), scene, browser, url)
    for context in browser.contexts:
        context.close()


def saved(page: Page) -> None:
    expect(page.locator("[data-saving]")).to_have_text(re.compile("^Saved"))


def record(form: Locator, name: str) -> None:
    """Say something for a second."""
    form.get_by_role("button", name=name).click()
    expect(form.locator("[data-part=elapsed]")).to_have_text(ONE_SECOND)
    form.get_by_role("button", name="Stop").click()


def plays(voice: Locator) -> None:
    """It is heard in its place."""
    voice.get_by_role("button", name=re.compile("Play")).click()
    media = voice.locator("audio, video")
    expect(media).to_be_visible()
    media.evaluate("""media => new Promise((done) => {
        const heard = () => media.currentTime > 0.2 ? done() : requestAnimationFrame(heard);
        heard();
    })""")


def test_a_saved_comment_is_found_by_a_slash_and_posted_by_keyboard_alone(place: Place) -> None:
    place.keep("What did that cost them?", "And then?", "Who else is asked?")
    page = place.room()
    page.keyboard.press("/")
    options = page.locator("[data-picker] [role=option]")
    expect(options).to_have_count(3)
    accessible(page, WCAG)
    page.keyboard.press("Escape")
    expect(page.locator("[data-picker]")).to_be_hidden()
    page.keyboard.type("/cost")
    expect(options).to_have_count(1)
    with page.expect_response("**/used"):
        page.keyboard.press("Enter")
    words = page.get_by_label("Comment", exact=True)
    expect(words).to_have_value("What did that cost them?")
    expect(page.get_by_role("radio", name="Ask")).to_be_checked()
    page.keyboard.press("Control+Enter")
    saved(page)
    [said] = place.comments()
    assert said.text == "What did that cost them?"
    page.keyboard.press("/")
    first = options.first
    expect(first).to_contain_text("What did that cost them?")


def test_what_is_written_is_saved_for_later_for_its_criterion(place: Place) -> None:
    page = place.room()
    page.get_by_label("Comment", exact=True).fill("Name the cost in their words.")
    page.get_by_label("Evidence for", exact=True).select_option(label="Pain found")
    page.get_by_role("button", name="Save for later").click()
    expect(page.locator("#toasts")).to_contain_text("Saved for later")
    page.get_by_role("button", name="Post").click()
    page.get_by_role("button", name="Saved").click()
    expect(page.locator("[data-picker] [role=option]")).to_contain_text("Pain found")
    page.locator("[data-picker] [role=option]").click()
    chosen = page.get_by_label("Evidence for", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Pain found")
    page.goto("/reviews/comments")
    expect(page.get_by_text("Name the cost in their words.").first).to_be_visible()
    accessible(page, WCAG)


def test_a_vague_comment_is_remarked_quietly_and_posted_all_the_same(place: Place) -> None:
    page = place.room()
    page.get_by_label("Comment", exact=True).press_sequentially("Be better")
    nudge = page.locator("[data-nudge]")
    expect(nudge).to_have_text("What should be said or done instead? One thing to try is enough.")
    accessible(page, WCAG)
    page.get_by_role("button", name="Post").click()
    expect(page.locator("[data-comments]")).to_contain_text("Be better")
    expect(nudge).to_be_hidden()


def test_a_comment_is_about_the_moment_or_range_at_which_it_was_begun(place: Place) -> None:
    page = place.room()
    player = "document.querySelector('ft-player')"
    page.evaluate(f"{player}.seek(4000)")
    page.keyboard.press("i")
    page.evaluate(f"{player}.seek(9000)")
    page.keyboard.press("o")
    page.get_by_label("Comment", exact=True).fill("She decides here.")
    page.evaluate(f"{player}.seek(15000)")
    page.keyboard.press("Control+Enter")
    saved(page)
    with place.parts.db.reading() as session:
        marker = session.scalars(select(Marker)).one()
    assert abs(marker.at_ms - 4000) <= 100
    assert marker.until_ms is not None
    assert abs(marker.until_ms - 9000) <= 100


def test_a_voice_comment_stops_the_video_is_posted_when_it_is_there_and_plays_in_its_place(
    place: Place,
) -> None:
    page = place.room()
    player = "document.querySelector('ft-player')"
    page.evaluate(f"{player}.seek(5000)")
    page.evaluate(f"{player}.play()")
    form = page.locator("[data-composer]")
    form.get_by_role("button", name="Record a voice comment").click()
    expect(form.locator("[data-part=elapsed]")).to_have_text(ONE_SECOND)
    assert page.evaluate(f"{player}.playing") is False, "whoever speaks doesn't talk over it"
    at = page.evaluate(f"{player}.ms")  # it played until the click, however long that took
    assert at >= 5000
    accessible(page, WCAG)
    form.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Post").click()
    voice = page.locator("[data-comments] ft-voice")
    expect(voice).to_be_visible()
    saved(page)
    place.prepare()
    plays(voice)
    accessible(page, WCAG)
    with place.parts.db.reading() as session:
        marker = session.scalars(select(Marker)).one()
        assert abs(marker.at_ms - at) <= 500
        assert marker.comments[0].asset_id is not None


def test_a_recording_that_is_not_posted_survives_a_reload(place: Place) -> None:
    page = place.room()
    record(page.locator("[data-composer]"), "Record a voice comment")
    clip = page.locator("[data-composer] ft-clip")
    expect(clip).to_have_attribute("data-state", "preparing")
    page.reload()
    expect(clip).to_have_attribute("data-state", "preparing")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("[data-comments] ft-voice")).to_be_visible()
    saved(page)
    assert [bool(said.asset_id) for said in place.comments()] == [True]


def released(place: Place) -> None:
    with place.parts.db.work() as session:
        review = session.scalars(select(Review)).one()
        review.decision, review.strength = "met", "Calm."
        actions.send(session, review)
        session.flush()
        actions.release_due(session, review.release_at)


def test_a_rep_hears_it_disagrees_on_video_and_the_reviewer_sees_that(place: Place) -> None:
    room = place.room()
    record(room.locator("[data-composer]"), "Record a voice comment")
    room.get_by_role("button", name="Post").click()
    expect(room.locator("[data-comments] ft-voice")).to_be_visible()
    saved(room)
    place.prepare()
    room.close()
    released(place)

    page = place.feedback(place.scene.rep, width=390, height=844)
    plays(page.locator("ft-voice"))
    page.locator("summary", has_text="Reply").click()
    form = page.locator("form[data-reply]")
    record(form, "Record a video reply")
    form.get_by_label("I disagree").check()
    accessible(page, WCAG)
    form.get_by_role("button", name="Send reply").click()
    expect(page.locator("#toasts")).to_contain_text("Sent. Dana Moss is told.")
    expect(page.locator(".reply")).to_contain_text("Disagrees")
    place.prepare()
    plays(page.locator(".reply ft-voice"))
    assert page.locator(".reply video").evaluate("video => video.videoWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()

    page = place.feedback(place.scene.manager)
    expect(page.locator(".reply")).to_contain_text("Priya Raman")
    plays(page.locator(".reply ft-voice"))
    accessible(page, WCAG)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_composer_with_everything_open_has_no_accessibility_problem(
    place: Place, scheme: str
) -> None:
    place.keep("What did that cost them?")
    page = place.room(width=390, height=844)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.get_by_label("Comment", exact=True).fill("/")
    expect(page.locator("[data-picker] [role=option]")).to_have_count(1)
    accessible(page, WCAG)
    page.locator("[data-picker] [role=option]").click()
    page.goto("/reviews/comments")
    page.get_by_text("Change or delete").click()
    accessible(page, WCAG)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
