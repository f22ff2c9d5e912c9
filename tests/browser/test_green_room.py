"""Before recording, in a real Chromium: devices, sound, light, a test, refusals, and a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from media.storage import Store
from practice.app import create_app
from practice.db import Database
from practice.people.models import Person
from practice.settings import Settings
from practice.takes.actions import accept_notice
from practice.takes.models import Take
from practice.takes.notice import fingerprint
from practice.takes.queries import current_notice
from tests import factories as make
from tests.axe import accessible
from tests.chromium import FLAGS, cookie_of, find_chromium, new_person, new_window

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
MICROPHONE = "[data-part=microphone]"
UNPLUGGED = """
const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
window.unplugged = false;
navigator.mediaDevices.enumerateDevices = async () =>
  (await list()).filter((one) => !window.unplugged || one.kind !== "audioinput");
"""
# How the test clip is shown, noted while it plays: that takes three seconds only.
NOTE_HOW_IT_PLAYS = """(video) => video.addEventListener("timeupdate", () => {
  if (video.currentTime <= 0.5) return;
  const { scale } = getComputedStyle(video);
  window.played ??= [video.checkVisibility(), video.muted, video.volume, scale];
})"""
# And everything that is said about it.
NOTE_WORDS = """(place) => {
  window.said = [];
  const options = { childList: true, characterData: true, subtree: true };
  new MutationObserver(() => said.push(place.textContent)).observe(place, options);
}"""


@pytest.fixture
def app(settings: Settings, store: Store) -> Iterator[Flask]:
    """An installation that a phone would reach, though browsers here come by its local address."""
    reachable = settings.model_copy(update={"base_url": "http://practice.example:8000"})
    made = create_app(reachable, store=store)
    yield made
    made.extensions["freethrow"].db.dispose()


@dataclass
class Rep:
    """Somebody who has accepted the notice, before the recorder."""

    context: BrowserContext
    page: Page
    person: Person
    path: str

    def open(self) -> None:
        self.page.goto(self.path)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def rep(app: Flask, url: str, db: Database, browser: Browser) -> Iterator[Rep]:
    with db.work() as session:
        person = make.person(session, "Maya Chen")
        version = make.scenario(session, "Price objections", target_seconds=120)
        accept_notice(session, person, fingerprint(current_notice(session)))
    context = new_person(browser, url, viewport={"width": 1280, "height": 900})
    context.add_cookies([cookie_of(app, person, url)])
    context.add_init_script(UNPLUGGED)
    path = f"/record?scenario={version.scenario_id}"
    yield Rep(context, context.new_page(), person, path)
    context.close()


@pytest.fixture
def strict(app: Flask, url: str, rep: Rep, browser: Browser) -> Iterator[Rep]:
    """The same person in a browser that asks before it allows, and that keeps nothing."""
    flags = [flag for flag in FLAGS if "fake-ui" not in flag]
    own = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    context = new_window(own, url, locale="en-US")
    context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private'); }")
    context.add_cookies([cookie_of(app, rep.person, url)])
    yield Rep(context, context.new_page(), rep.person, rep.path)
    own.close()


def set_permission(page: Page, name: str, setting: str) -> None:
    """What the person has answered once and for all; only the browser itself knows that."""
    opened = page.context.browser
    assert opened is not None
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    cdp = opened.new_browser_cdp_session()
    context = page.context.new_cdp_session(page).send("Target.getTargetInfo")
    told = {"permission": {"name": name}, "setting": setting, "origin": origin}
    where = {"browserContextId": context["targetInfo"]["browserContextId"]}
    cdp.send("Browser.setPermission", told | where)


def no_sideways_scroll(page: Page) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def test_before_recording_one_learns_how_one_looks_sounds_and_sends(
    rep: Rep, db: Database, store: Store
) -> None:
    page = rep.page
    rep.open()
    expect(rep.button("Record")).to_be_visible()
    expect(page.get_by_text("We hear you.")).to_be_visible()
    expect(page.get_by_text("it sends while you record", exact=False)).to_be_visible()
    accessible(page)

    test = page.locator("[data-part=test]")
    test.evaluate(NOTE_HOW_IT_PLAYS)
    page.locator("[data-part=testing]").evaluate(NOTE_WORDS)
    rep.button("Test for 3 seconds").click()
    page.wait_for_function("() => window.played")
    assert page.evaluate("played") == [True, False, 1, "none"], "seen, loud, and no mirror"
    expect(page.get_by_text("you’re ready", exact=False)).to_be_visible()
    expect(test).to_be_hidden()
    said = page.evaluate("said")
    assert [one for one in said if one] == [
        *(f"Test: say something… {left}" for left in (3, 2, 1)),
        "This is how you look and sound",
    ]
    with db.reading() as session:
        assert session.scalars(select(Take)).all() == []
    assert [one.size for one in store.list("r/")] == [256 * 1024], "the probe, and nothing else"


def test_devices_are_remembered_and_one_that_is_gone_gives_way(rep: Rep) -> None:
    page = rep.page
    rep.open()
    expect(rep.button("Record")).to_be_visible()
    options = page.locator(f"{MICROPHONE} option")
    expect(options.first).to_have_text("This device’s default")
    second = options.nth(2).get_attribute("value")
    assert second
    page.locator(MICROPHONE).select_option(second)
    page.reload()
    expect(page.locator(MICROPHONE)).to_have_value(second)

    page.evaluate(
        "window.unplugged = true; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
    )
    expect(page.get_by_text("The microphone you used last isn’t here")).to_be_visible()
    expect(page.locator(MICROPHONE)).to_have_value("")
    page.evaluate(
        "window.unplugged = false; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
    )
    expect(page.locator(MICROPHONE)).to_have_value(second)
    expect(page.get_by_text("isn’t here", exact=False)).to_be_hidden()
    expect(rep.button("Record")).to_be_visible()


def test_a_refused_camera_is_explained_and_sound_alone_goes_on(strict: Rep) -> None:
    rep, page = strict, strict.page
    rep.open()
    set_permission(page, "camera", "denied")
    set_permission(page, "microphone", "granted")
    page.reload()
    rep.button("Turn on camera").click()
    expect(page.get_by_text("The browser doesn’t let us use your camera.")).to_be_visible()
    expect(page.get_by_text("Click the sign left of the address", exact=False)).to_be_visible()
    expect(rep.button("Send a file")).to_be_visible()
    accessible(page)
    rep.button("Record sound only").click()
    expect(rep.button("Record")).to_be_visible()
    expect(page.get_by_role("radio", name="Sound only")).to_be_checked()
    expect(page.get_by_text("This browser keeps no copy on this device")).to_be_visible()


def test_a_phone_takes_over_by_a_code_and_records(rep: Rep, browser: Browser, url: str) -> None:
    page = rep.page
    rep.open()
    expect(rep.button("Record")).to_be_visible()
    rep.button("Continue on your phone").click()
    expect(page.get_by_role("img", name="Code that opens")).to_be_visible()
    expect(page.get_by_text("only over https", exact=False)).to_be_visible()
    accessible(page)
    address = page.locator("[data-part=phone-url]").input_value()
    assert address.startswith("http://practice.example:8000/phone/")

    phone = new_person(browser, url, viewport=PHONE, has_touch=True, is_mobile=True)
    there = phone.new_page()
    there.goto(urlsplit(address).path)
    no_sideways_scroll(there)
    accessible(there)
    there.get_by_role("button", name="Go on as Maya Chen").click()
    there.wait_for_url(f"**{rep.path}")
    expect(page.get_by_text("Your phone has taken over.", exact=False).first).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(rep.button("Turn on camera")).to_be_visible()

    record = there.get_by_role("button", name="Record", exact=True)
    expect(record).to_be_visible()
    expect(there.get_by_role("button", name="Continue on your phone")).to_be_hidden()
    no_sideways_scroll(there)
    record.click()
    expect(there.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    there.wait_for_timeout(2000)
    there.get_by_role("button", name="Stop", exact=True).click()
    expect(there.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    phone.close()
