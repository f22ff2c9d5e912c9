"""Recording, importing and watching in a real Firefox with a fake camera.

Firefox records VP8 and Opus in WebM, plays what we make of it, and has its own ways with spools,
locks and presigned uploads.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from media.probe import probe
from practice.db import Database
from practice.people.models import Person
from practice.people.passwords import hash_password
from practice.recordings.models import AssetState, MediaAsset, RenditionKind
from practice.settings import load_settings
from practice.store import store_of
from tests import factories as make
from tests.browser.rep import OVERHEAR, PASSWORD
from tests.firefox import Firefox, firefox
from tests.product import Product, embedded, free_port, settings_of
from tests.stores import swift
from tests.waiting import until

pytestmark = [pytest.mark.browser]

LATE_MS = 750  # the length that was counted is the length that is there
FILES = Path(__file__).parents[1] / "media" / "files"
COUNTDOWN = 3  # seconds from pressing Record
SAVED = r"return /(\b([3-9]|\d\d) s|\d:\d\d) saved on this device/.test(document.body.innerText)"
STATE = "return document.querySelector('ft-recorder')?.dataset.state === given[0]"
STOP_CAMERA = "document.querySelector('[data-part=live]').srcObject.getVideoTracks()[0].stop()"
MUTE = "document.querySelector('[data-part=live]').srcObject.getAudioTracks()[0].enabled = false"
# Plays for half a second, or never comes back; then jumps. Answers where to, and the whole length.
WATCH = """const video = document.querySelector("ft-player video");
const when = (name, there) =>
  new Promise((done) => video.addEventListener(name, () => there() && done()));
await video.play();
await when("timeupdate", () => video.currentTime > 0.5);
video.pause();
const sought = when("seeked", () => true);
video.currentTime = given[0];
await sought;
return {at: video.currentTime, length: video.duration};"""


@dataclass
class Rep:
    """Somebody at the camera, and a look behind the scenes."""

    product: Product
    window: Firefox
    db: Database
    email: str
    record_path: str
    pressed: float = 0  # when Record was, by the monotonic clock

    def open(self, path: str) -> None:
        self.window.open(self.product.url + path)

    def sign_in(self) -> None:
        self.open("/sign-in")
        self.window.tell("WebDriver:DeleteAllCookies")  # every product has the same host
        self.open("/sign-in")
        self.window.type("[name=email]", self.email)
        self.window.type("[name=password]", PASSWORD)
        self.window.click("Sign in")
        self.window.until("return location.pathname !== '/sign-in'")

    def open_recorder(self) -> None:
        self.open(self.record_path)
        self.window.click("Accept and go to the camera")
        self.window.until(STATE, "ready")
        self.window.run(OVERHEAR)

    def record(self, seconds: float = 0) -> None:
        self.pressed = time.monotonic()
        self.window.click("Record")
        self.window.until(STATE, "recording")
        self.recorded(seconds)

    def recorded(self, seconds: float) -> None:
        """Wait until so much is recorded; a busy browser begins late."""
        script = "return document.querySelector('ft-recorder').ms > given[0]"
        self.window.until(script, seconds * 1000)

    def most_ms(self) -> float:
        """As long as what was recorded so far can be, however slow the machine is."""
        return (time.monotonic() - self.pressed - COUNTDOWN) * 1000

    def stop(self) -> None:
        self.window.click("Stop")
        self.window.sees("Your take is here.")

    def open_take(self) -> None:
        self.window.click("Submit this take…")
        self.window.until("return document.querySelector('ft-player video')")

    def until(self, there: Callable[[MediaAsset], bool]) -> MediaAsset:
        def found() -> MediaAsset | None:
            return asset if there(asset := self.asset()) else None

        return until("it is there", found)

    def settled(self) -> MediaAsset:
        return self.until(lambda asset: asset.is_settled)

    def watchable(self) -> MediaAsset:
        return self.until(lambda asset: asset.is_watchable)

    def asset(self) -> MediaAsset:
        """The newest recording; one that was left while it began may lie behind it."""
        mine = select(MediaAsset).join(MediaAsset.owner).where(Person.email == self.email)
        newest = mine.order_by(MediaAsset.created_at.desc()).limit(1)
        with self.db.reading() as session:
            found = session.scalars(newest.options(selectinload(MediaAsset.renditions)))
            return found.one()

    def watch(self, seek_to: float) -> dict[str, Any]:
        """What the player does with the finished file."""
        self.window.tell("WebDriver:Refresh")
        return dict(self.window.run(WATCH, seek_to))

    def formats(self, kind: RenditionKind, folder: Path) -> tuple[str, str, str]:
        """Container, picture and sound of what really lies in the store."""
        rendition = self.asset().rendition(kind)
        assert rendition
        store_of(load_settings(self.product.env)).download(rendition.key, folder / kind)
        found = probe(folder / kind)
        assert found.video and found.audio
        return found.container, found.video.codec, found.audio.codec


@pytest.fixture(scope="module")
def window() -> Iterator[Firefox]:
    with firefox() as opened:
        yield opened


@pytest.fixture(scope="module")
def on_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with embedded(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture(scope="module")
def on_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The store at another origin, which lets our pages in and nobody else's."""
    folder, port = tmp_path_factory.mktemp("firefox-s3"), free_port()
    with (
        swift(folder / "swift", origin=f"http://127.0.0.1:{port}") as s3,
        embedded(folder / "data", port, **settings_of(s3)) as running,
    ):
        yield running


def rep_at(product: Product, window: Firefox) -> Iterator[Rep]:
    db = Database(f"sqlite:///{product.env['DATA_DIR']}/freethrow.db")
    with db.work() as session:
        person = make.person(session, "Maya Chen", password_hash=hash_password(PASSWORD))
        person.email = f"maya{person.id.hex}@example.com"
        version = make.scenario(session, "Price objections", target_seconds=20)
    made = Rep(product, window, db, person.email, f"/record?scenario={version.scenario_id}")
    made.sign_in()
    yield made
    assert window.complaints() == []
    db.dispose()


@pytest.fixture
def rep(on_folder: Product, window: Firefox) -> Iterator[Rep]:
    yield from rep_at(on_folder, window)


@pytest.fixture
def rep_on_s3(on_s3: Product, window: Firefox) -> Iterator[Rep]:
    yield from rep_at(on_s3, window)


def test_a_take_is_recorded_paused_kept_whole_and_played(rep: Rep, tmp_path: Path) -> None:
    rep.open_recorder()
    rep.record(2.5)
    rep.window.click("Pause")
    time.sleep(1)
    rep.window.click("Go on")
    rep.recorded(4.5)
    rep.stop()
    most_ms = rep.most_ms() - 1000  # without the pause
    digest = rep.window.run("return digestOfAll()")
    rep.open_take()
    asset = rep.settled()
    assert (asset.state, asset.sentence, asset.sha256) == (AssetState.ready, "", digest)
    assert 4000 < asset.recorded_ms < most_ms
    assert abs(asset.duration_ms - asset.recorded_ms) < LATE_MS
    assert rep.formats(RenditionKind.original, tmp_path) == ("webm", "vp8", "opus")
    assert rep.formats(RenditionKind.main, tmp_path) == ("mp4", "h264", "aac")
    seen = rep.watch(seek_to=3)
    assert seen["at"] == pytest.approx(3, abs=0.1)
    assert seen["length"] == pytest.approx(asset.duration_ms / 1000, abs=0.3)


def test_a_store_at_another_origin_takes_and_plays_it(rep_on_s3: Rep, tmp_path: Path) -> None:
    rep = rep_on_s3
    rep.open_recorder()
    rep.record(3)
    rep.stop()
    digest = rep.window.run("return digestOfAll()")
    rep.open_take()
    asset = rep.settled()
    assert (asset.state, asset.sentence, asset.sha256) == (AssetState.ready, "", digest)
    assert rep.watch(seek_to=2)["at"] == pytest.approx(2, abs=0.1)
    source = rep.window.run("return document.querySelector('ft-player video').currentSrc")
    assert source.startswith(rep.product.env["S3_ENDPOINT_URL"])


def test_a_camera_that_stops_and_a_microphone_that_goes_silent_are_told(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(2)
    rep.window.run(STOP_CAMERA)
    rep.window.sees("Your camera stopped.")
    rep.window.click("Go on")
    rep.window.until(STATE, "recording")
    time.sleep(1)
    rep.window.run(MUTE)
    time.sleep(5)  # a busy machine records less than that, and 2.5 s make a silence
    rep.stop()
    rep.open_take()
    asset = rep.settled()
    assert abs(asset.duration_ms - asset.recorded_ms) < LATE_MS
    assert rep.watch(seek_to=3)["at"] == pytest.approx(3, abs=0.1)
    words = rep.window.run("return document.querySelector('main').innerText")
    assert "The picture stops" not in words, words
    assert re.search(r"We hear no sound from 0:(0[2-9]|[1-5]\d) on", words), words


def test_a_page_that_was_left_in_the_middle_offers_its_take(rep: Rep) -> None:
    rep.open_recorder()
    rep.record()
    rep.window.until(SAVED)
    rep.open("/practice")
    most_ms = rep.most_ms()
    rep.window.click("Finish sending")
    rep.window.until("return location.pathname.startsWith('/takes/')")
    asset = rep.watchable()
    assert (asset.sentence, asset.finished_by_server) == ("", False)
    assert 1800 < asset.duration_ms < most_ms


def test_a_file_from_elsewhere_takes_the_same_way(rep: Rep) -> None:
    rep.open_recorder()
    rep.window.type("[data-part=file]", str(FILES / "chrome-mp4-avc1.mp4"))
    rep.window.sees("Your file is here and is being checked.")
    rep.open_take()
    asset = rep.settled()
    assert (asset.kind.value, asset.sentence, asset.state) == ("import", "", AssetState.ready)
    assert rep.watch(seek_to=1)["at"] == pytest.approx(1, abs=0.1)
