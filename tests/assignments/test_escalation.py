"""Late practice: the rep is told, then their manager, then the next level, each once per date."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import actions
from practice.assignments.models import AssignmentTarget, TargetState
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from tests import factories

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 9, 17, tzinfo=UTC)  # when it was due


@dataclass
class Line:
    """A rep who is late, and two levels above."""

    rep: Person
    manager: Person
    director: Person
    target: AssignmentTarget


@pytest.fixture
def line(session: Session) -> Line:
    director = factories.person(session, "Dora", Role.manager)
    above = factories.team(session, "Managers", director)
    manager = factories.person(session, "Mo", Role.manager, team=above)
    rep = factories.person(session, "Priya", team=factories.team(session, "West", manager))
    return Line(rep, manager, director, late(session, rep, "Discovery"))


def late(session: Session, rep: Person, title: str, due: datetime = MONDAY) -> AssignmentTarget:
    return factories.target(session, rep, factories.scenario(session, title), due_at=due)


def sweep(session: Session, now: datetime) -> int:
    return actions.tell_late(session, now) + actions.escalate(session, now)


def told(session: Session) -> list[tuple[str, str]]:
    """Who was told what about lateness, in order."""
    kinds = Notice.kind.in_((NoticeKind.late, NoticeKind.late_below))
    found = select(Person.name, Notice.title).join(Notice.person).where(kinds)
    return [(name, title) for name, title in session.execute(found.order_by(Notice.id))]


def test_first_the_rep_then_the_manager_then_the_next_level_and_no_further(
    session: Session, line: Line
) -> None:
    moments = [MONDAY + DAY * days + timedelta(minutes=1) for days in range(-1, 20)]
    days = [at.strftime("%a %d") for at in moments for _ in range(sweep(session, at))]
    assert days == ["Mon 09", "Wed 11", "Mon 16"]
    assert told(session) == [
        ("Priya", "Now late: Discovery"),
        ("Mo", "Priya is late: Discovery"),
        ("Dora", "Priya is late: Discovery"),
    ]
    assert sweep(session, moments[-1]) == 0


def test_what_was_assigned_before_a_scenario_was_withdrawn_goes_on(
    session: Session, line: Line
) -> None:
    line.target.scenario_version.scenario.withdrawn_at = MONDAY - DAY
    escalated_to_manager(session)
    assert [name for name, _ in told(session)] == ["Priya", "Mo"]


def escalated_to_manager(session: Session) -> None:
    sweep(session, MONDAY + timedelta(minutes=1))
    sweep(session, MONDAY + 2 * DAY + timedelta(minutes=1))


def test_one_notice_a_day_lists_all_and_what_comes_later_waits_for_the_next(
    session: Session, line: Line
) -> None:
    for n in range(12):
        late(session, factories.person(session, f"Rep {n:02}", team=line.rep.home_team), "Pitch")
    late(session, line.rep, "Demo", MONDAY + timedelta(hours=1))
    sweep(session, MONDAY + timedelta(minutes=1))
    sweep(session, MONDAY + timedelta(hours=1, minutes=1))
    for hours in (0, 1, 2, 12):  # the last is after midnight, before work
        sweep(session, MONDAY + 2 * DAY + timedelta(hours=hours, minutes=2))
    assert told(session)[14:] == [("Mo", "13 people are late with 13 assignments")]
    body = session.scalars(select(Notice.body).where(Notice.kind == NoticeKind.late_below)).one()
    assert "And 3 more." in body
    sweep(session, MONDAY + 2 * DAY + timedelta(hours=15))
    assert told(session)[15:] == [("Mo", "Priya is late: Demo")]


def test_a_new_date_begins_anew(session: Session, line: Line) -> None:
    escalated_to_manager(session)
    actions.agree_date(session, line.manager, line.target, utcnow() + 3 * DAY)
    assert (line.target.escalation, line.target.escalated_at) == (0, None)
    assert sweep(session, MONDAY + 10 * DAY) == 0
    line.target.due_at = MONDAY + 7 * DAY
    assert sweep(session, MONDAY + 8 * DAY) == 1
    assert [name for name, _ in told(session)] == ["Mo", "Priya"], "the first is no longer so"


def test_what_was_answered_is_no_longer_new(session: Session, line: Line) -> None:
    sweep(session, MONDAY + timedelta(minutes=1))
    actions.hand_in(session, line.target)
    notice = session.scalars(select(Notice).execution_options(populate_existing=True)).one()
    assert notice.read_at is not None
    line.target.state = TargetState.practicing
    session.flush()
    actions.waive(session, line.manager, line.target, "On leave")
    assert told(session) == []


def hand_in(session: Session, line: Line) -> None:
    line.target.state = TargetState.submitted


def close(session: Session, line: Line) -> None:
    line.target.assignment.closed_at = MONDAY


def leave(session: Session, line: Line) -> None:
    line.rep.deactivated_at = MONDAY


def make_optional(session: Session, line: Line) -> None:
    line.target.assignment.is_enforced = False


@pytest.mark.parametrize("end", [hand_in, close, leave, make_optional])
def test_what_is_not_the_reps_turn_or_not_required_any_more_is_left_alone(
    session: Session, line: Line, end: Callable[[Session, Line], None]
) -> None:
    sweep(session, MONDAY + timedelta(minutes=1))
    end(session, line)
    session.flush()
    assert sweep(session, MONDAY + 9 * DAY) == 0
    assert len(told(session)) == 1


def test_who_is_away_is_stood_in_for_and_without_anybody_it_goes_a_level_up(
    session: Session, line: Line
) -> None:
    deputy = factories.person(session, "Dee", Role.manager)
    line.manager.away_from, line.manager.away_until = MONDAY - DAY, MONDAY + 30 * DAY
    line.manager.delegate_id = deputy.id
    session.flush()
    escalated_to_manager(session)
    assert told(session)[-1] == ("Dee", "Priya is late: Discovery")
    line.manager.delegate_id = None
    line.target.escalation, line.target.escalated_at = 1, MONDAY
    session.flush()
    sweep(session, MONDAY + 3 * DAY)
    assert told(session)[-1] == ("Dora", "Priya is late: Discovery")


def test_where_nobody_is_above_it_stops(session: Session) -> None:
    late(session, factories.person(session, "Alone"), "Discovery")
    escalated_to_manager(session)
    assert sweep(session, MONDAY + 20 * DAY) == 0
    assert told(session) == [("Alone", "Now late: Discovery")]


def test_several_sweeps_at_once_take_each_step_once(db: Database) -> None:
    with db.work() as session:
        team = factories.team(session, "West", factories.person(session, "Mo", Role.manager))
        for n in range(20):
            late(session, factories.person(session, f"Rep {n}", team=team), f"Pitch {n}")

    def at_once(now: datetime) -> int:
        def turn(_: int) -> int:
            with db.work() as session:
                return sweep(session, now)

        with ThreadPoolExecutor(4) as pool:
            return sum(pool.map(turn, range(4)))

    assert at_once(MONDAY + timedelta(minutes=1)) == 20
    assert at_once(MONDAY + 2 * DAY + timedelta(minutes=1)) == 1
    with db.reading() as session:
        steps = session.scalars(select(AssignmentTarget.escalation)).all()
        assert len(told(session)) == 21
    assert set(steps) == {2}
