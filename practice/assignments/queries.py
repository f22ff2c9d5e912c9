"""Finding assignments and targets; `visible_to` says who may know of a target at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from practice.assignments.models import (
    OPEN_STATES,
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Audience,
    Cadence,
    Nudge,
    TargetState,
)
from practice.errors import NotFound
from practice.people.models import Person, TeamManager
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion

INNER = aliased(Person)  # made once: an alias costs more than most questions that use it


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


def is_seen_by(person: Person) -> ColumnElement[bool]:
    """Whether this person may know of a target: their own, their teams'; all for enablement.

    Without its `Person`, so that many are counted from an index alone.
    """
    if person.is_enablement:
        return true()
    own = AssignmentTarget.person_id == person.id
    if not person.is_manager:
        return own
    seen = select(Person.id).where(or_(Person.id == person.id, led_by(person)))
    return AssignmentTarget.person_id.in_(seen.correlate(None))


def visible_to(person: Person) -> Select[AssignmentTarget]:
    """Targets that this person may know of."""
    return select(AssignmentTarget).join(AssignmentTarget.person).where(is_seen_by(person))


def get_target(session: Session, viewer: Person, target_id: UUID) -> AssignmentTarget:
    """One target with its assignment, person and scenario; NotFound when not theirs to know."""
    found = session.scalar(
        visible_to(viewer)
        .where(AssignmentTarget.id == target_id)
        .options(
            joinedload(AssignmentTarget.assignment).joinedload(Assignment.created_by),
            contains_eager(AssignmentTarget.person),
            joinedload(AssignmentTarget.scenario_version),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


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


def my_targets(session: Session, person: Person) -> Sequence[AssignmentTarget]:
    """Everything this person was given: open ones first, the nearest date on top."""
    return session.scalars(
        select(AssignmentTarget)
        .where(AssignmentTarget.person_id == person.id)
        .options(
            joinedload(AssignmentTarget.assignment).joinedload(Assignment.created_by),
            joinedload(AssignmentTarget.scenario_version),
        )
        .order_by(
            AssignmentTarget.state.not_in(OPEN_STATES),
            AssignmentTarget.due_at.is_(None),
            AssignmentTarget.due_at,
            AssignmentTarget.created_at,
        )
    ).all()


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


def starts_of(
    session: Session, assignment: Assignment, by_start: bool
) -> Sequence[Row[str, datetime | None]]:
    """The zones that an assignment's dates were frozen in, each with when it was given there.

    The moments only if they are asked for: those who got it together share one.
    """
    start = AssignmentTarget.created_at if by_start else null()
    of_it = AssignmentTarget.assignment_id == assignment.id
    return session.execute(select(AssignmentTarget.due_zone, start).where(of_it).distinct()).all()


def title_of(session: Session, assignment: Assignment) -> str:
    """What the scenario of an assignment is called now."""
    return (
        session.scalars(
            select(ScenarioVersion.title)
            .where(
                ScenarioVersion.scenario_id == assignment.scenario_id,
                ScenarioVersion.published_at.is_not(None),
            )
            .order_by(ScenarioVersion.number.desc())
        ).first()
        or ""
    )


@dataclass(frozen=True)
class Overview:
    """One assignment in the list, with its numbers."""

    assignment: Assignment
    title: str
    total: int
    met: int
    behind: int


def assignments_visible_to(person: Person) -> Select[Assignment]:
    """Enablement sees all; a manager their own and those that reach their teams; others none."""
    if person.is_enablement:
        return select(Assignment)
    if not person.is_manager:
        return select(Assignment).where(false())
    reached = exists().where(
        AssignmentTarget.assignment_id == Assignment.id,
        AssignmentTarget.person_id == Person.id,
        led_by(person),
    )
    return select(Assignment).where(or_(Assignment.created_by_id == person.id, reached))


def overviews(session: Session, viewer: Person, now: datetime) -> list[Overview]:
    """The assignments this person may see, newest first, counting only people they may see.

    What comes back is counted in the period that runs; once none does, in all there were.
    """
    counts = _counts(session, viewer, now, runs_now(now))
    newest = scenarios.newest_numbers().subquery()
    same = and_(
        ScenarioVersion.scenario_id == newest.c.scenario_id,
        ScenarioVersion.number == newest.c.number,
    )
    rows = session.execute(
        assignments_visible_to(viewer)
        .add_columns(ScenarioVersion.title)
        .join(newest, newest.c.scenario_id == Assignment.scenario_id)
        .join(ScenarioVersion, same)
        .options(joinedload(Assignment.created_by))
        .order_by(
            Assignment.closed_at.is_not(None),
            Assignment.published_at.is_not(None),
            Assignment.created_at.desc(),
        )
    ).all()
    over = [a.id for a, _ in rows if a.id not in counts and a.cadence != Cadence.once]
    if over:
        counts |= _counts(session, viewer, now, AssignmentTarget.assignment_id.in_(over))
    return [Overview(a, title, *counts.get(a.id, (0, 0, 0))) for a, title in rows]


def runs_now(now: datetime) -> ColumnElement[bool]:
    """Whether the period of a target is not over yet; what is asked for once has none."""
    return or_(AssignmentTarget.closes_at.is_(None), AssignmentTarget.closes_at > now)


def _counts(
    session: Session, viewer: Person, now: datetime, which: ColumnElement[bool]
) -> dict[UUID, tuple[int, int, int]]:
    """By assignment: how many have it, how many of them met it, and how many are behind."""
    met = AssignmentTarget.state == TargetState.met
    turn = and_(AssignmentTarget.state.in_(REPS_TURN), AssignmentTarget.due_at < now)
    sums = (
        select(
            AssignmentTarget.assignment_id,
            func.count().label("total"),
            func.count().filter(met).label("met"),
            func.count().filter(turn).label("behind"),
        )
        .where(is_seen_by(viewer), which)
        .group_by(AssignmentTarget.assignment_id)
        .subquery()
    )
    counts_late = and_(Assignment.is_enforced.is_(True), Assignment.paused_at.is_(None))
    behind = case((counts_late, sums.c.behind), else_=0)
    found = select(Assignment.id, sums.c.total, sums.c.met, behind)
    rows = session.execute(found.join(sums, sums.c.assignment_id == Assignment.id))
    return {key: (total, met, behind) for key, total, met, behind in rows}


def get_assignment(session: Session, viewer: Person, assignment_id: UUID) -> Assignment:
    """One assignment with its audience; NotFound when not theirs to know."""
    return _assignment(session, assignments_visible_to(viewer), assignment_id)


def get_own_assignment(session: Session, owner: Person, assignment_id: UUID) -> Assignment:
    """One that this person may change: made by them, or any for enablement.

    A manager changes it as long as they lead somebody whom it was given to by team or by name;
    a line without either is about their people anyway.
    """
    return _assignment(session, _changeable_by(owner), assignment_id)


def may_change(session: Session, person: Person, assignment: Assignment) -> bool:
    """The same as an answer, for pages that offer it."""
    theirs = _changeable_by(person).where(Assignment.id == assignment.id)
    return session.scalar(theirs) is not None


def _changeable_by(person: Person) -> Select[Assignment]:
    seen = assignments_visible_to(person)
    if person.is_enablement:
        return seen
    led = select(Person.id).where(led_by(person))
    lines = exists().where(
        Audience.assignment_id == Assignment.id,
        or_(
            Audience.team_id.in_(teams_below(person)),
            Audience.person_id.in_(led),
            and_(Audience.team_id.is_(None), Audience.person_id.is_(None)),
        ),
    )
    return seen.where(Assignment.created_by_id == person.id, lines)


def _assignment(session: Session, seen: Select[Assignment], assignment_id: UUID) -> Assignment:
    lines = selectinload(Assignment.audience)
    found = session.scalar(
        seen.where(Assignment.id == assignment_id).options(
            joinedload(Assignment.created_by),
            joinedload(Assignment.reviewer),
            lines.joinedload(Audience.team),
            lines.joinedload(Audience.person),
            lines.joinedload(Audience.segment),
        )
    )
    if found is None:
        raise NotFound
    return found


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
