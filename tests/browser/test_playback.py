"""Playing through what happens to real sessions: addresses that end, better files, slow lines.

Addresses live three seconds here, on both stores, and the video is too large to be loaded before
they end.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Response, expect

from media.storage import S3Store, Store, StoreConfig, open_store
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.recordings.models import AssetState, MediaAsset, Rendition, RenditionKind
from practice.settings import Settings
from practice.takes import actions
from practice.takes.models import Take
from tests import factories
from tests.axe import WCAG, accessible
from tests.chromium import cookie_of, new_person
from tests.media.make import ffmpeg, make_recording
from tests.stores import swift

pytestmark = pytest.mark.browser

SECONDS = 30
LIFE = 3
HEAVY = ("-b:v", "3M", "-minrate", "3M", "-maxrate", "3M", "-bufsize", "1M", "-nal-hrd", "cbr")

# What a person would see, and how late the page was itself, on a machine that is busy elsewhere.
WATCH = """() => {
    const video = document.querySelector("ft-player video");
    const seen = window.seen = {stall: 0, black: 0, swaps: 0, errors: 0, late: 0};
    seen.frame = performance.now();
    let [place, since, empty] = [video.currentTime, performance.now(), false];
    video.addEventListener("emptied", () => { seen.swaps++; empty = true; });
    video.addEventListener("error", () => seen.errors++);
    const look = () => {
        const now = performance.now();
        seen.late = Math.max(seen.late, now - seen.frame);
        seen.frame = now;
        if (video.currentTime !== place || video.paused) [place, since] = [video.currentTime, now];
        seen.stall = Math.max(seen.stall, now - since);
        if (video.readyState > 1) empty = false;
        if (empty && !document.querySelector("ft-player .still")) seen.black++;
        requestAnimationFrame(look);
    };
    look();
}"""

# Up to which second there is something to play without the line.
LOADED = """() => {
    const { buffered } = document.querySelector("ft-player video");
    return buffered.length ? buffered.end(buffered.length - 1) : 0;
}"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[RenditionKind, Path]:
    """A heavy film, the same again as its better version, a light one, and its stills."""
    folder = tmp_path_factory.mktemp("films")
    heavy = make_recording(folder / "main.mp4", SECONDS, "mp4-phone", extra=HEAVY)
    assert heavy.stat().st_size > 8_000_000
    light = make_recording(folder / "low.mp4", SECONDS, "mp4-phone", size="320x180")
    stills = ffmpeg(
        folder / "s.jpg", "-i", light, "-vf", "fps=1/5,scale=160:90,tile=3x2", "-frames:v", 1
    )
    return {
        RenditionKind.main: heavy,
        RenditionKind.playable: heavy,
        RenditionKind.low: light,
        RenditionKind.storyboard: stills,
    }


@pytest.fixture(scope="module")
def swift_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreConfig]:
    with swift(tmp_path_factory.mktemp("swift")) as config:
        yield config


@pytest.fixture
def life() -> int:
    """How many seconds an address lives."""
    return LIFE


@pytest.fixture
def settings(settings: Settings, life: int) -> Settings:
    return settings.model_copy(update={"video_link_seconds": life})


@pytest.fixture
def store(request: pytest.FixtureRequest, settings: Settings) -> Store:
    """The folder, unless a test asks for S3."""
    if getattr(request, "param", "folder") == "s3":
        return S3Store(request.getfixturevalue("swift_config"))
    return open_store(StoreConfig(folder=settings.store_dir, secret=settings.secret_key))


both = pytest.mark.parametrize("store", ["folder", "s3"], indirect=True)


@dataclass
class Screen:
    """A rep's window on their take, and a look behind the scenes."""

    db: Database
    store: Store
    films: dict[RenditionKind, Path]
    take: Take
    page: Page
    faults: list[str]
    waits: list[float]  # ms until the answers about the film, and with it, began

    def publish(self, *kinds: RenditionKind) -> None:
        """What a worker does when it has made these."""
        with self.db.work() as session:
            asset = session.get_one(MediaAsset, self.take.asset_id)
            for kind in kinds:
                key, lines = f"{asset.key_prefix}/{kind}", 180 if kind == RenditionKind.low else 360
                self.store.upload(self.films[kind], key, "video/mp4")
                made = Rendition(kind=kind, key=key, content_type="video/mp4", height=lines)
                made.size = self.films[kind].stat().st_size
                asset.renditions.append(made)

    def measure(self) -> None:
        """What the slow lane tells besides: stills every five seconds, and the waveform."""
        with self.db.work() as session:
            figures = factories.stills(session, session.get_one(Take, self.take.id))
            figures.tile_columns, figures.tile_every_ms = 3, 5000
            key = f"{figures.asset.key_prefix}/storyboard"
        self.store.upload(self.films[RenditionKind.storyboard], key, "image/jpeg")

    def another_take(self) -> Take:
        """The same film once more, as a second take of the same person and scenario."""
        with self.db.work() as session:
            mine = session.get_one(Take, self.take.id)
            made = factories.take(
                session, mine.person, mine.scenario_version, duration_ms=SECONDS * 1000
            )
            for each in made.asset.renditions:
                if each.kind != RenditionKind.poster:
                    self.store.upload(self.films[RenditionKind.low], each.key, "video/mp4")
            return made

    def open(self, address: str = "") -> None:
        self.page.goto(address or f"/takes/{self.take.id}")
        self.until("p.video?.readyState > 1")
        self.page.evaluate(WATCH)

    def until(self, script: str) -> Any:
        """Wait until this is so; answers it as it was at that moment."""
        found = self.page.wait_for_function(
            f"() => {{ const p = document.querySelector('ft-player'); return {script}; }}"
        )
        return found.json_value()

    def player(self, script: str) -> Any:
        return self.page.evaluate(f"document.querySelector('ft-player').{script}")

    def seen(self, name: str) -> float:
        return float(self.page.evaluate(f"window.seen.{name}"))

    def awake(self) -> None:
        """What it was late by while it slept doesn't count."""
        self.page.evaluate("Object.assign(window.seen, {frame: performance.now(), late: 0})")

    @property
    def late(self) -> float:
        """The longest that the page or a server was behind, in ms: nothing can be smoother."""
        return max(self.seen("late"), *self.waits)

    def waited(self, answer: Response) -> None:
        if answer.request.resource_type == "media" or answer.url.endswith("/media"):
            self.waits.append(answer.request.timing["responseStart"])

    def line(self, kilobits: float) -> None:
        """A line of this speed from now on; -1 for any."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        speed = kilobits if kilobits < 0 else kilobits * 1000 / 8
        told = {"latency": 20, "downloadThroughput": speed, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {"offline": False} | told)

    @property
    def trouble(self) -> Locator:
        return self.page.locator("ft-player .trouble")


def sign_in(app: Flask, page: Page, url: str, person: Person) -> None:
    page.context.add_cookies([cookie_of(app, person, url)])


@pytest.fixture
def screen(
    app: Flask,
    db: Database,
    store: Store,
    films: dict[RenditionKind, Path],
    browser: Browser,
    url: str,
) -> Iterator[Screen]:
    """A take without anything to play yet; each test publishes what it needs."""
    with db.work() as session:
        rep = factories.person(session, "Maya Chen")
        take = factories.take(session, rep, duration_ms=SECONDS * 1000)
        take.asset.renditions.clear()
    with new_person(browser, url, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        sign_in(app, page, url, rep)
        made = Screen(db, store, films, take, page, faults, [0.0])
        page.on("response", made.waited)
        yield made
        assert faults == []


@both
def test_a_session_outlives_its_addresses_without_a_hiccup(screen: Screen) -> None:
    screen.publish(RenditionKind.main)
    screen.open()
    screen.player("seek(3000)")
    screen.until("window.seen.swaps > 0 && p.video.readyState > 1 && !p.querySelector('.still')")
    assert screen.player("ms") == 3000
    screen.player("speed(2)")
    screen.player("play()")
    screen.until("p.ms > 10000")  # an address ends on the way
    screen.player("seek(25000)")
    screen.until("p.ms > 25500")
    assert screen.player("video.playbackRate") == 2
    assert screen.seen("black") == 0
    assert screen.seen("errors") == 0 or screen.late > 300, "an address ended meanwhile"
    assert screen.seen("stall") < 1500 + 2 * screen.late
    expect(screen.trouble).to_have_count(0)


def test_a_range_that_fails_is_fetched_elsewhere_at_the_same_place(
    app: Flask, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.publish(RenditionKind.main)
    screen.open()
    screen.player("play()")
    screen.until("p.ms > 800")
    answer, refused = app.wsgi_app, list[str]()

    def refuse(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The server itself, so that nothing of the test is on the way of what is measured."""
        asked = environ["PATH_INFO"]
        if not asked.startswith("/store/") or (refused and asked != refused[0]):
            return answer(environ, start)
        refused.append(asked)
        start("403 Forbidden", [("Content-Length", "0")])
        return []

    monkeypatch.setattr(app, "wsgi_app", refuse)
    screen.player("seek(20000)")
    at = screen.until("p.ms > 20500 && p.ms")
    assert refused
    assert at < 23_000 + screen.late
    assert screen.seen("stall") < 3000 + 2 * screen.late
    expect(screen.trouble).to_have_count(0)


def test_after_a_sleep_it_goes_on_where_it_was(screen: Screen) -> None:
    screen.publish(RenditionKind.main)
    screen.open()
    screen.player("seek(12000)")
    screen.until("!p.video.seeking")
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(LIFE)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    assert screen.player("ms") == 12_000
    screen.awake()
    screen.player("play()")
    at = screen.until("p.ms > 12300 && p.ms")
    assert at < 15_000 + screen.late
    expect(screen.trouble).to_have_count(0)


def test_whoever_may_no_longer_watch_gets_no_new_address(screen: Screen) -> None:
    screen.publish(RenditionKind.main)
    screen.open()

    def answers(status: int) -> Callable[[Response], bool]:
        return lambda got: got.url.endswith(f"/{screen.take.id}/media") and got.status == status

    with screen.page.expect_response(answers(200)):
        pass
    with screen.db.work() as session:
        person = session.get_one(Person, screen.take.person_id)
        person.deactivated_at = utcnow()
    with screen.page.expect_response(answers(401)):  # one more may have been on its way
        pass
    expect(screen.trouble).to_have_text(re.compile("signed out"))
    with screen.db.work() as session:
        session.get_one(Person, screen.take.person_id).deactivated_at = None
        actions.delete(session, person, screen.take.id)
    screen.player("play()")
    expect(screen.trouble).to_have_text("This video can’t be watched anymore.")


def test_the_better_version_comes_at_a_pause_and_nothing_typed_is_lost(screen: Screen) -> None:
    screen.publish(RenditionKind.playable)
    with screen.db.work() as session:
        session.get_one(MediaAsset, screen.take.asset_id).state = AssetState.playable
    screen.open()
    question = screen.page.get_by_label("Anything you’d like to know?")
    question.fill("Was my opening too long?")
    question.select_text()
    screen.player("speed(1.25)")
    screen.player("mute()")
    screen.player("play()")
    screen.until("p.ms > 500")
    with screen.db.work() as session:
        asset = session.get_one(MediaAsset, screen.take.asset_id)
        asset.state, asset.remarks = AssetState.ready, [["silent", 0]]
    screen.measure()
    screen.publish(RenditionKind.main)
    expect(screen.page.get_by_text("We hear no sound in this recording.")).to_be_visible()
    assert screen.player("source.current.kind") == "playable", "it plays on undisturbed"
    expect(screen.page.locator("ft-player .track.heard")).to_be_visible()
    screen.player("pause()")
    at = screen.player("ms")
    screen.until("p.source.current.kind === 'main' && p.video.readyState > 1 && !p.video.seeking")
    assert abs(screen.player("ms") - at) < 50
    assert screen.player("video.paused") is True
    assert (screen.player("video.muted"), screen.player("video.playbackRate")) == (True, 1.25)
    expect(question).to_have_value("Was my opening too long?")
    assert screen.page.evaluate("getSelection().toString()") == "Was my opening too long?"
    assert screen.seen("black") == 0, "the same page all along, and no black picture"


@pytest.mark.parametrize("life", [900])
def test_a_slow_line_plays_the_light_version_and_the_choice_is_the_persons(screen: Screen) -> None:
    page = screen.page
    screen.publish(RenditionKind.main, RenditionKind.low)
    screen.open()
    assert screen.player("source.current.kind") == "main"
    screen.player("play()")
    screen.until("p.ms > 300")
    screen.line(700)  # less than the film needs, enough for the light one
    there = max(15, screen.page.evaluate(LOADED))
    screen.player("seek(15000)")
    at = screen.until(
        "p.source.current.kind === 'low' && p.video.readyState > 1 && p.ms > 15500 && p.ms"
    )
    assert at < there * 1000 + 5000 + screen.late
    screen.line(-1)
    page.get_by_role("button", name="Quality: Auto").focus()
    page.keyboard.press("Enter")
    auto = page.get_by_role("menuitemradio", name="Auto")
    expect(auto).to_be_focused()
    expect(auto).to_contain_text("now 180p")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="High")).to_be_focused()
    accessible(page, WCAG)
    screen.player("seek(2000)")  # by now it may have come to its end
    screen.player("play()")
    page.keyboard.press("Enter")
    screen.until("p.source.current.kind === 'main' && p.playing")
    expect(page.get_by_role("button", name="Quality: High")).to_be_focused()
    screen.open()
    expect(page.get_by_role("button", name="Quality: High")).to_be_visible()


@both
def test_the_timeline_shows_stills_to_pointer_and_keyboard(screen: Screen) -> None:
    page = screen.page
    screen.publish(RenditionKind.main)
    screen.measure()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    screen.open()
    assert not [url for url in asked if "storyboard" in url], "only when somebody looks"
    expect(page.get_by_role("button", name=re.compile("Quality"))).to_have_count(0)
    slider, hint = page.get_by_role("slider", name="Position"), page.locator("ft-player .hint")
    slider.hover()
    expect(hint.locator("canvas")).to_be_visible()
    expect(hint).to_contain_text("0:15")
    page.mouse.move(10, 10)
    expect(hint).to_be_hidden()
    page.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Shift+Tab")
    expect(slider).to_be_focused()
    expect(hint.locator("canvas")).to_be_visible()
    page.keyboard.press("End")
    expect(hint).to_contain_text("0:30")
    expect(hint.locator("canvas")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(hint.locator("canvas")).to_be_visible()
    assert len([url for url in asked if "storyboard.vtt" in url]) == 1
    assert len(page.locator("ft-player .wave path").first.get_attribute("d") or "") > 100


@pytest.mark.parametrize("life", [900])
def test_two_takes_play_rest_and_jump_in_step(screen: Screen) -> None:
    page, close = screen.page, 150  # ms
    screen.publish(RenditionKind.main)
    screen.another_take()
    page.goto("/takes/compare")

    def both(script: str) -> Any:
        return page.evaluate(f"[...document.querySelectorAll('ft-player')].map(p => {script})")

    def until(script: str) -> None:
        page.wait_for_function(
            f"() => {{ const [a, b] = document.querySelectorAll('ft-player'); return {script}; }}"
        )

    expect(page.get_by_role("button", name="Show the chosen two")).to_be_hidden()
    until("a.video.readyState > 2 && b.video.readyState > 2")
    accessible(page, WCAG)
    page.keyboard.press(" ")
    until(f"a.ms > 1000 && b.playing && Math.abs(a.ms - b.ms) < {close}")
    for _ in range(5):
        page.keyboard.press("]")
    expect(page.get_by_text("right one 0.5 s later")).to_be_visible()
    until(f"a.ms > 2000 && b.playing && Math.abs(a.ms - b.ms - 500) < {close}")
    page.keyboard.press("m")
    assert both("p.video.muted") == [True, False]
    page.keyboard.press("k")
    assert both("p.playing") == [False, False]
    page.get_by_role("slider", name="Position", exact=True).first.focus()
    page.keyboard.press("ArrowRight")
    until("!a.video.seeking && !b.video.seeking")
    first, second = both("p.ms")
    assert (first > 6000, first - second) == (True, 500), "moved on one timeline, both move"
    page.keyboard.press("End")
    page.get_by_role("button", name="Play both").click()
    until("!a.playing && !b.playing && b.ms > 29800")
