"""How an assignment goes: each person's state, the counts, and the file for a spreadsheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, contains_eager

from practice.assignments import queries as assignments
from practice.assignments import rules
from practice.assignments.due import zone_of
from practice.assignments.models import KEPT as KEPT_REASON
from practice.assignments.models import REPS_TURN, Assignment, AssignmentTarget, TargetState
from practice.assignments.words import STATES, period_of
from practice.people.models import Person
from practice.progress.behind import taken_of_target
from practice.progress.export import Cell, Table
from practice.scenarios.models import Scenario, ScenarioVersion

LATE, KEPT = "late", "kept"
AT_ONCE = 1_000  # rows that are fetched together
WAS_KEPT = and_(
    AssignmentTarget.state == TargetState.closed, AssignmentTarget.reason == KEPT_REASON
)
WORDS = {str(state): words for state, words in STATES.items()} | {KEPT: "Kept as practice"}
Such = tuple[ColumnElement[bool], ...]


class Which(StrEnum):
    """Of an assignment that comes back: the periods that run now, or all so far."""

    now = "now"
    all = "all"


@dataclass(frozen=True)
class Asked:
    """What is to be listed: `state` is one of the states, `late` or `kept`; none is everybody."""

    state: str = ""
    which: Which = Which.all


def words_of(target: AssignmentTarget) -> str:
    """Its state as people read it."""
    was_kept = target.state == TargetState.closed and target.reason == KEPT_REASON
    return WORDS[KEPT if was_kept else target.state]


@dataclass(frozen=True)
class Standing:
    """Where one person stands."""

    target: AssignmentTarget
    takes: int
    is_late: bool

    @property
    def met_late(self) -> bool:
        """Met after the date: it stays visible."""
        return rules.was_met_late(self.target)


def newest_version(session: Session, assignment: Assignment) -> ScenarioVersion | None:
    """The newest published version of its scenario: what the page is called."""
    newest = select(ScenarioVersion).join(Scenario)
    newest = newest.where(Scenario.id == assignment.scenario_id)
    published = newest.where(ScenarioVersion.published_at.is_not(None))
    return session.scalar(published.order_by(ScenarioVersion.number.desc()).limit(1))


def of_it(viewer: Person, assignment: Assignment, which: Which, now: datetime) -> Such:
    """The targets of this assignment, in these periods, that the viewer may know of."""
    when = assignments.runs_now(now) if which == Which.now else true()
    return (
        AssignmentTarget.assignment_id == assignment.id, when, assignments.is_seen_by(viewer),
    )  # fmt: skip


def counts(
    session: Session,
    viewer: Person,
    assignment: Assignment,
    now: datetime,
    which: Which = Which.all,
) -> dict[str, int]:
    """How many stand in each state, and how many of them are late, in one question.

    What was closed since nobody had to review it is told apart, as `kept`.
    """
    such = of_it(viewer, assignment, which, now)
    kept = select(func.count(AssignmentTarget.id)).where(*such, WAS_KEPT).scalar_subquery()
    turn = and_(AssignmentTarget.state.in_(REPS_TURN), AssignmentTarget.due_at < now)
    grouped = select(AssignmentTarget.state, func.count(), func.count().filter(turn), kept)
    rows = session.execute(grouped.where(*such).group_by(AssignmentTarget.state)).all()
    found = {str(state): count for state, count, _, _ in rows}
    if aside := rows[0][3] if rows else 0:
        found |= {KEPT: aside, TargetState.closed: found[TargetState.closed] - aside}
    may_be_late = assignment.is_enforced and assignment.paused_at is None
    return found | {LATE: sum(row[2] for row in rows) if may_be_late else 0}


def standings(
    session: Session,
    viewer: Person,
    assignment: Assignment,
    now: datetime,
    asked: Asked,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Standing]:
    """People and where they stand, by name, the latest period first."""
    found = (
        select(AssignmentTarget, taken_of_target(), assignments.is_late(now))
        .join(AssignmentTarget.person)
        .join(AssignmentTarget.assignment)
        .where(*of_it(viewer, assignment, asked.which, now), in_state(asked.state, now))
        .options(
            contains_eager(AssignmentTarget.person).joinedload(Person.home_team),
            contains_eager(AssignmentTarget.assignment),
        )
        .order_by(Person.name, Person.id, AssignmentTarget.due_at.desc(), AssignmentTarget.id)
    )
    some = found.limit(limit).offset(offset).execution_options(yield_per=AT_ONCE)
    for target, takes, late in session.execute(some):
        yield Standing(target, takes, bool(late))


def in_state(state: str, now: datetime) -> ColumnElement[bool]:
    """Whether a target is of one of the states, `late`, or `kept`; without one any is."""
    if state == LATE:
        return assignments.is_late(now)
    if state == KEPT:
        return WAS_KEPT
    if state == TargetState.closed:
        return and_(AssignmentTarget.state == TargetState.closed, ~WAS_KEPT)
    return AssignmentTarget.state == TargetState(state) if state else true()


def table(standings: Iterable[Standing]) -> Table:
    """The same people as a file for a spreadsheet."""
    about = [("What", "Where everybody stands who was given this")]
    return Table("assignment", about, HEADS, map(_line, standings))


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


def _line(standing: Standing) -> tuple[Cell, ...]:
    target, person = standing.target, standing.target.person
    late = "late" if standing.is_late else "met late" if standing.met_late else ""
    return (
        person.name,
        person.email,
        person.home_team.name if person.home_team else "",
        period_of(target),
        words_of(target),
        late,
        standing.takes,
        target.minimum_takes,
        target.due_at.isoformat() if target.due_at else "",
        day_of(target.settled_at, target.due_zone) if target.settled_at else "",
    )


def day_of(moment: datetime, zone: str) -> str:
    """The date alone: the last take may be a private one, whose time of day is its rep's."""
    return moment.astimezone(zone_of(zone)).date().isoformat()
