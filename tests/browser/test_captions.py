"""Captions in a real Chromium: brought by the rep, shown while the take plays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from media.storage import Store
from practice.db import Database
from practice.people.models import Role
from practice.recordings.models import RenditionKind
from practice.takes.models import Take
from tests import factories as make
from tests.axe import accessible
from tests.chromium import cookie_of, new_person
from tests.media.make import make_recording

pytestmark = pytest.mark.browser

SECONDS = 8
SRT = """1
00:00:00,000 --> 00:00:01,000
<v Maya>Good morning

2
00:00:01,000 --> 00:01:00,000
<i>What keeps you up</i> & <script>awake</script>?
"""


@pytest.fixture
def take(db: Database, store: Store, tmp_path: Path) -> Take:
    """A take with a video that can be played, and nothing to read."""
    video = make_recording(tmp_path / "take.mp4", SECONDS, "mp4-phone", size="320x180")
    with db.work() as session:
        dana = make.person(session, "Dana Lee", Role.manager)
        maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
        made = make.take(session, maya, duration_ms=SECONDS * 1000)
        main, poster = map(made.asset.rendition, (RenditionKind.main, RenditionKind.poster))
        assert main and poster and made.person
        store.upload(video, main.key, "video/mp4")
        made.asset.renditions.remove(poster)
        return made


@pytest.fixture
def page(app: Flask, db: Database, take: Take, browser: Browser, url: str) -> Iterator[Page]:
    with new_person(browser, url, viewport={"width": 1440, "height": 900}) as context:
        context.add_cookies([cookie_of(app, take.person, url)])
        faults: list[str] = []
        opened = context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
        yield opened
        assert faults == []


def is_fault(said: ConsoleMessage) -> bool:
    """Anything a browser complains about, but for a file that was refused."""
    return said.type == "error" and "422" not in said.text


def upload(page: Page, content: str) -> None:
    """What a rep does with a file on the card."""
    page.get_by_label("WebVTT or SRT file").set_input_files(
        {"name": "talk.srt", "mimeType": "application/x-subrip", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Add captions").click()


def test_a_rep_brings_captions_and_reads_along(page: Page, take: Take) -> None:
    page.goto(f"/takes/{take.id}")
    page.get_by_text("Upload a file").click()
    upload(page, "Dear diary")
    expect(page.get_by_text("We can’t find captions in that file.")).to_be_visible()
    expect(page.get_by_label("WebVTT or SRT file")).to_be_focused()
    upload(page, "x" * (5 * 1024 * 1024))
    refused = "document.querySelector('[name=captions]').validationMessage"
    assert page.evaluate(refused) == "That file is larger than 1 MB.", "told before it is sent"
    upload(page, SRT)
    expect(page.get_by_text("English, 2 lines")).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => { const [cue] = document.querySelector('video').textTracks[0].activeCues ?? [];"
        " return cue?.startTime === 1 }"
    )
    track = page.evaluate("""() => {
        const [track] = document.querySelector("video").textTracks;
        const [cue] = track.activeCues;
        const words = cue.getCueAsHTML().textContent;
        return [track.mode, track.kind, track.language, track.label, cue.text, words];
    }""")
    assert track[:4] == ["showing", "captions", "en", "English"]
    assert track[5] == "What keeps you up & awake?", "words, and no markup"
    assert "<" not in track[4]
    accessible(page, within="#captions-card")


def test_removing_asks_first(page: Page, take: Take, db: Database) -> None:
    with db.work() as session:
        make.captions(session, session.get_one(Take, take.id))
    page.goto(f"/takes/{take.id}")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download captions").click()
    assert saved.value.suggested_filename.endswith("captions.vtt")
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove these captions?")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Captions removed.")).to_be_visible()
    expect(page.get_by_text("None yet.")).to_be_visible()
