"""The team page and the page of jobs in a real Chromium, on a phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.recordings.models import JobKind, JobState, MediaJob
from practice.reviews.models import CriterionScore, Decision, Review, ReviewState
from tests import factories
from tests.axe import accessible
from tests.chromium import chromium, cookie_of

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
    context = browser.new_context(base_url=url, viewport=PHONE, reduced_motion="reduce")
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
    expect(page.locator("#map")).to_contain_text("Priya Raman, Agenda set: Good")
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
