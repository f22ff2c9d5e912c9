"""Reviewing a take in a real Chromium: through bad networks, on a phone, for every reader."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import update

from practice.db import Database, utcnow
from practice.people.models import SignInSession
from practice.reviews.models import Review
from tests.axe import WCAG, accessible
from tests.browser.reviewing import Room, window
from tests.reviews.conftest import Scene

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(app: Flask, db: Database, scene: Scene, browser: Browser, url: str) -> Iterator[Room]:
    yield from window(
        app, db, scene, browser, url,
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
    )  # fmt: skip


def test_the_rep_reads_it_and_a_comment_plays_its_moment(room: Room) -> None:
    room.open()
    page = room.page
    room.player("seek(20000)")
    page.get_by_label("Comment", exact=True).fill("Her words, not ours.")
    page.get_by_role("button", name="Post").click()
    page.get_by_role("radio", name="Meets the bar").check()
    page.get_by_label("One strength").fill("You listened.")
    room.send()
    expect(page.get_by_text("Sent to Priya Raman")).to_be_visible()
    room.sign_in(room.scene.rep)
    page.goto(f"/submissions/{room.scene.submission.id}")
    expect(page.get_by_text("You listened.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Play from 0:20")).click()
    room.wait_until("p.playing && p.ms >= 18500 && p.ms < 20500")
    expect(page.get_by_role("link", name="Record it again")).to_be_visible()


def test_words_survive_a_lost_network_and_a_reload(room: Room) -> None:
    room.open()
    page = room.page

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/submissions/*/review/**", lose)
    page.get_by_label("Comment", exact=True).fill("Kept through it all.")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("[data-saving]")).to_contain_text("Not saved yet")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Comment", exact=True).fill("Half a thou")
    page.reload()
    expect(page.locator("[data-comments]")).to_contain_text("Kept through it all.")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a thou")
    page.unroute("**/submissions/*/review/**", lose)
    page.evaluate("dispatchEvent(new Event('online'))")
    room.saved()
    assert room.comments() == [("try", "Kept through it all.")]


def test_an_ended_session_keeps_the_words_until_one_signs_in_again(room: Room) -> None:
    room.open()
    page = room.page
    with room.db.work() as session:
        session.execute(update(SignInSession).values(ended_at=SignInSession.created_at))
    page.get_by_label("One strength").fill("Calm under pressure.")
    expect(page.locator("[data-saving]")).to_contain_text("Sign in again in another tab")
    room.sign_in(room.scene.manager)
    room.saved()
    assert room.review().strength == "Calm under pressure."


def test_a_deleted_comment_can_be_put_back(room: Room) -> None:
    room.open()
    page = room.page
    page.get_by_label("Comment", exact=True).fill("Oh wait.")
    page.get_by_role("button", name="Post").click()
    page.get_by_role("button", name=re.compile("Delete the comment")).click()
    expect(page.locator("[data-comments] li")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-comments]")).to_contain_text("Oh wait.")
    room.saved()
    assert room.comments() == [("try", "Oh wait.")]


def test_a_comment_is_edited_in_place_and_becomes_evidence(room: Room) -> None:
    room.open()
    page = room.page
    room.press("3")
    page.get_by_role("button", name="Add words").click()
    page.locator("[data-comments] textarea").fill("What did you hear?")
    page.locator("[data-comments]").get_by_label("Evidence for").select_option(label="Pain found")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Evidence at 0:00")).to_be_visible()
    room.saved()
    assert room.comments() == [("ask", "What did you hear?")]


def test_an_address_that_went_stale_is_renewed_at_the_same_place(room: Room) -> None:
    seen: list[str] = []

    def refuse_first(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) < 2:
            route.fulfill(status=403, body="")
        else:
            route.continue_()

    room.page.route("**/store/**", refuse_first)
    room.open()
    assert len(seen) > 1
    room.player("play()")
    room.wait_until("p.ms > 500")


def test_watching_two_seconds_is_noted_for_the_rep(room: Room) -> None:
    room.open()
    with room.page.expect_response("**/watched") as told:
        room.player("play()")
    assert told.value.status == 204
    room.sign_in(room.scene.rep)
    room.page.goto(f"/submissions/{room.scene.submission.id}")
    who = room.page.locator("section", has=room.page.get_by_text("Who sees this"))
    expect(who.get_by_role("listitem")).to_contain_text("Dana Moss")


def test_on_a_phone_the_map_is_a_sheet_over_the_take(phone: Room) -> None:
    phone.open()
    page = phone.page
    panel = page.locator("#map")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Map 0/2").click()
    expect(panel).to_be_visible()
    page.locator("#map label[title='Good']").first.click()
    expect(page.locator("[data-scored]")).to_have_text("1 of 2")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        accessible(page, WCAG)
    page.get_by_role("button", name="Close the map").click()
    expect(panel).to_be_hidden()
    phone.saved()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_room_and_feedback_have_no_accessibility_problem(
    room: Room, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice.reviews.rules.UNDO", timedelta(minutes=5))  # axe takes its time
    page = room.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/reviews")
    accessible(page, WCAG)
    room.open()
    page.get_by_label("Comment", exact=True).fill("Her words, not ours.")
    page.get_by_role("button", name="Post").click()
    room.press("Escape")
    page.locator("#map label[title='Good']").first.click()
    page.get_by_role("radio", name="Another take").check()
    page.get_by_label("One next step").fill("Ask one more question.")
    accessible(page, WCAG)
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_role("dialog", name=re.compile("Send it all the same"))).to_be_visible()
    accessible(page, WCAG)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("You can still take it back.")).to_be_visible()
    accessible(page, WCAG)
    with room.db.work() as session:
        session.execute(update(Review).values(release_at=utcnow()))
    page.reload()
    expect(page.get_by_text("Sent to Priya Raman")).to_be_visible()
    accessible(page, WCAG)
    room.sign_in(room.scene.rep)
    page.goto(f"/submissions/{room.scene.submission.id}")
    accessible(page, WCAG)
