"""How long feedback takes: from submitting to released feedback.

The median is told only where at least three submissions stand behind it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from practice.db import in_sight
from practice.takes.models import Submission

FEWEST = 3  # submissions behind a median
MOST_SPANS = 5_000
LOOK_BACK = timedelta(days=90)


def median_of(session: Session, spans: Select[*tuple[Any, ...]]) -> timedelta | None:
    """The middle span of those that have come back; None when they are fewer than three."""
    return span_of(session.scalar(select(_middle_of(spans, session))))


def span_of(seconds: Any) -> timedelta | None:
    """Seconds as a database answers them; None when there is nothing to tell."""
    return None if seconds is None else timedelta(seconds=float(seconds))


def _middle_of(spans: Select[*tuple[Any, ...]], session: Session) -> ScalarSelect[Any]:
    """Of very many the latest are enough. Only the middle one leaves the database."""
    back = spans.where(Submission.reviewed_at.is_not(None)).order_by(Submission.created_at.desc())
    seconds = seconds_of(Submission.created_at, Submission.reviewed_at, session).label("seconds")
    newest = back.with_only_columns(seconds).limit(in_sight(MOST_SPANS, Integer()))
    latest = newest.correlate(None).subquery()
    place = func.row_number().over(order_by=latest.c.seconds).label("place")
    ranked = select(latest.c.seconds, place, func.count().over().label("count")).subquery()
    # of 4 the second and third, of 5 the third alone
    half = ranked.c.place * 2 - ranked.c.count
    middle = select(func.avg(ranked.c.seconds))
    return middle.where(half.between(0, 2), ranked.c.count >= FEWEST).scalar_subquery()


def seconds_of(begin: Any, end: Any, session: Session) -> ColumnElement[Any]:
    """How long it was from one moment to another, as this database works it out."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(end) - func.julianday(begin)) * 86_400.0
    return func.extract("epoch", end - begin)


def usual_seconds(session: Session, team_id: UUID | None, now: datetime) -> ScalarSelect[Any]:
    """How long feedback took in this team lately, as a part of a question: what reps may expect."""
    back = (
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(False),
        Submission.team_id == team_id,
        Submission.reviewed_at >= now - LOOK_BACK,
    )
    return _middle_of(select(Submission.id).where(*back), session)


def usual_turnaround(session: Session, team_id: UUID | None, now: datetime) -> timedelta | None:
    """The same by itself."""
    return span_of(session.scalar(select(usual_seconds(session, team_id, now))))
