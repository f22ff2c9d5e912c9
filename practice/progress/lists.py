"""The lists behind the numbers: takes by person, week and scenario, and what was handed in.

Of takes that were not submitted a manager sees scenario, week, length and count: they are
added up here, in the database, so that no time of day, poster or title can leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from practice.people.models import Person
from practice.progress.effort import HANDED_IN
from practice.progress.scope import Scope
from practice.progress.waiting import IN_HAND, UNREVIEWED
from practice.progress.weeks import place, within
from practice.scenarios.models import ScenarioVersion
from practice.takes import queries as takes
from practice.takes.models import Submission, Take


class Show(StrEnum):
    """Which list."""

    takes = "takes"
    submitted = "submitted"
    reviewed = "reviewed"
    waiting = "waiting"


@dataclass(frozen=True)
class Asked:
    """What somebody wants listed."""

    scope: Scope
    weeks: list[date]
    person_id: UUID | None = None


@dataclass(frozen=True)
class Group:
    """Counted takes of one person, scenario and week."""

    person: Person
    week: date
    title: str
    takes: int
    ms: int
    submitted: int


def groups(session: Session, asked: Asked, limit: int, offset: int = 0) -> Sequence[Group]:
    """Counted takes added up by person, week and scenario, the newest week first."""
    which = place(asked.weeks)
    sums = (func.count(Take.id), func.sum(Take.counted_ms), func.count(Submission.id))
    found = (
        select(Person, which, ScenarioVersion.title, *sums)
        .select_from(Take)
        .join(Take.person)
        .join(Take.scenario_version)
        .outerjoin(Submission, HANDED_IN)
        .where(Take.is_counted, *_asked_takes(asked))
        .group_by(Person.id, which, ScenarioVersion.title)
        .order_by(which.desc(), Person.name, Person.id, ScenarioVersion.title)
    )
    return [
        Group(person, asked.weeks[index], title, takes, int(ms or 0), submitted)
        for person, index, title, takes, ms, submitted in session.execute(
            found.limit(limit).offset(offset)
        )
    ]


def _asked_takes(asked: Asked) -> tuple[Any, ...]:
    person = Take.person_id == asked.person_id if asked.person_id else true()
    return (within(asked.weeks), asked.scope.holds(Take.team_id), person)


def counts(session: Session, asked: Asked) -> dict[Show, int]:
    """The number on each list."""
    takes = select(func.count()).select_from(Take).where(Take.is_counted, *_asked_takes(asked))
    found = {Show.takes: session.scalar(takes) or 0}
    for show in (Show.submitted, Show.reviewed, Show.waiting):
        found[show] = session.scalar(_handed_in(asked, show, func.count())) or 0
    return found


def handed_in(
    session: Session, asked: Asked, show: Show, limit: int, offset: int = 0
) -> Sequence[Submission]:
    """Submissions, the newest first; those that wait, the oldest first."""
    newest = Submission.created_at.asc() if show == Show.waiting else Submission.created_at.desc()
    found = (
        _handed_in(asked, show, Submission)
        .join(Submission.person)
        .join(Take.scenario_version)
        .options(
            contains_eager(Submission.person),
            contains_eager(Submission.take).contains_eager(Take.scenario_version),
            joinedload(Submission.reviewer),
        )
        .order_by(newest, Submission.id)
    )
    return session.scalars(found.limit(limit).offset(offset)).all()


def _handed_in(asked: Asked, show: Show, what: Any) -> Select[Any]:
    """What waits, waits whenever it was recorded; the others belong to the weeks asked for."""
    found = select(what).select_from(Submission).join(Submission.take).where(IN_HAND)
    if show == Show.waiting:
        mine = Submission.person_id == asked.person_id if asked.person_id else true()
        return found.where(UNREVIEWED, asked.scope.holds(Submission.team_id), mine)
    if show == Show.reviewed:
        found = found.where(Submission.reviewed_at.is_not(None))
    return found.where(*_asked_takes(asked))


def watchable(session: Session, viewer: Person, handed_in: Sequence[Submission]) -> set[UUID]:
    """Which of these the viewer may open: the list knows of more than their videos show."""
    may_watch = takes.visible_to(viewer).with_only_columns(Take.id)
    ids = [submission.take_id for submission in handed_in]
    found = set(session.scalars(may_watch.where(Take.id.in_(ids))))
    return {submission.id for submission in handed_in if submission.take_id in found}
