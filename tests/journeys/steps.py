"""What people do in the story, one function a step, in a real browser."""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.chromium import new_person
from tests.product import Product
from tests.waiting import PATIENCE, Found, until

PASSWORD = "heron lamp under seven bridges"
PEOPLE = """email,name,team,roles,manager,timezone
dana@example.com,Dana Moss,,manager,,America/Chicago
priya@example.com,Priya Raman,West,rep,dana@example.com,Europe/Paris
theo@example.com,Theo Brandt,West,rep,,America/Chicago
"""
SOON = 15.0  # seconds: within this a take is watchable, routed, or feedback released
TRANSCODED = 60.0
LOOKS = 2.0  # a second, as an idle machine has them: on a slow one the pages themselves take longer
PICTURED = 30_000  # ms for the first picture of a video that is there


@dataclass
class Actor:
    """Somebody in front of their own browser."""

    name: str
    context: BrowserContext
    page: Page

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def go(self, path: str) -> Page:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def main(self, name: str) -> None:
        """Choose an entry of the main navigation."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()

    def click(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        ).first.click()

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)

    def wait(self, seconds: float) -> None:
        """Rest while the page goes on."""
        self.page.wait_for_timeout(seconds * 1000)


def arrive(browser: Browser, product: Product, name: str) -> Actor:
    context = new_person(browser, product.url)
    page = context.new_page()
    page.on("pageerror", lambda error: trouble(name, error))
    return Actor(name, context, page)


def trouble(name: str, error: Exception) -> None:
    raise AssertionError(f"a script failed in {name}'s browser: {error}")


def found_the_organization(browser: Browser, product: Product) -> Actor:
    """The first admin follows the link that the start printed."""
    ada = arrive(browser, product, "Ada Lind")
    page = ada.go(product.first_admin_link())
    page.get_by_label("Your organization").fill("Northwind")
    page.get_by_label("Your name").fill("Ada Lind")
    page.get_by_label("Your email").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    ada.click("Set up and sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada")
    return ada


def import_people(ada: Actor) -> None:
    page = ada.go("/people/import")
    page.get_by_label("Or paste rows").fill(PEOPLE)
    page.get_by_label("Create teams").check()
    ada.click("See what will happen")
    ada.sees("Nothing is saved yet", "priya@example.com")
    ada.click(re.compile("Import 3 people"))
    page.wait_for_url("**/people*")
    ada.sees("Priya Raman", "Dana Moss")


def become_enablement_too(ada: Actor) -> None:
    """One person can be several."""
    page = ada.go("/people")
    page.get_by_role("link", name="Ada Lind").first.click()
    page.get_by_role("checkbox", name=re.compile("^Enablement")).check()
    ada.click(re.compile("^Save"))
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Scenarios")


def invite(ada: Actor, name: str) -> str:
    """Make an invitation link, as an admin without a mail server does; answers it."""
    page = ada.go("/people")
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    ada.click(re.compile("invitation link", re.IGNORECASE))
    return page.get_by_label(re.compile("Invitation link")).input_value()


def join(browser: Browser, product: Product, link: str, name: str) -> Actor:
    actor = arrive(browser, product, name)
    page = actor.go(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    actor.click("Join and sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text(actor.first_name)
    return actor


def shorten_the_pitch(ada: Actor) -> None:
    """Take the starter library, and publish a short version of its pitch."""
    ada.main("Scenarios")
    ada.click("Add the starter library")
    ada.page.get_by_role("main").get_by_role("link", name="60-second pitch").first.click()
    ada.click("Edit")
    ada.page.get_by_label("Target length").fill("0:15")
    ada.click(re.compile("Publish version 2"))
    ada.sees("ersion 2")


def assign_the_pitch(ada: Actor) -> None:
    page = ada.go("/assignments/new")
    page.get_by_label("Scenario").select_option(label="60-second pitch")
    page.get_by_label("Team", exact=True).first.select_option(label="West")
    page.get_by_label("Role", exact=True).first.select_option("rep")
    page.get_by_text("5:00 PM wherever they are", exact=True).click()
    page.locator("#due_date").fill(in_days(2))
    page.get_by_label("At least how many takes").fill("2")
    page.get_by_label("Your message").fill("Their world first, ours second.")
    expect(page.get_by_role("main")).to_contain_text("2 people")
    page.get_by_role("button", name="Assign", exact=True).click()
    ada.sees("60-second pitch", "Priya Raman", "Theo Brandt")


def in_days(days: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86_400))


def open_the_camera(rep: Actor, first_time: bool) -> None:
    rep.click(re.compile("^Record"))
    if "/practice/" in rep.page.url:
        rep.click("Record")
    if first_time:
        rep.sees("Before you record", "What you record stays yours until you submit it")
        rep.click("Accept and go to the camera")
    turn_on_the_camera(rep)


def turn_on_the_camera(rep: Actor) -> None:
    """By a click, unless this browser has allowed it before: then it comes on by itself."""
    record = rep.page.get_by_role("button", name="Record", exact=True)
    turn_on = rep.page.get_by_role("button", name="Turn on camera")
    expect(record.or_(turn_on).first).to_be_visible()
    if turn_on.is_visible():
        with contextlib.suppress(Error):
            turn_on.click(timeout=2_000)
    expect(record).to_be_visible()


def record(rep: Actor, seconds: float) -> None:
    """Record for so long, stop, and wait until everything is with the server."""
    page = rep.page
    page.get_by_role("button", name="Record", exact=True).click()
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    page.wait_for_timeout(seconds * 1000)
    stop.click()
    expect(page.get_by_role("link", name="Submit this take…")).to_be_visible()


def record_another(rep: Actor, seconds: float) -> None:
    rep.click("Another take")
    record(rep, seconds)


def submit(rep: Actor, question: str) -> None:
    """Hand the take in from its own page, as soon as it can be watched."""
    page = rep.page
    page.get_by_role("link", name="Submit this take…").click()
    page.wait_for_url("**/takes/*")
    page.get_by_label("Anything you’d like to know?").fill(question)
    page.get_by_role("button", name="Submit", exact=True).click()
    rep.sees("Submitted")


def soon(what: str, look: Callable[[], Found | None], within: float, actor: Actor) -> Found:
    """Wait for what is promised within these seconds, or within as many looks as they hold.

    Looking means loading pages, which a busy or stalled machine does as slowly as all the rest.
    """
    looks, over = 0, time.monotonic() + within

    def counted() -> Found | None:
        nonlocal looks
        looks += 1
        found = look()
        if not found and time.monotonic() > over and looks > within * LOOKS:
            raise AssertionError(f"not within {within:.0f} s and {looks} looks: {what}")
        return found

    return until(what, counted, max(PATIENCE, within), rest=lambda _: actor.wait(0.1))


def wait_until_watchable(actor: Actor, path: str, within: float = SOON) -> None:
    """A video is on the page and has a picture."""

    def has_picture() -> bool:
        video = actor.go(path).locator("video").first
        if not video.count():
            return False
        with contextlib.suppress(Error):  # looked at again until the time is over
            video.evaluate(
                """(video, ms) => new Promise((yes, no) => {
                    if (video.readyState >= 2) return yes(true);
                    video.addEventListener('loadeddata', () => yes(true), {once: true});
                    setTimeout(() => no(new Error('no picture')), ms);
                    video.load();
                })""",
                PICTURED,
            )
            return True
        return False

    soon(f"{path} can be watched", has_picture, within, actor)


def find_in_queue(manager: Actor, rep: str) -> str:
    """The path of the review room, once the submission has arrived."""

    def arrived() -> str | None:
        row = manager.go("/reviews").get_by_role("main").get_by_role("link", name=re.compile(rep))
        return row.first.get_attribute("href") if row.count() else None

    return soon(f"something of {rep} in the queue", arrived, SOON, manager)


def comment(manager: Actor, at_s: float, words: str, kind: str = "Try") -> None:
    """Say something about a moment; typing holds the video there."""
    page = manager.page
    page.locator("video").first.evaluate("(video, at) => { video.currentTime = at; }", at_s)
    page.wait_for_timeout(300)
    page.get_by_label("Comment", exact=True).press_sequentially(words, delay=5)
    page.locator(f"label:has-text('{kind}')").first.click()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("main")).to_contain_text(words)


def give_levels(manager: Actor, *levels: int) -> None:
    groups = manager.page.locator("[data-criterion]")
    for number, level in enumerate(levels):
        groups.nth(number).locator(f"label.l{level}").click()


def decide_and_send(manager: Actor, decision: str, strength: str, next_step: str = "") -> None:
    page = manager.page
    page.get_by_label("One strength").fill(strength)
    if next_step:
        page.get_by_label("One next step").fill(next_step)
    page.get_by_role("radio", name=decision).check()
    page.get_by_role("button", name="Send feedback").click()
    unwatched = page.get_by_role("button", name="Send it")
    expect(unwatched.or_(page.get_by_role("button", name="Undo"))).to_be_visible()
    if unwatched.is_visible():
        unwatched.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def read_feedback(rep: Actor, words: str) -> None:
    """Open the feedback that home shows, until it is the one with these words.

    It comes when the ten seconds to undo are over.
    """

    def is_there() -> bool:
        link = rep.go("/").locator("a[href*='/submissions/']").first
        if link.count() and (path := link.get_attribute("href")):
            rep.go(path)
            return words in rep.page.get_by_role("main").inner_text()
        return False

    soon(f"feedback with “{words}” on {rep.name}’s home", is_there, 2 * SOON, rep)
