"""A rep at the recorder in a real Chromium, watched from inside the page and from outside.

The camera shows a test picture, the microphone speaks, the line is as slow as asked. From
inside come the moments of stopping and arriving, long tasks and what was fetched; from outside
the memory of the browser's processes.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import func, select

from media.binaries import find_ffmpeg
from practice.db import Database
from practice.people.passwords import hash_password
from practice.recordings.models import AssetState, MediaAsset, Piece, Segment
from practice.takes.models import Take
from tests import factories as make
from tests.chromium import FLAGS, Killable, find_chromium, new_person
from tests.product import Product

PASSWORD = "a take a day keeps"
LIVELY = "testsrc2=s=1280x720:r=30,noise=alls=12:allf=t"
ARRIVES_WITHIN_MS = 120_000
WATCH = """
performance.setResourceTimingBufferSize(100000);
window.bench = { stopped: 0, tasks: [], scripts: [], pieces: [], states: {} };
const state = () => document.querySelector("ft-recorder")?.dataset.state;
const isRecording = () => state() === "recording";
const watch = (type, told) => new PerformanceObserver((list) => {
  if (isRecording()) for (const entry of list.getEntries()) told(entry);
}).observe({ type });
watch("longtask", ({ duration }) => bench.tasks.push(duration));
watch("long-animation-frame", ({ scripts }) => {
  for (const { duration: ms, sourceURL: at, invoker, sourceFunctionName: name } of scripts)
    bench.scripts.push({ ms, at, by: `${invoker} ${name}` });
});
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  const began = performance.now();
  const told = () => bench.pieces.push({ bytes: body.size, began, ended: performance.now() });
  if (state() !== "ready") this.addEventListener("load", told); // then the line is measured
  send.call(this, body);
};
addEventListener("click", ({ target }) => {
  if (target.closest("[data-act=stop]")) bench.stopped = performance.now();
}, true);
addEventListener("state", ({ detail }) => {
  if (detail?.state) bench.states[detail.state] = performance.now();
}, true);
"""
FETCHED = """() => performance.getEntriesByType("resource").map((one) => ({
  url: one.name, bytes: one.encodedBodySize }))"""


@dataclass(frozen=True)
class Line:
    """What lies between the browser and the product."""

    up_mbps: float = 5
    down_mbps: float = 20
    latency_ms: float = 40

    def conditions(self) -> dict[str, Any]:
        """As the browser's own tools take it: bytes a second."""
        return {
            "offline": False, "latency": self.latency_ms,
            "uploadThroughput": self.up_mbps * 1e6 / 8,
            "downloadThroughput": self.down_mbps * 1e6 / 8,
        }  # fmt: skip


class Camera:
    """The recording page of one rep, ready to record."""

    def __init__(self, page: Page, db: Database) -> None:
        self.page, self.db = page, db

    def open(self, path: str) -> None:
        """Accept the notice, turn the camera on, and wait until the connection is measured."""
        self.page.goto(path)
        accept = self.page.get_by_role("button", name="Accept and go to the camera")
        if accept.count():
            accept.click()
        expect(self._button("Record")).to_be_visible(timeout=30_000)
        expect(self.page.locator("[data-part=speed]")).not_to_be_empty(timeout=60_000)

    def begin(self) -> None:
        """Three, two, one, and recording."""
        self._button("Record").click()
        expect(self.page.locator("ft-recorder")).to_have_attribute(
            "data-state", "recording", timeout=15_000
        )

    def wait(self, seconds: float) -> None:
        """Let time pass without touching the page."""
        self.page.wait_for_timeout(seconds * 1000)

    def stop(self) -> None:
        """Until the page says that the take is with the server."""
        self._button("Stop").click()
        expect(self.page.locator("ft-recorder")).to_have_attribute(
            "data-state", "done", timeout=ARRIVES_WITHIN_MS
        )

    def told(self) -> dict[str, Any]:
        """What the page saw of itself."""
        seen: dict[str, Any] = self.page.evaluate("window.bench")
        return seen

    def fetched(self) -> list[dict[str, Any]]:
        """Everything that the page asked for so far."""
        found: list[dict[str, Any]] = self.page.evaluate(FETCHED)
        return found

    def received(self) -> MediaAsset:
        """The newest recording, as the server has it."""
        with self.db.reading() as session:
            take = session.query(Take).order_by(Take.created_at.desc()).first()
            assert take
            asset = session.get_one(MediaAsset, take.asset_id)
        assert asset.state != AssetState.uploading, "the server has no manifest"
        return asset

    def bytes_received(self) -> int:
        """Of the newest recording, in all of its pieces."""
        of = select(func.sum(Piece.size)).join(Piece.segment)
        with self.db.reading() as session:
            return session.scalar(of.where(Segment.asset_id == self.received().id)) or 0

    def _button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)


class Own:
    """A Chromium on a profile of its own, as people have it: nobody looks inside meanwhile.

    Whatever drives or debugs a browser keeps what it sends, and a private window keeps in memory
    what belongs on the disk. So this one is let go of as soon as it records.
    """

    def __init__(self, running: Killable) -> None:
        self.running = running

    def memory(self) -> dict[str, float]:
        """Megabytes of its kinds of processes."""
        found = {"renderer_mb": 0.0, "browser_mb": 0.0}
        for pid in self._processes():
            words = Path(f"/proc/{pid}/cmdline").read_text()
            if "--type=renderer" in words:
                found["renderer_mb"] += share_mb(pid)
            elif "--type=" not in words:
                found["browser_mb"] += share_mb(pid)
        return found

    def _processes(self) -> list[int]:
        every = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
        return [pid for pid in every if _group(pid) == self.running.process.pid]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def share_mb(pid: int) -> float:
    """What a process takes of the memory, what it shares counted in parts (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:"))


@contextmanager
def showing(picture: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows this file over and over."""
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={picture}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield browser
        browser.close()


def lively_picture(folder: Path) -> Path:
    """Four seconds of 720p that move and flicker, which cost an encoder as much as a person."""
    made = folder / "camera.mjpeg"
    command = [find_ffmpeg(), "-y", "-loglevel", "error", "-f", "lavfi", "-i", LIVELY]
    more = ["-t", "4", "-c:v", "mjpeg", "-q:v", "5", str(made)]
    subprocess.run([*command, *more], check=True, stdin=subprocess.DEVNULL)
    return made


@contextmanager
def camera(browser: Browser, product: Product, line: Line) -> Iterator[Camera]:
    """A new rep in a window of their own, signed in and at the camera, on a slow line."""
    context = new_person(browser, product.url, viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    with at_camera(context.new_page(), product) as made:
        inside = context.new_cdp_session(made.page)
        inside.send("Network.enable")
        inside.send("Network.emulateNetworkConditions", line.conditions())
        yield made
    context.close()


@contextmanager
def at_camera(page: Page, product: Product) -> Iterator[Camera]:
    """A new rep on this page, signed in and at the camera."""
    db = Database(f"sqlite:///{Path(product.env['DATA_DIR'], 'freethrow.db')}")
    with db.work() as session:
        person = make.person(session, "Maya Chen", password_hash=hash_password(PASSWORD))
        person.email = f"maya{person.id.hex}@example.com"
        version = make.scenario(session, "Price objections", target_seconds=120)
        email, path = person.email, f"/record?scenario={version.scenario_id}"
    made = Camera(page, db)
    _sign_in(page, product.url, email)
    made.open(product.url + path)
    yield made
    db.dispose()


def _sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
