"""How an assignment goes: each person's state, the counts, and the file for a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from practice.assignments import rules
from practice.assignments.due import zone_of
from practice.assignments.models import KEPT as KEPT_REASON
from practice.assignments.models import (
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Cadence,
    TargetState,
)
from practice.assignments.queries import Shown, Sight, is_late, runs_now, sight_of
from practice.assignments.words import STATES, period_name
from practice.people.models import BY_NAME, Person, Team
from practice.progress.behind import taken_of_target
from practice.progress.export import Cell, Table, origin
from practice.progress.overview import Chosen
from practice.progress.scope import Scope
from practice.questions import put_together

LATE, KEPT = "late", "kept"
AT_ONCE = 1_000  # rows that are fetched together
WAS_KEPT = and_(
    AssignmentTarget.state == TargetState.closed, AssignmentTarget.reason == KEPT_REASON
)
WORDS = {str(state): words for state, words in STATES.items()} | {KEPT: "Kept as practice"}
EVERYWHERE = Scope(None)
Such = tuple[ColumnElement[bool], ...]


class Which(StrEnum):
    """Of an assignment that comes back: the periods that run now, or all so far."""

    now = "now"
    all = "all"


PERIODS = {Which.now: "Those that run now", Which.all: "All so far"}


@dataclass(frozen=True)
class Asked:
    """What is to be listed: `state` is one of the states, `late` or `kept`; none is everybody.

    `where` may name a team or a segment.
    """

    state: str = ""
    which: Which = Which.all
    where: Scope = EVERYWHERE


class Standing(NamedTuple):
    """Where one person stands with one period of an assignment."""

    person_id: UUID
    name: str
    email: str
    team: str | None
    period: str
    every_weeks: int
    state: TargetState
    reason: str
    minimum_takes: int
    due_at: datetime | None
    due_zone: str
    settled_at: datetime | None
    is_enforced: bool
    is_late: bool
    takes: int

    @property
    def was_kept(self) -> bool:
        """Whether it closed because nobody was to review it, as agreed."""
        return rules.was_kept(self.state, self.reason)

    @property
    def met_late(self) -> bool:
        """Met after the date: it stays visible."""
        return rules.is_met_late(self.is_enforced, self.state, self.due_at, self.settled_at)

    @property
    def words(self) -> str:
        """Its state as people read it."""
        return WORDS[KEPT if self.was_kept else self.state]

    @property
    def when(self) -> str:
        """Which period it is; nothing for what is asked for once."""
        return period_name(self.period, self.every_weeks)


def counts(
    session: Session,
    viewer: Person,
    assignment: Assignment,
    now: datetime,
    asked: Asked = Asked(),
) -> dict[str, int]:
    """How many stand in each state, and how many of them are late, in one question.

    What was closed since nobody had to review it is told apart, as `kept`. Whatever state is asked
    for, all are counted.
    """
    sight = sight_of(session, viewer)
    rows = session.execute(*_counts(sight, assignment.id, replace(asked, state=""), now)).all()
    found = {str(state): count for state, count, _, _ in rows}
    if aside := rows[0][3] if rows else 0:
        found |= {KEPT: aside, TargetState.closed: found[TargetState.closed] - aside}
    may_be_late = assignment.is_enforced and assignment.paused_at is None
    return found | {LATE: sum(row[2] for row in rows) if may_be_late else 0}


@put_together
def _counts(
    sight: Sight, assignment_id: UUID, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]]:
    some = _summed(assignment_id, asked.which, now).subquery()
    turn = and_(some.c.state.in_(REPS_TURN), some.c.due_at < now)
    such = _of_it(sight, assignment_id, asked, now)
    kept = select(func.count(AssignmentTarget.id)).where(*such, WAS_KEPT).scalar_subquery()
    grouped = select(some.c.state, func.count(), func.count().filter(turn), kept)
    seen = sight.sees(some.c.person_id), asked.where.has_at_home(some.c.person_id)
    return grouped.where(*seen).group_by(some.c.state)


def _summed(
    assignment_id: UUID, which: Which, now: datetime
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """What its numbers are added up from. What ends later and what never ends are two stretches of
    one index: asked for in one go, PostgreSQL reads every period there was."""
    summed = (AssignmentTarget.state, AssignmentTarget.due_at, AssignmentTarget.person_id)
    of_it = select(*summed).where(AssignmentTarget.assignment_id == assignment_id)
    if which == Which.all:
        return of_it
    endless = of_it.where(AssignmentTarget.closes_at.is_(None))
    return union_all(endless, of_it.where(AssignmentTarget.closes_at > now))


def _of_it(sight: Sight, assignment_id: UUID, asked: Asked, now: datetime) -> Such:
    """The targets of this assignment, in these periods, of whom the viewer asks and may know."""
    when = runs_now(now) if asked.which == Which.now else true()
    seen = sight.sees(AssignmentTarget.person_id)
    there = asked.where.has_at_home(AssignmentTarget.person_id)
    return (AssignmentTarget.assignment_id == assignment_id, when, seen, there)


def standings(
    session: Session,
    viewer: Person,
    assignment: Assignment,
    now: datetime,
    asked: Asked,
    limit: int,
    offset: int = 0,
) -> list[Standing]:
    """A page of people and where they stand, by name, the latest period first."""
    some = _standings(sight_of(session, viewer), assignment.id, asked, now, limit, offset)
    return [Standing._make(row) for row in session.execute(*some).all()]


def every_standing(
    session: Session, viewer: Person, assignment: Assignment, now: datetime, asked: Asked
) -> Iterator[Standing]:
    """All of them, for a file: fetched as they are written."""
    everybody = _standings(sight_of(session, viewer), assignment.id, asked, now, None, 0)
    rows = session.execute(*everybody, execution_options={"yield_per": AT_ONCE})
    return map(Standing._make, rows)


@put_together
def _standings(
    sight: Sight, assignment_id: UUID, asked: Asked, now: datetime, limit: int | None, offset: int
) -> Select[*tuple[Any, ...]]:
    target, assignment, late = AssignmentTarget, Assignment, is_late(now)
    of_target = (target.minimum_takes, target.due_at, target.due_zone, target.settled_at)
    found = (
        select(Person.id, Person.name, Person.email, Team.name, target.period)
        .add_columns(assignment.every_weeks, target.state, target.reason, *of_target)
        .add_columns(assignment.is_enforced, func.coalesce(late, false()), taken_of_target())
        .join(target.person)
        .join(target.assignment)
        .outerjoin(Person.home_team)
        .where(*_of_it(sight, assignment_id, asked, now), in_state(asked.state, now))
        .order_by(*BY_NAME, target.due_at.desc(), target.id)
    )
    if limit is None:
        return found
    return found.limit(limit).offset(offset)


def in_state(state: str, now: datetime) -> ColumnElement[bool]:
    """Whether a target is of one of the states, `late`, or `kept`; without one any is."""
    if state == LATE:
        return is_late(now)
    if state == KEPT:
        return WAS_KEPT
    if state == TargetState.closed:
        return and_(AssignmentTarget.state == TargetState.closed, ~WAS_KEPT)
    return AssignmentTarget.state == TargetState(state) if state else true()


def table(told: Sequence[tuple[str, str]], standings: Iterable[Standing]) -> Table:
    """The same people as a file for a spreadsheet."""
    return Table("assignment", told, HEADS, map(_line, standings))


def about(shown: Shown, chosen: Chosen, asked: Asked, now: datetime) -> list[tuple[str, str]]:
    """What the file shows, for whoever finds it in a folder later."""
    state = "Late" if asked.state == LATE else WORDS.get(asked.state, "All states")
    comes_back = shown.assignment.cadence != Cadence.once
    return [
        ("What", "Where everybody stands who was given this"),
        ("Assignment", shown.title or "Assignment"),
        ("Teams", chosen.title),
        ("Segment", chosen.segment.name if chosen.segment else "All segments"),
        *([("Periods", PERIODS[asked.which])] if comes_back else []),
        ("State", state),
        *origin(now, chosen.zone),
    ]


HEADS = (
    "Name",
    "Email",
    "Team",
    "Period",
    "State",
    "Late",
    "Takes",
    "Takes asked",
    "Due",
    "Met or settled",
)


def _line(one: Standing) -> tuple[Cell, ...]:
    late = "late" if one.is_late else "met late" if one.met_late else ""
    return (
        one.name,
        one.email,
        one.team or "",
        one.when,
        one.words,
        late,
        one.takes,
        one.minimum_takes,
        day_of(one.due_at, one.due_zone) if one.due_at else None,
        day_of(one.settled_at, one.due_zone) if one.settled_at else None,
    )


def day_of(moment: datetime, zone: str) -> date:
    """The date alone: the last take may be a private one, whose time of day is its rep's."""
    return moment.astimezone(zone_of(zone)).date()
