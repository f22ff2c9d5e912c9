"""Whose practice somebody may follow: their line downwards, or everybody for enablement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import Person, Team
from practice.takes.models import Take


@dataclass(frozen=True)
class Scope:
    """Teams to look at; None is the whole organization, and no team at all is nobody."""

    team_ids: frozenset[UUID] | None

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
    return Scope(frozenset(people.teams_below(session, viewer)))


def scope_of(session: Session, viewer: Person, team_id: UUID | None) -> Scope:
    """One team, or all that the viewer may see; a team outside of that looks like none."""
    whole = whole_scope(session, viewer)
    if team_id is None:
        return whole
    known = session.scalar(select(Team.id).where(Team.id == team_id, whole.holds(Team.id)))
    if known is None:
        raise NotFound
    return Scope(frozenset({team_id}))


@dataclass(frozen=True)
class Pick:
    """A team that can be picked; there may be a thousand, so no more than is shown."""

    id: UUID
    name: str


def teams_to_pick(session: Session, viewer: Person) -> Sequence[Pick]:
    """The teams that this person may look at one by one, by name."""
    found = select(Team.id, Team.name).where(whole_scope(session, viewer).holds(Team.id))
    rows = session.execute(found.where(Team.archived_at.is_(None)).order_by(Team.name))
    return [Pick(team_id, name) for team_id, name in rows]


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


def former(scope: Scope, practiced: Select[Any]) -> ColumnElement[bool]:
    """Members, and whoever practiced there and has moved on since: effort stays where it was."""
    return or_(scope.members, Person.id.in_(practiced))
