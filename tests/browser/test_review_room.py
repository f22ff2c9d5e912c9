"""The room around the take: evidence, one element, a quick look, and sending without watching."""

import re

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from practice.db import new_id
from practice.reviews import drafts
from practice.reviews.models import Marker, MarkerKind
from practice.reviews.values import MarkerInput
from practice.scenarios.models import Criterion
from practice.takes.models import Take
from tests import factories
from tests.browser.reviewing import Room, problems

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
    assert problems(page) == []
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
    room.player("video.playbackRate = 2")
    room.player("play()")
    room.wait_until("p.ms > 3000")
    room.player("pause()")
    room.send()
    expect(page.get_by_text("You can still take it back.")).to_be_visible()
    watched = room.review().watched_ms
    assert watched is not None
    assert 2000 < watched < 5000


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
