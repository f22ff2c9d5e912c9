"""How an assignment goes: each person's state, the counts, and the file for a spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from practice.assignments import queries as assignments
from practice.assignments import rules
from practice.assignments.due import zone_of
from practice.assignments.models import Assignment, AssignmentTarget, TargetState
from practice.assignments.words import STATES
from practice.people.models import Person
from practice.progress.behind import takes_of
from practice.progress.export import Cell, Table
from practice.scenarios.models import Scenario, ScenarioVersion

LATE = "late"


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


def _targets(viewer: Person, assignment: Assignment) -> Select[AssignmentTarget]:
    """The targets of this assignment that the viewer may know of."""
    return (
        assignments.visible_to(viewer)
        .join(AssignmentTarget.assignment)
        .where(AssignmentTarget.assignment_id == assignment.id)
    )


def counts(
    session: Session, viewer: Person, assignment: Assignment, now: datetime
) -> dict[str, int]:
    """How many stand in each state, and how many of them are late, in one query."""
    late = func.count().filter(assignments.is_late(now))
    grouped = (
        _targets(viewer, assignment)
        .with_only_columns(AssignmentTarget.state, func.count(), late)
        .group_by(AssignmentTarget.state)
    )
    rows = session.execute(grouped).all()
    found = {str(state): count for state, count, _ in rows}
    return found | {LATE: sum(row[2] for row in rows)}


def standings(
    session: Session,
    viewer: Person,
    assignment: Assignment,
    now: datetime,
    state: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Standing]:
    """People and where they stand, by name; `state` is one of the states, or `late`."""
    found = _targets(viewer, assignment).add_columns(assignments.is_late(now))
    if state == LATE:
        found = found.where(assignments.is_late(now))
    elif state:
        found = found.where(AssignmentTarget.state == TargetState(state))
    found = found.options(
        contains_eager(AssignmentTarget.person).joinedload(Person.home_team),
        contains_eager(AssignmentTarget.assignment),
    ).order_by(Person.name, Person.id)
    rows = session.execute(found.limit(limit).offset(offset)).all()
    takes = takes_of(session, [target.id for target, _ in rows])
    return [Standing(target, takes.get(target.id, 0), bool(late)) for target, late in rows]


def table(standings: Iterable[Standing]) -> Table:
    """The same people as a file for a spreadsheet."""
    about = [("What", "Where everybody stands who was given this")]
    return Table("assignment", about, HEADS, map(_line, standings))


HEADS = ("Name", "Email", "Team", "State", "Late", "Takes", "Takes asked", "Due", "Met or settled")


def _line(standing: Standing) -> tuple[Cell, ...]:
    target, person = standing.target, standing.target.person
    late = "late" if standing.is_late else "met late" if standing.met_late else ""
    return (
        person.name,
        person.email,
        person.home_team.name if person.home_team else "",
        STATES[target.state],
        late,
        standing.takes,
        target.minimum_takes,
        target.due_at.isoformat() if target.due_at else "",
        day_of(target.settled_at, target.due_zone) if target.settled_at else "",
    )


def day_of(moment: datetime, zone: str) -> str:
    """The date alone: the last take may be a private one, whose time of day is its rep's."""
    return moment.astimezone(zone_of(zone)).date().isoformat()
