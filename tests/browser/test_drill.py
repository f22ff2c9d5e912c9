"""A drill in a real Chromium: heard, answered, stopped by itself, found again by its chapters."""

import math
import re
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from media.storage import Store
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.recordings.models import AssetState, JobKind, MediaJob, RenditionKind
from practice.scenarios.models import Prompt, ScenarioVersion, Teleprompter
from practice.settings import Settings
from practice.takes import actions, queries
from practice.takes.models import Take
from practice.takes.notice import fingerprint
from tests import factories as make
from tests.axe import accessible
from tests.chromium import cookie_of, new_person
from tests.waiting import until
from workers import ingest
from workers.boot import Parts

pytestmark = pytest.mark.browser

# Everything that is said over the picture, noted because a second of sound is soon over.
NOTE_WORDS = """(over) => {
  window.said = "";
  const note = () => { if (over.checkVisibility()) said += `${over.innerText}\n`; };
  const options = { attributes: true, characterData: true, childList: true, subtree: true };
  new MutationObserver(note).observe(over, options);
}"""
# Where the script stands while it can be seen.
NOTE_PLACES = """(page) => {
  window.places = [];
  const look = () => {
    if (page.checkVisibility()) places.push(page.scrollTop);
    requestAnimationFrame(look);
  };
  look();
}"""
QUARTER, THEMSELVES = "Call me next quarter.", "We build it ourselves."


@pytest.fixture
def maya(db: Database) -> Person:
    with db.work() as session:
        person = make.person(session, "Maya Chen")
        actions.accept_notice(session, person, fingerprint(queries.current_notice(session)))
        return person


@pytest.fixture
def drill(db: Database, store: Store, tmp_path: Path, maya: Person) -> ScenarioVersion:
    """Three objections: one is heard, one has little time, and the last may be answered freely."""
    with db.work() as session:
        version = make.drill(
            session, "", QUARTER, THEMSELVES, script="Ask first, then listen.\n" * 40,
            teleprompter=Teleprompter.script,
        )  # fmt: skip
        heard, short, _ = version.prompts
        heard.think_seconds, short.think_seconds, short.answer_seconds = 600, 600, 2
        speak(session, store, heard, maya, tmp_path / "line.wav")
        return version


def speak(session: Session, store: Store, prompt: Prompt, by: Person, path: Path) -> None:
    """Let a prompt be heard: a second of something."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        tone = [int(9000 * math.sin(n / 8)) for n in range(16_000)]
        file.writeframes(struct.pack(f"<{len(tone)}h", *tone))
    asset = make.watchable_asset(session, by, 1000, AssetState.ready, utcnow())
    asset.has_video, prompt.asset_id = False, asset.id
    main = asset.rendition(RenditionKind.main)
    assert main
    main.content_type = "audio/wav"
    store.upload(path, main.key, "audio/wav")


@pytest.fixture
def page(app: Flask, maya: Person, browser: Browser, url: str) -> Iterator[Page]:
    with new_person(browser, url, viewport={"width": 1440, "height": 900}) as context:
        context.add_cookies([cookie_of(app, maya, url)])
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        assert faults == []


def prepared(settings: Settings, db: Database, store: Store) -> Take:
    """The take, once a worker has made it watchable."""
    with db.reading() as session:
        job = session.scalars(select(MediaJob).where(MediaJob.kind == JobKind.playable)).one()
    ingest.do_media_job(Parts(settings, db, store), job.id, "a worker")
    with db.reading() as session:
        return session.scalars(select(Take)).one()


def recording(page: Page) -> Locator:
    return page.locator("ft-recorder[data-state=recording]")


def test_a_drill_is_heard_answered_and_found_again_by_its_chapters(
    page: Page, drill: ScenarioVersion, settings: Settings, db: Database, store: Store
) -> None:
    fetched: list[str] = []
    page.on("requestfinished", lambda one: "/prompts/" in one.url and fetched.append(one.url))
    page.goto(f"/record?scenario={drill.scenario_id}")
    over = page.locator(".drill:not(.answering)")
    over.evaluate(NOTE_WORDS)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(over).to_contain_text("Objection 1 of 3")
    page.wait_for_function("() => said.includes('Listen. Recording goes on after it.')")
    expect(over).to_contain_text("Think: recording goes on in")
    assert QUARTER not in page.content()
    script = page.get_by_role("group", name="Script")
    expect(script).to_be_hidden()
    page.keyboard.press("Enter")
    expect(recording(page)).to_be_visible()
    page.keyboard.press("+")
    page.wait_for_function("() => document.querySelector('ft-recorder').ms > 2500")
    page.wait_for_function("page => page.scrollTop > 20", arg=script.element_handle())
    page.keyboard.press("p")
    script.evaluate(NOTE_PLACES)

    until("all is fetched", lambda: len(fetched) == 3, rest=lambda _: page.wait_for_timeout(50))
    page.context.set_offline(True)  # what comes was fetched already
    page.keyboard.press("n")
    expect(over).to_contain_text(QUARTER)
    expect(over).to_contain_text("Think: recording goes on in")
    assert THEMSELVES not in page.content()
    accessible(page)
    page.keyboard.press("Space")
    expect(over).to_contain_text(THEMSELVES)  # the time of the second one is up

    page.context.set_offline(False)
    expect(recording(page)).to_be_visible()  # by itself, after the time to read
    expect(script).to_be_visible()
    page.wait_for_timeout(1500)
    page.keyboard.press("t")
    expect(script).to_be_hidden()
    assert len(set(page.evaluate("places"))) == 1, "it holds still"
    page.get_by_role("button", name="Finish").click()
    answers = page.locator("table tr", has_text="Objection")
    expect(answers).to_have_count(3)
    expect(answers.first).to_contain_text("first word after")
    expect(page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    expect(page.get_by_text("It counts as practice.")).to_be_visible()
    accessible(page)

    take = prepared(settings, db, store)
    assert take.is_counted
    page.goto(f"/takes/{take.id}")
    chapters = page.get_by_role("list", name="Chapters").get_by_role("button")
    expect(chapters).to_have_count(3)
    expect(chapters.nth(1)).to_contain_text(QUARTER)
    with db.reading() as session:
        begins = [one.at_ms for one in session.get_one(Take, take.id).chapters]
    assert begins[0] < 200, "neither the sound nor the thinking is in it"
    assert 2000 < begins[1] < begins[2] < take.counted_ms
    chapters.nth(1).click()
    expect(chapters.nth(1)).to_have_attribute("aria-current", "true")
    numbers = page.get_by_role("group", name="Chapters on the timeline").get_by_role("button")
    expect(numbers.nth(2)).to_have_accessible_name(re.compile(r"^Objection 3 of 3, \d:\d\d$"))
    numbers.nth(2).focus()
    page.keyboard.press("Enter")
    at = page.locator("ft-player video").evaluate("video => video.currentTime * 1000")
    assert abs(at - begins[2]) < 50
    accessible(page)
