"""A model take from the file it is made of to a rep who compares with the expert, in Chromium."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from media.storage import Store
from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.recordings.models import JobState, MediaJob
from practice.reviews import actions as reviews
from practice.reviews import drafts
from practice.reviews.models import Decision
from practice.settings import Settings
from tests import factories
from tests.axe import accessible
from tests.chromium import cookie_of, new_window
from workers import ingest
from workers.boot import Parts

pytestmark = pytest.mark.browser

FILM = Path(__file__).parents[1] / "media" / "files" / "chrome-mp4-avc1.mp4"

NOTE_WHERE_IT_BEGINS = """() => {
    const video = document.querySelector("ft-player video");
    video.addEventListener("seeking", () => (window.began ??= video.currentTime));
    const { classList } = video.closest("ft-player");
    video.addEventListener("playing", () => (window.plays = classList.contains("playing")));
}"""


def window(browser: Browser, app: Flask, url: str, person: Person, width: int) -> Page:
    context = new_window(browser, url, viewport={"width": width, "height": 844})
    context.add_cookies([cookie_of(app, person, url)])
    return context.new_page()


def prepare(parts: Parts) -> None:
    """What a worker does with what was sent."""
    with parts.db.reading() as session:
        [job] = session.scalars(select(MediaJob).where(MediaJob.state == JobState.waiting))
    ingest.do_media_job(parts, job.id, "a worker")


def test_enablement_publishes_a_model_take_and_a_rep_scores_it_before_seeing_the_levels(
    browser: Browser, app: Flask, url: str, settings: Settings, store: Store
) -> None:
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        elena = factories.person(session, "Elena Ruiz", Role.enablement)
        priya = factories.person(session, "Priya Nair")
        version = factories.scenario(session, "Discovery")
    desk = window(browser, app, url, elena, 1280)
    desk.goto(f"/scenarios/{version.scenario_id}")
    desk.get_by_role("link", name="Add a model take").click()
    desk.locator("ft-clip[data-state=empty] [data-part=file]").set_input_files(FILM)
    desk.get_by_label("Title").fill("She waits for the answer")
    desk.get_by_role("button", name="Go on").click()  # it goes on when the file has arrived
    expect(desk.get_by_text("Getting the recording ready")).to_be_visible()
    prepare(Parts(settings, db, store))
    expect(desk.locator("ft-player [data-part=controls]")).to_be_visible()
    for number, criterion in enumerate(desk.locator(".criterion").all()):
        criterion.locator("label", has_text="Good").click()
        criterion.get_by_label("What shows it").fill("A pause of two seconds.")
        desk.evaluate("ms => document.querySelector('ft-player').seek(ms)", 1000 * (number + 2))
        criterion.get_by_role("button", name="Use the present moment").click()
    expect(desk.get_by_label("At", exact=True).last).to_have_value("0:03")
    desk.get_by_label("Everybody seen or heard in it agrees").check()
    accessible(desk)
    desk.get_by_role("button", name="Publish").click()
    expect(desk.locator("#toasts")).to_contain_text("Everybody can watch it now.")

    phone = window(browser, app, url, priya, 390)
    phone.goto(f"/practice/{version.scenario_id}")
    phone.get_by_role("link", name="Score it first").click()
    expect(phone.get_by_text("A pause of two seconds.")).to_have_count(0)
    criteria = phone.locator(".criterion").all()
    for criterion, level in zip(criteria, ("Good", "Attempted"), strict=True):
        criterion.get_by_role("radio", name=level).check(force=True)
    phone.get_by_role("button", name="Compare with the expert").click()
    expect(phone.locator("#levels")).to_contain_text("You see it the same way.")
    expect(phone.locator("#levels")).to_contain_text("2 levels stricter")
    accessible(phone)
    phone.evaluate(NOTE_WHERE_IT_BEGINS)
    phone.get_by_role("button", name=re.compile("0:03")).click()
    phone.wait_for_function("() => window.began !== undefined && window.plays")
    assert 1.4 < phone.evaluate("window.began") < 1.6


def test_a_reviewer_names_a_part_and_the_rep_agrees(
    browser: Browser, app: Flask, url: str, settings: Settings, store: Store
) -> None:
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        dana = factories.person(session, "Dana Moss", Role.manager)
        rep = factories.person(session, "Priya Nair", team=factories.team(session, "", dana))
        submission = factories.submission(session, factories.take(session, rep), reviewer=dana)
        factories.model_take(session, dana, submission.take.scenario_version, title="All of it")
    room = window(browser, app, url, dana, 1280)
    room.goto(f"/submissions/{submission.id}/review")
    room.get_by_role("button", name="Model take").click()
    room.get_by_label("From").fill("0:05")
    expect(room.get_by_label("Ask Priya about this part")).to_be_checked()
    room.get_by_label("Until").fill("0:02")
    problem = room.get_by_role("dialog").get_by_text("Choose a part of at least a second.")
    expect(problem).to_be_visible()
    with room.expect_response(lambda got: got.url.endswith("/nomination") and got.ok):
        room.get_by_label("Until").fill("0:20")
    expect(problem).to_be_hidden()
    accessible(room)
    room.get_by_label("Until").press("Enter")  # doesn't send the feedback
    room.get_by_role("button", name="Done").click()
    expect(room.get_by_role("button", name="Model take , named")).to_be_visible()
    with db.work() as session:
        review = drafts.draft(session, dana, submission.id)
        drafts.save_summary(review, {"decision": Decision.met, "strength": "Clear."})
        reviews.send(session, review, utcnow() - timedelta(minutes=1))
        assert reviews.release_due(session) == 1
    phone = window(browser, app, url, rep, 390)
    phone.emulate_media(color_scheme="dark")
    phone.goto(f"/submissions/{submission.id}#nomination")
    card = phone.locator("#nomination")
    expect(card.get_by_text("0:05–0:20")).to_be_visible()
    accessible(phone)
    card.get_by_role("button", name="I agree").click()
    expect(card.get_by_text("You agreed to show it until")).to_be_visible()
    accessible(phone)
    phone.goto("/models")
    expect(phone.get_by_role("heading", name="All of it")).to_be_visible()
    accessible(phone)
