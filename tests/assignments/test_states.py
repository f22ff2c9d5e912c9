"""One target on its way from not started to met, and what it refuses."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.assignments import actions, rules
from practice.assignments.models import AssignmentTarget, TargetState
from practice.db import Database, utcnow
from practice.errors import NotAllowed, WrongState
from tests import factories

NOW = utcnow()


def in_state(session: Session, state: TargetState, **more: object) -> AssignmentTarget:
    target = factories.target(session, factories.person(session), **more)  # type: ignore[arg-type]
    target.state = state
    session.flush()
    return target


def test_the_whole_way_to_met(session: Session) -> None:
    target = in_state(session, TargetState.not_started)
    actions.begin_practice(session, target)
    assert target.state == TargetState.practicing
    actions.hand_in(session, target)
    actions.begin_review(session, target)
    assert target.state == TargetState.in_review
    actions.ask_for_another(session, target, minimum_takes=3)
    assert (target.state, target.minimum_takes) == (TargetState.another_take, 3)
    actions.hand_in(session, target)
    actions.bar_met(session, target, counted=3, now=NOW)
    assert (target.state, target.bar_met_at, target.settled_at) == (TargetState.met, NOW, NOW)


def test_the_bar_without_the_takes_is_back_to_practice_and_met_with_the_last_take(
    session: Session,
) -> None:
    target = in_state(session, TargetState.submitted, minimum_takes=3)
    actions.bar_met(session, target, counted=2, now=NOW)
    assert (target.state, target.bar_met_at) == (TargetState.practicing, NOW)
    actions.complete_if_enough(session, target, counted=2, now=NOW)
    assert target.state == TargetState.practicing
    actions.complete_if_enough(session, target, counted=3, now=NOW)
    assert target.state == TargetState.met


def test_takes_alone_never_meet_it(session: Session) -> None:
    target = in_state(session, TargetState.practicing)
    actions.complete_if_enough(session, target, counted=20, now=NOW)
    assert target.state == TargetState.practicing


def test_asking_for_another_take_forgets_an_earlier_yes(session: Session) -> None:
    target = in_state(session, TargetState.submitted, minimum_takes=3)
    actions.bar_met(session, target, counted=1, now=NOW)
    actions.hand_in(session, target)
    actions.ask_for_another(session, target)
    actions.complete_if_enough(session, target, counted=9, now=NOW)
    assert target.state == TargetState.another_take


def test_what_is_handed_in_can_be_taken_back_until_the_review_begins(session: Session) -> None:
    target = in_state(session, TargetState.submitted)
    actions.take_back(session, target, had_feedback=False)
    assert target.state == TargetState.practicing
    actions.hand_in(session, target)
    actions.take_back(session, target, had_feedback=True)
    assert target.state == TargetState.another_take
    actions.hand_in(session, target)
    actions.begin_review(session, target)
    with pytest.raises(WrongState, match="is being reviewed"):
        actions.take_back(session, target, had_feedback=True)


@pytest.mark.parametrize(
    "state", [TargetState.submitted, TargetState.in_review, TargetState.met, TargetState.closed]
)
def test_nothing_is_handed_in_out_of_turn(session: Session, state: TargetState) -> None:
    with pytest.raises(WrongState):
        actions.hand_in(session, in_state(session, state))


@pytest.mark.parametrize("state", [TargetState.waived, TargetState.missed, TargetState.closed])
def test_what_is_settled_takes_no_take_and_a_late_review_leaves_it_alone(
    session: Session, state: TargetState
) -> None:
    target = in_state(session, state)
    with pytest.raises(WrongState, match="practice the scenario freely"):
        actions.begin_practice(session, target)
    actions.begin_review(session, target)
    actions.bar_met(session, target, counted=9, now=NOW)
    actions.ask_for_another(session, target)
    actions.take_back(session, target, had_feedback=True)
    assert target.state == state


@pytest.mark.parametrize("state", [TargetState.met, TargetState.practicing, TargetState.submitted])
def test_practicing_on_changes_no_state(session: Session, state: TargetState) -> None:
    target = in_state(session, state)
    actions.begin_practice(session, target)
    assert target.state == state


def test_an_optional_one_can_be_put_off_and_taken_up_where_it_was(session: Session) -> None:
    target = in_state(session, TargetState.another_take, is_enforced=False)
    actions.decline(session, target.person, target)
    assert target.state == TargetState.declined
    actions.resume(session, target.person, target)
    assert target.state == TargetState.another_take
    actions.decline(session, target.person, target)
    actions.begin_practice(session, target)
    assert target.state == TargetState.practicing


def test_a_required_one_cannot_be_put_off_and_nobody_does_it_for_another(session: Session) -> None:
    required = in_state(session, TargetState.not_started)
    with pytest.raises(NotAllowed, match="required"):
        actions.decline(session, required.person, required)
    optional = in_state(session, TargetState.not_started, is_enforced=False)
    with pytest.raises(NotAllowed):
        actions.decline(session, required.person, optional)


def test_the_second_of_two_at_once_is_refused(db: Database) -> None:
    with db.work() as session:
        target_id = in_state(session, TargetState.practicing).id
    with db.reading() as first, db.reading() as second:
        mine = first.get_one(AssignmentTarget, target_id)
        theirs = second.get_one(AssignmentTarget, target_id)
        assert mine.state == theirs.state == TargetState.practicing
    with db.work() as session:
        actions.hand_in(session, session.merge(mine, load=False))
    with db.work() as session, pytest.raises(WrongState, match="waiting for its review"):
        actions.hand_in(session, session.merge(theirs, load=False))


def test_late_is_enforced_past_due_and_the_reps_turn(session: Session) -> None:
    yesterday = NOW - timedelta(days=1)
    late = in_state(session, TargetState.practicing, due_at=yesterday)
    assert rules.is_late(late, NOW)
    assert not rules.is_late(late, yesterday - timedelta(minutes=1))
    for state in (TargetState.submitted, TargetState.in_review, TargetState.met):
        assert not rules.is_late(in_state(session, state, due_at=yesterday), NOW)
    optional = in_state(session, TargetState.practicing, due_at=yesterday, is_enforced=False)
    assert not rules.is_late(optional, NOW)
    assert not rules.is_late(in_state(session, TargetState.practicing), NOW)


def test_met_late_stays_visible(session: Session) -> None:
    target = in_state(session, TargetState.submitted, due_at=NOW - timedelta(days=1))
    actions.bar_met(session, target, counted=1, now=NOW)
    assert rules.was_met_late(target)
