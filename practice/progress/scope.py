"""Whose practice somebody may follow: their line downwards, or everybody for enablement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from practice.assignments import queries as assignments
from practice.errors import NotFound
from practice.people.models import Person, Team
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take

MANY_TEAMS = 40  # beyond that the weeks of a year are too many to add up while somebody waits
VERSION, TAKEN = aliased(ScenarioVersion), aliased(Take)


@dataclass(frozen=True)
class Scope:
    """Teams to look at; None is the whole organization, and no team at all is nobody.

    With a scenario it is only about what was recorded, handed in or assigned of that one.
    """

    team_ids: frozenset[UUID] | None
    scenario_id: UUID | None = None

    @property
    def is_wide(self) -> bool:
        """Whether these are so many that not everything is added up."""
        return self.team_ids is None or len(self.team_ids) > MANY_TEAMS

    @property
    def takes(self) -> ColumnElement[bool]:
        """Whether a `Take` was recorded in these teams, of this scenario."""
        return and_(self.holds(Take.team_id), self.is_of(Take.scenario_version_id))

    @property
    def handed_in(self) -> ColumnElement[bool]:
        """Whether a `Submission` was handed in from these teams, of this scenario."""
        inside = self.holds(Submission.team_id)
        if self.scenario_id is None:
            return inside
        taken = select(TAKEN.id).where(TAKEN.id == Submission.take_id)
        return and_(inside, taken.where(self.is_of(TAKEN.scenario_version_id)).exists())

    def of(self, scenario_id: UUID) -> "Scope":
        """The same teams and this scenario."""
        return Scope(self.team_ids, scenario_id)

    def is_of(self, version_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Whether this column names a version of the scenario; any does when none was picked."""
        if self.scenario_id is None:
            return true()
        return version_id.in_(select(VERSION.id).where(VERSION.scenario_id == self.scenario_id))

    def holds(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether this team column lies inside."""
        if self.team_ids is None:
            return true()
        return column.in_(self.team_ids) if self.team_ids else false()

    @property
    def members(self) -> ColumnElement[bool]:
        """Active people of these teams: each counts once, in their home team.

        The whole organization has people without a team too: managers practice as well.
        """
        return and_(Person.deactivated_at.is_(None), self.holds(Person.home_team_id))

    def still_holds(self, person_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Whether this is one of the members; of everybody, the few who left are left out."""
        if self.team_ids is None:
            return person_id.not_in(select(Person.id).where(Person.deactivated_at.is_not(None)))
        return person_id.in_(select(Person.id).where(self.members))


def whole_scope(session: Session, viewer: Person) -> Scope:
    """All that this person may ever see: everything for enablement, else their own line."""
    if viewer.is_enablement:
        return Scope(None)
    return Scope(frozenset(session.scalars(assignments.teams_below(viewer))))


@dataclass(frozen=True)
class Pick:
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
        return next((team for team in self.teams if team.id == team_id), None)

    @property
    def offered(self) -> Sequence[Pick]:
        """The teams in use, by name."""
        return [team for team in self.teams if team.id not in self.archived]


def line_of(session: Session, viewer: Person) -> Line:
    """Whom this person may follow, in one question to the database."""
    found = select(Team.id, Team.name, Team.intent, Team.archived_at).order_by(Team.name)
    if not viewer.is_enablement:
        found = found.where(Team.id.in_(assignments.teams_below(viewer)))
    rows = session.execute(found).all()
    ids = None if viewer.is_enablement else frozenset(row.id for row in rows)
    archived = frozenset(row.id for row in rows if row.archived_at)
    return Line(Scope(ids), [Pick(row.id, row.name, row.intent) for row in rows], archived)


def scenarios_to_pick(session: Session) -> Sequence[Pick]:
    """Every scenario that was ever published, by the title it has now; also withdrawn ones."""
    there = ScenarioVersion.published_at.is_not(None)
    newer = exists().where(
        VERSION.scenario_id == ScenarioVersion.scenario_id,
        VERSION.published_at.is_not(None),
        VERSION.number > ScenarioVersion.number,
    )
    found = select(ScenarioVersion.scenario_id, ScenarioVersion.title).where(there, ~newer)
    rows = session.execute(found.order_by(ScenarioVersion.title, ScenarioVersion.scenario_id))
    return [Pick(scenario_id, title) for scenario_id, title in rows]


def visible_to(session: Session, viewer: Person) -> Select[Person]:
    """People whose practice this viewer may follow; oneself is on a page of its own."""
    whole = whole_scope(session, viewer)
    return select(Person).where(whole.holds(Person.home_team_id))


def get_member(session: Session, viewer: Person, person_id: UUID) -> Person:
    """One of those people; anybody else looks like nobody."""
    found = session.scalar(
        visible_to(session, viewer)
        .where(Person.id == person_id)
        .options(joinedload(Person.home_team))
    )
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


def get_practiced(session: Session, person_id: UUID, where: Scope) -> Person:
    """Somebody whose takes may be listed: a member, or one who practiced here before moving."""
    practiced = select(Take.id).where(where.holds(Take.team_id), Take.person_id == person_id)
    mine = or_(where.holds(Person.home_team_id), exists(practiced))
    found = session.scalar(select(Person).where(Person.id == person_id, mine))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


def get_reviewer(session: Session, person_id: UUID, where: Scope) -> Person:
    """Somebody to whom something was handed in from there; anybody else looks like nobody."""
    theirs = select(Submission.id).where(Submission.reviewer_id == Person.id, where.handed_in)
    found = session.scalar(select(Person).where(Person.id == person_id, theirs.exists()))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


def former(scope: Scope, practiced: Select[Any]) -> ColumnElement[bool]:
    """Members, and whoever practiced there and has moved on since: effort stays where it was."""
    return or_(scope.members, Person.id.in_(practiced))
