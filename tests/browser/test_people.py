"""Many people at once in a real Chromium: ticked, asked about, changed; every page accessible."""

from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from practice.accounts import background
from practice.db import Database
from practice.people.actions import add_segment, put_in
from practice.people.models import Role
from tests import factories
from tests.axe import accessible
from tests.chromium import Looks, cookie_of, new_window

pytestmark = pytest.mark.browser
SOON = 12  # seconds: within this a page looks again


def test_people_are_ticked_and_put_on_a_team_together(
    app: Flask, url: str, browser: Browser
) -> None:
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        root = factories.person(session, "Sam Root", Role.admin, Role.manager)
        sales = factories.team(session, "Sales", root)
        lead = factories.person(session, "Lin Ma", Role.manager, team=sales)
        west = factories.team(session, "West", lead)
        people = [factories.person(session, f"Rep {number}") for number in range(60)]
        put_in(session, add_segment(session, "Enterprise"), [each.id for each in people])
    context = new_window(browser, url, viewport={"width": 390, "height": 844})
    context.add_cookies([cookie_of(app, root, url)])
    page, troubles = context.new_page(), list[str]()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))

    page.goto("/people")
    expect(page.locator("[data-count]")).to_have_text("Nobody selected")
    whole = page.get_by_role("checkbox", name="Select everybody on this page")
    whole.check()
    expect(page.locator("[data-count]")).to_have_text("50 selected")
    page.get_by_role("checkbox", name="Select Rep 3", exact=True).uncheck()
    expect(page.locator("[data-count]")).to_have_text("49 selected")
    assert whole.evaluate("box => box.indeterminate")
    page.get_by_role("checkbox", name="All 62 people").check()
    expect(page.locator("[data-count]")).to_have_text("All selected")
    accessible(page)
    page.get_by_role("button", name="Change selected people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change 62 people")
    accessible(page)
    page.get_by_label("Move to a team").select_option(label="West")
    page.get_by_role("button", name="See who moves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move 61 people to West?")
    expect(page.get_by_role("main")).to_contain_text("1 person: managing a team above West")
    accessible(page)
    page.get_by_role("button", name="Move 61 people to West").click()
    expect(page.get_by_role("status").filter(has_text="61 people moved.")).to_be_visible()

    for path in ("/teams", f"/teams/{west.id}", "/segments", f"/people/{lead.id}"):
        page.goto(path)
        accessible(page)
    page.goto("/people/import")
    page.get_by_label("Or paste rows").fill("email,name,segments\nnobody,A,\nzoe@e.co,Zoe,New\n")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_role("main")).to_contain_text("1 segment will be created: New")
    accessible(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download these rows").click()
    assert saved.value.suggested_filename == "people-not-imported.csv"
    page.get_by_role("button", name="Import 1 person").click()
    expect(page.get_by_role("main")).to_contain_text("It is done.")
    accessible(page)
    assert troubles == []
    context.close()


def test_a_change_of_hundreds_shows_how_far_it_is_and_can_be_stopped(
    app: Flask, url: str, browser: Browser
) -> None:
    db: Database = app.extensions["freethrow"].db
    with db.work() as session:
        root = factories.person(session, "Sam Root", Role.admin)
        for number in range(450):
            factories.person(session, f"Rep {number:03}")
    context = new_window(browser, url, reduced_motion="reduce")
    context.add_cookies([cookie_of(app, root, url)])
    page = context.new_page()
    looks = Looks(page, "**/live")
    page.goto("/people?role=rep")
    page.get_by_role("checkbox", name="All 450 that were found").check()
    page.get_by_role("button", name="Change selected people").click()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("button", name="Deactivate 450 people").click()
    expect(page.get_by_role("progressbar", name="0 of 450 people")).to_be_visible()
    accessible(page)

    looks.stand_still()
    background.take_bite(db, UUID(page.url.rsplit("/", 1)[1]))
    looks.again(SOON)
    bar = page.get_by_role("progressbar", name="200 of 450 people")
    expect(bar).to_have_js_property("value", 44)
    page.clock.resume()
    page.get_by_role("button", name="Stop here").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop here").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("It stopped after 200 people: Sam Root stopped it.")
    accessible(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_text("200 people reactivated.")).to_be_visible()
    context.close()
