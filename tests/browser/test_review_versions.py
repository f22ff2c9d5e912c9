"""One draft in two windows, and windows that die: nothing typed is lost or overwritten."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from practice.db import Database, utcnow
from practice.reviews.models import Comment, CriterionScore, ReviewState
from practice.takes.models import Submission
from tests.axe import WCAG, accessible
from tests.browser.reviewing import Room

pytestmark = pytest.mark.browser


def second(room: Room) -> Page:
    """Another tab of the same browser in the same room."""
    page = room.context.new_page()
    page.goto(f"/submissions/{room.scene.submission.id}/review")
    page.wait_for_function("() => document.querySelector('ft-player').video?.readyState > 1")
    return page


def saved(page: Page) -> None:
    expect(page.locator("[data-saving]")).to_have_text(re.compile("^Saved"))


def texts(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Comment.text).order_by(Comment.text)))


def lose(route: Route) -> None:
    route.abort()


def test_the_later_writer_sees_both_and_chooses(room: Room) -> None:
    room.open()
    other = second(room)
    room.page.get_by_label("One strength").fill("Written first.")
    room.page.get_by_label("One strength").blur()
    saved(room.page)
    other.get_by_label("One strength").fill("Written second.")
    conflict = other.locator("[data-conflicts]")
    expect(conflict).to_contain_text("Written first.")
    expect(conflict).to_contain_text("Written second.")
    expect(other.locator("[data-saving]")).to_contain_text("Changed in another window")
    for scheme in ("light", "dark"):
        other.emulate_media(color_scheme=scheme)
        accessible(other, WCAG)
    assert room.review().strength == "Written first."
    other.get_by_role("button", name="Use the other").click()
    expect(other.get_by_label("One strength")).to_have_value("Written first.")
    expect(conflict).to_be_hidden()
    other.get_by_label("One strength").fill("Written third.")
    other.get_by_label("One strength").blur()
    saved(other)
    other.get_by_label("One next step").fill("Ask one more.")
    other.get_by_label("One next step").blur()
    saved(other)
    room.page.get_by_label("One next step").fill("Wait for the answer.")
    room.page.get_by_role("button", name="Keep what’s here").click()
    saved(room.page)
    assert room.review().next_step == "Wait for the answer."
    assert room.review().strength == "Written third."


def test_different_things_in_two_windows_never_meet(room: Room) -> None:
    room.open()
    other = second(room)
    room.page.locator("#map label[title='Good']").first.click()
    other.locator("#map label[title='Partly']").nth(1).click()
    room.page.get_by_label("One strength").fill("Calm.")
    room.page.get_by_label("One strength").blur()
    saved(room.page)
    other.get_by_label("One next step").fill("Ask one more.")
    other.get_by_label("One next step").blur()
    expect(other.get_by_label("One strength")).to_have_value("Calm.")
    saved(other)
    review = room.review()
    assert (review.strength, review.next_step) == ("Calm.", "Ask one more.")
    with room.db.reading() as session:
        assert sorted(session.scalars(select(CriterionScore.level))) == [3, 4]


def test_a_comment_deleted_in_the_other_window_is_kept_as_a_new_one(room: Room) -> None:
    room.open()
    page = room.page
    page.get_by_label("Comment", exact=True).fill("Park the product.")
    page.get_by_role("button", name="Post").click()
    saved(page)
    other = second(room)
    other.get_by_role("button", name=re.compile("Delete the comment")).click()
    saved(other)
    assert texts(room.db) == []
    page.get_by_role("button", name=re.compile("Edit the comment")).click()
    page.locator("[data-comments] textarea").fill("Park it until you know the pain.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-conflicts]")).to_contain_text("deleted in another window")
    page.get_by_role("button", name="Keep it as a new comment").click()
    saved(page)
    assert texts(room.db) == ["Park it until you know the pain."]


def test_a_draft_the_other_window_changed_is_looked_at_before_it_is_sent(room: Room) -> None:
    room.open()
    page = room.page
    page.get_by_role("radio", name="Meets the bar").check()
    page.get_by_label("One strength").fill("Calm.")
    page.get_by_label("One strength").blur()
    saved(page)
    other = second(room)
    other.get_by_label("One next step").fill("Ask one more.")
    other.get_by_label("One next step").blur()
    saved(other)
    room.send()
    expect(page.get_by_role("alert").filter(has_text="another window")).to_be_visible()
    expect(page.get_by_label("One next step")).to_have_value("Ask one more.")
    assert room.review().state == ReviewState.draft
    room.wait_until("p.video?.readyState > 1")  # the page came anew, its script after its words
    room.send()
    expect(page.get_by_text("You can still take it back.")).to_be_visible()


def test_an_answer_that_got_lost_is_no_second_writer(room: Room) -> None:
    room.open()
    page = room.page
    lost: list[str] = []

    def swallow(route: Route) -> None:
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/review", swallow, times=1)
    strength = page.get_by_label("One strength")
    strength.fill("Calm")
    expect(page.locator("[data-saving]")).to_contain_text("Not saved yet")
    strength.fill("Calm and clear.")
    strength.blur()
    saved(page)
    assert len(lost) == 1
    expect(page.locator("[data-conflicts]")).to_be_hidden()
    assert room.review().strength == "Calm and clear."


def test_what_a_killed_window_had_typed_comes_back_in_another(room: Room) -> None:
    room.open()
    page = room.page
    other = second(room)
    page.route("**/submissions/*/review**", lose)
    page.get_by_label("One strength").fill("Never sent from there.")
    page.get_by_label("Comment", exact=True).fill("Posted, not sent.")
    page.get_by_role("button", name="Post").click()
    page.get_by_label("Comment", exact=True).fill("Half a thou")
    expect(page.locator("[data-saving]")).to_contain_text("Not saved yet")
    page.close(run_before_unload=False)
    third = second(room)
    expect(third.get_by_label("Comment", exact=True)).to_have_value("Half a thou")
    expect(third.locator("[data-comments]")).to_contain_text("Posted, not sent.")
    expect(third.get_by_label("One strength")).to_have_value("Never sent from there.")
    saved(third)
    assert room.review().strength == "Never sent from there."
    assert texts(room.db) == ["Posted, not sent."]
    expect(other.get_by_label("Comment", exact=True)).to_have_value("")


def test_two_windows_without_a_network_keep_their_words_apart(room: Room) -> None:
    room.open()
    other = second(room)
    for page, text in ((room.page, "From the first."), (other, "From the second.")):
        page.route("**/submissions/*/review/**", lose)
        page.get_by_label("Comment", exact=True).fill(text)
        page.get_by_role("button", name="Post").click()
        expect(page.locator("[data-saving]")).to_contain_text("Not saved yet")
    room.page.close(run_before_unload=False)
    other.close(run_before_unload=False)
    third = second(room)
    expect(third.locator("[data-comments] li")).to_have_count(2)
    saved(third)
    assert texts(room.db) == ["From the first.", "From the second."]


def test_words_for_a_take_that_was_taken_back_are_still_there_after_a_reload(room: Room) -> None:
    room.open()
    page = room.page
    page.route("**/submissions/*/review**", lose)
    page.get_by_label("One strength").fill("Never sent from there.")
    page.get_by_label("Comment", exact=True).fill("Half a thou")
    expect(page.locator("[data-saving]")).to_contain_text("Not saved yet")
    with room.db.work() as session:
        session.get_one(Submission, room.scene.submission.id).withdrawn_at = utcnow()
    page.unroute("**/submissions/*/review**")
    page.goto(f"/submissions/{room.scene.submission.id}/review")
    expect(page.get_by_role("heading", name="Nothing to review here")).to_be_visible()
    left = page.get_by_role("region", name="What you typed here")
    for words in ("Never sent from there.", "Half a thou"):
        expect(left).to_contain_text(words)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        accessible(page, WCAG)
    room.context.grant_permissions(["clipboard-read", "clipboard-write"])
    left.get_by_role("button", name="Copy the words").first.click()
    copied = page.wait_for_function("() => navigator.clipboard.readText()").json_value()
    assert copied in ("Never sent from there.", "Half a thou")
    page.reload()
    left.get_by_role("button", name="Discard").first.click()
    left.get_by_role("button", name="Discard").click()
    expect(left).to_be_hidden()
    page.reload()
    expect(page.get_by_role("link", name="Go to your reviews")).to_be_visible()
    expect(left).to_be_hidden()
