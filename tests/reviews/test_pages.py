"""The review room and the page of feedback, as people see them."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from practice.assignments.models import AssignmentTarget, TargetState
from practice.db import Database, new_id, utcnow
from practice.people.models import Person, Role
from practice.reviews import actions, drafts, queries
from practice.reviews.models import Decision, MarkerKind, Review, ReviewState
from practice.reviews.values import MarkerInput
from practice.takes.models import Take
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene, sent


def room(scene: Scene) -> str:
    return f"/submissions/{scene.submission.id}/review"


def feedback(scene: Scene) -> str:
    return f"/submissions/{scene.submission.id}"


def released(db: Database, scene: Scene, decision: Decision = Decision.another_take) -> UUID:
    """Feedback with one comment to try, out since a moment; answers the comment's id."""
    marker_id = new_id()
    with db.work() as session:
        draft = drafts.draft(session, scene.manager, scene.submission.id)
        given = MarkerInput(12_000, MarkerKind.attempt, text="Park the product.")
        drafts.save_marker(session, draft, marker_id, given)
        drafts.save_level(session, draft, scene.criteria[0], 4)
        drafts.save_summary(draft, {"next_step": "Ask one more question."})
        sent(session, scene, decision, utcnow() - timedelta(minutes=1), strength="Calm voice.")
        actions.release_due(session)
    return marker_id


def review_of(db: Database, scene: Scene) -> Review:
    with db.reading() as session:
        found = queries.find_own(session, scene.manager, scene.submission.id)
    assert found is not None
    return found


def test_the_rep_alone_sees_both_views_side_by_side(db: Database, stage: Scene, page: Page) -> None:
    with db.work() as session:
        factories.self_review(session, session.get_one(Take, stage.submission.take_id), level=2)
    page.sign_in(stage.rep)
    assert not page.get(feedback(stage)).has("How you and Dana Moss saw it")
    released(db, stage)
    assert page.get(feedback(stage)).has("How you and Dana Moss saw it", "Attempted", "Good")
    assert not page.sign_in(stage.manager).get(feedback(stage)).has("How you and")


# ---- the room


def test_the_room_shows_the_take_the_map_and_the_bar(stage: Scene, page: Page) -> None:
    shown = page.sign_in(stage.manager).get(room(stage))
    assert shown.heading == "Discovery call"
    assert shown.has("Priya Raman · take", "Agenda set at level 5", "Pain found at level 1")
    assert shown.has("Priya sees it only when you send", "Meets the bar", "Another take")
    media = shown.look.all("ft-player")[0]["data-media"]
    assert media == f"/takes/{stage.submission.take_id}/media"


def test_everything_is_saved_bit_by_bit_and_shown_again(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    criterion = stage.criteria[1]
    marker = {
        "at_ms": 5_000_000,
        "kind": "ask",
        "text": "<b>Why?</b>",
        "criterion_id": str(criterion),
    }
    saved = page.send("PUT", f"{room(stage)}/markers/{new_id()}", marker)
    assert saved.json["marker"]["at_ms"] == 60_000
    page.send("PUT", f"{room(stage)}/levels/{criterion}", {"level": 2})
    page.send("PATCH", room(stage), {"strength": "Calm.", "is_admin": True})
    page.send("PATCH", room(stage), {"decision": "another_take", "version": 1})
    review = review_of(db, stage)
    assert (review.strength, review.decision) == ("Calm.", Decision.another_take)
    assert [score.level for score in review.scores] == [2]
    shown = page.get(room(stage))
    assert "<b>Why?</b>" not in shown.html
    assert "Calm." in shown.html


@pytest.mark.parametrize(
    "body",
    [{"at_ms": "soon", "kind": "ask"}, {"at_ms": 1, "kind": "shout"}, {"kind": "ask"}, [],
     {"at_ms": 1, "kind": "ask", "text": "x" * 2001},
     {"at_ms": 1, "kind": "ask", "criterion_id": "?"}],
)  # fmt: skip
def test_bad_markers_are_refused_with_a_sentence(
    db: Database, stage: Scene, page: Page, body: object
) -> None:
    page.sign_in(stage.manager)
    answer = page.send("PUT", f"{room(stage)}/markers/{new_id()}", body, status=422)
    assert answer.json["error"]
    with db.reading() as session:
        assert session.scalar(select(Review)) is None


def test_nan_in_json_is_refused(stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    headers = {"X-CSRFToken": page.token(), "Accept": "application/json"}
    answer = page.client.put(
        f"{room(stage)}/markers/{new_id()}",
        data='{"at_ms": NaN, "kind": "ask"}',
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("level", [0, 6, "five", 2.5, True])
def test_a_level_is_one_to_five(stage: Scene, page: Page, level: object) -> None:
    page.sign_in(stage.manager)
    criterion = stage.criteria[0]
    page.send("PUT", f"{room(stage)}/levels/{criterion}", {"level": level}, status=422)


def test_a_draft_is_seen_by_nobody_else(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    marker = {"at_ms": 1000, "kind": "try", "text": "Park the product."}
    page.send("PUT", f"{room(stage)}/markers/{new_id()}", marker)
    page.sign_in(stage.rep)
    shown = page.get(feedback(stage))
    assert shown.has("Dana Moss is reviewing")
    assert "Park the product." not in shown.html
    assert page.get(f"{feedback(stage)}/pinned").has("There is no feedback on that take yet.")
    page.get(room(stage), 404)


# ---- sending


def test_the_form_works_without_scripts_and_can_be_undone(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    criterion = stage.criteria[0]
    sheet = {"decision": "met", "next_step": "Keep going.", f"level-{criterion}": "5"}
    shown = page.follow(page.submit(f"{room(stage)}/send", sheet))
    assert shown.has("Your feedback goes to Priya", "Undo")
    assert page.follow(page.submit(f"{room(stage)}/undo")).has("Your feedback is a draft again")
    review = review_of(db, stage)
    assert (review.state, review.release_at) == (ReviewState.draft, None)
    assert [score.level for score in review.scores] == [5]


def test_what_is_missing_is_said_and_nothing_typed_is_lost(stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    shown = page.submit(f"{room(stage)}/send", {"strength": "Warm opening."}, status=422)
    assert shown.has("Choose “Meets the bar” or “Another take” before you send.", "Warm opening.")
    shown = page.submit(f"{room(stage)}/send", {"decision": "met"}, status=422)
    assert shown.has("Write one strength or one next step before you send.")


def test_opening_the_page_after_ten_seconds_releases_it(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        sent(session, stage, Decision.met, utcnow() - timedelta(seconds=11))
    page.sign_in(stage.rep)
    shown = page.follow(page.get(feedback(stage), 302))
    assert shown.has("Meets the bar", "One strength", "Clear.")
    with db.reading() as session:
        assert session.get_one(AssignmentTarget, stage.target.id).state == TargetState.met


def test_before_release_the_rep_sees_nothing_of_it(db: Database, stage: Scene, page: Page) -> None:
    with db.work() as session:
        sent(session, stage, Decision.met, utcnow())
    shown = page.sign_in(stage.rep).get(feedback(stage))
    assert not shown.has("Clear.")
    assert shown.has("Dana Moss is reviewing")


# ---- the feedback


def test_the_rep_reads_words_levels_and_comments_and_can_record_again(
    db: Database, stage: Scene, page: Page
) -> None:
    released(db, stage)
    shown = page.sign_in(stage.rep).get(feedback(stage))
    assert shown.has("Another take", "Calm voice.", "Ask one more question.", "Park the product.")
    assert shown.has("Agenda set at level 4 (this one)")
    (again,) = [link for link in shown.links if link.startswith("/record?")]
    assert f"again={stage.submission.id}" in again
    assert f"target={stage.target.id}" in again
    assert review_of(db, stage).read_at is not None
    assert page.sign_in(stage.manager).get(room(stage)).has("Sent to Priya Raman", ", read today")


def test_the_reviewer_and_the_line_see_the_same_page_but_no_one_else(
    db: Database, stage: Scene, page: Page
) -> None:
    released(db, stage)
    with db.work() as session:
        stranger = factories.person(session, "", Role.manager)
        peer = factories.person(session, team=stage.team)
    assert page.sign_in(stage.manager).get(feedback(stage)).has("Ask one more question.")
    assert review_of(db, stage).read_at is None
    for person in (stranger, peer):
        page.sign_in(person).get(feedback(stage), 404)


def test_the_next_step_and_what_to_try_go_to_the_recorder(
    db: Database, stage: Scene, page: Page
) -> None:
    released(db, stage)
    shown = page.sign_in(stage.rep).get(f"{feedback(stage)}/pinned")
    assert shown.has("Ask one more question.", "Park the product.", "0:12", "From Dana Moss")
    page.sign_in(stage.manager).get(f"{feedback(stage)}/pinned", 404)


def reply(page: Page, scene: Scene, marker_id: UUID, text: str, status: int = 302) -> None:
    page.submit(f"{feedback(scene)}/markers/{marker_id}/replies", {"text": text}, status)


def test_replies_go_back_and_forth(db: Database, stage: Scene, page: Page) -> None:
    marker_id = released(db, stage)
    reply(page.sign_in(stage.rep), stage, marker_id, "I will.")
    assert page.sign_in(stage.manager).get(feedback(stage)).has("I will.")
    reply(page, stage, marker_id, "Good.")
    assert page.sign_in(stage.rep).get(feedback(stage)).has("Good.")
    reply(page, stage, marker_id, " ", 422)
    reply(page, stage, new_id(), "Where is this?", 404)


def test_a_correction_is_visible_as_one_and_the_first_words_stay(
    db: Database, stage: Scene, page: Page
) -> None:
    released(db, stage)
    page.sign_in(stage.manager)
    shown = page.follow(page.submit(f"{room(stage)}/correct"))
    assert shown.has("Correction", "Send feedback", "Ask one more question.")
    assert page.sign_in(stage.rep).get(feedback(stage)).has("Ask one more question.")
    with db.work() as session:
        draft = drafts.draft(session, stage.manager, stage.submission.id)
        drafts.save_summary(draft, {"next_step": "Ask two more."})
        actions.send(session, draft, utcnow() - timedelta(seconds=11))
        actions.release_due(session)
    shown = page.get(feedback(stage))
    assert shown.has("Ask two more.", "Corrected.")
    first = page.get(f"{feedback(stage)}?revision=1")
    assert first.has("Ask one more question.", "Dana Moss corrected this later.")


def test_rounds_are_linked(db: Database, stage: Scene, page: Page) -> None:
    released(db, stage)
    with db.work() as session:
        rep = session.get_one(Person, stage.rep.id)
        take = factories.take(
            session, rep, target=session.get_one(AssignmentTarget, stage.target.id)
        )
        second = factories.submission(session, take)
        second.round = 2
        actions.route(session, second.id)
    shown = page.sign_in(stage.rep).get(f"/submissions/{second.id}")
    assert shown.has("All rounds", "Waiting for Dana Moss")
    assert feedback(stage) in shown.links
    assert (
        feedback(stage) in page.sign_in(stage.manager).get(f"/submissions/{second.id}/review").links
    )


def test_feedback_that_is_due_looks_absent_to_a_stranger(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        sent(session, stage, Decision.met, utcnow() - timedelta(minutes=1), strength="Calm voice.")
        stranger = factories.person(session, "Stranger", Role.manager)
    page.sign_in(stranger)
    page.get(feedback(stage), 404)
    page.get(room(stage), 404)
    page.sign_in(stage.manager).get(feedback(stage), 302)


def test_a_room_that_is_not_theirs_looks_like_one_that_never_was(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        stranger = factories.person(session, "Stranger", Role.manager)
    page.sign_in(stranger)
    never, theirs = new_id(), str(stage.submission.id)
    shown = page.get(room(stage), 404)
    assert shown.has("It may have been taken back")
    absent = page.get(f"/submissions/{never}/review", 404)
    assert shown.text.replace(theirs, "") == absent.text.replace(str(never), "")
    assert theirs not in shown.html.replace(f"review:{stranger.id}:{theirs}", "")


def test_a_stand_in_is_shown_no_round_that_is_not_theirs(
    db: Database, stage: Scene, page: Page
) -> None:
    released(db, stage)
    with db.work() as session:
        stand_in = factories.person(session, "Zoe Park", Role.manager)
        target = session.get_one(AssignmentTarget, stage.target.id)
        take = factories.take(session, stage.rep, target=target)
        second = factories.submission(session, take, reviewer=stand_in)
        session.flush()
        path = f"/submissions/{second.id}"
    page.sign_in(stand_in).get(feedback(stage), 404)
    for where in (path, f"{path}/review"):
        assert feedback(stage) not in page.get(where).links
    assert feedback(stage) in page.sign_in(stage.manager).get(path).links
