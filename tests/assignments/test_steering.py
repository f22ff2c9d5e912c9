"""Nudge, new date, waive: what a manager does about one target, and whom it tells."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import actions, queries
from practice.assignments.models import AssignmentTarget, TargetState
from practice.audit.models import AuditEntry
from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from tests import factories

NOW = utcnow()


@pytest.fixture
def target(session: Session) -> AssignmentTarget:
    manager = factories.person(session, "Mark Lee", Role.manager)
    rep = factories.person(session, "Priya Nair", team=factories.team(session, "West", manager))
    version = factories.scenario(session, "Price objections")
    made = factories.target(session, rep, version, by=manager, due_at=NOW + timedelta(days=2))
    return queries.get_target(session, manager, made.id)


def manager_of(target: AssignmentTarget) -> Person:
    return target.assignment.created_by


def told(session: Session, kind: NoticeKind) -> list[str]:
    return list(session.scalars(select(Notice.body).where(Notice.kind == kind)))


def test_a_nudge_arrives_in_the_managers_own_words(
    session: Session, target: AssignmentTarget
) -> None:
    actions.nudge(session, manager_of(target), target, "  Two takes before Friday?  ", NOW)
    assert told(session, NoticeKind.nudge) == ["Two takes before Friday?"]


def test_one_nudge_in_48_hours_whoever_sends_it(session: Session, target: AssignmentTarget) -> None:
    manager = manager_of(target)
    enablement = factories.person(session, "Elena", Role.enablement)
    actions.nudge(session, manager, target, "One", NOW)
    almost = NOW + timedelta(hours=47, minutes=59)
    with pytest.raises(WrongState, match=r"^Mark Lee sent a nudge .* possible from "):
        actions.nudge(session, enablement, target, "Two", almost)
    with pytest.raises(WrongState, match=r"^You sent"):
        actions.nudge(session, manager, target, "Two", almost)
    actions.nudge(session, enablement, target, "Two", NOW + timedelta(hours=48))
    assert len(told(session, NoticeKind.nudge)) == 2


@pytest.mark.parametrize(
    "state", [TargetState.submitted, TargetState.in_review, TargetState.met, TargetState.waived]
)
def test_nobody_is_nudged_when_it_is_not_their_turn(
    session: Session, target: AssignmentTarget, state: TargetState
) -> None:
    target.state = state
    with pytest.raises(WrongState, match="nothing to nudge about"):
        actions.nudge(session, manager_of(target), target, "Hello?", NOW)
    assert told(session, NoticeKind.nudge) == []


def test_an_empty_nudge_is_refused(session: Session, target: AssignmentTarget) -> None:
    with pytest.raises(Invalid):
        actions.nudge(session, manager_of(target), target, "  ", NOW)


def test_an_agreed_date_is_told_logged_and_reminded_of_anew(
    session: Session, target: AssignmentTarget
) -> None:
    target.reminded_at = NOW
    new = NOW + timedelta(days=5)
    actions.agree_date(session, manager_of(target), target, new, NOW)
    assert (target.due_at, target.reminded_at) == (new, None)
    assert len(told(session, NoticeKind.new_date)) == 1
    assert session.scalar(select(AuditEntry.action)) == "agreed_new_date"
    with pytest.raises(Invalid):
        actions.agree_date(session, manager_of(target), target, NOW - timedelta(days=1), NOW)


def test_waiving_needs_a_reason_that_the_rep_reads_and_the_log_keeps(
    session: Session, target: AssignmentTarget
) -> None:
    manager = manager_of(target)
    with pytest.raises(Invalid):
        actions.waive(session, manager, target, " ")
    actions.waive(session, manager, target, "On leave until May.")
    assert (target.state, target.settled_by_id) == (TargetState.waived, manager.id)
    assert told(session, NoticeKind.waived) == [
        "Mark Lee let you off this one: On leave until May."
    ]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("waived_target", manager.id)
    assert entry.detail["reason"] == "On leave until May."
    with pytest.raises(WrongState, match="was waived"):
        actions.waive(session, manager, target, "Again")
    with pytest.raises(WrongState):
        actions.agree_date(session, manager, target, NOW + timedelta(days=5), NOW)


def test_only_the_line_and_enablement_may_steer_and_nobody_their_own(
    session: Session, target: AssignmentTarget
) -> None:
    boss = factories.person(session, "Boss", Role.manager)
    upper = factories.team(session, "Upper", boss)
    manager_of(target).home_team_id = upper.id
    session.flush()
    enablement = factories.person(session, "Elena", Role.enablement)
    for who in (manager_of(target), boss, enablement):
        assert queries.get_led_target(session, who, target.id).id == target.id
    stranger = factories.person(session, "Sam", Role.manager)
    factories.team(session, "East", stranger)
    admin = factories.person(session, "Ada", Role.admin)
    peer = factories.person(session, team=target.person.home_team)
    for who in (stranger, admin, peer, target.person):
        with pytest.raises(NotFound):
            queries.get_led_target(session, who, target.id)
    own = factories.target(session, enablement)
    with pytest.raises(NotFound):
        queries.get_led_target(session, enablement, own.id)
