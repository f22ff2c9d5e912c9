"""What the sweep does: late joiners, reminders, leavers, new versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.assignments import actions
from practice.assignments.models import AssignmentTarget, DueKind, TargetState
from practice.assignments.values import Line, Order, Terms
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, PersonRole, Role
from practice.scenarios.models import ScenarioVersion
from tests import factories
from tests.handing import hand_everything_out

NOW = utcnow()


def assigned_to_reps(session: Session, terms: Terms = Terms()) -> Order:  # noqa: B008
    version = factories.scenario(session, "Discovery call")
    factories.person(session, "First")
    made = Order(version.scenario_id, (Line(role=Role.rep),), terms)
    actions.assign(session, factories.person(session, "Elena", Role.enablement), made, NOW)
    return made


def target_of(session: Session, person: Person) -> AssignmentTarget:
    mine = select(AssignmentTarget).where(AssignmentTarget.person_id == person.id)
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def count(session: Session, model: type[AssignmentTarget] | type[Notice]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_who_joins_later_gets_it_with_at_least_seven_days(session: Session) -> None:
    soon = Terms(due_kind=DueKind.wherever, due_date=(NOW + timedelta(days=2)).date())
    assigned_to_reps(session, soon)
    late = factories.person(session, timezone="Asia/Tokyo")
    assert hand_everything_out(session, NOW) == 1
    due = target_of(session, late).due_at
    assert due is not None
    assert NOW + timedelta(days=7) <= due <= NOW + timedelta(days=8)
    assert session.scalar(select(Notice.kind).where(Notice.person_id == late.id)) == "assigned"
    assert hand_everything_out(session, NOW) == 0


def test_who_is_given_a_role_later_gets_it_too(session: Session) -> None:
    assigned_to_reps(session)
    someone = factories.person(session, "Later a rep", Role.admin)
    assert hand_everything_out(session, NOW) == 0
    session.add(PersonRole(person_id=someone.id, role=Role.rep))
    session.flush()
    assert hand_everything_out(session, NOW) == 1


def test_a_withdrawn_scenario_and_deactivated_people_are_left_alone(session: Session) -> None:
    made = assigned_to_reps(session)
    factories.person(session, deactivated_at=NOW)
    assert hand_everything_out(session, NOW) == 0
    factories.person(session)
    version = session.scalars(select(ScenarioVersion)).first()
    assert version is not None
    assert version.scenario_id == made.scenario_id
    version.scenario.withdrawn_at = NOW
    session.flush()
    assert hand_everything_out(session, NOW) == 0


def test_two_sweeps_at_once_give_it_once(db: Database) -> None:
    with db.work() as session:
        assigned_to_reps(session)
        for _ in range(30):
            factories.person(session)

    def sweep(_: int) -> int:
        with db.work() as session:
            return hand_everything_out(session, NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 30
    with db.reading() as session:
        assert count(session, AssignmentTarget) == count(session, Notice) == 31


@pytest.fixture
def due_tomorrow(session: Session) -> AssignmentTarget:
    version = factories.scenario(session, "Discovery call")
    rep = factories.person(session, timezone="America/Chicago")
    return factories.target(session, rep, version, due_at=NOW + timedelta(hours=23))


def reminders(session: Session) -> list[str]:
    mine = select(Notice.title).where(Notice.kind == NoticeKind.due_tomorrow)
    return list(session.scalars(mine))


def test_a_reminder_comes_once_the_day_before(
    session: Session, due_tomorrow: AssignmentTarget
) -> None:
    assert actions.remind_due(session, NOW - timedelta(hours=2)) == 0
    assert actions.remind_due(session, NOW) == 1
    assert actions.remind_due(session, NOW) == 0
    [title] = reminders(session)
    assert title.endswith(": Discovery call")
    assert title.startswith(("Due tomorrow", "Due today"))


@pytest.mark.parametrize("state", [TargetState.submitted, TargetState.met, TargetState.waived])
def test_nobody_is_reminded_when_it_is_not_their_turn(
    session: Session, due_tomorrow: AssignmentTarget, state: TargetState
) -> None:
    due_tomorrow.state = state
    assert actions.remind_due(session, NOW) == 0


def test_optional_ones_past_ones_and_leavers_are_not_reminded(session: Session) -> None:
    near = NOW + timedelta(hours=5)
    factories.target(session, factories.person(session), due_at=near, is_enforced=False)
    factories.target(session, factories.person(session), due_at=NOW - timedelta(hours=1))
    factories.target(session, factories.person(session, deactivated_at=NOW), due_at=near)
    assert actions.remind_due(session, NOW) == 0


def test_a_new_date_is_reminded_of_again(session: Session, due_tomorrow: AssignmentTarget) -> None:
    assert actions.remind_due(session, NOW) == 1
    by = factories.person(session, "Mia", Role.manager)
    actions.agree_date(session, by, due_tomorrow, NOW + timedelta(days=4), NOW)
    assert actions.remind_due(session, NOW + timedelta(days=3, hours=1)) == 1


def test_what_was_just_assigned_for_today_needs_no_reminder(session: Session) -> None:
    assigned_to_reps(session, Terms(due_kind=DueKind.instant, due_at=NOW + timedelta(hours=3)))
    assert actions.remind_due(session, NOW + timedelta(hours=1)) == 0


def test_what_leavers_owed_closes_and_what_they_met_stays(session: Session) -> None:
    gone = factories.person(session, deactivated_at=NOW - timedelta(minutes=11))
    slip = factories.target(session, factories.person(session, deactivated_at=NOW))
    open_one, met = factories.target(session, gone), factories.target(session, gone)
    met.state = TargetState.met
    kept = factories.target(session, factories.person(session))
    session.flush()
    assert actions.close_for_leavers(session, NOW) == 1
    assert actions.close_for_leavers(session, NOW) == 0
    session.expire_all()
    assert (open_one.state, met.state, kept.state) == ("closed", "met", "not_started")
    assert slip.state == "not_started", "who deactivated them may take it back"


def test_targets_without_takes_follow_to_the_newest_version(session: Session) -> None:
    old = factories.scenario(session)
    fresh, begun, put_off = (
        factories.target(session, factories.person(session), old, is_enforced=False)
        for _ in range(3)
    )
    actions.begin_practice(session, begun)
    actions.decline(session, put_off.person, put_off)
    newer = ScenarioVersion(
        scenario_id=old.scenario_id, number=2, published_at=NOW, title="Second",
        interaction=old.interaction, rubric_version_id=old.rubric_version_id,
    )  # fmt: skip
    session.add(newer)
    session.flush()
    assert actions.move_to_newest(session, old.scenario_id) == 2
    session.expire_all()
    assert fresh.scenario_version_id == put_off.scenario_version_id == newer.id
    assert begun.scenario_version_id == old.id
