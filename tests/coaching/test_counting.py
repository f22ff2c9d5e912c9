"""A rep's promise counts by itself: the query against a slow and obvious reading of history."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from practice.coaching import actions, queries
from practice.coaching.models import Commitment
from practice.coaching.queries import Pair
from practice.coaching.values import Promised
from practice.people.models import Person, Role
from practice.scenarios.models import ScenarioVersion
from practice.takes.actions import local_day
from practice.takes.models import Take, TakeState
from tests import factories

FIRST = date(2026, 11, 2)
DAYS = 12


def obvious(promise: Commitment, takes: list[Take], scenarios: dict[UUID, UUID]) -> int:
    """What a person with paper and pencil would count."""
    count = 0
    for take in takes:
        if take.person_id != promise.rep_id or not take.is_counted:
            continue
        if take.local_day < promise.made_on or take.local_day > promise.due_on:
            continue
        if take.created_at < promise.created_at:
            continue
        if promise.scenario_id and scenarios[take.scenario_version_id] != promise.scenario_id:
            continue
        count += 1
    return count


@pytest.mark.parametrize("seed", range(6))
def test_what_is_counted_is_what_anybody_would_count(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    manager = factories.person(session, "", Role.manager)
    team = factories.team(session, manager=manager)
    zones = ("UTC", "Pacific/Auckland", "America/Los_Angeles")
    reps = [factories.person(session, team=team, timezone=zone) for zone in zones]
    versions = [factories.scenario(session) for _ in range(2)]
    newer = ScenarioVersion(
        scenario_id=versions[0].scenario_id, number=2, published_at=versions[0].published_at,
        title="Newer", interaction=versions[0].interaction,
        rubric_version_id=versions[0].rubric_version_id,
    )  # fmt: skip
    session.add(newer)
    session.flush()
    versions.append(newer)
    takes = [one_take(session, chance, chance.choice(reps), versions) for _ in range(60)]
    made = [one_promise(session, chance, Pair(chance.choice(reps), manager), versions)
            for _ in range(25)]  # fmt: skip
    session.flush()
    scenarios = {each.id: each.scenario_id for each in versions}
    found = queries.counted(session, [each.id for each in made])
    wanted = {each.id: obvious(each, takes, scenarios) for each in made}
    assert found == {key: count for key, count in wanted.items() if count}
    assert any(found.values()), "a history in which nothing counts shows nothing"


def moment(chance: random.Random) -> datetime:
    start = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    return start + timedelta(minutes=chance.randrange(DAYS * 24 * 60))


def one_take(
    session: Session, chance: random.Random, rep: Person, versions: list[ScenarioVersion]
) -> Take:
    at = moment(chance)
    made = factories.take(session, rep, chance.choice(versions), at=at)
    made.local_day = local_day(rep, at)
    made.is_counted = chance.random() > 0.2
    if chance.random() < 0.2:  # a deleted take counts on
        made.state, made.deleted_at = TakeState.deleted, at
    return made


def one_promise(
    session: Session, chance: random.Random, pair: Pair, versions: list[ScenarioVersion]
) -> Commitment:
    at = moment(chance)
    due = local_day(pair.rep, at) + timedelta(days=chance.randrange(6))
    made = actions.promise(session, pair.rep, pair, Promised(True, "", 3, due), at)
    made.scenario_id = chance.choice([None, *[version.scenario_id for version in versions]])
    return made


def test_a_take_of_the_same_day_counts_only_after_the_promise(session: Session) -> None:
    manager = factories.person(session, "", Role.manager)
    rep = factories.person(session, team=factories.team(session, manager=manager))
    noon = datetime(2026, 11, 4, 12, tzinfo=UTC)
    factories.take(session, rep, at=noon - timedelta(hours=1))
    given = Promised(True, "", 2, noon.date())
    made = actions.promise(session, rep, Pair(rep, manager), given, noon)
    assert queries.counted(session, [made.id]) == {}
    factories.take(session, rep, at=noon + timedelta(hours=1))
    assert queries.counted(session, [made.id]) == {made.id: 1}


def test_what_the_coach_promises_is_never_counted(session: Session) -> None:
    manager = factories.person(session, "", Role.manager)
    rep = factories.person(session, team=factories.team(session, manager=manager))
    noon = datetime(2026, 11, 4, 12, tzinfo=UTC)
    given = Promised(False, "A list of three accounts", 3, noon.date() + timedelta(days=3))
    made = actions.promise(session, manager, Pair(rep, manager), given, noon)
    factories.take(session, rep, at=noon + timedelta(hours=1))
    assert made.takes is None
    assert queries.counted(session, [made.id]) == {}
