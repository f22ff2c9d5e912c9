"""A phone in portrait, 360 px wide: everything a rep does is in reach of a thumb and fits."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from practice.db import Database
from practice.people.models import Person, Role
from practice.reviews.models import Decision
from practice.scenarios.models import Interaction, ScenarioVersion
from practice.takes import actions, queries
from practice.takes.models import Submission
from practice.takes.notice import fingerprint
from tests import factories as make
from tests.axe import accessible
from tests.chromium import cookie_of, new_person
from tests.progress.world import days_ago, reviewed

pytestmark = pytest.mark.browser

HEIGHT = 740
LINE = "We have a system for that already."
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What a finger should hit and can't: links in running text and marks on a timeline are left out.
TOO_SMALL = """() => {
  const written = "textarea, select, input:not([type=hidden], [type=radio])";
  return [...document.querySelectorAll(`main :is(button, .button, summary, ${written})`)]
    .filter((one) => one.checkVisibility() && !one.closest("ft-player"))
    .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect().height])
    .filter(([, height]) => Math.round(height) < 44);
}"""
# What has the focus and lies below a bar that stays in place.
COVERED = """async () => {
  const choices = "main :is(a, button, input, textarea, select, summary)";
  const bar = document.querySelector(".quick").getBoundingClientRect();
  const found = [];
  for (const one of document.querySelectorAll(choices)) {
    if (one.closest("nav")) continue;
    one.focus();
    await new Promise(requestAnimationFrame);
    const below = one.getBoundingClientRect().bottom > bar.top;
    if (document.activeElement === one && below) found.push(one.outerHTML.slice(0, 90));
  }
  return found;
}"""


@pytest.fixture
def maya(db: Database) -> Person:
    with db.work() as session:
        team = make.team(session, "East", make.person(session, "Dana Lee", Role.manager))
        person = make.person(session, "Maya Chen", team=team)
        actions.accept_notice(session, person, fingerprint(queries.current_notice(session)))
        return person


@pytest.fixture
def drill(db: Database) -> ScenarioVersion:
    with db.work() as session:
        return make.scenario(session, "Objections", interaction=Interaction.objection_handling)


@pytest.fixture
def page(app: Flask, maya: Person, browser: Browser, url: str) -> Iterator[Page]:
    small = {"viewport": {"width": 360, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
    with new_person(browser, url, **small) as context:
        context.add_cookies([cookie_of(app, maya, url)])
        yield context.new_page()


def feedback_for(db: Database, maya: Person, version: ScenarioVersion) -> Submission:
    """A take that came back with one thing to try."""
    with db.work() as session:
        rep, version = session.merge(maya), session.merge(version)
        take = make.take(session, rep, version, at=days_ago(2))
        dana = queries.expected_viewers(session, rep, None, version.id).reviewer
        assert dana is not None
        return reviewed(
            session, take, dana, days_ago(1) - days_ago(2), decision=Decision.another_take
        )


def fits(page: Page) -> bool:
    assert not page.evaluate(TOO_WIDE), f"{page.url} is wider than the screen"
    assert page.evaluate(TOO_SMALL) == []
    return True


def in_reach(page: Page, name: str, role: str = "link") -> bool:
    """Whether it is on the screen, in the half that a thumb reaches."""
    found = page.get_by_role(role, name=name, exact=True).locator("visible=true").first  # type: ignore[arg-type]
    expect(found).to_be_visible()
    box = found.bounding_box()
    assert box is not None
    return box["y"] > HEIGHT / 2 and box["y"] + box["height"] <= HEIGHT


def test_what_was_heard_is_written_answered_and_handed_in_with_one_thumb(
    page: Page, drill: ScenarioVersion
) -> None:
    page.goto("/")
    assert in_reach(page, "Heard today") and in_reach(page, "One objection") and fits(page)
    page.get_by_role("link", name="Heard today").tap()
    page.get_by_label("What did they say?").fill(LINE)
    assert fits(page)
    accessible(page)
    page.get_by_role("button", name="Save and answer it").tap()
    page.wait_for_url("**/record?*heard=*")
    expect(page.locator("ft-recorder[data-state=ready]")).to_be_visible()
    assert in_reach(page, "Record", "button") and fits(page)
    page.get_by_role("button", name="Record", exact=True).tap()
    expect(page.locator("ft-recorder[data-state=recording]")).to_be_visible()
    expect(page.locator(".prompter")).to_contain_text(LINE)
    page.wait_for_timeout(1_500)
    assert in_reach(page, "Stop", "button")
    page.get_by_role("button", name="Stop", exact=True).tap()
    submit = page.get_by_role("link", name="Submit this take…")
    expect(submit).to_be_visible()
    assert in_reach(page, "Submit this take…") and fits(page)
    submit.tap()
    page.wait_for_url("**/takes/*#submit")
    assert fits(page)
    page.locator("main").get_by_role("button", name="Submit", exact=True).tap()
    expect(page.get_by_text("Dana Lee", exact=False).first).to_be_visible()
    page.goto("/heard")
    expect(page.get_by_role("link", name=f"Your answer to “{LINE}”")).to_be_visible()
    assert fits(page)


def test_preparing_reading_feedback_and_being_in_a_hurry_fit_too(
    page: Page, db: Database, maya: Person, drill: ScenarioVersion
) -> None:
    submission = feedback_for(db, maya, drill)
    page.goto(f"/practice/{drill.scenario_id}")
    assert in_reach(page, "Record") and fits(page)
    assert page.evaluate(COVERED) == []
    page.goto(f"/practice/{drill.scenario_id}/prepare")
    assert fits(page)
    page.goto(f"/submissions/{submission.id}")
    expect(page.get_by_text("Another take").first).to_be_visible()
    assert fits(page)
    page.goto("/")
    assert page.evaluate(COVERED) == []
    page.get_by_role("link", name="One objection").tap()
    page.wait_for_url("**/record?*prompt=*")
    expect(page.locator("ft-recorder[data-state=ready]")).to_be_visible()
    assert in_reach(page, "Record", "button") and fits(page)
