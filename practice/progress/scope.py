"""Whose practice somebody may follow: their line downwards, or everybody for enablement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from practice.assignments import queries as assignments
from practice.db import among, in_sight
from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import PeopleSegment, Person, SegmentMember, Team
from practice.questions import put_together
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take

MANY_TEAMS = 40  # beyond that the weeks of a year are too many to add up while somebody waits
VERSION = aliased(ScenarioVersion)
Who = ColumnElement[UUID] | InstrumentedAttribute[UUID]  # a column that names somebody
LEFT = select(Person.id).where(Person.deactivated_at.is_not(None))


def _those_of(segment_id: UUID) -> Select[UUID]:
    return people.members_of(in_sight(segment_id, PeopleSegment.id.type))


@dataclass(frozen=True)
class Scope:
    """Teams to look at; None is the whole organization, and no team at all is nobody.

    With a scenario it is only about what was recorded, handed in or assigned of that one; with a
    segment only about the people who are in that one now.
    """

    team_ids: frozenset[UUID] | None
    scenario_id: UUID | None = None
    segment_id: UUID | None = None

    @property
    def is_wide(self) -> bool:
        """Whether these are so many that not everything is added up."""
        return self.team_ids is None or len(self.team_ids) > MANY_TEAMS

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole organization, and nothing is left out."""
        return self.team_ids is None and self.scenario_id is None and self.segment_id is None

    @property
    def takes(self) -> ColumnElement[bool]:
        """Whether a `Take` was recorded in these teams, of this scenario, by these people."""
        inside = and_(self.holds(Take.team_id), self.includes(Take.person_id))
        return and_(inside, self.is_of(Take.scenario_version_id))

    @property
    def handed_in(self) -> ColumnElement[bool]:
        """Whether a `Submission` was handed in from these teams, of this scenario."""
        inside = and_(self.holds(Submission.team_id), self.includes(Submission.person_id))
        return and_(inside, self.is_of(Submission.scenario_version_id))

    def of(self, scenario_id: UUID) -> "Scope":
        """The same people and this scenario."""
        return replace(self, scenario_id=scenario_id)

    def includes(self, person_id: Who) -> ColumnElement[bool]:
        """Whether this column names somebody of the segment; everybody is when none was picked."""
        return true() if self.segment_id is None else person_id.in_(_those_of(self.segment_id))

    def is_of(self, version_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Whether this column names a version of the scenario; any does when none was picked."""
        if self.scenario_id is None:
            return true()
        scenario_id = in_sight(self.scenario_id, VERSION.scenario_id.type)
        return version_id.in_(select(VERSION.id).where(VERSION.scenario_id == scenario_id))

    def holds(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether this team column lies inside."""
        if self.team_ids is None:
            return true()
        return among(column, self.team_ids)

    @property
    def members(self) -> ColumnElement[bool]:
        """Active people of these teams: each counts once, in their home team.

        The whole organization has people without a team too: managers practice as well.
        """
        inside = and_(self.holds(Person.home_team_id), self.includes(Person.id))
        return and_(Person.deactivated_at.is_(None), inside)

    def has_at_home(self, person_id: Who) -> ColumnElement[bool]:
        """Whether this column names somebody whose home team lies inside, also who has left."""
        if self.team_ids is None:
            return self.includes(person_id)
        inside = and_(self.holds(Person.home_team_id), self.includes(Person.id))
        return person_id.in_(select(Person.id).where(inside))

    def still_holds(self, person_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Whether this is one of the members; of all teams, the few who left are left out."""
        if self.team_ids is None:
            return and_(self.includes(person_id), person_id.not_in(LEFT))
        return person_id.in_(select(Person.id).where(self.members))

    @property
    def headcount(self) -> ScalarSelect[int]:
        """How many members there are."""
        if self.team_ids is None and self.segment_id is not None:  # without a look at everybody
            found = _those_of(self.segment_id).where(SegmentMember.person_id.not_in(LEFT))
        else:
            found = select(Person.id).where(self.members)
        return found.with_only_columns(func.count()).correlate(None).scalar_subquery()


def whole_scope(session: Session, viewer: Person) -> Scope:
    """All that this person may ever see: everything for enablement, else their own line."""
    return Scope(None if viewer.is_enablement else assignments.below(session, viewer))


class Pick(NamedTuple):
    """What can be picked, a team or a scenario; there may be many, so no more than is shown."""

    id: UUID
    name: str
    intent: str = ""  # of a team: why it practices


@dataclass(frozen=True)
class Line:
    """The teams that somebody may look at, and those of them that can be picked by name."""

    scope: Scope
    teams: Sequence[Pick]
    archived: frozenset[UUID]

    def find(self, team_id: UUID | None) -> Pick | None:
        """The team that was asked for; one that is archived can still be looked at."""
        if team_id is None:
            return None
        return next((team for team in self.teams if team.id == team_id), None)

    @property
    def offered(self) -> Sequence[Pick]:
        """The teams in use, by name."""
        if not self.archived:
            return self.teams
        return [team for team in self.teams if team.id not in self.archived]


def line_of(session: Session, viewer: Person) -> Line:
    """Whom this person may follow, in one question to the database."""
    rows = session.execute(*_line(viewer)).all()
    teams = [Pick(team_id, name, intent) for team_id, name, intent, _ in rows]
    archived = frozenset(row[0] for row in rows if row[-1])
    ids = None if viewer.is_enablement else frozenset(team.id for team in teams)
    return Line(Scope(ids), teams, archived)


@put_together
def _line(viewer: Person) -> Select[*tuple[Any, ...]]:
    found = select(Team.id, Team.name, Team.intent, Team.archived_at.is_not(None))
    found = found.order_by(func.lower(Team.name))
    if viewer.is_enablement:
        return found
    return found.where(Team.id.in_(assignments.teams_below(viewer)))


@dataclass(frozen=True)
class Picks:
    """What else can be picked."""

    scenarios: Sequence[Pick]
    segments: Sequence[Pick]


def to_pick(session: Session, where: Scope) -> Picks:
    """Every scenario that was ever published, by the title it has now, withdrawn ones as well; and
    the segments that anybody of these teams is in. One question."""
    rows = sorted(
        session.execute(*_picks(where)).all(), key=lambda row: (row[1].casefold(), row[0])
    )
    scenario, segment = (
        [Pick(key, name) for key, name, which in rows if which == kind] for kind in (0, 1)
    )
    return Picks(scenario, segment)


@put_together
def _picks(where: Scope) -> CompoundSelect[*tuple[Any, ...]]:
    scenarios = _scenarios().add_columns(literal(0))
    return union_all(scenarios, _segments(where).add_columns(literal(1)))


def _scenarios() -> Select[UUID, str]:
    there = ScenarioVersion.published_at.is_not(None)
    newer = exists().where(
        VERSION.scenario_id == ScenarioVersion.scenario_id,
        VERSION.published_at.is_not(None),
        VERSION.number > ScenarioVersion.number,
    )
    return select(ScenarioVersion.scenario_id, ScenarioVersion.title).where(there, ~newer)


def _segments(where: Scope) -> Select[UUID, str]:
    held = select(SegmentMember.person_id).where(SegmentMember.segment_id == PeopleSegment.id)
    held = held.join(Person, Person.id == SegmentMember.person_id).where(where.members)
    return select(PeopleSegment.id, PeopleSegment.name).where(held.exists())


def get_member(session: Session, viewer: Person, person_id: UUID) -> Person:
    """Somebody whose practice this viewer may follow; anybody else looks like nobody."""
    found: Person | None = session.scalar(*_member(whole_scope(session, viewer), person_id))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


@put_together
def _member(whole: Scope, person_id: UUID) -> Select[Person]:
    found = select(Person).where(whole.holds(Person.home_team_id), Person.id == person_id)
    return found.options(joinedload(Person.home_team))


def get_practiced(session: Session, person_id: UUID, where: Scope) -> Person:
    """Somebody whose takes may be listed: a member, or one who practiced here before moving."""
    found: Person | None = session.scalar(*_practiced(where, person_id))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


@put_together
def _practiced(where: Scope, person_id: UUID) -> Select[Person]:
    practiced = select(Take.id).where(where.holds(Take.team_id), Take.person_id == person_id)
    mine = or_(where.holds(Person.home_team_id), exists(practiced))
    return select(Person).where(Person.id == person_id, mine)


def get_reviewer(session: Session, person_id: UUID, where: Scope) -> Person:
    """Somebody to whom something was handed in from there; anybody else looks like nobody."""
    found: Person | None = session.scalar(*_reviewer(where, person_id))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


@put_together
def _reviewer(where: Scope, person_id: UUID) -> Select[Person]:
    theirs = select(Submission.id).where(Submission.reviewer_id == Person.id, where.handed_in)
    return select(Person).where(Person.id == person_id, theirs.exists())
