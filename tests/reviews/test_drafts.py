"""A draft is saved bit by bit; a retried save changes nothing twice."""

import math

import pytest
from sqlalchemy.orm import Session

from practice.assignments.models import TargetState
from practice.db import new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.reviews import drafts
from practice.reviews.models import MarkerKind, Review
from practice.reviews.values import MarkerInput
from practice.takes import actions as takes
from practice.takes import rules as take_rules
from tests import factories
from tests.reviews.conftest import Scene

LENGTH = 60_000


@pytest.fixture
def review(session: Session, scene: Scene) -> Review:
    return drafts.draft(session, scene.manager, scene.submission.id)


def test_opening_the_draft_does_not_begin_the_review(
    session: Session, scene: Scene, review: Review
) -> None:
    session.flush()
    assert take_rules.may_withdraw(scene.submission)
    drafts.save_summary(review, {"strength": "Calm."})
    assert take_rules.may_withdraw(scene.submission)


def test_the_first_marker_begins_it_and_ends_withdrawing(
    session: Session, scene: Scene, review: Review
) -> None:
    drafts.save_marker(session, review, new_id(), MarkerInput(1000, MarkerKind.strength))
    session.flush()
    assert scene.target.state == TargetState.in_review
    with pytest.raises(WrongState):
        takes.withdraw(session, scene.rep, scene.submission.take_id)


def test_a_level_begins_it_too(session: Session, scene: Scene, review: Review) -> None:
    criterion = scene.submission.rubric_version.criteria[0]
    drafts.save_level(session, review, criterion.id, 4)
    assert scene.submission.review_begun_at is not None


def test_saving_the_same_marker_again_changes_nothing_twice(
    session: Session, review: Review
) -> None:
    marker_id, given = new_id(), MarkerInput(1000, MarkerKind.attempt, text="Park the product.")
    for _ in range(2):
        drafts.save_marker(session, review, marker_id, given)
        session.flush()
    (marker,) = review.markers
    assert [comment.text for comment in marker.comments] == ["Park the product."]
    assert marker.comments[0].edited_at is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [(-1, 0), (1e308, LENGTH), (LENGTH + 1, LENGTH), (1234.7, 1234), (0, 0), (10**30, LENGTH)],
)
def test_a_time_outside_the_take_is_moved_to_its_nearest_end(
    session: Session, review: Review, given: float, kept: int
) -> None:
    marker = drafts.save_marker(session, review, new_id(), MarkerInput(given, MarkerKind.note))
    assert marker.at_ms == kept


@pytest.mark.parametrize("given", [math.nan, math.inf, None, "5", True, [1]])
def test_what_is_no_time_is_refused(session: Session, review: Review, given: object) -> None:
    with pytest.raises(Invalid, match="time of that comment"):
        drafts.save_marker(session, review, new_id(), MarkerInput(given, MarkerKind.note))


@pytest.mark.parametrize(("until", "kept"), [(500, None), (2000, 2000), (10**9, LENGTH)])
def test_a_range_ends_after_it_begins_and_within_the_take(
    session: Session, review: Review, until: int, kept: int | None
) -> None:
    given = MarkerInput(1000, MarkerKind.note, until_ms=until)
    assert drafts.save_marker(session, review, new_id(), given).until_ms == kept


def test_a_criterion_of_another_rubric_is_not_there(session: Session, review: Review) -> None:
    foreign = factories.scenario(session).rubric_version.criteria[0].id
    with pytest.raises(NotFound):
        drafts.save_level(session, review, foreign, 3)
    given = MarkerInput(1, MarkerKind.note, criterion_id=foreign)
    with pytest.raises(NotFound):
        drafts.save_marker(session, review, new_id(), given)


def test_a_marker_of_another_review_is_not_there(
    session: Session, scene: Scene, review: Review
) -> None:
    taken = new_id()
    drafts.save_marker(session, review, taken, MarkerInput(1, MarkerKind.note))
    session.flush()
    second = factories.submission(
        session, factories.take(session, scene.rep), reviewer=scene.manager
    )
    other = drafts.draft(session, scene.manager, second.id)
    session.flush()
    with pytest.raises(NotFound):
        drafts.save_marker(session, other, taken, MarkerInput(2, MarkerKind.note))
    with pytest.raises(NotFound):
        drafts.delete_marker(session, other, taken)


def test_deleting_twice_is_fine_and_putting_it_back_too(session: Session, review: Review) -> None:
    marker_id, given = new_id(), MarkerInput(1000, MarkerKind.ask, text="What did you hear?")
    drafts.save_marker(session, review, marker_id, given)
    session.flush()
    for _ in range(2):
        drafts.delete_marker(session, review, marker_id)
        session.flush()
    assert review.markers == []
    drafts.save_marker(session, review, marker_id, given)
    assert review.markers[0].comments[0].text == "What did you hear?"


def test_a_level_can_be_changed_and_taken_away(
    session: Session, scene: Scene, review: Review
) -> None:
    criterion = scene.submission.rubric_version.criteria[0].id
    for level in (2, 4):
        drafts.save_level(session, review, criterion, level)
    assert [score.level for score in review.scores] == [4]
    drafts.save_level(session, review, criterion, None)
    assert review.scores == []


def test_nobody_but_the_reviewer_writes(session: Session, scene: Scene) -> None:
    for person in (scene.rep, factories.person(session)):
        with pytest.raises(NotFound):
            drafts.draft(session, person, scene.submission.id)


def test_a_take_that_was_taken_back_can_not_be_reviewed(session: Session, scene: Scene) -> None:
    scene.submission.withdrawn_at = utcnow()
    session.flush()
    with pytest.raises(WrongState, match="took this take back"):
        drafts.draft(session, scene.manager, scene.submission.id)
