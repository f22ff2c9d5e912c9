"""The list of assignments: its pages, its order, whom it counts; and what somebody was given."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import listing, own, rules
from practice.assignments.models import (
    OPEN_STATES,
    Assignment,
    AssignmentTarget,
    Cadence,
    TargetState,
)
from practice.db import Database, utcnow
from practice.people.models import Person, Role, Team
from tests import factories
from tests.client import Page
from tests.statements import statements

NOW = utcnow()
WEEK = timedelta(days=7)


def first(session: Session, viewer: Person, now: datetime = NOW) -> dict[str, tuple[int, int, int]]:
    """The first page of what somebody sees, in its order: the numbers by title."""
    found, _ = listing.overviews(session, viewer, now, 50)
    return {each.title: (each.total, each.met, each.behind) for each in found}


def given(session: Session, title: str, person: Person, by: Person, **more: object) -> Assignment:
    version = factories.scenario(session, title)
    made: Assignment = factories.target(session, person, version, by=by, **more).assignment  # type: ignore[arg-type]
    return made


def test_a_long_list_comes_a_page_at_a_time(page: Page, db: Database) -> None:
    with db.work() as session:
        by = factories.person(session, "", Role.enablement)
        version = factories.scenario(session, "60-second pitch")
        for _ in range(51):
            factories.target(session, by, version)
    shown = page.sign_in(by).get("/assignments")
    assert shown.has("1–50 of 51")
    assert shown.html.count("60-second pitch") == 50
    rest = page.get("/assignments?from=50")
    assert rest.has("51–51 of 51")
    assert rest.html.count("60-second pitch") == 1
    beyond = page.get("/assignments?from=100", status=302)
    assert beyond.response.headers["Location"] == "/assignments"


def test_a_short_list_has_no_pages_and_a_longer_one_asks_no_more(page: Page, db: Database) -> None:
    with db.work() as session:
        leader = factories.person(session, "", Role.manager)
        west: Team = factories.team(session, "West", leader)
        rep = factories.person(session, team=west)
        given(session, "Pitch", rep, leader)
    page.sign_in(leader)
    assert "from=" not in page.get("/assignments").html
    few = len(statements(page, "/assignments"))
    with db.work() as session:
        for n in range(12):
            given(session, f"Number {n}", session.merge(rep), session.merge(leader))
    assert len(statements(page, "/assignments")) == few


def test_drafts_stand_on_top_and_what_is_over_at_the_end(session: Session) -> None:
    by = factories.person(session, "", Role.enablement)
    made = [given(session, title, by, by) for title in ("Draft", "Closed", "Older", "Newer")]
    for n, one in enumerate(made):
        one.created_at = NOW + timedelta(minutes=n)
    made[0].published_at = None
    made[1].closed_at = NOW
    session.flush()
    assert list(first(session, by)) == ["Draft", "Newer", "Older", "Closed"]


def test_a_manager_sees_their_own_and_what_reaches_a_team_below(session: Session) -> None:
    above, leader = (factories.person(session, "", Role.manager) for _ in range(2))
    top: Team = factories.team(session, "Top", above)
    leader.home_team_id = top.id
    west: Team = factories.team(session, "West", leader)
    rep, other, elena = (
        factories.person(session, team=west),
        factories.person(session),
        factories.person(session, "", Role.enablement),
    )
    given(session, "Theirs", rep, elena)
    given(session, "The leader’s", leader, elena)
    given(session, "Made for others", other, leader)
    given(session, "Elsewhere", other, elena)
    session.flush()
    assert first(session, elena).keys() == {
        "Theirs", "The leader’s", "Made for others", "Elsewhere"
    }  # fmt: skip
    assert first(session, leader) == {"Theirs": (1, 0, 0), "Made for others": (0, 0, 0)}
    assert first(session, above) == {"Theirs": (1, 0, 0), "The leader’s": (1, 0, 0)}
    assert first(session, rep) == {}


def test_a_leader_is_counted_where_they_practice_with_their_people(session: Session) -> None:
    leader = factories.person(session, "", Role.manager)
    west: Team = factories.team(session, "West", leader)
    made = given(session, "Pitch", factories.person(session, team=west), leader)
    version_id = factories.scenario(session).id
    for person in (leader, factories.person(session)):
        session.add(
            AssignmentTarget(
                assignment_id=made.id, person_id=person.id, scenario_version_id=version_id
            )
        )
    session.flush()
    assert first(session, leader) == {"Pitch": (2, 0, 0)}


def test_what_comes_back_counts_its_period_and_once_none_runs_all_there_were(
    session: Session,
) -> None:
    by, rep = factories.person(session, "", Role.enablement), factories.person(session)
    target = factories.target(session, rep, factories.scenario(session, "Weekly"), by=by)
    target.assignment.cadence, target.assignment.created_at = Cadence.weekly, NOW - 2 * WEEK
    target.period, target.closes_at, target.state = "2026-11-09", NOW - WEEK, TargetState.met
    session.add(
        AssignmentTarget(
            assignment_id=target.assignment_id, person_id=rep.id, period="2026-11-16",
            scenario_version_id=target.scenario_version_id, closes_at=NOW + WEEK,
            due_at=NOW - timedelta(days=1),
        )
    )  # fmt: skip
    session.flush()
    assert first(session, by) == {"Weekly": (1, 0, 1)}
    assert first(session, by, NOW + 2 * WEEK) == {"Weekly": (2, 1, 1)}


def test_nobody_is_behind_with_what_is_optional_or_paused(session: Session) -> None:
    by = factories.person(session, "", Role.enablement)
    yesterday = NOW - timedelta(days=1)
    given(session, "Required", by, by, due_at=yesterday)
    given(session, "Optional", by, by, due_at=yesterday, is_enforced=False)
    given(session, "Paused", by, by, due_at=yesterday).paused_at = NOW
    session.flush()
    behind = {title: numbers[2] for title, numbers in first(session, by).items()}
    assert behind == {"Required": 1, "Optional": 0, "Paused": 0}


# ---- what somebody was given ------------------------------------------------------------------


def test_a_rep_goes_on_with_what_is_open_or_put_off_and_not_over(session: Session) -> None:
    rep = factories.person(session)
    for state in TargetState:
        factories.target(session, rep, factories.scenario(session, state)).state = state
    over = factories.target(session, rep, factories.scenario(session, "over"))
    over.state, over.assignment.closed_at = TargetState.declined, NOW
    factories.target(session, factories.person(session))
    session.flush()
    going_on = {each.title for each in own.still_given(session, rep)}
    assert going_on == {*OPEN_STATES, TargetState.declined}


def test_a_line_of_a_list_tells_late_and_met_late_as_its_target_does(session: Session) -> None:
    rep, yesterday = factories.person(session), NOW - timedelta(days=1)
    targets: dict[UUID, AssignmentTarget] = {}
    for state in (TargetState.practicing, TargetState.submitted, TargetState.met):
        for due_at in (None, yesterday, NOW + WEEK):
            for enforced, paused in ((True, None), (True, yesterday), (False, None)):
                made = factories.target(session, rep, due_at=due_at, is_enforced=enforced)
                made.state, made.assignment.paused_at = state, paused
                made.settled_at = NOW if state == TargetState.met else None
                targets[made.id] = made
    session.flush()
    lines = [own.Given._make(row) for row in session.execute(own.given_to(rep.id))]
    assert {line.id for line in lines} == targets.keys()
    for line in lines:
        assert line.is_late(NOW) == rules.is_late(targets[line.id], NOW)
        assert line.met_late == rules.was_met_late(targets[line.id])
    assert sum(line.is_late(NOW) for line in lines) == 1
    assert sum(line.met_late for line in lines) == 2
