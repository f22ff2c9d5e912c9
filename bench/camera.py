"""A rep at the recorder in a real Chromium, watched from inside the page and from outside.

The camera shows a test picture, the microphone speaks, the line is as slow as asked. From
inside come the moments of stopping and arriving, long tasks and what was fetched; from outside
the memory of the browser's processes.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from media.binaries import find_ffmpeg
from practice.db import Database
from practice.people.passwords import hash_password
from practice.recordings.models import AssetState, MediaAsset
from practice.takes.models import Take
from tests import factories as make
from tests.chromium import FLAGS, find_chromium, new_person
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

    def __init__(self, browser: Browser, page: Page, db: Database) -> None:
        self.page, self.db = page, db
        self.inside: CDPSession = page.context.new_cdp_session(page)
        self.outside: CDPSession = browser.new_browser_cdp_session()

    def open(self, path: str, line: Line) -> None:
        """Accept the notice, turn the camera on, and wait until the connection is measured."""
        self.page.goto(path)
        accept = self.page.get_by_role("button", name="Accept and go to the camera")
        if accept.count():
            accept.click()
        self.inside.send("Network.enable")
        self.inside.send("Network.emulateNetworkConditions", line.conditions())
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

    def memory(self) -> dict[str, float]:
        """Megabytes, after the garbage is gone."""
        self.inside.send("HeapProfiler.collectGarbage")
        metrics = self.inside.send("Performance.getMetrics")["metrics"]
        heap = next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")
        usage = self.page.evaluate("async () => (await navigator.storage.estimate()).usage")
        return {"heap_mb": heap / 1e6, "kept_mb": usage / 1e6, **self._processes()}

    def _processes(self) -> dict[str, float]:
        found = self.outside.send("SystemInfo.getProcessInfo")["processInfo"]
        kinds = {"renderer_mb": "renderer", "browser_mb": "browser"}
        return {
            name: sum(share_mb(int(one["id"])) for one in found if one["type"] == kind)
            for name, kind in kinds.items()
        }

    def _button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)


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
    """A new rep, signed in and at the camera."""
    db = Database(f"sqlite:///{Path(product.env['DATA_DIR'], 'freethrow.db')}")
    with db.work() as session:
        person = make.person(session, "Maya Chen", password_hash=hash_password(PASSWORD))
        person.email = f"maya{person.id.hex}@example.com"
        version = make.scenario(session, "Price objections", target_seconds=120)
        email, path = person.email, f"/record?scenario={version.scenario_id}"
    context = new_person(browser, product.url, viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    try:
        page = context.new_page()
        _sign_in(page, email)
        made = Camera(browser, page, db)
        made.open(path, line)
        made.inside.send("Performance.enable")
        yield made
    finally:
        context.close()
        db.dispose()


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
