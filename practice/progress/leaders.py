"""What leaders of leaders look at: managers by how fast they answer, teams by how they practice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, String, cast, distinct, func, or_, select, union
from sqlalchemy.orm import Session

from practice.assignments import queries as assignments
from practice.assignments.models import Assignment, AssignmentTarget
from practice.db import Base, among
from practice.people.models import BY_NAME, Person, Team, TeamManager
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN, IN_HAND, UNREVIEWED
from practice.progress.weeks import Days, Moments, days_of, handed_in_within, midnights, within
from practice.questions import put_together
from practice.takes.models import Submission, Take
from practice.takes.turnaround import FEWEST, TOOK


class Leader(NamedTuple):
    """One person who reviews; without a person it is what peers review, or nobody yet."""

    person_id: UUID | None
    name: str
    reviewed: int
    turnaround: timedelta | None
    waiting: int
    oldest: datetime | None
    last_feedback: datetime | None


def leaders(
    session: Session, scope: Scope, weeks: list[date], zone: str, limit: int | None = None
) -> list[Leader]:
    """Managers of these teams and whoever reviews for them; the longest waiting first, then by
    name."""
    waits = {row[0]: row for row in session.execute(*_waiting(scope)).all()}
    first = [person_id for person_id in sorted(waits, key=lambda each: waits[each][2]) if person_id]
    if limit is not None and len(first) >= limit:
        alone = first[:limit]
        answered = _answered(session, scope, weeks, zone, alone)
        asked = _named(scope, alone)
    else:
        answered = _answered(session, scope, weeks, zone)
        known = [person_id for person_id in {*answered, *waits} if person_id]
        asked = _reviewers(scope, known, first, limit)
    found = [
        _leader(person_id, name, last, answered, waits)
        for person_id, name, last in session.execute(*asked).all()
    ]
    if None in waits or None in answered:
        found.append(_leader(None, "Peers, or nobody yet", None, answered, waits))
    return sorted(found, key=_turn)[:limit]


def _turn(leader: Leader) -> tuple[bool, float, str]:
    oldest = leader.oldest.timestamp() if leader.oldest else 0.0
    return leader.oldest is None, oldest, leader.name.lower()


def _leader(
    key: UUID | None,
    name: str,
    last: datetime | None,
    answered: dict[UUID | None, tuple[int, float]],
    waits: dict[Any, Any],
) -> Leader:
    reviewed, seconds = answered.get(key, (0, 0.0))
    _, waiting, oldest = waits.get(key, (key, 0, None))
    middle = timedelta(seconds=seconds) if reviewed >= FEWEST else None
    return Leader(key, name, reviewed, middle, waiting, oldest, last)


def _answered(
    session: Session, scope: Scope, weeks: list[date], zone: str, alone: list[UUID] | None = None
) -> dict[UUID | None, tuple[int, float]]:
    """By reviewer: how many submissions of the weeks came back, and the middle of the seconds.

    `alone`: of these people, and of what was nobody's or peers'; the middle of each takes longest.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    found = session.execute(*_back(scope, midnights(weeks, zone), is_sqlite, alone)).all()
    return {
        who: (count, median(map(float, each.split(","))) if is_sqlite else float(each))
        for who, count, each in found
    }


@put_together
def _back(
    scope: Scope, moments: Moments, is_sqlite: bool, alone: list[UUID] | None
) -> Select[*tuple[Any, ...]]:
    listed = func.aggregate_strings(cast(TOOK, String), ",")  # a line a person, not a submission
    middle = listed if is_sqlite else func.percentile_cont(0.5).within_group(TOOK)
    found = (
        select(Submission.reviewer_id, func.count(), middle)
        .where(HANDED_IN, Submission.reviewed_at.is_not(None), scope.handed_in)
        .where(handed_in_within(moments))
        .group_by(Submission.reviewer_id)
    )
    if alone is None:
        return found
    # As an inner question they are looked up; PostgreSQL would compare each with all of a list.
    theirs = Submission.reviewer_id.in_(select(Person.id).where(among(Person.id, alone)))
    return found.where(or_(Submission.reviewer_id.is_(None), theirs))


@put_together
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    """By reviewer: how many wait now, and since when the oldest."""
    since = (func.count(), func.min(Submission.created_at))
    found = select(Submission.reviewer_id, *since).where(IN_HAND, UNREVIEWED, scope.handed_in)
    return found.group_by(Submission.reviewer_id)


@put_together
def _reviewers(
    scope: Scope, known: list[UUID], first: list[UUID], limit: int | None
) -> Select[*tuple[Any, ...]]:
    """These people, and the managers of teams in use, with when they last sent feedback there; some
    first, and then by name."""
    manages = select(TeamManager.person_id).join(Team, Team.id == TeamManager.team_id)
    manages = manages.where(Team.archived_at.is_(None), scope.holds(Team.id))
    lead = select(Person.id).where(Person.deactivated_at.is_(None), Person.id.in_(manages))
    both = union(lead, select(Person.id).where(among(Person.id, known))).subquery()
    found = _with_last(scope).join(both, both.c.id == Person.id)
    return found.order_by(~among(Person.id, first), *BY_NAME).limit(limit)


@put_together
def _named(scope: Scope, alone: list[UUID]) -> Select[*tuple[Any, ...]]:
    """These people alone, in any order."""
    return _with_last(scope).where(among(Person.id, alone))


def _with_last(scope: Scope) -> Select[*tuple[Any, ...]]:
    """People with when they last sent feedback there.

    The newest of each is near in the index; of a segment it may not be, so those few are added up.
    """
    there = (IN_HAND, scope.handed_in, Submission.reviewed_at.is_not(None))
    if scope.segment_id is None:
        mine = select(Submission.reviewed_at).where(Submission.reviewer_id == Person.id, *there)
        newest = mine.order_by(Submission.reviewed_at.desc()).limit(1)
        return select(Person.id, Person.name, newest.scalar_subquery())
    last = select(Submission.reviewer_id, func.max(Submission.reviewed_at).label("last"))
    sums = last.where(*there).group_by(Submission.reviewer_id).subquery()
    found = select(Person.id, Person.name, sums.c.last)
    return found.outerjoin(sums, sums.c.reviewer_id == Person.id)


class TeamLine(NamedTuple):
    """One team in a row of numbers; each opens its list."""

    id: UUID
    name: str
    manager: str
    members: int
    practiced: int
    takes: int
    submitted: int
    waiting: int
    late: int


def team_lines(
    session: Session,
    scope: Scope,
    weeks: list[date],
    zone: str,
    now: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[TeamLine]:
    """The teams in use, by name, in one question: each number is a narrow look at an index."""
    days, this_week = days_of(weeks), days_of(weeks[-1:])
    asked = _lines(scope, days, this_week, midnights(weeks, zone), now, limit, offset)
    return [TeamLine(*row) for row in session.execute(*asked).all()]


@put_together
def _lines(
    scope: Scope,
    days: Days,
    this_week: Days,
    moments: Moments,
    now: datetime,
    limit: int | None,
    offset: int,
) -> Select[*tuple[Any, ...]]:
    shown = handed_in_within(moments)
    there = Submission.team_id == Team.id
    inside = replace(scope, team_ids=None)
    return (
        select(
            Team.id,
            Team.name,
            func.coalesce(_manager(), ""),
            _count(Person, Person.home_team_id == Team.id, inside.members),
            _practiced(inside, this_week),
            _count(Take, Take.team_id == Team.id, Take.is_counted, within(days), inside.takes),
            _count(Submission, there, HANDED_IN, shown, inside.handed_in),
            _count(Submission, there, IN_HAND, UNREVIEWED, inside.handed_in),
            _late(inside, now),
        )
        .where(scope.holds(Team.id), Team.archived_at.is_(None))
        .order_by(func.lower(Team.name))
        .limit(limit)
        .offset(offset)
    )


def _count(what: type[Base], *where: Any) -> ScalarSelect[int]:
    """Of rows, not of their ids: no index that this is about holds those."""
    found = select(func.count()).select_from(what).where(*where)
    return found.correlate(Team).scalar_subquery()


def _manager() -> ScalarSelect[str]:
    found = select(Person.name).join(TeamManager, TeamManager.person_id == Person.id)
    found = found.where(TeamManager.team_id == Team.id, TeamManager.is_primary.is_(True))
    return found.limit(1).correlate(Team).scalar_subquery()


def _practiced(inside: Scope, week: Days) -> ScalarSelect[int]:
    """Members who practiced there: who has moved on since is no member anymore."""
    found = select(func.count(distinct(Take.person_id))).join(Person, Person.id == Take.person_id)
    found = found.where(Take.team_id == Team.id, Take.is_counted, within(week), inside.takes)
    return (
        found.where(Person.home_team_id == Team.id, inside.members)
        .correlate(Team)
        .scalar_subquery()
    )


def _late(inside: Scope, now: datetime) -> ScalarSelect[int]:
    found = (
        select(func.count())
        .select_from(AssignmentTarget)
        .join(Assignment, Assignment.id == AssignmentTarget.assignment_id)
        .join(Person, Person.id == AssignmentTarget.person_id)
        .where(Person.home_team_id == Team.id, inside.members)
        .where(assignments.is_late(now), inside.is_of(AssignmentTarget.scenario_version_id))
    )
    return found.correlate(Team).scalar_subquery()


def count_teams(session: Session, scope: Scope) -> int:
    """How many teams in use there are to look at."""
    return session.scalar(*_teams(scope)) or 0


@put_together
def _teams(scope: Scope) -> Select[int]:
    return select(func.count(Team.id)).where(scope.holds(Team.id), Team.archived_at.is_(None))
