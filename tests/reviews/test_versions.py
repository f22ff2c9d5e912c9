"""Two windows on one draft: the later writer is told, and nothing is overwritten.

A save that was heard, but whose answer got lost, is the same content again: it is fine.
"""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.errors import Changed, Invalid
from practice.people.models import Person, Role, TeamManager
from practice.reviews import drafts
from practice.reviews.models import Decision, Marker, MarkerKind, Review, ReviewState
from practice.reviews.values import MarkerInput
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene

TRY = MarkerKind.attempt


@pytest.fixture
def review(session: Session, scene: Scene) -> Review:
    return drafts.draft(session, scene.manager, scene.submission.id)


def room(scene: Scene) -> str:
    return f"/submissions/{scene.submission.id}/review"


def test_a_marker_is_changed_only_by_who_saw_its_newest_version(
    session: Session, review: Review
) -> None:
    name = new_id()
    drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="One.", seen=0))
    marker = drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="Two.", seen=1))
    assert marker.version == 2
    with pytest.raises(Changed) as told:
        drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="Three.", seen=1))
    assert told.value.current is not None
    assert (told.value.current["text"], told.value.current["version"]) == ("Two.", 2)
    assert marker.comments[0].text == "Two."


def test_the_same_content_again_is_fine_whatever_was_seen(session: Session, review: Review) -> None:
    name, criterion = new_id(), review.submission.rubric_version.criteria[0].id
    for _ in range(2):
        given = MarkerInput(99_999_999.5, TRY, text="One.", seen=0)
        marker = drafts.save_marker(session, review, name, given)
        score = drafts.save_level(session, review, criterion, 4, 0)
        drafts.save_summary(review, {"strength": "Calm."}, 0)
    assert score is not None
    assert (marker.version, score.version, review.version) == (1, 1, 1)


def test_a_marker_deleted_elsewhere_is_told_and_can_be_kept_as_new(
    session: Session, review: Review
) -> None:
    name = new_id()
    drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="One.", seen=0))
    session.flush()
    drafts.delete_marker(session, review, name, 1)
    session.flush()
    with pytest.raises(Changed, match="deleted in another window") as told:
        drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="Two.", seen=1))
    assert told.value.current is None
    kept = drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="Two.", seen=0))
    assert (kept.version, kept.comments[0].text) == (1, "Two.")


def test_what_was_changed_is_not_deleted_unseen(session: Session, review: Review) -> None:
    name = new_id()
    drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="One.", seen=0))
    drafts.save_marker(session, review, name, MarkerInput(1, TRY, text="Two.", seen=1))
    session.flush()
    with pytest.raises(Changed):
        drafts.delete_marker(session, review, name, 1)
    assert len(review.markers) == 1
    drafts.delete_marker(session, review, name, 2)
    assert review.markers == []


def test_a_level_set_elsewhere_is_told(session: Session, scene: Scene, review: Review) -> None:
    criterion = scene.criteria[0]
    drafts.save_level(session, review, criterion, 4, 0)
    with pytest.raises(Changed) as told:
        drafts.save_level(session, review, criterion, 2, 0)
    assert told.value.current == {"level": 4, "version": 1}
    with pytest.raises(Changed):
        drafts.save_level(session, review, criterion, None, 7)
    drafts.save_level(session, review, criterion, 2, 1)
    assert [score.level for score in review.scores] == [2]


def test_the_sentences_have_one_version_together(review: Review) -> None:
    drafts.save_summary(review, {"strength": "Calm."}, 0)
    drafts.save_summary(review, {"decision": Decision.met}, 1)
    with pytest.raises(Changed) as told:
        drafts.save_summary(review, {"strength": "Warm."}, 1)
    assert told.value.current is not None
    assert told.value.current["strength"] == "Calm."
    assert told.value.current["decision"] == "met"
    assert review.strength == "Calm."


def test_five_hundred_comments_are_held_and_no_more(session: Session, review: Review) -> None:
    for number in range(500):
        drafts.save_marker(session, review, new_id(), MarkerInput(number, TRY, seen=0))
    with pytest.raises(Invalid, match="at most 500 comments"):
        drafts.save_marker(session, review, new_id(), MarkerInput(1, TRY, seen=0))


# ---- over the wire


def test_answers_carry_the_version_and_a_refusal_shows_what_is_there(
    stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    marker: dict[str, Any] = {"at_ms": 1000, "kind": "try", "text": "One.", "version": 0}
    where = f"{room(stage)}/markers/{new_id()}"
    assert page.send("PUT", where, marker).json["version"] == 1
    assert page.send("PUT", where, marker).json["version"] == 1
    told = page.send("PUT", where, marker | {"text": "Two."}, status=409).json
    assert told["error"] == "You changed this in another window."
    assert (told["current"]["text"], told["current"]["version"]) == ("One.", 1)
    assert page.send("PUT", where, marker | {"text": "Two.", "version": 1}).json["version"] == 2
    assert page.send("DELETE", f"{where}?version=1", {}, status=409).json["current"]
    page.send("DELETE", f"{where}?version=2", {})
    assert page.send("PUT", where, marker | {"version": 2}, status=409).json["current"] is None


def test_a_change_that_does_not_say_what_it_saw_overwrites_nothing(
    stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    assert page.send("PATCH", room(stage), {"strength": "Calm."}).json["version"] == 1
    told = page.send("PATCH", room(stage), {"strength": "Warm."}, status=409).json
    assert told["current"]["strength"] == "Calm."
    level = f"{room(stage)}/levels/{stage.criteria[0]}"
    assert page.send("PUT", level, {"level": 3}).json["version"] == 1
    page.send("PUT", level, {"level": 4}, status=409)


@pytest.mark.parametrize("version", ["new", -1, 1.5, [1], 10**12])
def test_a_version_that_is_none_is_refused(stage: Scene, page: Page, version: object) -> None:
    page.sign_in(stage.manager)
    body = {"strength": "Calm.", "version": version}
    assert page.send("PATCH", room(stage), body, status=422).json["error"]


def test_a_draft_changed_elsewhere_is_shown_instead_of_sent(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    seen = page.send("PATCH", room(stage), {"decision": "met", "version": 0}).json["stamp"]
    page.send("PATCH", room(stage), {"strength": "From the other window.", "version": 1})
    shown = page.submit(f"{room(stage)}/send", {"seen": seen}, status=422)
    assert shown.has("You changed this feedback in another window.", "From the other window.")
    with db.reading() as session:
        review = session.scalars(select(Review)).one()
    assert review.state == ReviewState.draft
    assert review.decision == Decision.met
    (now,) = [box["value"] for box in shown.look.all("input") if box.get("name") == "seen"]
    assert page.follow(page.submit(f"{room(stage)}/send", {"seen": now})).has("goes to Priya")


# ---- losing it in the middle


def test_who_lost_the_review_to_a_colleague_is_told_by_name(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    page.send("PATCH", room(stage), {"strength": "Mine.", "version": 0})
    with db.work() as session:
        other = factories.person(session, "Omar Diaz", Role.manager)
        session.add(TeamManager(team_id=stage.team.id, person_id=other.id))
    page.sign_in(other)
    page.submit(f"{room(stage)}/take-over")
    page.sign_in(stage.manager)
    told = page.send("PATCH", room(stage), {"strength": "More.", "version": 1}, status=409)
    assert "Omar Diaz reviews this take now" in told.json["error"]
    assert "current" not in told.json
    with db.reading() as session:
        assert session.scalars(select(Review.strength)).all() == ["Mine."]


@pytest.mark.parametrize("how", ["taken back", "deactivated"])
def test_a_take_that_goes_in_the_middle_is_told_in_a_sentence(
    db: Database, stage: Scene, page: Page, how: str
) -> None:
    page.sign_in(stage.manager)
    page.send("PATCH", room(stage), {"strength": "Mine.", "version": 0})
    with db.work() as session:
        if how == "deactivated":
            session.get_one(Person, stage.rep.id).deactivated_at = utcnow()
        else:
            session.get_one(Submission, stage.submission.id).withdrawn_at = utcnow()
    told = page.send("PATCH", room(stage), {"strength": "More.", "version": 1}, status=409)
    assert "so there is no review" in told.json["error"]


def test_a_hundred_kilobytes_of_words_are_too_many_wherever_they_are_written(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    words = "x" * 100_000
    marker = {"at_ms": 1000, "kind": "try", "text": words, "version": 0}
    for method, path, body in (
        ("PUT", f"{room(stage)}/markers/{new_id()}", marker),
        ("PATCH", room(stage), {"strength": words, "version": 0}),
        ("PUT", f"{room(stage)}/nomination", {"nominate": "yes", "nominate-why": words}),
    ):
        told = page.send(method, path, body, status=422)
        assert "this has 100000" in str(told.json)
    with db.reading() as session:
        assert session.scalars(select(Marker)).all() == []
