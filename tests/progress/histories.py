"""Random histories: plain lists of what happened, and how the same is laid into the database.

People move between teams, live in several zones and fly to others; the weeks hold the nights in
which clocks are set; videos are deleted, submissions taken back, feedback corrected.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from practice.assignments.models import KEPT, Assignment, AssignmentTarget, Cadence, TargetState
from practice.db import new_id
from practice.people.models import (
    Organization,
    PeopleSegment,
    Person,
    Role,
    SegmentMember,
    Team,
    TeamManager,
)
from practice.recordings.models import AssetKind, AssetState, MediaAsset
from practice.reviews.models import CriterionScore, Decision, Review, ReviewState
from practice.scenarios.models import RubricVersion, ScenarioVersion
from practice.takes import by_day
from practice.takes.actions import local_day
from practice.takes.models import Submission, Take, TakeState
from tests import factories

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 17, tzinfo=UTC)  # when summaries are told in every zone
FIRST = datetime(2026, 9, 14, tzinfo=UTC)  # clocks change on Sep 27, Oct 25 and Nov 1
DAYS = 66
LAST = 69  # the day of NOW: what is recorded then is too new to be handed in
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin")
REPS, TEAMS, REVIEWERS = range(4), range(3), range(3)
TITLES = ("Pitch", "Pitch 2", "Demo")  # of the versions
CRITERIA = (factories.TWO, ("Agenda set", "Pain found early"), factories.TWO)  # what they judge
PEERS = 2  # of these reviewers: one of many, whom no submission names and whose levels never count


Levels = tuple[int | None, int | None]  # on the two criteria of a rubric


@dataclass(frozen=True)
class Handed:
    """That a take was handed in, and what came of it, the corrections last."""

    hours: int
    back: int | None
    reviewer: int
    taken_back: bool
    kept: bool  # as practice: nobody reviews it
    asks_help: bool
    revisions: list[Levels]


@dataclass(frozen=True)
class Taken:
    """One take, at an hour near the edge of a day."""

    rep: int
    version: int
    day: int
    hour: int
    minute: int
    ms: int
    counts: bool
    deleted: bool
    handed: Handed | None

    @property
    def at(self) -> datetime:
        return FIRST + timedelta(days=self.day, hours=self.hour, minutes=self.minute)


@dataclass(frozen=True)
class Owed:
    """One target."""

    rep: int
    state: TargetState
    due: int | None
    enforced: bool
    closes: int | None
    kept: bool

    @property
    def due_at(self) -> datetime | None:
        return None if self.due is None else NOW + timedelta(hours=self.due)

    @property
    def closes_at(self) -> datetime | None:
        """The end of its period, of an assignment that comes back."""
        return None if self.closes is None else NOW + timedelta(hours=self.closes)


@dataclass(frozen=True)
class History:
    """All of it. A move is (rep, day, team), a flight (rep, day, zone) at noon; everybody begins in
    a team and a zone of their own number."""

    zone: str
    first_weekday: int
    takes: list[Taken]
    moves: list[tuple[int, int, int]]
    flights: list[tuple[int, int, str]]
    left: set[int]
    segment: set[int]
    owed: list[Owed]
    paused: bool = False  # what is enforced

    def team_of(self, rep: int, at: datetime) -> int:
        """Where somebody was then."""
        team = rep % len(TEAMS)
        for who, day, to in sorted(self.moves, key=lambda move: move[1]):
            if who == rep and FIRST + timedelta(days=day) <= at:
                team = to
        return team

    def zone_of(self, rep: int, at: datetime) -> str:
        """By which clock somebody lived then."""
        zone = ZONES[rep]
        for who, day, to in sorted(self.flights, key=lambda flight: flight[1]):
            if who == rep and FIRST + timedelta(days=day, hours=12) <= at:
                zone = to
        return zone


def mostly(one: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Three times as often one as the other: `one | one | other` is drawn like `one | other`."""
    return st.sampled_from([True, True, True, False]).flatmap(lambda usual: one if usual else other)


level = mostly(st.integers(1, 5), st.none())
levels = st.tuples(level, level)
handed = st.builds(
    Handed,
    hours=st.integers(0, 60),
    back=st.sampled_from([True, True, False]).flatmap(
        lambda came: st.integers(0, 400) if came else st.none()
    ),
    reviewer=st.sampled_from(REVIEWERS),
    taken_back=st.sampled_from([False] * 5 + [True]),
    kept=st.sampled_from([False] * 5 + [True]),
    asks_help=st.sampled_from([False] * 5 + [True]),
    revisions=st.lists(levels, max_size=2) | levels.map(lambda given: [given]),
)
taken = st.builds(
    Taken,
    rep=st.sampled_from(REPS),
    version=st.sampled_from([0, 1, 0, 1, 2]),
    day=st.integers(0, DAYS) | st.integers(DAYS - 20, DAYS),
    hour=st.sampled_from([0, 1, 4, 7, 11, 12, 16, 22, 23]),
    minute=st.sampled_from([0, 29, 59]),
    ms=st.integers(20_000, 300_000),
    counts=st.sampled_from([True] * 4 + [False]),
    deleted=st.sampled_from([False] * 4 + [True]),
    handed=mostly(handed, st.none()),
)
newest = taken.map(lambda take: replace(take, day=LAST, hour=take.hour % 12, handed=None))
histories = st.builds(
    History,
    zone=st.sampled_from(ZONES),
    first_weekday=st.sampled_from([0, 6]),
    takes=st.lists(mostly(taken, newest), min_size=20, max_size=40),
    moves=st.lists(
        st.tuples(st.sampled_from(REPS), st.integers(0, DAYS), st.sampled_from(TEAMS)), max_size=3
    ),
    flights=st.lists(
        st.tuples(st.sampled_from(REPS), st.integers(0, LAST), st.sampled_from(ZONES)), max_size=3
    ),
    left=st.sets(st.sampled_from(REPS), max_size=1),
    segment=st.sets(st.sampled_from(REPS), min_size=1, max_size=3),
    owed=st.lists(
        st.builds(
            Owed,
            rep=st.sampled_from(REPS),
            state=st.sampled_from(list(TargetState)),
            due=st.none() | st.integers(-300, 100),
            enforced=st.booleans(),
            closes=st.none() | st.integers(-300, 100),
            kept=st.booleans(),
        ),
        min_size=4,
        max_size=12,
    ),
    paused=st.sampled_from([False] * 4 + [True]),
)

# In which everybody was scored in the same week, whatever else is drawn.
SCORED = History(
    "Europe/Berlin", 0, moves=[], flights=[], left=set(), segment={0, 1}, owed=[], takes=[
        Taken(rep, 0, DAYS - 5, 12, rep, 60_000, True, False,
              Handed(1, 20, 0, False, False, False, [(1 + rep, 4)]))
        for rep in REPS
    ],
)  # fmt: skip
# In which somebody practiced on a day that is still to come where they flew: of the week that runs,
# and of the one after it. What was given is over for everybody, or for one team alone.
OVER = [
    Owed(rep, state, -200, True, -10, False)
    for rep, state in enumerate((TargetState.met, TargetState.practicing, TargetState.missed))
]
FLOWN = History(
    "UTC", 6, moves=[], flights=[(1, LAST, "America/Los_Angeles")], left=set(), segment={1},
    owed=OVER, takes=[Taken(1, 0, LAST, 11, 59, 60_000, True, False, None)],
)  # fmt: skip
FLOWN_FURTHER = replace(
    FLOWN, first_weekday=0, owed=[*OVER, Owed(0, TargetState.submitted, 10, True, 20, False)]
)
# In which somebody moved in the middle of a week: the new manager doesn’t open what was handed in
# before, of which the later came back first, and scored one criterion only.
MOVED = History(
    "UTC", 0, moves=[(0, 64, 1)], flights=[], left=set(), segment={0}, owed=[], takes=[
        Taken(0, 0, 60, 12, 0, 60_000, True, False,
              Handed(0, 90, 0, False, False, False, [(2, 3)])),
        Taken(0, 1, 61, 12, 0, 60_000, True, False,
              Handed(0, 10, 0, False, False, False, [(4, None)])),
        *(Taken(rep, 0, day, 12, minute, 60_000, True, False, None)
          for rep, day, minute in ((0, 63, 0), *((0, 65, n) for n in range(3)), (1, 65, 0),
                                   (1, 66, 0))),
    ],
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The people and scenarios that every history is about."""

    organization: Organization  # which shows everybody the effort of their team
    boss: Person
    teams: list[Team]
    managers: list[Person]
    reps: list[Person]
    versions: list[ScenarioVersion]  # two of one scenario and its rubric, one of another
    segment: PeopleSegment


def build(session: Session) -> World:
    """A boss over three teams, each with one manager; two of them review."""
    boss = factories.person(session, "Boss", Role.manager)
    top = factories.team(session, "Top", boss)
    managers = [
        factories.person(session, f"M{n}", Role.manager, team=top, timezone=ZONES[n + 1])
        for n in TEAMS
    ]
    teams = [factories.team(session, f"Team {n}", managers[n]) for n in TEAMS]
    for team in teams:
        session.add(TeamManager(team_id=team.id, person_id=boss.id))
    reps = [
        factories.person(session, f"Rep {n}", team=teams[n % len(TEAMS)], timezone=ZONES[n])
        for n in REPS
    ]
    first, other = (factories.scenario(session, TITLES[n], CRITERIA[n]) for n in (0, 2))
    newer = ScenarioVersion(
        scenario_id=first.scenario_id, number=2, published_at=first.published_at, title=TITLES[1],
        interaction=first.interaction, rubric_version=_next(first.rubric_version),
    )  # fmt: skip
    segment = PeopleSegment(name="New in fall")
    session.add_all([newer, segment])
    organization = session.get_one(Organization, 1)
    organization.shows_effort = True
    session.flush()
    return World(organization, boss, teams, managers, reps, [first, newer, other], segment)


def _next(rubric: RubricVersion) -> RubricVersion:
    """The version after it: the same criteria, in other words."""
    criteria = [factories.criterion(at, title) for at, title in enumerate(CRITERIA[1], 1)]
    for criterion, before in zip(criteria, rubric.criteria, strict=True):
        criterion.key = before.key
    return RubricVersion(
        rubric_id=rubric.rubric_id, number=2, published_at=rubric.published_at, criteria=criteria
    )


def lay(session: Session, world: World, history: History) -> list[Assignment]:
    """The history as rows; answers the assignments of what is owed, enforced and optional."""
    world.organization.timezone = history.zone
    world.organization.first_weekday = history.first_weekday
    for n, rep in enumerate(world.reps):
        rep.home_team_id = world.teams[history.team_of(n, NOW)].id
        rep.deactivated_at = NOW if n in history.left else None
    held = [world.reps[n].id for n in history.segment]
    session.add_all(SegmentMember(person_id=rep, segment_id=world.segment.id) for rep in held)
    for number, one in enumerate(history.takes, 1):
        session.add_all(_rows(world, history, one, number))
    for n, rep in enumerate(world.reps):
        rep.timezone = history.zone_of(n, NOW)
    given = [_assignment(world, history, enforced) for enforced in (True, False)]
    session.add_all(given)
    session.flush()
    for period, one in enumerate(history.owed):
        session.add(
            AssignmentTarget(
                assignment_id=given[not one.enforced].id, person_id=world.reps[one.rep].id,
                period=str(period), scenario_version_id=world.versions[0].id, state=one.state,
                due_at=one.due_at, closes_at=one.closes_at, reason=KEPT if one.kept else "",
            )
        )  # fmt: skip
    session.flush()
    for rep in world.reps:
        session.expire(rep, ["home_team"])
    by_day.recount(session)
    return given


def _assignment(world: World, history: History, enforced: bool) -> Assignment:
    scenario_id = world.versions[0].scenario_id
    return Assignment(
        id=new_id(), scenario_id=scenario_id, created_by_id=world.boss.id, is_enforced=enforced,
        cadence=Cadence.weekly, paused_at=NOW if history.paused and enforced else None,
    )  # fmt: skip


def _rows(world: World, history: History, one: Taken, number: int) -> list[object]:
    rep, version = world.reps[one.rep], world.versions[one.version]
    asset = MediaAsset(
        id=new_id(), owner_id=rep.id, kind=AssetKind.camera, state=AssetState.ready,
        key_prefix=f"r/{new_id().hex}",
    )  # fmt: skip
    gone = one.deleted and not one.handed
    rep.timezone = history.zone_of(one.rep, one.at)
    take = Take(
        id=new_id(), person_id=rep.id, scenario_version_id=version.id, asset_id=asset.id,
        team_id=world.teams[history.team_of(one.rep, one.at)].id, local_day=local_day(rep, one.at),
        number=number, state=TakeState.deleted if gone else TakeState.recorded,
        is_counted=one.counts, counted_ms=one.ms if one.counts else 0, created_at=one.at,
        deleted_at=NOW if gone else None,
    )  # fmt: skip
    return [asset, take, *(_handed(world, take, version, one.handed, number) if one.handed else [])]


def _handed(
    world: World, take: Take, version: ScenarioVersion, one: Handed, number: int
) -> list[object]:
    at, author = handed_at(take.created_at, one, number), world.managers[one.reviewer]
    made = Submission(
        id=new_id(), take_id=take.id, person_id=take.person_id, team_id=take.team_id,
        scenario_version_id=version.id, rubric_version_id=version.rubric_version_id, created_at=at,
        reviewer_id=None if one.reviewer == PEERS else author.id, routed_at=at,
        asks_help=one.asks_help, withdrawn_at=at if one.taken_back else None,
        reviewed_at=None if one.back is None else at + timedelta(hours=one.back),
        kept_at=at if one.kept and one.back is None else None,
    )  # fmt: skip
    rows: list[object] = [made]
    if one.back is not None:
        for revision, levels in enumerate(one.revisions, 1):
            rows += _review(author, made, version, revision, levels)
    return rows


def handed_at(taken_at: datetime, one: Handed, number: int) -> datetime:
    """No two at the same moment: which of them is later would be anybody’s guess."""
    return taken_at + timedelta(hours=one.hours, seconds=number)


def _review(
    author: Person,
    made: Submission,
    version: ScenarioVersion,
    revision: int,
    levels: Levels,
) -> list[object]:
    assert made.reviewed_at
    review = Review(
        id=new_id(), submission_id=made.id, author_id=author.id, revision=revision,
        state=ReviewState.released, released_at=made.reviewed_at + timedelta(minutes=revision),
        decision=Decision.met if made.reviewer_id else None,
    )  # fmt: skip
    criteria = version.rubric_version.criteria
    scores = [
        CriterionScore(review_id=review.id, criterion_id=criterion.id, level=level)
        for criterion, level in zip(criteria, levels, strict=True)
        if level
    ]
    return [review, *scores]
