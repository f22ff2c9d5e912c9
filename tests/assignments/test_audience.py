"""Whom an audience reaches: the one condition against a slow and obvious one, and what it costs."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import actions, audience, queries, reach
from practice.assignments.models import (
    Assignment,
    AssignmentTarget,
    ReviewerRule,
)
from practice.assignments.values import Line, Order, Reviewers
from practice.db import utcnow
from practice.people.models import PeopleSegment, Person, Role, SegmentMember, Team, TeamManager
from practice.scenarios.models import ScenarioVersion
from tests import factories
from tests.handing import hand_everything_out

HIRED = (None, date(2025, 3, 1), date(2026, 3, 1), date(2026, 9, 1))


@dataclass
class World:
    """A director over three teams, one of them with a player-coach, and people without a team."""

    elena: Person
    directors: Person
    lead: Person
    teams: list[Team]
    segments: list[PeopleSegment]
    version: ScenarioVersion


@pytest.fixture
def world(session: Session) -> World:
    boss = factories.person(session, "Director", Role.manager)
    upper = factories.team(session, "Leads", boss)
    lead = factories.person(session, "Lead", Role.manager, team=upper, hired_on=HIRED[1])
    west = factories.team(session, "West", lead)
    under = factories.person(session, "Under", Role.manager, Role.rep, team=west)
    north = factories.team(session, "North", under)
    coach = factories.person(session, "Coach", Role.manager, Role.rep)
    east = factories.team(session, "East", coach)
    coach.home_team = east
    south = factories.team(session, "South", coach)  # beside East, not below it
    segments = [PeopleSegment(name=name) for name in ("Enterprise", "New")]
    session.add_all(segments)
    session.flush()
    for number, team in enumerate([west, west, north, north, east, east, south, None, upper]):
        rep = factories.person(session, f"Rep {number}", team=team, hired_on=HIRED[number % 4])
        session.add_all(
            SegmentMember(person_id=rep.id, segment_id=segment.id)
            for at, segment in enumerate(segments)
            if number % (at + 2) == 0
        )
    factories.person(session, "Gone", team=west, deactivated_at=utcnow())
    session.flush()
    elena = factories.person(session, "Elena", Role.enablement)
    teams = [upper, west, north, east, south]
    return World(elena, boss, lead, teams, segments, factories.scenario(session))


def below(session: Session, team_id: UUID) -> set[UUID]:
    """The slow way down: teams managed by somebody who sits in it and doesn't manage it."""
    rows = session.scalars(select(TeamManager)).all()
    found, todo = {team_id}, [team_id]
    while todo:
        here = todo.pop()
        runs_it = {each.person_id for each in rows if each.team_id == here}
        for each in rows:
            sits_here = each.person.home_team_id == here and each.person_id not in runs_it
            if sits_here and each.team_id not in found:
                found.add(each.team_id)
                todo.append(each.team_id)
    return found


def is_matched(session: Session, line: Line, person: Person) -> bool:
    teams = below(session, line.team_id) if line.team_id and line.includes_below else {line.team_id}
    member = session.get(SegmentMember, (person.id, line.segment_id)) if line.segment_id else True
    return all((
        line.team_id is None or person.home_team_id in teams,
        line.role is None or person.has(line.role),
        line.person_id in (None, person.id),
        bool(member),
        line.hired_after is None
        or (person.hired_on is not None and person.hired_on > line.hired_after),
    ))  # fmt: skip


def slowly(session: Session, by: Person, lines: list[Line]) -> set[str]:
    """Whom they reach, one person and one line at a time."""
    led = set(session.scalars(queries.teams_below(by)))
    return {
        person.name
        for person in session.scalars(select(Person).where(Person.deactivated_at.is_(None)))
        if (by.is_enablement or person.home_team_id in led)
        and any(is_matched(session, each, person) for each in lines if not each.is_exception)
        and not any(is_matched(session, each, person) for each in lines if each.is_exception)
    }


def any_line(chance: Random, world: World, people: list[UUID]) -> Line:
    team = chance.choice([None, None, *world.teams])
    return Line(
        team_id=team.id if team else None,
        role=chance.choice([None, None, Role.rep, Role.manager]),
        person_id=chance.choice(people) if chance.random() < 0.15 else None,
        segment_id=chance.choice([None, None, *[each.id for each in world.segments]]),
        hired_after=chance.choice([None, None, date(2026, 1, 1)]),
        includes_below=chance.random() < 0.5,
        is_exception=chance.random() < 0.3,
    )


def test_the_preview_and_what_is_stored_reach_the_same_people_as_the_slow_rule(
    session: Session, world: World
) -> None:
    chance, people = Random(7), list(session.scalars(select(Person.id)))
    reached_any = 0
    for _ in range(60):
        by = chance.choice([world.elena, world.directors, world.lead])
        lines = [any_line(chance, world, people) for _ in range(chance.randint(1, 4))]
        expected = slowly(session, by, lines)
        found = audience.people_reached(by, lines).with_only_columns(Person.name)
        assert set(session.scalars(found)) == expected, lines
        stored = Assignment(
            scenario_id=world.version.scenario_id, created_by_id=by.id,
            audience=[line.audience() for line in lines],
        )  # fmt: skip
        session.add(stored)
        session.flush()
        rows = audience.reached().where(Assignment.id == stored.id).with_only_columns(Person.name)
        assert set(session.scalars(rows)) == expected, lines
        reached_any += bool(expected)
    assert 20 < reached_any < 60  # neither everything nor nothing


def test_an_audience_follows_people_and_what_somebody_was_given_stays_theirs(
    session: Session, world: World
) -> None:
    by, west = world.lead, world.teams[1]
    order = Order(world.version.scenario_id, (Line(segment_id=world.segments[0].id),))
    made = actions.assign(session, by, order)
    given = select(Person.name).join(AssignmentTarget, AssignmentTarget.person_id == Person.id)
    given = given.where(AssignmentTarget.assignment_id == made.id).order_by(Person.name)
    assert list(session.scalars(given)) == ["Rep 0", "Rep 2"]  # nobody outside the lead's teams
    newcomer = factories.person(session, "Newcomer", team=west)
    session.add(SegmentMember(person_id=newcomer.id, segment_id=world.segments[0].id))
    mover = session.scalars(select(Person).where(Person.name == "Rep 4")).one()
    mover.home_team_id = west.id
    leaver = session.scalars(select(Person).where(Person.name == "Rep 0")).one()
    leaver.home_team_id = world.teams[3].id
    session.flush()
    assert hand_everything_out(session, utcnow()) == 2
    assert list(session.scalars(given)) == ["Newcomer", "Rep 0", "Rep 2", "Rep 4"]


def test_a_draft_and_what_is_paused_reach_nobody_new(session: Session, world: World) -> None:
    order = Order(world.version.scenario_id, (Line(team_id=world.teams[1].id),))
    actions.assign(session, world.elena, order, is_draft=True)
    made = actions.assign(session, world.elena, order)
    actions.pause(session, world.elena, made)
    factories.person(session, "Newcomer", team=world.teams[1])
    assert hand_everything_out(session, utcnow()) == 0
    actions.go_on(session, world.elena, made)
    session.flush()
    assert hand_everything_out(session, utcnow()) == 1


def test_what_it_asks_of_reviewers_is_counted_for_each_of_them(
    session: Session, world: World
) -> None:
    by, all_reps = world.elena, [Line(role=Role.rep)]
    costs = reach.costs_of(session, by, all_reps, Reviewers())
    assert [(each.name, each.reviews, each.minutes) for each in costs.top] == [
        ("Coach", 3, 15), ("Lead", 3, 15), ("the enablement team", 2, 10),
    ]  # fmt: skip
    assert costs.others == 2
    named = Reviewers(ReviewerRule.named, reviewer_id=world.lead.id)
    assert [each.reviews for each in reach.costs_of(session, by, all_reps, named).top] == [11]
    peers = Reviewers(ReviewerRule.peers, peer_count=2)
    assert reach.costs_of(session, by, all_reps, peers).peer_reviews == 22
    alone = Reviewers(ReviewerRule.self_only)
    assert reach.costs_of(session, by, all_reps, alone) == reach.Costs()


@pytest.mark.parametrize("typed", ["Özge Şahin", "özge şahin", "ÖZGE ŞAHIN"])
def test_people_and_reviewers_are_found_by_letters_beyond_english_ones(
    session: Session, typed: str
) -> None:
    elena = factories.person(session, "Elena", Role.enablement)
    lead = factories.person(session, "Özge Şahin", Role.manager)
    factories.person(session, "Ann Wood", Role.manager)
    assert reach.find_reviewer(session, typed) == lead
    assert list(reach.possible_reviewers(session, typed)) == [lead]
    assert list(reach.assignable_people(session, elena, typed[:4])) == [lead]


def test_what_is_typed_for_a_name_is_looked_for_as_it_stands(session: Session) -> None:
    elena = factories.person(session, "Elena", Role.enablement)
    sure = factories.person(session, "100% Sure")
    factories.person(session, "100 Pearls")
    assert list(reach.assignable_people(session, elena, "100%")) == [sure]
    assert not reach.assignable_people(session, elena, "_____ _____")
