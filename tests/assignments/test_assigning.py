"""Giving a scenario to an audience, changing the terms, closing."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from practice.assignments import actions, listing, queries
from practice.assignments.models import (
    Assignment,
    AssignmentTarget,
    DueKind,
    ReviewerRule,
    TargetState,
)
from practice.assignments.values import Line, Order, Reviewers, Rhythm, Terms
from practice.audit.models import AuditEntry
from practice.db import Database, new_id, utcnow
from practice.errors import Invalid, NotAllowed, NotFound, WrongState
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role, Team
from practice.scenarios.heard import heard_scenario
from tests import factories
from tests.handing import hand_everything_out

NOW = utcnow()
EVERYONE = (Line(),)


def order(session: Session, *lines: Line, **more: object) -> Order:
    scenario_id = factories.scenario(session, "60-second pitch").scenario_id
    return Order(scenario_id, lines, **more)  # type: ignore[arg-type]


def enablement(session: Session) -> Person:
    return factories.person(session, "Elena Ruiz", Role.enablement)


def people_of(session: Session, assignment: Assignment) -> set[str]:
    rows = select(Person.name).join(AssignmentTarget, AssignmentTarget.person_id == Person.id)
    return set(session.scalars(rows.where(AssignmentTarget.assignment_id == assignment.id)))


def targets_of(session: Session, assignment: Assignment) -> list[AssignmentTarget]:
    mine = select(AssignmentTarget).where(AssignmentTarget.assignment_id == assignment.id)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def test_lines_are_alternatives_and_the_parts_of_a_line_must_all_match(session: Session) -> None:
    west, east = factories.team(session, "West"), factories.team(session, "East")
    factories.person(session, "Wanda", team=west)
    factories.person(session, "Wes", Role.manager, team=west)
    factories.person(session, "Eve", team=east)
    ed = factories.person(session, "Ed", Role.manager, team=east)
    factories.person(session, "Gone", team=west, deactivated_at=NOW)
    by = enablement(session)
    cases = {
        (Line(team_id=west.id),): {"Wanda", "Wes"},
        (Line(team_id=west.id, role=Role.rep),): {"Wanda"},
        (Line(team_id=west.id, role=Role.rep), Line(person_id=ed.id)): {"Wanda", "Ed"},
        (Line(role=Role.manager),): {"Wes", "Ed"},
        EVERYONE: {"Wanda", "Wes", "Eve", "Ed", "Elena Ruiz"},
    }
    for lines, expected in cases.items():
        assert people_of(session, actions.assign(session, by, order(session, *lines))) == expected


def test_each_person_gets_one_target_and_one_notice_however_many_lines_match(
    session: Session,
) -> None:
    team = factories.team(session)
    rep = factories.person(session, team=team)
    lines = (Line(team_id=team.id), Line(person_id=rep.id), Line(role=Role.rep))
    terms = Terms(message="For Thursday.", minimum_takes=3)
    made = actions.assign(session, enablement(session), order(session, *lines, terms=terms))
    [target] = targets_of(session, made)
    [notice] = session.scalars(select(Notice).where(Notice.person_id == rep.id))
    assert (target.state, target.minimum_takes) == (TargetState.not_started, 3)
    assert notice.kind == NoticeKind.assigned
    assert notice.title == "New practice: 60-second pitch"
    assert notice.body == (
        "Elena Ruiz asks you to practice this at least 3 times.\n\nFor Thursday."
    )
    assert notice.path == f"/targets/{target.id}"


def test_five_in_the_afternoon_is_frozen_in_each_persons_own_zone(session: Session) -> None:
    zones = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata")
    people = {factories.person(session, timezone=zone).id: zone for zone in zones}
    day = (NOW + timedelta(days=10)).date()
    lines = tuple(Line(person_id=key) for key in people)
    terms = Terms(due_kind=DueKind.wherever, due_date=day)
    made = actions.assign(session, enablement(session), order(session, *lines, terms=terms))
    session.execute(update(Person).values(timezone="UTC"))
    for target in targets_of(session, made):
        assert target.due_zone == people[target.person_id]
        there = target.due_at.astimezone(ZoneInfo(target.due_zone))  # type: ignore[union-attr]
        assert (there.date(), there.hour, there.minute) == (day, 17, 0)


def test_a_manager_reaches_everybody_below_and_nobody_else(session: Session) -> None:
    boss = factories.person(session, "Boss", Role.manager)
    upper = factories.team(session, "Upper", boss)
    lead = factories.person(session, "Lead", Role.manager, team=upper)
    lower = factories.team(session, "Lower", lead)
    rep = factories.person(session, "Rep", team=lower)
    elsewhere = factories.team(session, "Elsewhere")
    stranger = factories.person(session, "Stranger", team=elsewhere)
    assert people_of(
        session,
        actions.assign(
            session, boss, order(session, Line(team_id=lower.id), Line(team_id=upper.id))
        ),
    ) == {"Rep", "Lead"}
    actions.assign(session, lead, order(session, Line(person_id=rep.id)))
    for beyond in (
        Line(team_id=elsewhere.id), Line(person_id=stranger.id), Line(person_id=boss.id),
        Line(team_id=upper.id),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="your own teams"):
            actions.assign(session, lead, order(session, Line(team_id=lower.id), beyond))
    for wide in (Line(), Line(role=Role.rep)):
        assert people_of(session, actions.assign(session, lead, order(session, wide))) == {"Rep"}


def test_a_rep_assigns_nothing(session: Session) -> None:
    rep = factories.person(session)
    with pytest.raises(NotAllowed):
        actions.assign(session, rep, order(session, Line(person_id=rep.id)))


def test_who_gets_it_after_five_there_has_as_long_as_a_late_joiner(session: Session) -> None:
    at = datetime(2026, 11, 3, 0, tzinfo=UTC)  # 4:00 PM in Los Angeles, the evening in New York
    by = enablement(session)
    by.timezone = "America/Los_Angeles"
    near = factories.person(session, "Ana", timezone="America/Los_Angeles")
    far = factories.person(session, "Ben", timezone="America/New_York")
    lines = [Line(person_id=each.id) for each in (near, far)]
    terms = Terms(due_kind=DueKind.wherever, due_date=date(2026, 11, 2))
    made = actions.assign(session, by, order(session, *lines, terms=terms), at)
    due = {target.person_id: target.due_at for target in targets_of(session, made)}
    assert due[near.id] == at + timedelta(hours=1)
    assert due[far.id] == datetime(2026, 11, 10, 22, tzinfo=UTC)


def test_a_date_before_the_first_day_and_too_many_peers_are_refused(session: Session) -> None:
    by = enablement(session)
    two = [Line(person_id=factories.person(session).id) for _ in range(2)]
    day = (NOW + timedelta(days=10)).date()
    terms = Terms(due_kind=DueKind.wherever, due_date=day)
    later = Rhythm(starts_on=day + timedelta(days=1))
    peers = [Reviewers(ReviewerRule.peers, peer_count=many) for many in (2, 1)]
    for wrong, field in (
        (order(session, *two, terms=terms, rhythm=later), "due_date"),
        (order(session, *two, reviewers=peers[0]), "peer_count"),
        (order(session, two[0], reviewers=peers[1]), "peer_count"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.assign(session, by, wrong)
        assert list(refused.value.fields) == [field]
    actions.assign(session, by, order(session, *two, reviewers=peers[1]))
    at_once = Rhythm(starts_on=day)
    made = actions.assign(session, by, order(session, *two, terms=terms, rhythm=at_once))
    before = Terms(due_kind=DueKind.wherever, due_date=day - timedelta(days=1))
    with pytest.raises(Invalid):
        actions.change(session, by, made, before)


def test_what_cannot_be_assigned_is_refused_with_its_field(session: Session) -> None:
    by, empty = enablement(session), factories.team(session)
    someone = Line(person_id=factories.person(session).id)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    for lines, terms, field in (
        ((), Terms(), "audience"),
        ((Line(team_id=empty.id),), Terms(), "audience"),
        ((someone,), Terms(due_kind=DueKind.wherever), "due_date"),
        ((someone,), Terms(due_kind=DueKind.wherever, due_date=past.date()), "due_date"),
        ((someone,), Terms(due_kind=DueKind.instant, due_at=past), "due_at"),
        ((someone,), Terms(due_kind=DueKind.instant, due_at=NOW + timedelta(days=999)), "due_at"),
        ((someone,), Terms(minimum_takes=21), "minimum_takes"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.assign(session, by, order(session, *lines, terms=terms))
        assert list(refused.value.fields) == [field]
    withdrawn = order(session, someone)
    session.execute(update(Assignment).values(closed_at=NOW))
    factories.scenario(session)
    with pytest.raises(NotFound):
        actions.assign(session, by, Order(new_id(), (someone,)))
    with pytest.raises(NotFound):
        actions.assign(session, by, Order(heard_scenario(session).scenario_id, (someone,)))
    assert withdrawn.lines


def test_new_terms_reach_whoever_still_owes_it_and_spare_what_was_agreed(session: Session) -> None:
    by = enablement(session)
    ana, ben, cy = (factories.person(session, name) for name in ("Ana", "Ben", "Cy"))
    lines = [Line(person_id=each.id) for each in (ana, ben, cy)]
    day = (NOW + timedelta(days=10)).date()
    terms = Terms(minimum_takes=2, due_kind=DueKind.wherever, due_date=day)
    made = actions.assign(session, by, order(session, *lines, terms=terms))
    targets = {target.person_id: target for target in targets_of(session, made)}
    agreed = NOW + timedelta(days=20)
    actions.agree_date(session, by, targets[ben.id], agreed)
    targets[cy.id].state = TargetState.met
    later = day + timedelta(days=5)
    actions.change(session, by, made, Terms("Again", 4, DueKind.wherever, later))
    targets = {target.person_id: target for target in targets_of(session, made)}
    assert targets[ana.id].due_at.date() == later  # type: ignore[union-attr]
    assert targets[ben.id].due_at == agreed
    assert targets[cy.id].due_at.date() == day  # type: ignore[union-attr]
    assert [targets[each.id].minimum_takes for each in (ana, ben, cy)] == [4, 4, 2]
    told = select(Notice.person_id).where(Notice.kind == NoticeKind.new_date)
    assert sorted(session.scalars(told)) == sorted([ana.id, ben.id])
    assert (made.message, made.due_date) == ("Again", later)


def test_late_joiners_get_the_later_of_a_new_date_and_their_seven_days(session: Session) -> None:
    by, ana = enablement(session), factories.person(session, "Ana")
    team = factories.team(session)
    ana.home_team = team
    given = datetime(2026, 11, 2, 12, tzinfo=UTC)
    joined = given + timedelta(days=15)
    terms = Terms(due_kind=DueKind.wherever, due_date=date(2026, 11, 20))
    made = actions.assign(session, by, order(session, Line(team_id=team.id), terms=terms), given)
    ben = factories.person(session, "Ben", team=team)
    assert hand_everything_out(session, joined) == 1

    def dates() -> list[int]:
        found = {target.person_id: target.due_at for target in targets_of(session, made)}
        return [found[each.id].day for each in (ana, ben)]  # type: ignore[union-attr]

    assert dates() == [20, 24]
    for day, then in ((28, [28, 28]), (23, [23, 24]), (22, [22, 24]), (20, [20, 24])):
        new = Terms(due_kind=DueKind.wherever, due_date=date(2026, 11, day))
        actions.change(session, by, made, new, joined)
        assert dates() == then


def test_a_date_that_passed_may_stay_when_the_message_changes(session: Session) -> None:
    by, rep = enablement(session), factories.person(session)
    due = NOW + timedelta(hours=1)
    terms = Terms(due_kind=DueKind.instant, due_at=due)
    made = actions.assign(session, by, order(session, Line(person_id=rep.id), terms=terms))
    same = Terms("New words", 1, DueKind.instant, None, due)
    actions.change(session, by, made, same, now=due + timedelta(days=1))
    assert made.message == "New words"


def test_closing_closes_what_is_open_once_and_leaves_what_is_settled(session: Session) -> None:
    by = enablement(session)
    people = [factories.person(session) for _ in range(3)]
    lines = [Line(person_id=each.id) for each in people]
    made = actions.assign(session, by, order(session, *lines))
    targets_of(session, made)[0].state = TargetState.met
    assert actions.close(session, by, made) == 2
    states = sorted(target.state for target in targets_of(session, made))
    assert states == [TargetState.closed, TargetState.closed, TargetState.met]
    with pytest.raises(WrongState):
        actions.close(session, by, made)
    with pytest.raises(WrongState):
        actions.change(session, by, made, Terms())
    assert hand_everything_out(session, NOW) == 0
    noted = select(AuditEntry.action).where(AuditEntry.subject_id == made.id)
    assert set(session.scalars(noted)) == {"assigned", "closed_assignment"}


def listed(session: Session, viewer: Person, now: datetime) -> dict[UUID, listing.Overview]:
    """The first page of what they see, by id."""
    found, count = listing.overviews(session, viewer, now, 50)
    assert count == len(found)
    return {each.id: each for each in found}


def test_the_list_counts_only_people_the_viewer_may_see(db: Database) -> None:
    with db.work() as session:
        manager = factories.person(session, "Mia", Role.manager)
        west: Team = factories.team(session, "West", manager)
        rep = factories.person(session, team=west)
        factories.person(session)
        by = enablement(session)
        terms = Terms(due_kind=DueKind.instant, due_at=NOW + timedelta(hours=1))
        made = actions.assign(session, by, order(session, Line(role=Role.rep), terms=terms))
        factories.target(session, rep, by=by)
        other = factories.target(session, factories.person(session), by=by)
    late = NOW + timedelta(days=1)
    with db.reading() as session:
        seen = listed(session, manager, late)
        assert (seen[made.id].total, seen[made.id].met, seen[made.id].behind) == (1, 0, 1)
        assert other.assignment_id not in seen
        everything = listed(session, by, late)
        assert (everything[made.id].total, everything[made.id].behind) == (2, 2)
        assert everything[made.id].title == "60-second pitch"
        assert listed(session, rep, late) == {}
        with pytest.raises(NotFound):
            queries.get_own_assignment(session, manager, made.id)
