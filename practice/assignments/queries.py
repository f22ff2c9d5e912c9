"""Finding assignments and targets; `visible_to` says who may know of a target at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Session,
    aliased,
    contains_eager,
    joinedload,
    selectinload,
)

from practice.assignments.models import (
    OPEN_STATES,
    REPS_TURN,
    UNSETTLED,
    Assignment,
    AssignmentTarget,
    Audience,
    Nudge,
)
from practice.db import among, once
from practice.errors import NotFound
from practice.people.models import Person, TeamManager
from practice.questions import put_together
from practice.scenarios.models import ScenarioVersion

# Made once: an alias costs more than most questions that use it.
INNER, REVIEWER = aliased(Person), aliased(Person)


def teams_below(person: Person) -> Select[UUID]:
    """The ids of every team this person manages, directly or through managers in them.

    The same as `people.queries.teams_below`, as part of a larger question to the database.
    """
    direct = select(TeamManager.team_id.label("team_id")).where(TeamManager.person_id == person.id)
    below = direct.cte(recursive=True)
    deeper = (
        select(TeamManager.team_id)
        .join(INNER, INNER.id == TeamManager.person_id)
        .join(below, below.c.team_id == INNER.home_team_id)
        .where(INNER.id != person.id)
    )
    return select(below.union(deeper).c.team_id)


def led_by(person: Person) -> ColumnElement[bool]:
    """Whether a `Person` in the question sits in a team below this one, and is somebody else."""
    return and_(Person.home_team_id.in_(teams_below(person)), Person.id != person.id)


def below(session: Session, person: Person) -> frozenset[UUID]:
    """The teams below somebody; asked once in a look at the database."""
    return once(session, ("below", person.id), lambda: frozenset(session.scalars(*_below(person))))


@put_together
def _below(person: Person) -> Select[UUID]:
    return teams_below(person)


@dataclass(frozen=True)
class Sight:
    """Who looks, and the teams below them, which are known by then.

    With the teams inside, a database would take everybody's targets for a leader of a few.
    """

    viewer: Person
    team_ids: frozenset[UUID]

    def sees(
        self, person_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]
    ) -> ColumnElement[bool]:
        """Whether this column names somebody whose targets they may know of: themselves, their
        teams' people; all for enablement."""
        if self.viewer.is_enablement:
            return true()
        if not self.viewer.is_manager:
            return person_id == self.viewer.id
        people = select(Person.id).correlate(None)
        return person_id.in_(
            union_all(people.where(Person.id == self.viewer.id), people.where(self.leads))
        )

    @property
    def leads(self) -> ColumnElement[bool]:
        """Whether a `Person` sits in a team below them, and is somebody else."""
        return and_(among(Person.home_team_id, self.team_ids), Person.id != self.viewer.id)


def sight_of(session: Session, viewer: Person) -> Sight:
    """What somebody may see; only of those who lead is there something to find out."""
    leads = viewer.is_manager and not viewer.is_enablement
    return Sight(viewer, below(session, viewer) if leads else frozenset())


def visible_to(sight: Sight) -> Select[AssignmentTarget]:
    """Targets that somebody may know of."""
    seen = sight.sees(AssignmentTarget.person_id)
    return select(AssignmentTarget).join(AssignmentTarget.person).where(seen)


def get_target(session: Session, viewer: Person, target_id: UUID) -> AssignmentTarget:
    """One target with its assignment, person and scenario; NotFound when not theirs to know."""
    asked = _target(sight_of(session, viewer), target_id)
    found: AssignmentTarget | None = session.scalar(*asked)
    if found is None:
        raise NotFound
    return found


@put_together
def _target(sight: Sight, target_id: UUID) -> Select[AssignmentTarget]:
    return (
        visible_to(sight)
        .where(AssignmentTarget.id == target_id)
        .options(
            joinedload(AssignmentTarget.assignment).joinedload(Assignment.created_by),
            contains_eager(AssignmentTarget.person),
            joinedload(AssignmentTarget.scenario_version),
        )
        .execution_options(populate_existing=True)
    )


def get_led_target(session: Session, leader: Person, target_id: UUID) -> AssignmentTarget:
    """A target that this person may steer: their line's, or any for enablement; never their own."""
    found = get_target(session, leader, target_id)
    if found.person_id == leader.id:
        raise NotFound
    return found


def get_own_target(session: Session, person: Person, target_id: UUID) -> AssignmentTarget:
    """A target of this person's own; NotFound for anybody else's, even one's reports'."""
    found = get_target(session, person, target_id)
    if found.person_id != person.id:
        raise NotFound
    return found


def count_targets(session: Session, assignment: Assignment) -> int:
    """How many people an assignment was given to."""
    of_it = AssignmentTarget.assignment_id == assignment.id
    return session.scalar(select(func.count()).select_from(AssignmentTarget).where(of_it)) or 0


def last_nudge(session: Session, target_id: UUID) -> Nudge | None:
    """The latest reminder that anybody sent for this target."""
    return session.scalar(
        select(Nudge)
        .where(Nudge.target_id == target_id)
        .options(joinedload(Nudge.by))
        .order_by(Nudge.created_at.desc())
        .limit(1)
    )


def is_late(now: datetime) -> ColumnElement[bool]:
    """`rules.is_late` for the database; join Assignment."""
    return and_(
        Assignment.is_enforced.is_(True),
        Assignment.paused_at.is_(None),
        AssignmentTarget.state.in_(REPS_TURN),
        AssignmentTarget.due_at < now,
    )


def dates_of(
    session: Session, assignment: Assignment
) -> Sequence[Row[str, datetime, datetime | None]]:
    """The dates by which an assignment is still owed: zone, when it was given, when it is due.

    Those who got it together share them.
    """
    told = AssignmentTarget.due_zone, AssignmentTarget.created_at, AssignmentTarget.due_at
    owed = AssignmentTarget.assignment_id == assignment.id, AssignmentTarget.state.in_(UNSETTLED)
    return session.execute(select(*told).where(*owed).distinct()).all()


def newest_title() -> ScalarSelect[str]:
    """What the scenario of an `Assignment` in the question is called now."""
    published = and_(
        ScenarioVersion.scenario_id == Assignment.scenario_id,
        ScenarioVersion.published_at.is_not(None),
    )
    newest = select(ScenarioVersion.title).where(published).order_by(ScenarioVersion.number.desc())
    return newest.limit(1).correlate(Assignment).scalar_subquery()


def title_of(session: Session, assignment: Assignment) -> str:
    """The same of one that is at hand."""
    return session.scalar(*_title_of(assignment.id)) or ""


@put_together
def _title_of(assignment_id: UUID) -> Select[str]:
    return select(newest_title()).where(Assignment.id == assignment_id)


def assignments_visible_to(sight: Sight) -> Select[Assignment]:
    """Enablement sees all; a manager their own and those that reach their teams; others none."""
    if sight.viewer.is_enablement:
        return select(Assignment)
    if not sight.viewer.is_manager:
        return select(Assignment).where(false())
    reached = select(AssignmentTarget.id).join(AssignmentTarget.person).where(sight.leads)
    reached = reached.where(AssignmentTarget.assignment_id == Assignment.id).correlate(Assignment)
    own = Assignment.created_by_id == sight.viewer.id
    return select(Assignment).where(or_(own, reached.exists()))


def runs_now(now: datetime) -> ColumnElement[bool]:
    """Whether the period of a target is not over yet; what is asked for once has none."""
    return or_(AssignmentTarget.closes_at.is_(None), AssignmentTarget.closes_at > now)


@dataclass(frozen=True)
class Shown:
    """One assignment on its page: what it is called now, by whom, and who reviews it if named."""

    assignment: Assignment
    title: str
    by: str
    reviewer: str
    may_change: bool


def get_shown(session: Session, viewer: Person, assignment_id: UUID) -> Shown:
    """One assignment as its page shows it; NotFound when not theirs to know."""
    row = session.execute(*_shown(sight_of(session, viewer), assignment_id)).one_or_none()
    if row is None:
        raise NotFound
    return Shown(*row)


@put_together
def _shown(sight: Sight, assignment_id: UUID) -> Select[*tuple[Any, ...]]:
    names = (Person.name, func.coalesce(REVIEWER.name, ""))
    return (
        assignments_visible_to(sight)
        .add_columns(func.coalesce(newest_title(), ""), *names, may_change(sight))
        .join(Assignment.created_by)
        .outerjoin(REVIEWER, REVIEWER.id == Assignment.reviewer_id)
        .where(Assignment.id == assignment_id)
    )


def get_assignment(session: Session, viewer: Person, assignment_id: UUID) -> Assignment:
    """One assignment; NotFound when not theirs to know."""
    return get_shown(session, viewer, assignment_id).assignment


def may_change(sight: Sight) -> ColumnElement[bool]:
    """Whether they may change an `Assignment` that they see: made by them, or any for enablement.

    A manager changes it as long as they lead somebody whom it was given to by team or by name;
    a line without either is about their people anyway.
    """
    if sight.viewer.is_enablement:
        return true()
    lines = exists().where(
        Audience.assignment_id == Assignment.id,
        or_(
            among(Audience.team_id, sight.team_ids),
            Audience.person_id.in_(select(Person.id).where(sight.leads).correlate(None)),
            and_(Audience.team_id.is_(None), Audience.person_id.is_(None)),
        ),
    )
    return and_(Assignment.created_by_id == sight.viewer.id, lines.correlate(Assignment))


def get_own_assignment(session: Session, owner: Person, assignment_id: UUID) -> Assignment:
    """One that this person may change, with its audience; NotFound when not theirs to change."""
    asked = _own_assignment(sight_of(session, owner), assignment_id)
    found: Assignment | None = session.scalar(*asked)
    if found is None:
        raise NotFound
    return found


@put_together
def _own_assignment(sight: Sight, assignment_id: UUID) -> Select[Assignment]:
    lines = selectinload(Assignment.audience)
    return (
        assignments_visible_to(sight)
        .where(may_change(sight), Assignment.id == assignment_id)
        .options(
            joinedload(Assignment.created_by),
            joinedload(Assignment.reviewer),
            lines.joinedload(Audience.team),
            lines.joinedload(Audience.person),
            lines.joinedload(Audience.segment),
        )
    )


def uses(session: Session) -> dict[UUID, int]:
    """How many assignments use each scenario."""
    rows = session.execute(
        select(Assignment.scenario_id, func.count()).group_by(Assignment.scenario_id)
    )
    return dict(rows.all())


def met_but_short_of_takes(session: Session) -> Sequence[AssignmentTarget]:
    """Reviewed well, takes still missing: whoever counts takes may find them complete now."""
    return session.scalars(
        select(AssignmentTarget).where(
            AssignmentTarget.bar_met_at.is_not(None), AssignmentTarget.state.in_(OPEN_STATES)
        )
    ).all()
