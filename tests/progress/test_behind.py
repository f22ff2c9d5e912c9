"""Behind: enforced, open, past due, and it is the rep's turn; nothing else is lateness."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.assignments.models import Nudge, TargetState
from practice.db import utcnow
from practice.progress import behind
from practice.progress.scope import Scope
from tests import factories
from tests.progress.world import days_ago, org


@pytest.mark.parametrize(
    ("state", "is_late"),
    [
        (TargetState.not_started, True),
        (TargetState.practicing, True),
        (TargetState.another_take, True),
        (TargetState.submitted, False),
        (TargetState.in_review, False),
        (TargetState.met, False),
        (TargetState.waived, False),
        (TargetState.closed, False),
    ],
)
def test_only_the_reps_own_turn_is_late(
    session: Session, state: TargetState, is_late: bool
) -> None:
    made = org(session)
    factories.target(session, made.priya, due_at=days_ago(1)).state = state
    session.flush()
    assert behind.count_late(session, Scope(None), utcnow()) == int(is_late)


def test_optional_and_future_ones_are_never_late(session: Session) -> None:
    made = org(session)
    factories.target(session, made.priya, due_at=days_ago(1), is_enforced=False)
    factories.target(session, made.priya, due_at=utcnow() + timedelta(hours=1))
    factories.target(session, made.priya)
    assert behind.count_late(session, Scope(None), utcnow()) == 0


def test_the_longest_overdue_comes_first_with_takes_and_nudges(session: Session) -> None:
    made = org(session)
    factories.target(session, made.tom, due_at=days_ago(1.5))
    old = factories.target(session, made.priya, due_at=days_ago(6.5), minimum_takes=3)
    factories.take(session, made.priya, target=old)
    session.add(Nudge(target_id=old.id, by_id=made.dana.id, text="Soon?"))
    session.flush()
    late = behind.late(session, Scope(frozenset({made.west.id})), utcnow(), 10)
    assert [(each.name, each.days, each.takes) for each in late] == [
        ("Priya Raman", 6, 1), ("Tom Okafor", 1, 0),
    ]  # fmt: skip
    assert [each.may_nudge for each in late] == [False, True]


def test_who_left_or_is_elsewhere_is_not_behind_here(session: Session) -> None:
    made = org(session)
    for person in (made.priya, made.mara):
        factories.target(session, person, due_at=days_ago(2))
    made.priya.deactivated_at = utcnow()
    session.flush()
    assert behind.count_late(session, Scope(frozenset({made.west.id})), utcnow()) == 0
