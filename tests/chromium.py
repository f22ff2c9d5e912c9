"""A real Chromium with a camera that shows a test picture and a microphone that speaks."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from practice.people.models import Person
from tests.client import Page as Signing
from tests.waiting import PATIENCE, until

SPEECH = Path(__file__).parent / "media" / "files" / "speech.wav"
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")  # fmt: skip
# A window loads two pages of the browser's own for suggestions below its address bar, which cost
# more than most pages of ours. The last list counts: the others are what Playwright switches off.
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
    "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    f"--use-file-for-fake-audio-capture={SPEECH}",
    "--auto-select-desktop-capture-source=Entire screen", f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip

expect.set_options(timeout=PATIENCE * 1000)


def find_chromium() -> str:
    """Where the browser is: CHROMIUM, the PATH, or a usual place."""
    named = os.environ.get("CHROMIUM") or shutil.which("chromium")
    found = named or next((place for place in PLACES if Path(place).exists()), None)
    assert found, "no Chromium; `make test` finds or installs one"
    return found


@contextmanager
def chromium(headless: bool = True) -> Iterator[Browser]:
    """A browser for one test or several."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=FLAGS, headless=headless
        )
        yield browser
        browser.close()


class Killable:
    """A Chromium as a process of its own on a profile that stays, for tests that kill it."""

    def __init__(self, beside: Browser, profile: Path, *more: str) -> None:
        self.kind, self.told = beside.browser_type, profile / "DevToolsActivePort"
        self.told.unlink(missing_ok=True)  # the last one, killed, did not clear up
        places = ["--headless", f"--user-data-dir={profile}", "--remote-debugging-port=0"]
        with (profile.parent / "chromium.log").open("ab") as log:
            self.process = subprocess.Popen(
                [find_chromium(), *FLAGS, *more, *places, "about:blank"],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.attach()

    def attach(self) -> None:
        """Take hold of it, the first time or again."""
        address = f"http://127.0.0.1:{port_in(self.told)}"
        self.browser = self.kind.connect_over_cdp(address)
        self.context = self.browser.contexts[0]
        self.context.set_default_timeout(PATIENCE * 1000)

    def let_go(self) -> None:
        """Nobody looks inside until it is attached again; its pages go on by themselves."""
        self.browser.close()

    def kill(self) -> None:
        """As the system does when memory runs out: no process of it gets to say a word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def port_in(told: Path) -> str:
    """Chromium writes into its profile where it listens."""
    return until("Chromium listens", lambda: told.exists() and told.read_text().splitlines())[0]


@contextmanager
def killable(beside: Browser, profile: Path, *more: str) -> Iterator[Killable]:
    """One that is gone at the end, whatever happened."""
    profile.mkdir(exist_ok=True)
    started = Killable(beside, profile, *more)
    try:
        yield started
    finally:
        started.kill()


def new_window(browser: Browser, url: str, **more: object) -> BrowserContext:
    """A browser window of somebody's own, in which everything is waited for with patience."""
    context = browser.new_context(base_url=url, **more)
    context.set_default_timeout(PATIENCE * 1000)
    return context


def new_person(browser: Browser, url: str, **more: object) -> BrowserContext:
    """The same with camera and microphone allowed."""
    return new_window(browser, url, permissions=["camera", "microphone"], locale="en-US", **more)


class Looks:
    """A page that looks again by itself, on a clock that only goes on when a test lets it.

    However slow the machine is, so much time of the page passes and no more. Its looks wait for the
    test as well: so each answer tells what the test has just done.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.held = page, list[Route]()
        page.clock.install()
        page.route(address, self.hold)

    def hold(self, look: Route) -> None:
        self.held.append(look)

    def stand_still(self) -> None:
        """From here on; an hour ahead, which is not over before it is said."""
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 3600)

    def again(self, within: float) -> None:
        """Let so many seconds pass, and let the look through that the page must take meanwhile."""
        if not self.held:
            self.page.clock.run_for(int(within * 1000))
        until("the page looks again", lambda: self.held, rest=self.wait)
        self.held.pop().continue_()

    def wait(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)


def cookie_of(app: Flask, person: Person, url: str) -> Any:
    """The cookie of a browser in which this person is signed in."""
    client = Signing(app).sign_in(person).client
    name = app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(name)
    assert found
    return {"name": name, "value": found.value, "url": url}
