"""The pages of figures on paper, in a real Chromium: nothing is cut off, and what only a screen can
do is left out."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from practice.db import Database, utcnow
from practice.people.models import PeopleSegment, Person, Role, SegmentMember
from tests import factories
from tests.axe import accessible
from tests.chromium import cookie_of, new_window

pytestmark = pytest.mark.browser
# CSS pixels between margins of 0.4 inches.
PAPER = {
    "letter portrait": 739,
    "a4 portrait": 717,
    "letter landscape": 979,
    "a4 landscape": 1046,
}
# Cells of the grid, and the words and numbers in them, beyond either edge of the sheet.
CUT_OFF = """[...document.querySelectorAll("#weeks :is(th, td, .week, a)")]
    .filter((one) => !one.closest(".sr"))
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.left < 0 || box.right > innerWidth + 0.5))
    .map(([words]) => words)"""
# A name or number in a row that runs into the next one.
COVERED = """[...document.querySelectorAll("#weeks tbody tr")].flatMap((row) => {
    const texts = [...row.cells].map((cell) => cell.querySelector("a")?.firstChild).filter(Boolean);
    const boxes = texts.map((text) => {
        const words = document.createRange();
        words.selectNodeContents(text);
        return [text.data, words.getBoundingClientRect()];
    });
    return boxes.slice(1).filter(([, box], at) => box.left < boxes[at][1].right - 0.5);
})"""
CLICKED = ".bar, form, button, .button, .back, .menu, nav a:not([aria-current])"
COLORS = """[document.documentElement, document.querySelector("h1")].map((one, at) =>
    getComputedStyle(one)[["backgroundColor", "color"][at]])"""
WHITE, INK = "rgb(255, 255, 255)", "rgb(23, 33, 44)"
SHEET = re.compile(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]")


@pytest.fixture
def dana(db: Database) -> Person:
    """Who leads a rep with a long name and a year of takes, of a segment, and late."""
    with db.work() as session:
        leader = factories.person(session, "Dana Moss", Role.manager)
        west = factories.team(session, "West", leader)
        rep = factories.person(session, "Alexandria Montgomery-Whitfield", team=west)
        version = factories.scenario(session, "Discovery call")
        segment = PeopleSegment(name="New hires")
        session.add(segment)
        session.flush()
        session.add(SegmentMember(segment_id=segment.id, person_id=rep.id))
        for weeks in [*range(53), *[1] * 11, *[40] * 11]:
            factories.take(session, rep, version, at=utcnow() - timedelta(weeks=weeks))
        factories.target(session, rep, version, by=leader, due_at=utcnow() - timedelta(days=2))
        return leader


@pytest.fixture
def page(app: Flask, browser: Browser, url: str, dana: Person) -> Iterator[Page]:
    """Dana at a desk, in dark colors; what calls for paper is counted."""
    context = new_window(browser, url, color_scheme="dark", reduced_motion="reduce")
    context.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    context.add_cookies([cookie_of(app, dana, url)])
    opened, troubles = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    yield opened
    assert troubles == []
    context.close()


@pytest.mark.parametrize("weeks", ["10", "26", "53"])
def test_a_grid_of_weeks_is_not_cut_off_on_any_paper(page: Page, weeks: str) -> None:
    page.goto(f"/team?weeks={weeks}")
    page.emulate_media(media="print")
    for paper, width in PAPER.items():
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.locator("#weeks tbody .week").count() == int(weeks)
        assert page.evaluate(CUT_OFF) == [], paper
        assert page.evaluate(COVERED) == [], paper
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, paper


def test_wide_grids_lay_the_paper_on_its_side(page: Page) -> None:
    for weeks, is_wide in (("10", False), ("26", True), ("53", True)):
        page.goto(f"/team?weeks={weeks}")
        sheets = SHEET.findall(page.pdf(prefer_css_page_size=True))
        assert sheets
        assert {float(wide) > float(high) for wide, high in sheets} == {is_wide}, weeks


@pytest.mark.parametrize("theme", ["", "dark"])
def test_paper_is_black_on_white_and_has_nothing_to_click(page: Page, theme: str) -> None:
    page.goto("/team")
    page.evaluate("(theme) => theme && (document.documentElement.dataset.theme = theme)", theme)
    assert page.evaluate(COLORS) != [WHITE, INK]
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(COLORS) == [WHITE, INK]
    assert page.locator(CLICKED).filter(visible=True).count() == 0
    expect(page.locator("#behind")).to_contain_text("Alexandria Montgomery-Whitfield")


def test_paper_says_what_was_picked_and_when(page: Page) -> None:
    page.goto("/team")
    page.get_by_label("Segment").select_option(label="New hires")
    page.get_by_label("Scenario").select_option(label="Discovery call")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**segment=**")
    told = page.locator(".on-paper")
    expect(told).to_be_hidden()
    accessible(page)
    page.emulate_media(media="print")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Team: West · Segment: New hires · Scenario: Discovery call")
    expect(told).to_have_text(re.compile(r"Weeks from \w+ \d+, \d{4} to .+ · As of \w+ \d+, \d{4}"))
    expect(page.get_by_role("navigation", name="Views")).to_have_text(
        "Practice", use_inner_text=True
    )


def open_assignment(page: Page) -> None:
    page.goto("/team")
    page.locator("#behind").get_by_role("link", name="Discovery call").click()


def test_the_export_menu_prints_the_page(page: Page) -> None:
    for opened in (lambda: page.goto("/team"), lambda: open_assignment(page)):
        opened()
        page.get_by_role("button", name="Export").click()
        entry = page.get_by_role("button", name="Print this page")
        accessible(page)
        entry.click()
        assert page.evaluate("window.printed") == 1
        expect(entry).to_be_hidden()


def test_pages_without_such_a_menu_have_a_button_for_it(page: Page) -> None:
    page.goto("/team")
    person = page.locator("#weeks").get_by_role("link", name="Alexandria").first
    for address in ("/team/growth", person.get_attribute("href") or ""):
        page.goto(address)
        page.get_by_role("button", name="Print this page").click()
        assert page.evaluate("window.printed") == 1


def test_without_scripts_nothing_offers_to_print(
    app: Flask, browser: Browser, url: str, dana: Person
) -> None:
    context = new_window(browser, url, java_script_enabled=False)
    context.add_cookies([cookie_of(app, dana, url)])
    page = context.new_page()
    page.goto("/team")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    context.close()
