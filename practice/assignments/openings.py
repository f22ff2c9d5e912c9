"""Who waits to be given what: the one question behind handing out, late joiners and new periods.

Whoever an assignment reaches and has no target of what it is time for there. Nobody is ever given
a period while an earlier one of theirs still runs.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from practice.assignments import due, periods
from practice.assignments.audience import reached
from practice.assignments.models import (
    LEFT,
    ONCE,
    UNSETTLED,
    Assignment,
    AssignmentTarget,
    Cadence,
    TargetState,
)
from practice.clock import zone_of
from practice.people.models import Person
from practice.people.queries import organization
from practice.people.rules import MAY_BE_A_SLIP
from practice.questions import put_together
from practice.scenarios.models import Scenario

FIRST = aliased(AssignmentTarget)
SPACED_LASTS = timedelta(days=periods.STEPS[-1] + periods.LAST_STAYS + 2)


@dataclass(frozen=True)
class Given:
    """What one person is to be given."""

    person_id: UUID
    zone: str
    due_at: datetime | None
    period: str = ONCE
    closes_at: datetime | None = None


def running(session: Session) -> Sequence[Assignment]:
    """Every assignment that may be given to somebody now."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.scenario)
        .where(is_running())
        .order_by(Assignment.id)
        .options(joinedload(Assignment.created_by), selectinload(Assignment.audience))
    ).all()


def is_running() -> ColumnElement[bool]:
    """Published, neither paused nor closed, its scenario not withdrawn; join Scenario."""
    return and_(
        Assignment.published_at.is_not(None),
        Assignment.paused_at.is_(None),
        Assignment.closed_at.is_(None),
        Scenario.withdrawn_at.is_(None),
    )


def runs(assignment: Assignment) -> bool:
    """The same for one at hand."""
    is_live = assignment.published_at is not None and assignment.closed_at is None
    return is_live and assignment.paused_at is None and assignment.scenario.withdrawn_at is None


def zones_in_use(session: Session) -> Sequence[str]:
    """The zones that active people live in."""
    active = select(Person.timezone).where(Person.deactivated_at.is_(None))
    return session.scalars(active.distinct().order_by(Person.timezone)).all()


def waiting(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime, limit: int
) -> list[Given]:
    """Up to so many who wait for this one, each with what they are to be given.

    The caller has seen that it runs.
    """
    if assignment.cadence == Cadence.weekly:
        return _weekly(session, assignment, zones, now, limit)
    here = [zone for zone in zones if is_between(assignment, zone, now)]
    if assignment.cadence == Cadence.spaced:
        first = _first_steps(session, assignment, here, now, limit)
        return first or _next_steps(session, assignment, now)[:limit]
    found = _reached(assignment, here, ~_has(assignment))
    return [
        Given(person_id, zone, date_of(assignment, zone, now))
        for _, person_id, zone in session.execute(found.limit(limit))
    ]


def is_between(assignment: Assignment, zone: str, now: datetime) -> bool:
    """Whether it is a day there on which this is given out."""
    today = periods.day_there(now, zone_of(zone))
    return periods.is_between(today, assignment.starts_on, assignment.ends_on)


def has_begun(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime
) -> bool:
    """Whether the day that it starts on has come everywhere; of weeks, whether one has opened."""
    if assignment.cadence == Cadence.weekly:
        return bool(_open_weeks(session, assignment, zones, now))
    start = assignment.starts_on
    return start is None or all(start <= periods.day_there(now, zone_of(zone)) for zone in zones)


def is_unnoted(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime
) -> bool:
    """Whether everybody has got it, and nobody wrote that down yet."""
    return assignment.handed_out_at is None and has_begun(session, assignment, zones, now)


def date_of(assignment: Assignment, zone: str, now: datetime) -> datetime | None:
    """When it is due for somebody who gets it now.

    Where 5:00 PM has passed already when it is given out, they have as long as late joiners.
    """
    date = due.due_at(assignment, zone, now)
    is_in_time = assignment.handed_out_at is None and (date is None or date > now)
    return date if is_in_time else due.due_for_late_joiner(assignment, zone, now)


def weeks_of(session: Session, assignment: Assignment) -> periods.Weeks:
    """The weeks of an assignment: they count from the one that it starts or was published in."""
    creator = zone_of(assignment.created_by.timezone)
    published = periods.day_there(assignment.published_at or assignment.created_at, creator)
    return periods.weeks_from(
        assignment.starts_on or published,
        organization(session).first_weekday,
        assignment.every_weeks,
        assignment.due_weekday,
        assignment.ends_on,
    )


def _open_weeks(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime
) -> dict[str, periods.Period]:
    weeks = weeks_of(session, assignment)
    current = {zone: periods.running(weeks, zone_of(zone), now) for zone in zones}
    return {zone: it for zone, it in current.items() if it and periods.may_open(it, now)}


def _weekly(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime, limit: int
) -> list[Given]:
    opening = _open_weeks(session, assignment, zones, now)
    by_key: dict[str, list[str]] = defaultdict(list)
    for zone, it in opening.items():
        by_key[it.key].append(zone)
    found: list[Given] = []
    for key, there in by_key.items():
        has_it = _has(
            assignment, or_(AssignmentTarget.period == key, AssignmentTarget.closes_at > now)
        )
        people = _reached(assignment, there, ~has_it).limit(limit - len(found))
        found += [
            given(person_id, zone, opening[zone]) for _, person_id, zone in session.execute(people)
        ]
    return found


def _first_steps(
    session: Session, assignment: Assignment, zones: Sequence[str], now: datetime, limit: int
) -> list[Given]:
    rows = session.execute(_reached(assignment, zones, ~_has(assignment)).limit(limit))
    found = [(person_id, zone, _step(zone, zone, now, now)) for _, person_id, zone in rows]
    return [given(person_id, zone, step) for person_id, zone, step in found if step]


def _next_steps(session: Session, assignment: Assignment, now: datetime) -> list[Given]:
    first = and_(
        FIRST.assignment_id == Assignment.id,
        FIRST.person_id == Person.id,
        FIRST.period == periods.FIRST_STEP,
        FIRST.created_at > now - SPACED_LASTS,
    )
    idle = _reached(assignment, None, ~_has(assignment, AssignmentTarget.closes_at > now))
    rows = session.execute(idle.join(FIRST, first).add_columns(FIRST.created_at, FIRST.due_zone))
    found = [(person_id, zone, _step(zone, was, at, now)) for _, person_id, zone, at, was in rows]
    return [
        given(person_id, zone, step)
        for person_id, zone, step in found
        if step and step.key != periods.FIRST_STEP and is_between(assignment, zone, step.begins)
    ]


def _step(zone: str, zone_then: str, start: datetime, now: datetime) -> periods.Period | None:
    day = periods.day_there(start, zone_of(zone_then))
    return periods.step_now(day, zone_of(zone), now)


def given(person_id: UUID, zone: str, period: periods.Period) -> Given:
    """This period for this person."""
    return Given(person_id, zone, period.due_at, period.key, period.closes_at)


def _reached(
    assignment: Assignment, zones: Sequence[str] | None, condition: ColumnElement[bool]
) -> Select[UUID, UUID, str]:
    found = reached().where(Assignment.id == assignment.id, near(assignment), condition)
    if zones is not None:
        found = found.where(Person.timezone.in_(zones))
    return found.order_by(Person.id)


def near(assignment: Assignment) -> ColumnElement[bool]:
    """Whom to look at, at most: where every line names a team or a person, only those.

    It leaves nobody out whom `reached` finds; it spares going through everybody.
    """
    lines = [each for each in assignment.audience if not each.is_exception]
    if any(each.includes_below or not (each.team_id or each.person_id) for each in lines):
        return true()
    teams = {each.team_id for each in lines if each.team_id}
    people = {each.person_id for each in lines if each.person_id and not each.team_id}
    return or_(Person.home_team_id.in_(teams), Person.id.in_(people))


def _has(assignment: Assignment, *such: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a `Person` has a target of it; asked as a list of people.

    Asked person by person, a database that has not yet counted how many there are now goes
    through all of them for every single one.
    """
    of_it = AssignmentTarget.assignment_id == assignment.id
    return Person.id.in_(select(AssignmentTarget.person_id).where(of_it, *such))


@dataclass(frozen=True)
class Progress:
    """How far handing out is; `starts_on` when that is still to come."""

    given: int
    total: int
    starts_on: date | None = None


def progress(session: Session, assignment: Assignment, now: datetime) -> Progress:
    """How many of the people it reaches have been given something of it."""
    have, total = session.execute(*_progress(assignment.id)).one()
    return Progress(min(have, total), total, starts_later(session, assignment, now))


@put_together
def _progress(assignment_id: UUID) -> Select[int, int]:
    people = reached().where(Assignment.id == assignment_id).subquery()
    total = select(func.count()).select_from(people).scalar_subquery()
    have = select(func.count(AssignmentTarget.person_id.distinct()), total)
    return have.where(AssignmentTarget.assignment_id == assignment_id)


def starts_later(session: Session, assignment: Assignment, now: datetime) -> date | None:
    """The day on which people get it first, by its author's calendar; None when it has come."""
    zone = assignment.created_by.timezone
    today = periods.day_there(now, zone_of(zone))
    if assignment.cadence != Cadence.weekly:
        start = assignment.starts_on
        return start if start is not None and start > today else None
    if has_begun(session, assignment, [zone], now):
        return None
    return periods.next_first(weeks_of(session, assignment), today)


def is_being_handed_out(assignment: Assignment) -> bool:
    """Whether not everybody has got it for the first time."""
    return assignment.handed_out_at is None and runs(assignment)


def is_anybody_gone(session: Session, now: datetime) -> bool:
    """Whether somebody left with something still open, not only just now."""
    left = (
        select(AssignmentTarget.id)
        .join(AssignmentTarget.person)
        .where(Person.deactivated_at < now - MAY_BE_A_SLIP, AssignmentTarget.state.in_(UNSETTLED))
    )
    return session.scalar(left.limit(1)) is not None


def closed_for_returned(session: Session, now: datetime, limit: int) -> Sequence[UUID]:
    """What closed because somebody left who is back, where it still runs."""
    found = (
        select(AssignmentTarget.id)
        .join(AssignmentTarget.person)
        .join(AssignmentTarget.assignment)
        .join(Assignment.scenario)
        .where(
            is_running(),
            AssignmentTarget.state == TargetState.closed,
            AssignmentTarget.reason == LEFT,
            or_(AssignmentTarget.closes_at.is_(None), AssignmentTarget.closes_at > now),
            Person.deactivated_at.is_(None),
        )
    )
    return session.scalars(found.order_by(AssignmentTarget.id).limit(limit)).all()
