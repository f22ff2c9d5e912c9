"""What was handed in, how fast it came back, and what still waits.

Turnaround runs from submitting to released feedback; its median is told only where at least
three submissions stand behind it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from practice.people import queries as people
from practice.people.models import Person
from practice.progress.scope import Scope
from practice.progress.weeks import handed_in_within
from practice.reviews import queries as reviews
from practice.takes.models import Submission

FEWEST = 3  # submissions behind a median
MOST_SPANS = 5_000
LOOK_BACK = timedelta(days=90)

IN_HAND = Submission.withdrawn_at.is_(None)
# The moment is always past. It leads SQLite, which keeps no statistics here, to the short index
# of what waits instead of the long one of all that was handed in.
UNREVIEWED = and_(
    Submission.reviewed_at.is_(None), Submission.created_at > datetime(2000, 1, 1, tzinfo=UTC)
)


@dataclass(frozen=True)
class HandedIn:
    """Submissions of some weeks."""

    submitted: int = 0
    reviewed: int = 0
    turnaround: timedelta | None = None
    waiting: int = 0
    oldest_waiting: datetime | None = None


def handed_in(session: Session, scope: Scope, weeks: list[date]) -> HandedIn:
    """Handed in during these weeks, reviewed of those and how fast; and all that waits now."""
    zone = people.organization(session).timezone
    shown = (IN_HAND, handed_in_within(weeks, zone), scope.holds(Submission.team_id))
    counts = select(func.count(), func.count(Submission.reviewed_at)).where(*shown)
    submitted, reviewed = session.execute(counts).one()
    waits = select(func.count(), func.min(Submission.created_at)).where(
        IN_HAND, UNREVIEWED, scope.holds(Submission.team_id)
    )
    waiting, oldest = session.execute(waits).one()
    middle = median_of(session, select(Submission.id).where(*shown), reviewed)
    return HandedIn(submitted, reviewed, middle, waiting, oldest)


def median_of(session: Session, spans: Select[*tuple[Any, ...]], count: int) -> timedelta | None:
    """The middle span of those that have come back; None when they are fewer than three.

    Of very many the latest are enough. Only the middle one leaves the database.
    """
    if count < FEWEST:
        return None
    back = spans.where(Submission.reviewed_at.is_not(None)).order_by(Submission.created_at.desc())
    seconds = _seconds(Submission.created_at, Submission.reviewed_at, session).label("seconds")
    latest = back.with_only_columns(seconds).limit(MOST_SPANS).subquery()
    count = min(count, MOST_SPANS)
    middle = select(latest.c.seconds).order_by(latest.c.seconds)
    found = session.scalars(middle.limit(2 - count % 2).offset((count - 1) // 2)).all()
    return timedelta(seconds=sum(map(float, found)) / len(found)) if found else None


def _seconds(begin: Any, end: Any, session: Session) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(end) - func.julianday(begin)) * 86_400.0
    return func.extract("epoch", end - begin)


def usual_turnaround(session: Session, team_id: UUID | None, now: datetime) -> timedelta | None:
    """How long feedback took in this team lately: what a rep may expect."""
    back = (
        IN_HAND,
        Submission.team_id == team_id,
        Submission.reviewed_at >= now - LOOK_BACK,
    )
    count = session.scalar(select(func.count()).select_from(Submission).where(*back)) or 0
    return median_of(session, select(Submission.id).where(*back), count)


def waiting_for(session: Session, reviewer: Person) -> tuple[int, datetime | None]:
    """How many submissions are this person's turn to review, and since when the oldest waits."""
    turn = reviews.waiting_for(reviewer).order_by(None)
    count, oldest = session.execute(
        turn.with_only_columns(func.count(Submission.id), func.min(Submission.created_at))
    ).one()
    return count, oldest
