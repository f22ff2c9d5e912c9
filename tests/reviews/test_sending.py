"""Feedback goes out ten seconds after it was sent, once, and can be corrected."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.assignments.models import TargetState
from practice.db import new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import Notice, NoticeKind
from practice.reviews import actions, corrections, drafts, queries, talk
from practice.reviews.models import Decision, MarkerKind, Review, ReviewState
from practice.reviews.values import MarkerInput, ReplyInput
from tests import factories
from tests.reviews.conftest import Scene, make_scene, sent

LATER = timedelta(seconds=11)


def feedback_notices(session: Session, scene: Scene) -> int:
    mine = select(func.count(Notice.id)).where(
        Notice.person_id == scene.rep.id, Notice.kind == NoticeKind.feedback
    )
    return session.scalar(mine) or 0


def test_a_decision_and_some_words_are_needed(session: Session, scene: Scene) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    with pytest.raises(Invalid, match="Meets the bar"):
        actions.send(session, review)
    review.decision = Decision.met
    with pytest.raises(Invalid, match="one strength or one next step"):
        actions.send(session, review)
    review.next_step = "Ask one more question."
    actions.send(session, review)
    assert review.state == ReviewState.sending


def test_nothing_is_told_before_the_ten_seconds_are_over(session: Session, scene: Scene) -> None:
    now = utcnow()
    review = sent(session, scene, Decision.met, now)
    assert actions.release_due(session, now + timedelta(seconds=9)) == 0
    assert (review.state, feedback_notices(session, scene)) == (ReviewState.sending, 0)
    assert actions.release_due(session, now + LATER) == 1
    assert actions.release_due(session, now + LATER) == 0
    assert (review.state, feedback_notices(session, scene)) == (ReviewState.released, 1)
    assert scene.submission.reviewed_at == now + LATER


def test_undo_makes_it_a_draft_again_until_it_is_out(session: Session, scene: Scene) -> None:
    now = utcnow()
    review = sent(session, scene, Decision.met, now)
    actions.undo(session, scene.manager, scene.submission.id, now)
    assert actions.release_due(session, now + LATER) == 0
    assert review.state == ReviewState.draft
    actions.send(session, review, now)
    with pytest.raises(WrongState):
        actions.undo(session, scene.manager, scene.submission.id, now + LATER)


def test_meets_the_bar_meets_the_target(session: Session, scene: Scene) -> None:
    now = utcnow()
    sent(session, scene, Decision.met, now)
    assert scene.target.state == TargetState.in_review
    actions.release_due(session, now + LATER)
    assert scene.target.state == TargetState.met


def test_the_bar_alone_is_not_enough_when_more_takes_were_asked_for(session: Session) -> None:
    scene, now = make_scene(session, minimum_takes=3), utcnow()
    sent(session, scene, Decision.met, now)
    actions.release_due(session, now + LATER)
    assert (scene.target.state, scene.target.bar_met_at) == (TargetState.practicing, now + LATER)


def test_another_take_asks_for_one_more_than_were_counted(session: Session, scene: Scene) -> None:
    now = utcnow()
    sent(session, scene, Decision.another_take, now)
    actions.release_due(session, now + LATER)
    assert (scene.target.state, scene.target.minimum_takes) == (TargetState.another_take, 2)


def test_a_target_waived_meanwhile_stays_waived_and_the_feedback_goes_out(
    session: Session, scene: Scene
) -> None:
    now = utcnow()
    review = sent(session, scene, Decision.met, now)
    scene.target.state = TargetState.waived
    session.flush()
    actions.release_due(session, now + LATER)
    assert (scene.target.state, review.state) == (TargetState.waived, ReviewState.released)


def test_released_feedback_is_not_changed_but_corrected(session: Session, scene: Scene) -> None:
    now, marker_id = utcnow(), new_id()
    draft = drafts.draft(session, scene.manager, scene.submission.id)
    drafts.save_marker(session, draft, marker_id, MarkerInput(5, MarkerKind.ask, text="Why?"))
    first = sent(session, scene, Decision.another_take, now)
    actions.release_due(session, now + LATER)
    with pytest.raises(WrongState, match="Correct this"):
        drafts.draft(session, scene.manager, scene.submission.id)
    second = corrections.correct(session, scene.manager, scene.submission.id)
    session.flush()
    marker = talk.get_marker_to_answer(session, scene.rep, scene.submission.id, marker_id)
    talk.reply(session, scene.rep, marker, ReplyInput("I heard it late."))
    session.refresh(marker)
    drafts.save_summary(second, {"decision": Decision.met})
    actions.send(session, second, now)
    actions.release_due(session, now + LATER * 2)
    newest, old = queries.released_for(session, scene.submission.id)
    assert (newest.revision, newest.decision) == (2, Decision.met)
    assert (old.id, old.decision) == (first.id, Decision.another_take)
    assert [comment.text for comment in newest.markers[0].comments] == ["Why?", "I heard it late."]
    assert feedback_notices(session, scene) == 2
    assert scene.target.state == TargetState.met


def test_a_correction_does_not_touch_a_newer_round(session: Session, scene: Scene) -> None:
    now = utcnow()
    sent(session, scene, Decision.another_take, now)
    actions.release_due(session, now + LATER)
    newer = factories.submission(session, factories.take(session, scene.rep, target=scene.target))
    newer.created_at = now + timedelta(minutes=1)
    scene.target.state = TargetState.submitted
    second = corrections.correct(session, scene.manager, scene.submission.id)
    session.flush()
    drafts.save_summary(second, {"decision": Decision.met})
    actions.send(session, second, now)
    actions.release_due(session, now + LATER * 2)
    assert scene.target.state == TargetState.submitted


def test_a_correction_of_meets_the_bar_asks_for_another_take(
    session: Session, scene: Scene
) -> None:
    now = utcnow()
    sent(session, scene, Decision.met, now)
    actions.release_due(session, now + LATER)
    second = corrections.correct(session, scene.manager, scene.submission.id)
    session.flush()
    drafts.save_summary(second, {"decision": Decision.another_take})
    actions.send(session, second, now)
    actions.release_due(session, now + LATER * 2)
    assert scene.target.state == TargetState.another_take


def test_only_the_rep_and_the_author_reply_and_only_to_released_comments(
    session: Session, scene: Scene
) -> None:
    now, marker_id = utcnow(), new_id()
    draft = drafts.draft(session, scene.manager, scene.submission.id)
    drafts.save_marker(session, draft, marker_id, MarkerInput(5, MarkerKind.ask, text="Why?"))
    find = talk.get_marker_to_answer
    with pytest.raises(NotFound):
        find(session, scene.rep, scene.submission.id, marker_id)
    sent(session, scene, Decision.met, now)
    actions.release_due(session, now + LATER)
    with pytest.raises(NotFound):
        find(session, factories.person(session), scene.submission.id, marker_id)
    with pytest.raises(NotFound):
        find(session, scene.rep, new_id(), marker_id)
    marker = find(session, scene.rep, scene.submission.id, marker_id)
    talk.reply(session, scene.rep, marker, ReplyInput("Ok"))
    told = select(Notice).where(
        Notice.person_id == scene.manager.id, Notice.kind == NoticeKind.reply
    )
    assert session.scalar(told) is not None


def test_reading_is_noted_for_the_rep_alone(session: Session, scene: Scene) -> None:
    now = utcnow()
    review = sent(session, scene, Decision.met, now)
    actions.release_due(session, now + LATER)
    actions.mark_read(session, scene.manager, scene.submission.id)
    assert review.read_at is None
    assert queries.is_unread(session, scene.rep, scene.submission.id)
    actions.mark_read(session, scene.rep, scene.submission.id)
    session.flush()
    assert review.read_at is not None
    assert not queries.is_unread(session, scene.rep, scene.submission.id)


def test_what_was_dealt_with_is_no_longer_new_in_the_inbox(session: Session, scene: Scene) -> None:
    handed_in, now = scene.submission, utcnow()
    path = f"/submissions/{handed_in.id}"
    for person, key, where in (
        (scene.manager, handed_in.notice_key, f"{path}/review"),
        (scene.manager, "other", "/reviews"),
    ):
        notices.tell(session, person, NoticeKind.submitted, key, "A take", path=where)
    sent(session, scene, Decision.met, now)
    actions.release_due(session, now + LATER)
    actions.mark_read(session, scene.rep, handed_in.id)
    new = session.scalars(select(Notice.path).where(Notice.read_at.is_(None)))
    assert new.all() == ["/reviews"]


def test_drafts_are_their_authors_alone(session: Session, scene: Scene) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    session.flush()

    def seen(person: object) -> list[Review]:
        return list(session.scalars(queries.visible_to(person)))  # type: ignore[arg-type]

    assert (seen(scene.rep), seen(scene.manager)) == ([], [review])
    sent(session, scene, Decision.met, utcnow() - LATER)
    actions.release_due(session)
    assert seen(scene.rep) == [review]
    assert seen(factories.person(session)) == []
