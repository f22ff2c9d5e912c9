"""The lists behind the numbers: takes by person, week and scenario, and what was handed in.

Of takes that were not submitted a manager sees scenario, week, length and count: they are
added up here, in the database, so that no time of day, poster or title can leave it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, desc, distinct, func, select, true
from sqlalchemy.orm import Session, aliased

from practice.people.models import BY_NAME, Person, Team
from practice.progress.effort import OF_ALL, OF_TAKE, WEEK
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN, IN_HAND, UNREVIEWED
from practice.progress.weeks import (
    Days,
    Moments,
    days_of,
    handed_in_within,
    midnights,
    place,
    within,
)
from practice.questions import put_together
from practice.scenarios.models import ScenarioVersion
from practice.takes import queries as takes
from practice.takes.models import PracticeDay, Submission, Take

AT_ONCE = 1_000  # rows that are fetched together
REVIEWER = aliased(Person)


class Show(StrEnum):
    """Which list."""

    takes = "takes"
    submitted = "submitted"
    reviewed = "reviewed"
    waiting = "waiting"
    latest = "latest"  # feedback, whenever its takes were handed in


TURNS: dict[Show, Any] = {
    Show.waiting: Submission.created_at.asc(),
    Show.latest: Submission.reviewed_at.desc(),
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants listed."""

    scope: Scope
    weeks: list[date]
    zone: str  # the organization's: submissions are counted by its clock
    person_id: UUID | None = None
    reviewer_id: UUID | None = None  # of what was handed in, only what is theirs to review
    is_unassigned: bool = False  # or only what nobody is to review yet

    @property
    def is_everybody(self) -> bool:
        """The whole organization: its takes are listed by team."""
        return self.scope.team_ids is None and self.person_id is None

    @property
    def which(self) -> "Which":
        """For the database."""
        days, moments = days_of(self.weeks), midnights(self.weeks, self.zone)
        person = (self.person_id, self.reviewer_id, self.is_unassigned)
        return Which(self.scope, days, moments, *person)


@dataclass(frozen=True)
class Which:
    """The same as questions have it."""

    scope: Scope
    days: Days
    moments: Moments
    person_id: UUID | None
    reviewer_id: UUID | None
    is_unassigned: bool


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
    rows = session.execute(*_groups(asked.which, limit, offset)).all()
    return [_group(asked, row) for row in rows]


def each_group(session: Session, asked: Asked, limit: int) -> Iterator[Group]:
    """The same one by one, however many they are: fetched as they are written."""
    found = _groups(asked.which, limit, 0)
    for row in session.execute(*found, execution_options={"yield_per": AT_ONCE}):
        yield _group(asked, row)


def _group(asked: Asked, row: Any) -> Group:
    person, index, title, count, ms, submitted = row
    return Group(person, asked.weeks[index], title, count, int(ms or 0), submitted)


@put_together
def _groups(asked: Which, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    which = place(asked.days).label(WEEK)
    sums = (func.count(Take.id), func.sum(Take.counted_ms), func.count(Submission.id))
    return (
        select(Person, which, ScenarioVersion.title, *sums)
        .select_from(Take)
        .join(Take.person)
        .join(Take.scenario_version)
        .outerjoin(Submission, OF_TAKE)
        .where(Take.is_counted, *_asked_takes(asked))
        .group_by(Person.id, WEEK, ScenarioVersion.title)
        .order_by(desc(WEEK), *BY_NAME, ScenarioVersion.title)
        .limit(limit)
        .offset(offset)
    )


@dataclass(frozen=True)
class TeamSum:
    """Counted takes of one team, or of those who had none."""

    team: Team | None
    people: int
    takes: int
    ms: int


def by_team(session: Session, asked: Asked, limit: int, offset: int = 0) -> Sequence[TeamSum]:
    """Counted takes of the whole organization, added up by team, by name."""
    rows = session.execute(*_by_team(asked.which, limit, offset)).all()
    return [TeamSum(team, people, takes, int(ms or 0)) for team, people, takes, ms in rows]


@put_together
def _by_team(asked: Which, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    sums = (
        select(
            Take.team_id,
            func.count(distinct(Take.person_id)).label("people"),
            func.count().label("takes"),
            func.sum(Take.counted_ms).label("ms"),
        )
        .where(Take.is_counted, *_asked_takes(asked))
        .where(Take.team_id.in_(_some_teams(limit, offset)))
        .group_by(Take.team_id)
        .subquery()
    )
    found = select(Team, sums.c.people, sums.c.takes, sums.c.ms)
    return found.join(sums, sums.c.team_id == Team.id).order_by(func.lower(Team.name))


def without_team(session: Session, asked: Asked) -> Sequence[TeamSum]:
    """Counted takes of people who were on no team then: one line, or none."""
    people, takes, ms = session.execute(*_without_team(asked.which)).one()
    return [TeamSum(None, people, takes, int(ms))] if takes else []


@put_together
def _without_team(asked: Which) -> Select[*tuple[Any, ...]]:
    sums = (func.count(distinct(Take.person_id)), func.count(), func.sum(Take.counted_ms))
    return select(*sums).where(Take.is_counted, Take.team_id.is_(None), *_asked_takes(asked))


def _some_teams(limit: int, offset: int) -> Select[UUID]:
    """A page of teams, archived ones too; those without a take in it just don't show."""
    page = select(Team.id).order_by(func.lower(Team.name)).limit(limit).offset(offset).subquery()
    return select(page.c.id)


def _asked_takes(asked: Which) -> tuple[Any, ...]:
    person = true() if asked.person_id is None else Take.person_id == asked.person_id
    return (within(asked.days), asked.scope.takes, person)


def counts(session: Session, asked: Asked) -> dict[Show, int]:
    """The numbers of the lists that tell one, in one question."""
    counted, waiting, submitted, reviewed = session.execute(*_counts(asked.which)).one()
    return {
        Show.takes: counted, Show.submitted: submitted, Show.reviewed: reviewed,
        Show.waiting: waiting,
    }  # fmt: skip


@put_together
def _counts(asked: Which) -> Select[*tuple[Any, ...]]:
    both = _handed_in(asked, Show.submitted, func.count())  # what came back is a part of it
    both = both.add_columns(func.count(Submission.reviewed_at))
    waits = _handed_in(asked, Show.waiting, func.count())
    handed, other = both.subquery(), (_counted(asked).scalar_subquery(), waits.scalar_subquery())
    return select(*other, *handed.c)


def _counted(asked: Which) -> Select[int]:
    if asked.scope.is_whole and asked.person_id is None:
        return select(OF_ALL).where(within(asked.days, PracticeDay.day))
    return select(func.count()).select_from(Take).where(Take.is_counted, *_asked_takes(asked))


class Line(NamedTuple):
    """One submission in a list."""

    id: UUID
    created_at: datetime
    reviewed_at: datetime | None
    kept_at: datetime | None
    asks_help: bool
    round: int
    person: str
    title: str
    reviewer_id: UUID | None
    reviewer: str | None
    may_watch: bool = False  # the list knows of more than its reader may open


def handed_in(
    session: Session, viewer: Person, asked: Asked, show: Show, limit: int, offset: int = 0
) -> list[Line]:
    """Submissions, the newest or the newest feedback first; those that wait, the oldest first."""
    return [
        Line(*row)
        for row in session.execute(*_page(viewer, asked.which, show, limit, offset)).all()
    ]


def each_handed_in(session: Session, asked: Asked, show: Show, limit: int) -> Iterator[Line]:
    """The same one by one, however many they are; nobody opens them from there."""
    for row in session.execute(*_each(asked.which, show, limit)):
        yield Line(*row)


@put_together
def _page(
    viewer: Person, asked: Which, show: Show, limit: int, offset: int
) -> Select[*tuple[Any, ...]]:
    """The page is found before anything is looked up: who may watch takes longest to find out."""
    found = _handed_in(asked, show, Submission.id).order_by(*_turn(show))
    some = found.limit(limit).offset(offset)
    page = some.cte("page").prefix_with("MATERIALIZED")
    lines = _lines(select(page).join(Submission, Submission.id == page.c.id), show)
    return lines.add_columns(takes.may_know_of_submission(viewer, Person))


@put_together
def _each(asked: Which, show: Show, limit: int) -> Select[*tuple[Any, ...]]:
    lines = _lines(_handed_in(asked, show, Submission.id), show)
    return lines.limit(limit).execution_options(yield_per=AT_ONCE)


def _lines(found: Select[*tuple[Any, ...]], show: Show) -> Select[*tuple[Any, ...]]:
    """These submissions, with all that a line tells."""
    of_it = Submission
    return (
        found.with_only_columns(of_it.id, of_it.created_at, of_it.reviewed_at, of_it.kept_at)
        .add_columns(of_it.asks_help, of_it.round, Person.name, ScenarioVersion.title)
        .add_columns(of_it.reviewer_id, REVIEWER.name)
        .join(Person, Person.id == of_it.person_id)
        .join(ScenarioVersion, ScenarioVersion.id == of_it.scenario_version_id)
        .outerjoin(REVIEWER, REVIEWER.id == of_it.reviewer_id)
        .order_by(*_turn(show))
    )


def _turn(show: Show) -> tuple[Any, ...]:
    return TURNS.get(show, Submission.created_at.desc()), Submission.id


def _handed_in(asked: Which, show: Show, what: Any) -> Select[Any]:
    """What waits, waits since whenever, questions included, and so was answered what came back
    last; the others were handed in during the weeks asked for."""
    mine = true() if asked.person_id is None else Submission.person_id == asked.person_id
    found = select(what).select_from(Submission)
    found = found.where(asked.scope.handed_in, mine, _with_reviewer(asked))
    if show == Show.waiting:
        return found.where(IN_HAND, UNREVIEWED)
    if show == Show.latest:
        return found.where(IN_HAND, Submission.reviewed_at.is_not(None))
    found = found.where(HANDED_IN)
    if show == Show.reviewed:
        found = found.where(Submission.reviewed_at.is_not(None))
    return found.where(handed_in_within(asked.moments))


def _with_reviewer(asked: Which) -> ColumnElement[bool]:
    if asked.is_unassigned:
        return Submission.reviewer_id.is_(None)
    return true() if asked.reviewer_id is None else Submission.reviewer_id == asked.reviewer_id
