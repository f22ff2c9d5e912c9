"""Every part on one page, in a real browser: valid, accessible, within the screen."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.axe import WCAG, accessible
from tests.waiting import PATIENCE
from tests.web.look import ROOT, Reader, chromium, make_look_app, served

SIZES = {"desktop": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}
TWO = pytest.mark.parametrize(
    "page", [("desktop", "light"), ("phone", "dark")], ids="-".join, indirect=True
)
LAYERS = {"[popovertarget=profile-menu]": "#profile-menu", "[data-dialog=waive]:visible": "#waive"}
OFFER_UNDO = """(ms) => import("freethrow/core/toasts.mjs").then((toasts) => {
    window.undone = toasts.toastUndo("Sending feedback", {ms});
})"""
TOO_SMALL = """[...document.querySelectorAll(
    ".button:not(.small), .nav a, .nav button, .input, .choice, .scale label")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""
WIDTH = "document.documentElement.scrollWidth - innerWidth"
STICKING_OUT = """[...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth && !each.closest(".scroll-x"))
    .map((each) => each.outerHTML.slice(0, 120))"""
PAGE = (Path(__file__).parent / "styleguide.html").read_text()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page of parts on a free port."""
    with served(make_look_app()) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all of it."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield running
        running.close()


# Contrast depends on the mode, what fits on the width: both are seen, not every pair of them.
SEEN = [("desktop", "light"), ("phone", "dark"), ("narrow", "light")]


@pytest.fixture(params=SEEN, ids="-".join)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of parts at one size in one mode; it must not complain on the console."""
    size, mode = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=mode, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE * 1000)
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
    opened.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    opened.route("**/clip.mp4", lambda route: route.abort())
    opened.goto(address)
    opened.evaluate("document.activeElement.blur(); scrollTo(0, 0)")  # the refused form took both
    yield opened
    context.close()
    missing_clip = "net::ERR_FAILED"
    assert [e for e in complaints if e.startswith("error") and missing_clip not in e] == []


@pytest.mark.browser
def test_everyone_can_use_every_part_and_it_fits(page: Page) -> None:
    accessible(page, (*WCAG, "best-practice"))
    assert page.evaluate(WIDTH) <= 0, page.evaluate(STICKING_OUT)


@pytest.mark.browser
@TWO
def test_menus_and_dialogs_open_with_the_focus_inside_and_give_it_back(page: Page) -> None:
    for opener, inside in LAYERS.items():
        page.locator(opener).last.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{inside}:focus-within")
        accessible(page, (*WCAG, "best-practice"))
        page.keyboard.press("Escape")
        page.wait_for_selector(inside, state="hidden")
        assert page.locator(opener).last.evaluate("each => each === document.activeElement")


@pytest.mark.browser
@TWO
@pytest.mark.parametrize("layout", ["stage", "plain"])
def test_the_other_layouts_are_as_good(page: Page, address: str, layout: str) -> None:
    page.goto(f"{address}/{layout}")
    accessible(page, (*WCAG, "best-practice"))
    assert page.evaluate(WIDTH) <= 0, page.evaluate(STICKING_OUT)


@pytest.mark.browser
@TWO
def test_a_message_can_be_reached_from_within_a_dialog(page: Page) -> None:
    page.locator("[data-dialog=waive]:visible").last.click()
    page.evaluate(
        "import('freethrow/core/toasts.mjs').then((toasts) => { toasts.toastError('No'); })"
    )
    page.get_by_text("No", exact=True).click(trial=True)
    page.keyboard.press("Escape")
    page.get_by_role("status").get_by_role("button", name="Dismiss").click()
    assert page.evaluate("document.getElementById('toasts').parentElement.tagName") == "BODY"


@pytest.mark.browser
@TWO
def test_what_cannot_be_undone_is_asked_first(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method) if each.method == "POST" else None)
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert sent == []
    page.get_by_role("button", name="Withdraw").click()
    with page.expect_request(lambda each: each.method == "POST"):
        page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    assert sent == ["POST"]


@pytest.mark.browser
@TWO
def test_an_undo_is_offered_and_answers_whether_it_was_taken(page: Page) -> None:
    page.evaluate(OFFER_UNDO, 60_000)
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate("window.undone") is True
    page.evaluate(OFFER_UNDO, 50)
    assert page.evaluate("window.undone") is False
    assert page.get_by_role("status").inner_text().strip() == ""


@pytest.mark.browser
@TWO
def test_the_theme_is_kept_on_the_device(page: Page) -> None:
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    chosen = "light" if is_dark else "dark"
    page.locator("[popovertarget=profile-menu]").click()
    page.get_by_role("button", name=chosen.title()).click()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == chosen
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before


@pytest.mark.browser
def test_targets_are_large_enough_for_a_finger(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.input')).fontSize") == "16px"
    context.close()


def html() -> str:
    return make_look_app().test_client().get("/").get_data(as_text=True)


def test_the_page_shows_every_part() -> None:
    parts = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    unused = {part for part in parts if not re.search(rf"(?<!import ){part}\(", PAGE)}
    assert unused == set()


def test_nothing_is_inline_and_no_id_comes_twice() -> None:
    page = html()
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son\w+=", page)
    assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", page))
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize(
    ("reader", "entries"),
    [
        (Reader(is_manager=False, is_enablement=False, is_admin=False), "Home Practice 1:1s"),
        (
            Reader(is_enablement=False, is_admin=False),
            "Home Practice Reviews Team 1:1s Assignments More",
        ),
        (Reader(is_manager=False, is_enablement=False), "Home Practice 1:1s People"),
        (Reader(), "Home Practice Reviews Team 1:1s Assignments Scenarios People More"),
    ],
)
def test_the_navigation_follows_the_roles(reader: Reader, entries: str) -> None:
    page = make_look_app(reader).test_client().get("/").get_data(as_text=True)
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r"</svg><span>([\w:]+)</span>", nav) == entries.split()
