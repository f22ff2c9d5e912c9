"""The room around the take: evidence, one element, a quick look, and sending without watching."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from media.storage import Store
from practice.assignments.models import AssignmentTarget
from practice.db import new_id, utcnow
from practice.people.models import Person
from practice.reviews import actions, drafts
from practice.reviews.models import Decision, Marker, MarkerKind, Nomination, Review
from practice.reviews.values import MarkerInput
from practice.scenarios.models import Criterion
from practice.takes.models import Take
from tests import factories
from tests.axe import WCAG, accessible
from tests.browser.reviewing import Room, film
from tests.reviews.conftest import asked_again

pytestmark = pytest.mark.browser


def comment(room: Room, text: str) -> Locator:
    """Post a comment; answers it in the list."""
    room.page.get_by_label("Comment", exact=True).fill(text)
    room.page.get_by_role("button", name="Post").click()
    return room.page.locator("[data-comments] li", has_text=text)


def evidence(room: Room) -> list[str]:
    """What each comment is evidence for, by time."""
    room.saved()
    with room.db.reading() as session:
        rows = select(Criterion.title).select_from(Marker).outerjoin(Marker.criterion)
        return [title or "" for title in session.scalars(rows.order_by(Marker.created_at))]


def test_a_comment_dropped_on_a_criterion_is_its_evidence(room: Room) -> None:
    room.open()
    said = comment(room, "Her words, not ours.")
    row = room.page.locator("[data-criterion]").nth(1)
    said.locator(".kind").drag_to(row.locator("h3"))
    expect(row.get_by_role("button", name="Evidence at 0:00")).to_be_visible()
    expect(said).to_contain_text("Evidence for Pain found")
    assert evidence(room) == ["Pain found"]
    said.locator(".kind").drag_to(room.page.locator("[data-criterion] h3").first)
    expect(row.get_by_role("button", name="Evidence at 0:00")).to_have_count(0)
    assert evidence(room) == ["Agenda set"]


def test_without_a_mouse_evidence_is_chosen_from_a_list_or_given_by_a_key(room: Room) -> None:
    room.open()
    page = room.page
    comment(room, "Her words, not ours.")
    page.get_by_label("Add evidence for Pain found").focus()
    room.press("ArrowDown")
    expect(page.get_by_role("button", name="Evidence at 0:00")).to_be_visible()
    assert evidence(room) == ["Pain found"]
    page.locator("[data-comments]").focus()
    room.press("[", "r", "ArrowUp", "ArrowUp", "e", "Escape")
    expect(page.locator("[data-criterion]").first.get_by_role("button")).to_have_count(1)
    assert evidence(room) == ["Agenda set"]


def test_the_levels_preselect_the_decision_until_somebody_decides(room: Room) -> None:
    with room.db.work() as session:
        target = session.get_one(AssignmentTarget, room.scene.target.id)
        target.assignment.pass_level = 4
    room.open()
    page = room.page
    met, again = page.get_by_label("Meets the bar"), page.get_by_label("Another take")
    room.press("r", "4")
    expect(met).not_to_be_checked()
    room.press("5")
    expect(met).to_be_checked()
    expect(page.locator("[data-suggested]")).to_contain_text("Good on every criterion")
    room.press("ArrowUp", "3")
    expect(again).to_be_checked()
    room.press("Escape")
    met.check(force=True)
    room.press("r", "2")
    room.saved()
    expect(met).to_be_checked()
    expect(page.locator("[data-suggested]")).to_be_empty()
    assert room.review().decision == Decision.met
    accessible(page, WCAG)


def test_the_reps_own_level_appears_once_a_criterion_is_scored(room: Room) -> None:
    with room.db.work() as session:
        take = session.get_one(Take, room.scene.submission.take_id)
        factories.self_review(session, take, level=2)
    room.open()
    own = room.page.get_by_text("Priya’s own level: 2 Attempted")
    expect(own).to_have_count(0)
    room.page.locator("#map label[title='Good']").first.click()
    expect(own.first).to_be_visible()


def test_a_quick_look_is_one_strength_and_one_try(room: Room) -> None:
    page = room.page
    page.goto(f"/submissions/{room.scene.submission.id}/review?quick=1")
    room.wait_until("p.video?.readyState > 1")
    expect(page.locator("[data-criterion]").first).to_be_hidden()
    page.get_by_role("radio", name="Meets the bar").check()
    page.get_by_label("One strength").fill("You listened.")
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_role("alert").filter(has_text="quick look")).to_be_visible()
    accessible(page, WCAG)
    page.get_by_label("Quick look").uncheck()
    expect(page.locator("[data-criterion]").first).to_be_visible()
    page.get_by_label("Quick look").check()
    page.get_by_label("One next step").fill("Ask one more.")
    room.send()
    expect(page.get_by_text("You can still take it back.")).to_be_visible()
    assert room.review().is_quick


def test_what_was_watched_is_said_before_sending_and_counted(room: Room) -> None:
    room.open()
    page = room.page
    page.get_by_role("radio", name="Meets the bar").check()
    page.get_by_label("One strength").fill("You listened.")
    page.get_by_role("button", name="Send feedback").click()
    asked = page.get_by_role("dialog", name="You’ve watched 0:00 of 0:40 (0%).")
    expect(asked).to_contain_text("Priya sees how much you watched")
    page.get_by_role("button", name="Go on watching").click()
    room.count_played()
    room.player("video.playbackRate = 2")
    room.player("play()")
    room.wait_until("window.played > 3000")
    room.player("pause()")
    at = room.player("ms")
    room.send()
    expect(page.get_by_text("You can still take it back.")).to_be_visible()
    watched = room.review().watched_ms
    assert watched is not None
    assert 2000 < watched <= at + 500


def test_five_hundred_comments_are_shown_and_one_more_is_refused(room: Room) -> None:
    with room.db.work() as session:
        review = drafts.draft(session, room.scene.manager, room.scene.submission.id)
        for number in range(500):
            given = MarkerInput(number * 79, MarkerKind.note, text=f"Number {number}.")
            drafts.save_marker(session, review, new_id(), given)
    room.open()
    page = room.page
    expect(page.locator("[data-comments] > li")).to_have_count(500)
    comment(room, "One too many.")
    expect(page.locator("[data-saving]")).to_have_text("One review holds at most 500 comments.")
    page.get_by_label("Add evidence for Pain found").focus()
    expect(page.locator("[data-add-evidence]").nth(1).locator("option")).to_have_count(502)
    select = re.compile("Number 499")
    expect(page.locator("[data-comments] > li").filter(has_text=select)).to_be_attached()


def test_the_range_on_the_player_is_the_comments_and_the_nominations(room: Room) -> None:
    room.open()
    page = room.page
    room.player("seek(4000)")
    page.get_by_role("button", name="Range", exact=True).click()
    expect(page.locator("[data-range]")).to_have_text("until you post")
    room.player("seek(9000)")
    room.press("o")
    expect(page.locator("[data-range]")).to_have_text("to 0:09")
    page.get_by_role("button", name="Model take").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("0:04")
    expect(page.get_by_label("Until", exact=True)).to_have_value("0:09")
    expect(page.get_by_label("Ask Priya about this part")).not_to_be_checked()
    accessible(page, WCAG)
    page.get_by_role("button", name="Use the marked range 0:04 – 0:09").click()
    expect(page.get_by_label("Ask Priya about this part")).to_be_checked()
    page.get_by_role("button", name="Done").click()
    room.saved()
    with page.expect_response("**/review/markers/**"):
        comment(room, "She decides here.")
    expect(page.locator("[data-range]")).to_have_text("")
    assert room.player("looping.range") is None
    with room.db.reading() as session:
        marker = session.scalars(select(Marker)).one()
        assert (marker.at_ms, marker.until_ms) == (4000, 9000)
        named = session.scalars(select(Nomination)).one()
        assert (named.from_ms, named.until_ms) == (4000, 9000)


def test_a_model_take_beside_a_criterion_plays_on_the_spot(
    room: Room, store: Store, video: Path
) -> None:
    with room.db.work() as session:
        version = session.get_one(Take, room.scene.submission.take_id).scenario_version
        elena = factories.person(session, "Elena Ruiz")
        model = factories.model_take(session, elena, version, title="She waits for the answer")
        film(store, model.asset, video)
    room.open()
    page = room.page
    room.player("play()")
    page.locator("[data-example]").first.click()
    dialog = page.get_by_role("dialog", name="She waits for the answer")
    expect(dialog).to_be_visible()
    page.wait_for_function("() => document.querySelector('#example-player').playing")
    assert room.player("playing") is False
    accessible(page, WCAG)
    room.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Comment", exact=True)).to_be_visible()
    assert page.url.endswith("/review")


def test_another_take_is_usually_about_what_the_rep_works_on(
    room: Room, store: Store, video: Path
) -> None:
    with room.db.work() as session:
        second = asked_again(session, room.scene, on=1)
        film(store, second.take.asset, video)
        later = second.id
    page = room.page
    page.goto(f"/submissions/{later}/review")
    room.wait_until("p.video?.readyState > 1")
    expect(page.get_by_text("Priya works on Pain found.")).to_be_visible()
    accessible(page, WCAG)
    page.get_by_role("radio", name="Another take").check()
    expect(page.get_by_label("on", exact=True)).to_have_value(str(room.scene.criteria[1]))
    room.saved()
    with room.db.reading() as session:
        drafted = session.scalars(select(Review).where(Review.submission_id == later)).one()
        assert drafted.focus_criterion_id == room.scene.criteria[1]


def test_words_that_are_refused_for_good_can_be_copied(room: Room) -> None:
    page = room.page
    room.context.grant_permissions(["clipboard-read", "clipboard-write"])
    room.open()
    comment(room, "Her words, not ours.")
    room.saved()
    with room.db.work() as session:
        rep = session.get_one(Person, room.scene.rep.id)
        rep.deactivated_at = utcnow()
    comment(room, "She never asked what it costs them.")
    refused = page.locator("[data-conflicts]")
    expect(refused).to_contain_text("Priya Raman has no account anymore, so there is no review.")
    expect(refused).to_contain_text("She never asked what it costs them.")
    accessible(page, WCAG)
    page.reload()
    expect(refused).to_contain_text("She never asked what it costs them.")
    refused.get_by_role("button", name="Copy the words").click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "She never asked what it costs them."
    refused.get_by_role("button", name="Discard").click()
    expect(refused).to_be_hidden()
    page.reload()
    room.wait_until("p.video?.readyState > 1")
    expect(refused).to_be_hidden()


def test_words_that_came_too_late_stand_beside_what_was_sent(room: Room) -> None:
    room.open()
    page = room.page
    room.context.route("**/review/markers/**", lambda route: route.abort())
    comment(room, "Typed without a network.")
    expect(page.locator("[data-saving]")).to_contain_text("Your words are kept here")
    page.get_by_label("Comment", exact=True).fill("Not posted yet.")
    with room.db.work() as session:
        review = drafts.draft(session, room.scene.manager, room.scene.submission.id)
        drafts.save_summary(review, {"decision": Decision.met, "strength": "Clear."})
        actions.send(session, review, utcnow() - timedelta(minutes=1))
        session.flush()
        actions.release_due(session)
    page.on("dialog", lambda asked: asked.accept())  # something isn't saved: leave all the same
    page.reload()
    left = page.locator("[data-conflicts]")
    expect(left).to_contain_text("Typed without a network.")
    expect(left).to_contain_text("Not posted yet.")
    expect(left).to_contain_text("The feedback was sent without it.")
    accessible(page, WCAG)
    for _ in range(2):
        left.get_by_role("button", name="Discard").first.click()
    expect(left).to_be_hidden()
    page.reload()
    expect(left).to_be_hidden()
