"""From the queue to the next recording without a mouse, in a real Chromium."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from media.storage import Store
from practice.coaching.models import Commitment
from practice.db import Database
from practice.reviews import actions
from practice.reviews.models import Claim, CriterionScore, Marker, ReviewState
from practice.takes.actions import accept_notice
from practice.takes.models import Take
from practice.takes.notice import fingerprint
from practice.takes.queries import current_notice
from tests.browser.reviewing import Room, film, window
from tests.media.make import make_recording
from tests.reviews.conftest import Scene, make_scene

pytestmark = pytest.mark.browser

SECONDS = 14
ONE_SECOND = re.compile(r"0:0[1-9]|0:[1-5]")  # or more: nobody looks just in that second
CRITERIA = ("Agenda set", "Pain found", "Cost asked", "Who decides", "Next step agreed")
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def scene(db: Database, store: Store, tmp_path: Path) -> Scene:
    """A short take, judged by five criteria."""
    video = make_recording(tmp_path / "take.mp4", SECONDS, "mp4-phone", size="320x180")
    with db.work() as session:
        made = make_scene(session, criteria=CRITERIA)
        film(store, session.get_one(Take, made.submission.take_id).asset, video, SECONDS)
        accept_notice(session, made.rep, fingerprint(current_notice(session)))
    return made


@pytest.fixture
def rep(app: Flask, db: Database, scene: Scene, browser: Browser, url: str) -> Iterator[Room]:
    """The rep at another desk."""
    for made in window(app, db, scene, browser, url, **DESK):
        made.sign_in(scene.rep)
        yield made


def tab_to(page: Page, target: Locator, most: int = 150) -> None:
    """Walk there as somebody does who has no mouse."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} can't be reached with Tab")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def speak(page: Page, name: str, comments: int) -> None:
    """A second of voice or video, posted without waiting for anybody."""
    form = page.locator("[data-composer]")
    press(page, form.get_by_role("button", name=name))
    expect(form.locator("[data-part=elapsed]")).to_have_text(ONE_SECOND)
    press(page, form.get_by_role("button", name="Stop"))
    press(page, form.get_by_role("button", name="Post"))
    expect(page.locator("[data-comments] > li")).to_have_count(comments)


def watch_and_comment(room: Room) -> None:
    """Six comments: two dropped, one written, one about a range, one spoken, one filmed."""
    page = room.page
    room.press(" ")
    room.wait_until("p.playing && p.ms > 600")
    room.press("1")
    room.wait_until("p.ms > 1500")
    room.press("3", "c")
    page.keyboard.type("Park the product until you know the pain.")
    assert room.player("playing") is False, "typing stops the video"
    room.press("Control+Enter")
    room.wait_until("p.playing")
    room.press("i")
    room.wait_until("p.ms > p.looping.range.from + 700")
    room.press("o", "c")
    page.keyboard.type("She decides here.")
    tab_to(page, page.locator("[data-composer] input[value=try]"))
    room.press("ArrowRight", "ArrowRight")
    press(page, page.get_by_role("button", name="Post"))
    speak(page, "Record a voice comment", comments=5)
    speak(page, "Record a video comment", comments=6)
    room.press("k" if not room.player("playing") else "Shift")
    room.wait_until(f"p.ms > {SECONDS * 600}")


def score(room: Room) -> None:
    """Each criterion gets a comment as evidence, then its level, which goes on to the next."""
    room.page.locator("[data-comments]").focus()
    room.press(*["["] * 6, "r")
    for level in (4, 2, 3, 1, 5):
        room.press("e", str(level), "]")
    room.press("Escape")
    expect(room.page.locator("[data-scored]")).to_have_text("5 of 5")


def test_from_the_queue_to_the_next_recording_without_a_mouse(
    room: Room, rep: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice.reviews.rules.UNDO", timedelta(minutes=5))  # a long way by Tab
    page = room.page
    page.goto("/reviews")
    room.press("Enter")
    page.wait_for_url("**/review")
    room.wait_until("p.video?.readyState > 1")
    with room.db.reading() as session:
        assert session.scalars(select(Claim.person_id)).all() == [room.scene.manager.id]

    watch_and_comment(room)
    score(room)
    tab_to(page, page.get_by_label("One strength"))
    page.keyboard.type("You listened.")
    tab_to(page, page.get_by_label("One next step"))
    page.keyboard.type("Ask one more question.")
    room.press("Shift+Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Choose")).to_be_visible()
    room.press("ArrowRight")  # the focus is on the first decision
    tab_to(page, page.get_by_label("on", exact=True))
    page.keyboard.type("Pain")
    room.press("Shift+Control+Enter")
    expect(page.get_by_text("You can still take it back.")).to_be_visible()
    press(page, page.get_by_role("button", name="Undo"))
    expect(page.get_by_text("Your feedback is a draft again.")).to_be_visible()
    room.wait_until("p.video?.readyState > 1")  # the page came anew
    assert room.review().state == ReviewState.draft
    room.press("Shift+Control+Enter")
    expect(page.get_by_text("You can still take it back.")).to_be_visible()

    review = room.review()
    assert (review.decision, review.strength, review.next_step) == (
        "another_take", "You listened.", "Ask one more question.",
    )  # fmt: skip
    assert review.watched_ms is not None and review.watched_ms > SECONDS * 500
    with room.db.work() as session:
        levels = session.scalars(select(CriterionScore.level).join(CriterionScore.criterion))
        assert sorted(levels) == [1, 2, 3, 4, 5]
        markers = session.scalars(select(Marker).order_by(Marker.at_ms)).all()
        assert {marker.kind.value for marker in markers} == {"strength", "try", "ask", "note"}
        assert len({marker.criterion_id for marker in markers} - {None}) == 5
        assert [bool(marker.until_ms) for marker in markers].count(True) == 1
        spoken = [one for one in markers if one.comments and one.comments[0].asset_id]
        assert len(spoken) == 2
        actions.release_due(session, review.release_at)

    say_it_back_and_record(rep)


def say_it_back_and_record(rep: Room) -> None:
    page, submission = rep.page, rep.scene.submission
    page.goto(f"/submissions/{submission.id}")
    expect(page.get_by_text("You listened.")).to_be_visible()
    tab_to(page, page.get_by_label("In one sentence of your own"))
    page.keyboard.type("Ask, then wait.")
    tab_to(page, page.get_by_label("Takes", exact=True))
    page.keyboard.type("2")
    press(page, page.get_by_role("button", name="Say it back"))
    expect(page.locator("#said-back")).to_contain_text("0 of 2 takes of “Discovery call”")
    note = page.locator(".comment", has_text="She decides here.")
    press(page, note.get_by_role("button", name="Beside the camera"))
    expect(note.get_by_role("button", name="Beside the camera")).to_have_attribute(
        "aria-pressed", "true"
    )
    press(page, page.get_by_role("link", name="Record it again"))
    beside = page.locator("ft-pinned")
    expect(beside).to_contain_text("Ask one more question.")
    expect(beside).to_contain_text("Park the product until you know the pain.")
    expect(beside).to_contain_text("She decides here.")
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    rep.press("r")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(page.locator("[data-part=elapsed]").first).to_have_text(ONE_SECOND)
    rep.press("Escape")
    expect(page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    with rep.db.reading() as session:
        theirs = select(func.count(Take.id)).where(Take.person_id == rep.scene.rep.id)
        assert session.scalar(theirs) == 2
        assert session.scalars(select(Commitment.takes)).all() == [2]
