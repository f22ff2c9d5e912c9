"""Playing through what happens to real sessions: addresses that end, better files, slow lines.

Addresses live four seconds here, on both stores, and the video is too large to be loaded before
they end.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from media.storage import S3Store, Store, StoreConfig, open_store
from practice.db import Database, utcnow
from practice.people.actions import begin_session
from practice.people.models import Person, Role
from practice.recordings.models import AssetState, MediaAsset, Rendition, RenditionKind
from practice.settings import Settings
from practice.takes.models import Submission, Take
from tests import factories
from tests.chromium import chromium, new_person
from tests.media.make import ffmpeg, make_recording
from tests.stores import swift

pytestmark = pytest.mark.browser

SECONDS = 30
LIFE = 4
HEAVY = ("-b:v", "3M", "-minrate", "3M", "-maxrate", "3M", "-bufsize", "1M", "-nal-hrd", "cbr")

WATCH = """() => {
    const video = document.querySelector("ft-player video");
    const seen = window.seen = {stall: 0, black: 0, swaps: 0, errors: 0};
    let [place, since, empty] = [video.currentTime, performance.now(), false];
    video.addEventListener("emptied", () => { seen.swaps++; empty = true; });
    video.addEventListener("error", () => seen.errors++);
    const look = () => {
        const now = performance.now();
        if (video.currentTime !== place || video.paused) [place, since] = [video.currentTime, now];
        seen.stall = Math.max(seen.stall, now - since);
        if (video.readyState > 1) empty = false;
        if (empty && !document.querySelector("ft-player .still")) seen.black++;
        requestAnimationFrame(look);
    };
    look();
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
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def swift_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreConfig]:
    with swift(tmp_path_factory.mktemp("swift")) as config:
        yield config


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"video_link_seconds": LIFE})


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

    def publish(self, *kinds: RenditionKind) -> None:
        """What a worker does when it has made these."""
        with self.db.work() as session:
            asset = session.get_one(MediaAsset, self.take.asset_id)
            for kind in kinds:
                still = kind == RenditionKind.storyboard
                made = Rendition(
                    kind=kind, key=f"{asset.key_prefix}/{kind}", size=9, height=180,
                    content_type="image/jpeg" if still else "video/mp4",
                )  # fmt: skip
                self.store.upload(self.films[kind], made.key, made.content_type)
                asset.renditions.append(made)

    def open(self, address: str = "") -> None:
        self.page.goto(address or f"/takes/{self.take.id}")
        self.until("p.video?.readyState > 1")
        self.page.evaluate(WATCH)

    def until(self, script: str) -> None:
        self.page.wait_for_function(
            f"() => {{ const p = document.querySelector('ft-player'); return {script}; }}"
        )

    def player(self, script: str) -> Any:
        return self.page.evaluate(f"document.querySelector('ft-player').{script}")

    def seen(self, name: str) -> float:
        return float(self.page.evaluate(f"window.seen.{name}"))

    def line(self, kilobits: float) -> CDPSession:
        """A line that is this slow from now on."""
        bytes_a_second = kilobits * 1000 / 8
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 30, "downloadThroughput": bytes_a_second,
             "uploadThroughput": -1},
        )  # fmt: skip
        return session


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(app: Flask, db: Database, page: Page, url: str, person: Person) -> None:
    with db.work() as session:
        token = begin_session(session, person, "test browser")
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    value = str(signer.dumps({"_user_id": token, "_fresh": True}))
    name = app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": value, "url": url}])


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
        sign_in(app, db, page, url, rep)
        yield Screen(db, store, films, take, page, faults)
        assert faults == []


@both
def test_a_session_outlives_its_addresses_without_a_hiccup(screen: Screen) -> None:
    screen.publish(RenditionKind.main)
    screen.open()
    screen.player("seek(3000)")
    screen.page.wait_for_timeout(2 * LIFE * 1000)  # paused for longer than an address lives
    assert screen.seen("swaps") >= 1, "renewed while paused"
    assert screen.player("ms") == 3000
    screen.player("speed(1.25)")
    screen.player("play()")
    screen.until("p.ms > 12000")  # played for longer than an address lives
    screen.player("seek(25000)")
    screen.until("p.playing && p.ms > 25500")
    assert screen.player("video.playbackRate") == 1.25
    assert (screen.seen("errors"), screen.seen("black")) == (0, 0)
    print("longest stall", screen.seen("stall"), "swaps", screen.seen("swaps"))
    assert screen.seen("stall") < 1200
    expect(screen.page.locator("ft-player .trouble")).to_have_count(0)
