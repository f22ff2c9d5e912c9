"""The scenario editor and the assign form in a real Chromium, used as a person would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from media.storage import Store
from practice.assignments.models import Assignment
from practice.db import Database
from practice.people.models import Role
from practice.recordings.models import JobState, MediaJob
from practice.scenarios import queries, starter
from practice.scenarios.values import Content
from practice.settings import Settings
from tests import factories
from tests.axe import accessible
from tests.chromium import chromium, cookie_of, new_window
from workers import ingest
from workers.boot import Parts

pytestmark = pytest.mark.browser

ONE_SECOND = re.compile(r"0:0[1-9]|0:[1-5]")  # or more: nobody looks just in that second


@dataclass
class Desk:
    """Enablement at work: the browser's page, the scenario, and what stands in the database."""

    page: Page
    path: str
    parts: Parts
    troubles: list[str]

    @property
    def db(self) -> Database:
        return self.parts.db

    def prepare(self) -> None:
        """What a worker does with what was sent."""
        with self.db.reading() as session:
            [job] = session.scalars(select(MediaJob).where(MediaJob.state == JobState.waiting))
        ingest.do_media_job(self.parts, job.id, "a worker")


@pytest.fixture
def desk(app: Flask, url: str, settings: Settings, store: Store) -> Iterator[Desk]:
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        writer = factories.person(session, "Elena Ruiz", Role.enablement)
        west = factories.team(session, "West", factories.person(session, "Mia", Role.manager))
        for name in ("Priya Nair", "Ben Ode"):
            factories.person(session, name, team=west)
        factories.person(session, "Sam Stone")
        scenario = starter.add(session, writer, starter.named("60-second-pitch"))
    with chromium() as browser:
        context = new_window(browser, url, viewport={"width": 1280, "height": 900})
        context.add_cookies([cookie_of(app, writer, url)])
        page, troubles = context.new_page(), list[str]()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        parts = Parts(settings, db, store)
        yield Desk(page, f"/scenarios/{scenario.id}", parts, troubles)


def newest(desk: Desk) -> Content:
    with desk.db.reading() as session:
        [version] = queries.published(session)
        return Content.of(queries.get_version(session, version.id))


def test_prompts_and_criteria_are_moved_removed_added_and_published(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.path}/edit")
    page.get_by_role("button", name="Add a prompt").click()
    page.keyboard.type("“And what does it cost?”")
    second = page.locator("#prompts [data-row]").nth(1)
    second.get_by_role("button", name="Move up").click()
    expect(page.locator(":focus")).to_have_attribute("data-do", "down")
    criteria = page.locator("#criteria [data-row]")
    for _ in range(2):
        criteria.nth(1).get_by_role("button", name="Remove").click()
    expect(criteria).to_have_count(3)
    expect(criteria.first.get_by_role("button", name="Remove")).to_be_disabled()
    expect(page.locator("#criteria [data-number]")).to_have_text(["1", "2", "3"])
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("#toasts")).to_contain_text("Version 2 is published.")
    content = newest(desk)
    texts = [each.text for each in content.prompts]
    assert texts == ["“And what does it cost?”", "“So, what is it that you do?”"]
    before = [each.title for each in starter.named("60-second-pitch").criteria]
    assert [each.title for each in content.criteria] == [before[0], before[3], before[4]]
    assert desk.troubles == []


PLAYED = """url => new Promise((resolve, reject) => {
    const sound = new Audio(url);
    sound.ontimeupdate = () => sound.currentTime > 0.2 && resolve(sound.currentTime);
    sound.onerror = () => reject(new Error(sound.error.message));
    sound.play().catch(reject);
})"""


def test_a_prompt_is_recorded_dragged_and_played_at_its_turn(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.path}/edit")
    page.get_by_role("button", name="Add a prompt").click()
    page.keyboard.type("“Send me something.”")
    rows = page.locator("#prompts [data-row]")
    clip = rows.nth(1).locator("ft-clip")
    clip.get_by_role("button", name="Record audio").click()
    expect(clip.locator("[data-part=elapsed]")).to_have_text(ONE_SECOND)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#toasts")).to_contain_text("Stop the recording first")
    clip.get_by_role("button", name="Stop").click()
    expect(clip).to_have_attribute("data-state", "preparing")
    desk.prepare()
    expect(clip).to_have_attribute("data-state", "ready")
    drag(page, rows.nth(1).locator("[data-handle]"), rows.nth(0))
    texts = page.locator("#prompts [data-row] textarea")
    expect(texts.first).to_have_value("“Send me something.”")
    page.keyboard.press("ArrowDown")
    expect(texts.first).to_have_value("“So, what is it that you do?”")
    page.keyboard.press("ArrowUp")
    page.get_by_text("One by one, in this order").click()
    page.get_by_label("Time to think").first.select_option(label="5 seconds")
    accessible(page)
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("#toasts")).to_contain_text("Version 2 is published.")
    with desk.db.reading() as session:
        [version] = queries.published(session)
        [first, second] = [prompt.id for prompt in version.prompts]
    told = page.request.get(f"/prompts/{first}").json()
    assert (told["text"], told["think_seconds"]) == ("“Send me something.”", 5)
    assert page.evaluate(PLAYED, told["media"]["url"]) > 0
    assert page.request.get(f"/prompts/{second}").json()["media"] is None
    assert desk.troubles == []


def drag(page: Page, handle: Locator, over: Locator) -> None:
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), over.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, end["y"] + 10, steps=3)
    page.mouse.up()


def test_answers_that_recording_would_cut_off_are_told_while_they_are_written(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.path}/edit")
    told = page.locator("ft-beyond")
    page.get_by_text("One by one, in this order").click()
    page.get_by_label("Time to answer").first.select_option(label="120 seconds")
    expect(told).to_be_hidden()
    page.get_by_label("Stop at").fill("1:30")
    expect(told).to_contain_text("may take 2:00 together, but recording stops at 1:30")
    accessible(page)
    page.get_by_label("Stop at").fill("")
    expect(told).to_be_hidden()
    assert desk.troubles == []


def test_more_than_five_criteria_are_warned_of_while_they_are_written(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.path}/edit")
    criteria = page.locator("#criteria [data-row]")
    told = page.get_by_text("More than 5 criteria make a review long")
    expect(criteria).to_have_count(5)
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Add a criterion").click()
    expect(criteria).to_have_count(6)
    expect(told).to_be_visible()
    accessible(page)
    criteria.last.get_by_role("button", name="Remove").click()
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(told).to_be_visible()
    assert desk.troubles == []


ASKED = """() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.asked = 0;
    navigator.mediaDevices.getUserMedia = (wanted) => (window.asked += 1, ask(wanted));
    const start = document.querySelector("[data-do=start]");
    start.click();
    start.click();
    document.querySelector("[data-do=bare]").click();
}"""


def test_tapping_twice_tries_a_scenario_with_one_camera(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.path}/try")
    page.evaluate(ASKED)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Once more")).to_be_visible()
    assert desk.troubles == []


def test_leaving_with_unsaved_words_asks_first(desk: Desk) -> None:
    page, asked = desk.page, list[str]()
    page.goto(f"{desk.path}/edit")
    page.get_by_label("Title").fill("Elevator pitch")
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Scenarios").first.click()
    page.wait_for_url("**/scenarios")
    assert asked == ["beforeunload"]


def test_an_assignment_is_put_together_while_the_summary_follows(desk: Desk) -> None:
    page = desk.page
    page.goto(f"/assignments/new?scenario={desk.path.rpartition('/')[2]}")
    accessible(page)
    summary = page.locator("[data-summary]")
    expect(summary).to_contain_text("Choose who gets it")
    page.get_by_label("Team").select_option(label="West")
    expect(summary).to_contain_text("2 people")
    expect(summary).to_contain_text("Ben Ode, Priya Nair")
    page.get_by_label("Add a person by name").fill("sam")
    expect(page.get_by_role("button", name="Sam Stone")).to_be_visible()
    page.keyboard.press("Enter")
    expect(summary).to_contain_text("3 people")
    page.locator("[data-line]").first.get_by_role("button", name="Remove this line").click()
    expect(summary).to_contain_text("1 person")
    page.get_by_label("At least how many takes").fill("3")
    page.get_by_text("Every week", exact=True).click()
    expect(page.get_by_text("No due date")).to_be_hidden()
    page.get_by_label("Due on").select_option(label="Friday")
    expect(summary).to_contain_text("every week, by Friday, 5:00 PM wherever they are")
    page.get_by_text("Once", exact=True).click()
    page.get_by_text("Leave somebody out").click()
    page.get_by_role("button", name="Leave out a team").click()
    page.get_by_label("Team to leave out").select_option(label="West")
    page.get_by_text("Their own manager reviews it").click()
    page.get_by_text("One person for all").click()
    page.get_by_label("Reviewer", exact=True).fill("e")
    expect(page.locator("#reviewers option").first).to_be_attached()
    accessible(page)
    page.get_by_text("Their own manager", exact=True).click()
    page.get_by_text("No due date").click()
    expect(summary).to_contain_text("at least 3 times, without a due date")
    accessible(page)
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Assigned to 1 person.")
    with desk.db.reading() as session:
        assert session.scalars(select(Assignment)).one().minimum_takes == 3
    assert desk.troubles == []
