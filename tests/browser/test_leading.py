"""The team page and the page of jobs in a real Chromium, on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from practice.assignments.models import AssignmentTarget, Nudge, TargetState
from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.recordings.models import JobKind, JobState, MediaJob
from practice.reviews.models import CriterionScore, Decision, Review, ReviewState
from tests import factories
from tests.axe import accessible
from tests.chromium import chromium, cookie_of, new_window

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(url: str) -> Iterator[tuple[Browser, str]]:
    with chromium() as browser:
        yield browser, url


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    """A manager, an admin, and a rep who practiced, got feedback, is late, and lost a recording."""
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        dana = factories.person(session, "Dana Moss", Role.manager)
        priya = factories.person(session, "Priya Raman", team=factories.team(session, "West", dana))
        version = factories.scenario(session, "Discovery call")
        take = factories.take(session, priya, version)
        submission = factories.submission(session, take, reviewer=dana)
        review = Review(submission_id=submission.id, author_id=dana.id, released_at=utcnow())
        review.decision, review.state = Decision.met, ReviewState.released
        submission.reviewed_at = utcnow()
        for criterion in version.rubric_version.criteria:
            review.scores.append(CriterionScore(criterion_id=criterion.id, level=4))
        failed = MediaJob(
            asset_id=take.asset_id, kind=JobKind.renditions, input_digest="a" * 64,
            state=JobState.failed, reason="The disk was full.", fault="ENOSPC",
            finished_at=utcnow(),
        )  # fmt: skip
        session.add_all([review, failed])
        factories.target(session, priya, version, by=dana, due_at=utcnow() - timedelta(days=2))
        return {"dana": dana, "sam": factories.person(session, "Sam Whit", Role.admin)}


def page_of(phone: tuple[Browser, str], app: Flask, person: Person) -> Page:
    browser, url = phone
    context = new_window(browser, url, viewport=PHONE, reduced_motion="reduce")
    context.add_cookies([cookie_of(app, person, url)])
    return context.new_page()


def test_the_weeks_open_at_the_newest_and_names_stay_in_sight(
    app: Flask, phone: tuple[Browser, str], people: dict[str, Person]
) -> None:
    page = page_of(phone, app, people["dana"])
    page.goto("/team")
    weeks = page.locator("#weeks")
    page.evaluate("document.querySelector('#weeks').scrollIntoView({block: 'center'})")
    expect(weeks.locator("thead .newest")).to_be_in_viewport(ratio=1)
    expect(weeks.get_by_role("link", name="Priya Raman", exact=True)).to_be_in_viewport(ratio=1)
    level = page.locator("#map").get_by_role("row", name="Priya Raman").get_by_role("cell").first
    expect(level.get_by_role("link")).to_have_accessible_name("4 Good")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    accessible(page)


def test_a_dialog_opens_at_its_first_field_and_gives_the_place_back(
    app: Flask, phone: tuple[Browser, str], people: dict[str, Person]
) -> None:
    page = page_of(phone, app, people["dana"])
    page.goto("/team")
    nudge = page.get_by_role("button", name="Nudge")
    nudge.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your words")).to_be_focused()
    page.keyboard.press("Escape")
    expect(nudge).to_be_focused()


@pytest.fixture
def late(app: Flask, people: dict[str, Person]) -> dict[str, UUID]:
    """What Priya, Tom and Mateo are late with, in this order on the page."""
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        (first,) = session.scalars(select(AssignmentTarget))
        made = {"Priya Raman": first.id}
        for name, hours in (("Tom Okafor", 40), ("Mateo Ruiz", 30)):
            who = factories.person(session, name, team=first.person.home_team)
            due = utcnow() - timedelta(hours=hours)
            made[name] = factories.target(
                session, who, first.scenario_version, by=people["dana"], due_at=due
            ).id
        return made


def opened_in(page: Page, name: str, button: str) -> Locator:
    """The dialog that this button in somebody's row opens, once scripts have come to the page."""
    page.wait_for_load_state()
    row = page.locator(".behind > li").filter(has=page.get_by_role("link", name=name))
    row.get_by_role("button", name=button).click()
    return page.get_by_role("dialog")


def test_what_is_done_in_a_row_is_done_about_the_one_in_that_row(
    app: Flask, phone: tuple[Browser, str], people: dict[str, Person], late: dict[str, UUID]
) -> None:
    page, db = page_of(phone, app, people["dana"]), app.extensions["freethrow"].db
    day = (utcnow() + timedelta(days=5)).date().isoformat()
    page.goto("/team")
    opened_in(page, "Priya Raman", "Nudge").get_by_label("Your words").fill("For Priya alone")
    page.keyboard.press("Escape")

    asked = opened_in(page, "Tom Okafor", "Nudge")
    expect(asked).to_have_accessible_name("Nudge Tom Okafor")
    expect(asked).to_contain_text("Tom Okafor gets it in the inbox")
    expect(asked.get_by_label("Your words")).to_have_value(re.compile("^Hi Tom, “Discovery call”"))
    accessible(page)
    asked.get_by_label("Your words").fill("Two takes before lunch?")
    asked.get_by_role("button", name="Send nudge").click()
    expect(page.get_by_text("Tom Okafor was nudged.")).to_be_visible()

    asked = opened_in(page, "Tom Okafor", "New date")
    expect(asked).to_contain_text("“Discovery call” for Tom Okafor.")
    asked.get_by_label("New date").fill(day)
    asked.get_by_role("button", name="Save date").click()
    expect(page.get_by_text("Tom Okafor was told the new date.")).to_be_visible()

    asked = opened_in(page, "Mateo Ruiz", "Nudge")
    asked.get_by_label("Your words").fill("")
    asked.get_by_role("button", name="Send nudge").click()
    expect(page.get_by_text("Mateo Ruiz was nudged.")).to_be_visible()

    asked = opened_in(page, "Mateo Ruiz", "Waive")
    expect(asked).to_contain_text("Mateo Ruiz no longer has to practice “Discovery call”.")
    asked.get_by_label("Reason").fill("On leave")
    asked.get_by_role("button", name="Waive").click()
    expect(page.get_by_text("Waived for Mateo Ruiz.")).to_be_visible()

    with db.reading() as session:
        found = {name: session.get_one(AssignmentTarget, one) for name, one in late.items()}
        nudged = dict(session.execute(select(Nudge.target_id, Nudge.text)).all())
        assert nudged.pop(late["Tom Okafor"]) == "Two takes before lunch?"
        assert nudged.pop(late["Mateo Ruiz"]).startswith("Hi Mateo, “Discovery call”")
        assert not nudged
        due = {name: each.due_at and each.due_at.date().isoformat() for name, each in found.items()}
        assert [name for name in due if due[name] == day] == ["Tom Okafor"]
        waived = [name for name in found if found[name].state == TargetState.waived]
        assert [(name, found[name].reason) for name in waived] == [("Mateo Ruiz", "On leave")]


def test_a_failed_job_is_tried_again_from_a_phone(
    app: Flask, phone: tuple[Browser, str], people: dict[str, Person]
) -> None:
    page = page_of(phone, app, people["sam"])
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Jobs").click()
    expect(page.get_by_text("The disk was full.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("No job failed")).to_be_visible()
