"""Lines heard in calls, and the takes that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.queries import in_lists
from practice.scenarios import heard
from practice.scenarios.models import HeardLine, Scenario, ScenarioKind
from practice.takes.models import Take, TakeState


@dataclass(frozen=True)
class Answered:
    """One's own line, and the newest take with a video that answers it, if there is one."""

    line: HeardLine
    take: Take | None


def my_lines(session: Session, person: Person, limit: int, offset: int = 0) -> list[Answered]:
    """One's own lines with their answers, the newest first."""
    lines = heard.mine(session, person, limit, offset)
    takes = _newest_takes(session, person, [line.id for line in lines])
    return [Answered(line, takes.get(line.id)) for line in lines]


def unanswered(session: Session, person: Person, most: int) -> list[tuple[HeardLine, UUID]]:
    """One's own lines that no take answers yet, the newest first, and where they are answered."""
    return [
        (line, scenario_id)
        for line, scenario_id in session.execute(*_unanswered(person.id, most)).all()
    ]


@put_together
def _unanswered(person_id: UUID, most: int) -> Select[*tuple[Any, ...]]:
    answered = exists().where(Take.heard_line_id == HeardLine.id, Take.state == TakeState.recorded)
    where = select(Scenario.id).where(Scenario.kind == ScenarioKind.heard).scalar_subquery()
    there = where.is_not(None)  # as it is once there is a line
    waits = select(HeardLine, where).where(HeardLine.person_id == person_id, ~answered, there)
    return waits.order_by(HeardLine.created_at.desc()).limit(most)


def count_lines(session: Session, person: Person) -> int:
    """How many lines this person keeps."""
    own = select(func.count(HeardLine.id)).where(HeardLine.person_id == person.id)
    return session.scalar(own) or 0


def _newest_takes(
    session: Session, person: Person, line_ids: Sequence[UUID]
) -> dict[UUID | None, Take]:
    answers = (
        select(Take)
        .where(
            Take.person_id == person.id,
            Take.heard_line_id.in_(line_ids),
            Take.state == TakeState.recorded,
        )
        .options(in_lists(joinedload(Take.asset)))
        .order_by(Take.created_at, Take.id)
    )
    return {take.heard_line_id: take for take in session.scalars(answers)}
