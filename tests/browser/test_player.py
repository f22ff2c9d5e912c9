"""The player in a real Chromium: pictures one by one, loops, many comments, keys of one's own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from media.storage import Store
from practice.db import Database
from practice.people.models import Person
from practice.reviews.models import Comment, Marker, MarkerKind, Review
from practice.takes.models import Take
from tests.axe import WCAG, accessible
from tests.browser.reviewing import film
from tests.chromium import cookie_of, new_person
from tests.media.make import make_recording
from tests.reviews.conftest import Scene, make_scene

pytestmark = pytest.mark.browser

SECONDS = 12
RATES = (24, 50)
MANY = 500
KINDS = list(MarkerKind)
# Between which moments it plays. A page that stood still between two looks could not go back
# meanwhile: what has played on by then doesn't count.
FOLLOW = """() => {
    const player = document.querySelector("ft-player");
    let looked = performance.now();
    [window.laps, window.near, window.far] = [0, Infinity, 0];
    player.video.addEventListener("seeking", () => laps++);
    player.addEventListener("ft-time", ({ detail }) => {
        const stood = performance.now() - looked;
        looked += stood;
        if (player.playing) near = Math.min(near, detail);
        far = Math.max(far, detail - stood);
    });
}"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """One recording for each rate of pictures."""
    folder = tmp_path_factory.mktemp("films")
    return {
        fps: make_recording(folder / f"{fps}.mp4", SECONDS, "mp4-phone", size="320x180", fps=fps)
        for fps in RATES
    }


@pytest.fixture
def fps() -> int:
    return RATES[0]


@dataclass
class Room:
    """Somebody's window on a take."""

    app: Flask
    db: Database
    scene: Scene
    page: Page
    url: str

    def open(self) -> None:
        """In the review room."""
        self._open(self.scene.manager, f"/submissions/{self.scene.submission.id}/review")

    def watch(self) -> None:
        """On the rep's own page."""
        self._open(self.scene.rep, f"/takes/{self.scene.submission.take_id}")

    def _open(self, person: Person, path: str) -> None:
        self.page.context.add_cookies([cookie_of(self.app, person, self.url)])
        self.page.goto(path)
        self.until("p.video?.readyState > 2 && p.looping")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def player(self, script: str) -> Any:
        return self.page.evaluate(f"document.querySelector('ft-player').{script}")

    def until(self, script: str) -> None:
        self.page.wait_for_function(
            f"() => {{ const p = document.querySelector('ft-player'); return {script}; }}"
        )

    def seek(self, ms: int) -> None:
        self.player(f"seek({ms})")
        second = f"{ms} / 1000"
        self.until(f"!p.video.seeking && Math.abs(p.frames.shown - {second}) < 0.1")

    def step(self, key: str) -> float:
        """Press it; answers the moment of the picture that is shown then, in pictures."""
        before = self.player("frames.shown")
        self.press(key)
        self.until(f"!p.frames.busy && p.frames.shown !== {json.dumps(before)}")
        return float(self.player("frames.shown"))

    def comment(self, count: int) -> None:
        """So many comments of all kinds, ranges among them, spread over the take."""
        with self.db.work() as session:
            review = Review(submission_id=self.scene.submission.id)
            review.author_id = self.scene.manager.id
            for n in range(count):
                at = (n * 7919) % (SECONDS * 1000 - 500)
                mark = Marker(at_ms=at, until_ms=at + 400 if n % 3 else None, kind=KINDS[n % 4])
                words = Comment(author_id=review.author_id, text=f"Number {n}")
                mark.comments.append(words)
                review.markers.append(mark)
            session.add(review)


@pytest.fixture
def room(
    app: Flask, db: Database, store: Store, films: dict[int, Path], fps: int, browser: Browser,
    url: str,
) -> Iterator[Room]:  # fmt: skip
    with db.work() as session:
        scene = make_scene(session)
        asset = session.get_one(Take, scene.submission.take_id).asset
        film(store, asset, films[fps], SECONDS)
    with new_person(browser, url, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Room(app, db, scene, page, url)
        assert faults == []


@pytest.mark.parametrize("fps", RATES)
def test_a_step_goes_to_the_next_picture_of_the_recording_itself(room: Room, fps: int) -> None:
    room.watch()
    assert room.step(".") == pytest.approx(1 / fps, abs=0.002)
    room.seek(2000)
    at = room.player("frames.shown")
    for n in (1, 2, 3):
        assert room.step(".") == pytest.approx(at + n / fps, abs=0.002)
    for n in (2, 1, 0, -1):
        assert room.step(",") == pytest.approx(at + n / fps, abs=0.002)
    room.player("play()")
    room.until("p.ms > 2600")
    room.press(" ")
    room.until("!p.playing && !p.video.seeking")
    at = room.step(",")
    assert room.step(".") == pytest.approx(at + 1 / fps, abs=0.002)


def test_a_range_plays_in_a_loop_until_it_is_cleared(room: Room) -> None:
    room.watch()
    page = room.page
    room.seek(2000)
    room.press("i")
    room.seek(3000)
    room.press("o")
    expect(page.locator("ft-player .chosen")).to_be_visible()
    page.evaluate(FOLLOW)
    room.press("p", " ")
    page.wait_for_function("() => window.laps > 2")
    assert room.player("playing") is True
    assert page.evaluate("window.near") >= 1900
    assert page.evaluate("window.far") < 3400
    page.get_by_role("button", name="Loop: on, 0:02 to 0:03").click()
    assert page.get_by_role("menuitemcheckbox", name="Play in a loop").is_checked()
    accessible(page, WCAG)
    page.get_by_role("menuitem", name="Clear the range").click()
    expect(page.locator("ft-player .chosen")).to_be_hidden()
    room.until("p.ms > 3600")
    room.press("p")  # and now the whole take over and over
    room.player("seek(11500)")
    room.until("p.playing && p.ms < 2000")


def test_many_comments_are_smooth_and_within_reach_of_the_keyboard(room: Room) -> None:
    room.comment(MANY)
    room.open()
    page = room.page
    ticks = page.locator("ft-player .tick")
    width = page.locator("ft-player .marks").bounding_box()
    assert width
    assert 5 < ticks.count() <= width["width"] / 24 + 1
    told = sum(int(each) for each in ticks.locator("b").all_inner_texts())
    alone = page.locator("ft-player .tick:not(:has(b))").count()
    assert told + alone == MANY
    assert page.evaluate("document.querySelectorAll('.tick[tabindex=\"0\"]').length") == 1
    ticks.first.focus()
    room.press("ArrowRight", "Enter")
    second = page.locator(".comment.on").get_attribute("id")
    expect(ticks.nth(1)).to_be_focused()
    room.press("Enter")
    expect(page.locator(".comment.on")).not_to_have_id(second or "")
    accessible(page, WCAG)
    took = page.evaluate(
        """() => { const p = document.querySelector("ft-player"), marks = p.marks;
        const time = (times, does) => { const began = performance.now();
          for (let n = 0; n < times; n++) does(n);
          document.body.offsetWidth; return (performance.now() - began) / times; };
        const least = (times, does) => Math.min(...[1, 2, 3, 4, 5].map(() => time(times, does)));
        const one = { ...marks[0], id: "new", text: "One more" };
        return [least(8, (n) => p.mark(n % 2 ? marks : [...marks, one])),
                least(50, (n) => p.show(n * 200))]; }"""
    )
    assert took[0] < 30, "ms to draw them all anew"
    assert took[1] < 4, "ms to move on by a picture"


def test_keys_can_be_changed_taken_away_and_put_back(room: Room) -> None:
    room.open()
    page = room.page
    room.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_role("button", name="Play or pause: K. Change")).to_be_visible()
    accessible(page, WCAG)
    page.emulate_media(color_scheme="dark")
    accessible(page, WCAG)
    sheet.get_by_role("button", name="Play in a loop: P. Change").focus()
    room.press("Enter", "c")
    told = sheet.get_by_role("status")
    expect(told).to_contain_text("C already means “Write at this moment”")
    room.press("c")
    expect(told).to_contain_text("C acts from now on")
    expect(sheet.get_by_role("button", name="Play in a loop: C. Change")).to_be_focused()
    expect(sheet.get_by_role("button", name="Write at this moment: no key.")).to_be_visible()
    sheet.get_by_role("button", name="Sound on or off: M. Change").click()
    room.press("Delete", "Escape")
    expect(sheet).to_be_hidden()
    room.open()
    room.press("c", "m")
    assert room.player("looping.on") is True
    assert room.player("video.muted") is False
    expect(page.get_by_label("Comment", exact=True)).not_to_be_focused()
    room.press("?")
    sheet.get_by_role("button", name="Back to the usual keys").click()
    room.press("Escape", "p", "m")
    assert (room.player("looping.on"), room.player("video.muted")) == (False, True)


def test_all_keys_can_be_switched_off(room: Room) -> None:
    room.open()
    room.press("?")
    room.page.get_by_label("Switch single-key shortcuts off").check()
    room.press("Escape", "m")
    assert room.player("video.muted") is False
