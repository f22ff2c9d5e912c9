"""Whom an audience that is being put together reaches, and what it costs those who review.

For the one who assigns, before anybody is given anything: how many, who for instance, and the
names to choose from. Nobody sees people here whom they could not assign to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from practice.assignments.audience import TREE, people_reached
from practice.assignments.models import ReviewerRule
from practice.assignments.queries import led_by, teams_below
from practice.assignments.values import Line, Reviewers
from practice.db import Folded
from practice.people.models import BY_NAME, Person, PersonRole, Role, Team, TeamManager
from practice.people.queries import called, escaped
from practice.questions import put_together

REVIEW_MINUTES = 5  # what a review of a short take is meant to cost at most
MOST_FOUND = 8
NAMED = 3  # reviewers that the summary names
MANAGER = aliased(Person)
REVIEWING = (Role.manager, Role.enablement)


@dataclass(frozen=True)
class Reach:
    """How many an audience reaches, some of them by name, and over how many zones."""

    count: int
    sample: Sequence[str]
    zones: int


def reach_of(session: Session, by: Person, lines: Sequence[Line], sample: int = 5) -> Reach:
    """Whom these lines reach now; for the summary before assigning."""
    everybody = people_reached(by, lines)
    people = everybody.order_by(None).subquery()
    counts = select(func.count(), func.count(people.c.timezone.distinct())).select_from(people)
    count, zones = session.execute(counts).one()
    names = session.scalars(everybody.with_only_columns(Person.name).limit(sample)).all()
    return Reach(count, names, zones)


@dataclass(frozen=True)
class Cost:
    """How many reviews fall to one person each time; nobody: to enablement's pool."""

    name: str
    reviews: int

    @property
    def minutes(self) -> int:
        return self.reviews * REVIEW_MINUTES


@dataclass(frozen=True)
class Costs:
    """Those with the most reviews, how many others there are, and the reviews of peers."""

    top: Sequence[Cost] = ()
    others: int = 0
    peer_reviews: int = 0


def first_managers() -> Subquery:
    """(team, person) of the active manager of each team who is asked first."""
    order = TeamManager.is_primary.desc(), MANAGER.created_at
    place = func.row_number().over(partition_by=TeamManager.team_id, order_by=order)
    ranked = (
        select(TeamManager.team_id, TeamManager.person_id, place.label("place"))
        .join(MANAGER, MANAGER.id == TeamManager.person_id)
        .where(MANAGER.deactivated_at.is_(None))
        .subquery()
    )
    return select(ranked.c.team_id, ranked.c.person_id).where(ranked.c.place == 1).subquery()


def other_manager() -> ColumnElement[UUID]:
    """The same for a `Person` who would be their own: the next one, if there is any."""
    return (
        select(TeamManager.person_id)
        .join(MANAGER, MANAGER.id == TeamManager.person_id)
        .where(
            TeamManager.team_id == Person.home_team_id,
            TeamManager.person_id != Person.id,
            MANAGER.deactivated_at.is_(None),
        )
        .order_by(TeamManager.is_primary.desc(), MANAGER.created_at)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def with_manager(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The same people with the id of who reviews what they hand in, as things stand."""
    first = first_managers()
    own = case((first.c.person_id == Person.id, other_manager()), else_=first.c.person_id)
    joined = found.outerjoin(first, first.c.team_id == Person.home_team_id)
    return joined.add_columns(own.label("manager_id"))


def costs_of(session: Session, by: Person, lines: Sequence[Line], rule: Reviewers) -> Costs:
    """What one round of this asks of whoever reviews."""
    if rule.reviewer_rule == ReviewerRule.self_only:
        return Costs()
    everybody = people_reached(by, lines).order_by(None)
    if rule.reviewer_rule == ReviewerRule.manager:
        return _by_manager(session, everybody)
    people = session.scalar(select(func.count()).select_from(everybody.subquery())) or 0
    if rule.reviewer_rule == ReviewerRule.peers:
        return Costs(peer_reviews=people * rule.peer_count)
    named = session.get(Person, rule.reviewer_id) if rule.reviewer_id else None
    return Costs([Cost(named.name, people)] if named and people else [])


def _by_manager(session: Session, everybody: Select[UUID, str]) -> Costs:
    each = with_manager(everybody).subquery()
    rows = session.execute(
        select(MANAGER.name, func.count())
        .select_from(each)
        .outerjoin(MANAGER, MANAGER.id == each.c.manager_id)
        .group_by(MANAGER.id, MANAGER.name)
    )
    costs = [Cost(name or "the enablement team", count) for name, count in rows]
    costs.sort(key=lambda cost: (-cost.reviews, cost.name.lower()))
    return Costs(costs[:NAMED], len(costs[NAMED:]))


@dataclass(frozen=True)
class Reached:
    """One person whom it reaches, and who would review them."""

    person: Person
    manager: str


def people_page(
    session: Session, by: Person, lines: Sequence[Line], offset: int, limit: int
) -> Sequence[Reached]:
    """Some of those whom these lines reach, by name."""
    ids = people_reached(by, lines).with_only_columns(Person.id).limit(limit).offset(offset)
    found = with_manager(select(Person)).where(Person.id.in_(session.scalars(ids).all()))
    rows = session.execute(found.options(joinedload(Person.home_team)).order_by(*BY_NAME)).all()
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(Person.id.in_({row.manager_id for row in rows}))
        ).all()
    )
    return [Reached(person, names.get(manager_id, "")) for person, manager_id in rows]


def may_assign_to(session: Session, by: Person, person: Person) -> bool:
    """Whether the first may give practice to the second by name."""
    if by.is_enablement or not by.is_manager:
        return by.is_enablement and not person.is_deactivated
    return session.scalar(*_led(by, person.id)) is not None


@put_together
def _led(by: Person, person_id: UUID) -> Select[UUID]:
    active = select(Person.id).where(Person.id == person_id, Person.deactivated_at.is_(None))
    return active.where(led_by(by))


def assignable_people(session: Session, by: Person, part_of_name: str) -> Sequence[Person]:
    """Up to eight active people whom this person may assign to, by a part of name or address."""
    found = _called(part_of_name)
    if not by.is_enablement:
        found = found.where(led_by(by))
    return session.scalars(found).all()


def possible_reviewers(session: Session, part_of_name: str) -> Sequence[Person]:
    """Up to eight active managers and enablement people, by a part of name or address."""
    return session.scalars(_called(part_of_name).where(_may_review())).all()


def find_reviewer(session: Session, typed: str) -> Person | None:
    """Who is meant by an address, or by a name that only one who may review has."""
    wanted = typed.rpartition("<")[2].rstrip("> ").strip()
    active = select(Person).where(Person.deactivated_at.is_(None), _may_review())
    by_address = session.scalar(active.where(Person.email == wanted.lower()))
    if by_address is not None or not wanted:
        return by_address
    is_called = Folded(Person.name) == Folded(wanted)
    named = session.scalars(active.where(is_called).limit(2)).all()
    return named[0] if len(named) == 1 else None


def may_review(session: Session, person_id: UUID) -> bool:
    """Whether this person is active and a manager or of enablement."""
    active = select(Person.id).where(Person.deactivated_at.is_(None), _may_review())
    return session.scalar(active.where(Person.id == person_id)) is not None


def _may_review() -> ColumnElement[bool]:
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(REVIEWING))


def _called(part: str) -> Select[Person]:
    return (
        select(Person)
        .where(Person.deactivated_at.is_(None), called(escaped(part.strip())))
        .options(joinedload(Person.home_team))
        .order_by(*BY_NAME)
        .limit(MOST_FOUND)
    )


def assignable_teams(session: Session, by: Person) -> Sequence[Team]:
    """The teams that this person may assign to, by name."""
    teams = select(Team).where(Team.archived_at.is_(None)).order_by(func.lower(Team.name))
    if not by.is_enablement:
        teams = teams.where(Team.id.in_(teams_below(by)))
    return session.scalars(teams).all()


def teams_with_more(session: Session) -> set[UUID]:
    """The teams that have others below them."""
    tree = TREE.subquery()
    return set(session.scalars(select(tree.c.root).where(tree.c.root != tree.c.team_id).distinct()))


def names_of(session: Session, by: Person, lines: Sequence[Line]) -> dict[UUID, str]:
    """The names of the people in these lines whom this person may assign to."""
    ids = [line.person_id for line in lines if line.person_id]
    found = select(Person.id, Person.name).where(Person.id.in_(ids))
    if not by.is_enablement:
        found = found.where(led_by(by))
    return dict(session.execute(found).all())
