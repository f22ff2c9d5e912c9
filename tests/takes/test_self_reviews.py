"""Self-reviews: one's own view first, closed by feedback, shown to others level by level."""

from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person, Role
from practice.recordings.models import AssetState
from practice.reviews import drafts
from practice.takes import actions, retention, self_reviews
from practice.takes.models import SelfReview, SelfScore, Submission, Take
from practice.takes.self_reviews import Opinion
from tests import factories as make
from tests.client import Page
from tests.statements import statements

WORDS = Opinion(worked="The opening", did_not="The price", forgot="The next step", kept_to_plan=6)


def world(session: Session) -> tuple[Person, Person, Take]:
    dana = make.person(session, "Dana Lee", Role.manager)
    maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
    return maya, dana, make.take(session, maya)


def criteria(take: Take) -> list[UUID]:
    return [each.id for each in take.scenario_version.rubric_version.criteria]


def test_it_is_saved_and_changed_until_feedback_is_there(session: Session) -> None:
    maya, dana, take = world(session)
    agenda, pain = criteria(take)
    self_reviews.save(session, maya, take.id, Opinion({agenda: 3}, 6, worked="The opening"))
    handed_in = make.submission(session, take, reviewer=dana)
    again = self_reviews.save(session, maya, take.id, Opinion({agenda: 2, pain: 4}, did_not="All"))
    assert {one.criterion_id: one.level for one in again.scores} == {agenda: 2, pain: 4}
    assert (again.kept_to_plan, again.worked, again.did_not) == (6, "", "All")
    handed_in.reviewed_at = utcnow()
    session.flush()
    with pytest.raises(WrongState, match="Feedback on this take is here"):
        self_reviews.save(session, maya, take.id, WORDS)


def test_it_wants_something_to_be_said_on_the_right_map(session: Session) -> None:
    maya, _, take = world(session)
    with pytest.raises(Invalid, match="Choose a level or write a line"):
        self_reviews.save(session, maya, take.id, Opinion())
    with pytest.raises(NotFound):
        self_reviews.save(session, maya, take.id, Opinion({new_id(): 3}))


def test_only_ones_own_take_that_can_be_watched_is_scored(session: Session) -> None:
    maya, dana, take = world(session)
    with pytest.raises(NotFound):
        self_reviews.save(session, dana, take.id, WORDS)
    take.asset.state = AssetState.finished
    session.flush()
    with pytest.raises(WrongState, match="as soon as it can be watched"):
        self_reviews.save(session, maya, take.id, WORDS)


def left(session: Session) -> int:
    reviews = session.scalar(select(func.count(SelfReview.id))) or 0
    return reviews + (session.scalar(select(func.count(SelfScore.id))) or 0)


def test_it_goes_with_the_video(session: Session) -> None:
    maya, _, take = world(session)
    make.self_review(session, take, "The next step")
    assert left(session) == 2
    actions.delete(session, maya, take.id)
    assert left(session) == 0


def test_it_goes_with_a_video_that_was_kept_long_enough(session: Session) -> None:
    _, _, take = world(session)
    make.self_review(session, take)
    long = utcnow() - retention.WARNING * 200
    take.created_at, take.retention_told_at = long, long
    session.flush()
    assert retention.retire(session) == 1
    assert left(session) == 0


def test_a_reviewer_sees_a_level_only_once_they_have_scored_it_themselves(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        maya, dana, take = world(session)
        agenda, pain = criteria(take)
        opinion = Opinion({agenda: 5, pain: 1}, 9, forgot="The next step")
        self_reviews.save(session, maya, take.id, opinion)
        submission = make.submission(session, take, reviewer=dana)
    room = f"/submissions/{submission.id}/review"
    page.sign_in(dana)
    assert not page.get(room).has("own score")
    assert not page.get(room).has("The next step")
    told = page.send("PUT", f"{room}/levels/{agenda}", {"level": 2}).json
    assert told["own"] == 5
    assert page.get(room).text.count("own score") == 1
    page.send("PUT", f"{room}/levels/{agenda}", {"level": None, "version": 1})
    assert not page.get(room).has("own score")


def test_what_is_shown_is_what_was_scored(session: Session) -> None:
    maya, dana, take = world(session)
    agenda, pain = criteria(take)
    self_reviews.save(session, maya, take.id, Opinion({agenda: 5, pain: 1}))
    submission = make.submission(session, take, reviewer=dana)
    assert self_reviews.levels_shown(session, submission, []) == {}
    review = drafts.draft(session, dana, submission.id)
    drafts.save_level(session, review, pain, 3)
    scored = [each.criterion_id for each in review.scores]
    assert self_reviews.levels_shown(session, submission, scored) == {pain: 1}


# ---- the page ---------------------------------------------------------------------------------


def test_the_take_asks_how_it_was_with_the_plan_above_the_question(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        maya, _, take = world(session)
        make.prep_sheet(session, maya, take.scenario_version, take, "A second meeting")
        agenda, _ = criteria(take)
    path = f"/takes/{take.id}"
    shown = page.sign_in(maya).get(path)
    assert shown.has(
        "How do you see it?", "Agenda set at level 5", "Did I do what I prepared to do?"
    )
    form = {f"level-{agenda}": "4", "kept_to_plan": "7", "worked": "The opening"}
    saved = page.submit(f"{path}/self-review", form | {"forgot": "Ask who decides"})
    assert page.follow(saved).has("What you forgot will be on your next prep sheet", "The opening")
    ticked = [box for box in page.get(path).look.all("input") if "checked" in box]
    assert {(box["name"], box["value"]) for box in ticked} == {
        (f"level-{agenda}", "4"), ("kept_to_plan", "7"),
    }  # fmt: skip


def test_after_the_feedback_it_stands_as_it_was(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, dana, take = world(session)
        self_reviews.save(session, maya, take.id, WORDS)
        make.submission(session, take, reviewer=dana).reviewed_at = utcnow()
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("How you saw it", "6 of 10", "The price")
    assert f"/takes/{take.id}/self-review" not in shown.forms
    refused = page.submit(f"/takes/{take.id}/self-review", {"worked": "Late"}, 409)
    assert refused.has("your own view of it stays as it was")


def test_words_that_are_too_long_come_back_as_they_were_typed(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, _, take = world(session)
    path = f"/takes/{take.id}/self-review"
    shown = page.sign_in(maya).submit(path, {"worked": "x" * 1001, "forgot": "The door"}, 422)
    assert shown.has("Use at most 1000 characters", "The door")
    assert page.submit(path, {}, 422).has("Choose a level or write a line first.")
    page.submit(path, {"kept_to_plan": "11"}, 422)


def test_no_export_carries_what_somebody_thinks_of_themselves(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, dana, _ = world(session)
        target = make.target(session, maya, by=dana)
        take = make.take(session, maya, target=target)
        self_reviews.save(session, maya, take.id, WORDS)
        make.prep_sheet(session, maya, take.scenario_version, take, "A second meeting")
        session.add(Submission(take_id=take.id, person_id=maya.id, target_id=target.id,
                               scenario_version_id=take.scenario_version_id,
                    rubric_version_id=take.scenario_version.rubric_version_id))  # fmt: skip
    sent = page.sign_in(dana).get(f"/assignments/{target.assignment_id}/export.csv")
    text = sent.response.get_data(as_text=True)
    assert "Maya Chen" in text
    assert not any(word in text for word in ("The opening", "The next step", "A second meeting"))


def test_a_longer_map_asks_no_more_of_the_database(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, _, take = world(session)
    page.sign_in(maya)
    before = len(statements(page, f"/takes/{take.id}"))
    with db.work() as session:
        rubric = session.get_one(Take, take.id).scenario_version.rubric_version
        rubric.criteria += [make.criterion(n, f"Element {n}") for n in range(3, 8)]
    assert page.get(f"/takes/{take.id}").has("Element 7")
    assert len(statements(page, f"/takes/{take.id}")) == before
