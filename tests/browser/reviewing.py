"""A review room in a real Chromium: a take with a video, a window, and a look behind the scenes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from media.storage import Store
from practice.db import Database
from practice.people.models import Person
from practice.recordings.models import MediaAsset, RenditionKind
from practice.reviews.models import Comment, Marker, Review
from practice.takes.models import Take
from tests.chromium import cookie_of, new_person
from tests.media.make import make_recording
from tests.reviews.conftest import Scene, make_scene

SECONDS = 40
# Of a leap after a stall nobody can say whether it was played: tests wait for what came in steps.
COUNT_PLAYED = """player => {
    let last = player.ms;
    window.played = 0;
    player.video.addEventListener("timeupdate", () => {
        const step = player.ms - last;
        last = player.ms;
        if (step > 0 && step <= 1000) window.played += step;
    });
}"""


def make_video(folder: Path) -> Path:
    """A recording that a browser plays."""
    return make_recording(folder / "take.mp4", SECONDS, "mp4-phone", size="320x180")


def prepared(db: Database, store: Store, video: Path) -> Scene:
    """A submitted take with a video that can be played."""
    with db.work() as session:
        made = make_scene(session)
        film(store, session.get_one(Take, made.submission.take_id).asset, video)
    return made


def film(store: Store, asset: MediaAsset, video: Path, seconds: int = SECONDS) -> None:
    """Put a real video behind a recording, in the place of what a factory made up."""
    asset.duration_ms = seconds * 1000
    main, poster = asset.rendition(RenditionKind.main), asset.rendition(RenditionKind.poster)
    assert main and poster
    store.upload(video, main.key, "video/mp4")
    asset.renditions.remove(poster)


@dataclass
class Room:
    """A person's window, and a look behind the scenes."""

    app: Flask
    db: Database
    scene: Scene
    url: str
    context: BrowserContext
    page: Page

    def sign_in(self, person: Person) -> None:
        self.context.add_cookies([cookie_of(self.app, person, self.url)])

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def player(self, script: str) -> object:
        return self.page.evaluate(f"document.querySelector('ft-player').{script}")

    def wait_until(self, script: str) -> None:
        self.page.wait_for_function(
            f"() => {{ const p = document.querySelector('ft-player'); return {script}; }}"
        )

    def open(self) -> None:
        self.page.goto(f"/submissions/{self.scene.submission.id}/review")
        self.wait_until("p.video?.readyState > 1")

    def count_played(self) -> None:
        """From here on `window.played` says how many milliseconds were played for certain."""
        self.page.locator("ft-player").evaluate(COUNT_PLAYED)

    def saved(self) -> None:
        expect(self.page.locator("[data-saving]")).to_have_text(re.compile("^Saved"))

    def send(self) -> None:
        """Send the feedback, though hardly any of the take was played."""
        self.page.get_by_role("button", name="Send feedback").click()
        self.page.get_by_role("button", name="Send it").click()

    def review(self) -> Review:
        with self.db.reading() as session:
            return session.scalars(select(Review)).one()

    def comments(self) -> list[tuple[str, str]]:
        with self.db.reading() as session:
            rows = session.execute(select(Marker.kind, Comment.text).outerjoin(Marker.comments))
            return [(kind.value, text or "") for kind, text in rows]


def window(
    app: Flask, db: Database, scene: Scene, browser: Browser, url: str, **more: object
) -> Iterator[Room]:
    with new_person(browser, url, **more) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        room = Room(app, db, scene, url, context, page)
        room.sign_in(scene.manager)
        yield room
        assert faults == []
