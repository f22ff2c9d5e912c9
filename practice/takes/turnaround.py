"""How long feedback takes: from submitting to released feedback.

The median is told only where at least three submissions stand behind it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ScalarSelect, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from practice.questions import put_together
from practice.takes.models import Submission

FEWEST = 3  # submissions behind a median
MOST_SPANS = 2_000
LOOK_BACK = timedelta(days=90)


class Seconds(FunctionElement[float]):
    """How many seconds lie between two moments."""

    name = "seconds"
    type = Double()
    inherit_cache = True


@compiles(Seconds)
def _seconds(between: Seconds, compiler: SQLCompiler, **kw: Any) -> str:
    begin, end = (compiler.process(each, **kw) for each in between.clauses)
    return f"DATE_PART('epoch', {end} - {begin})"


@compiles(Seconds, "sqlite")
def _seconds_by_days(between: Seconds, compiler: SQLCompiler, **kw: Any) -> str:
    begin, end = (compiler.process(each, **kw) for each in between.clauses)
    return f"((julianday({end}) - julianday({begin})) * 86400.0)"


TOOK = Seconds(Submission.created_at, Submission.reviewed_at)


def span_of(seconds: Any) -> timedelta | None:
    """Seconds as a database answers them; None when there is nothing to tell."""
    return None if seconds is None else timedelta(seconds=float(seconds))


def middle_of(spans: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """The middle of how long those took that have come back; null when they are fewer than three.

    Of very many the latest are enough. Only the middle one leaves the database.
    """
    back = spans.where(Submission.reviewed_at.is_not(None)).order_by(Submission.created_at.desc())
    seconds = TOOK.label("seconds")
    newest = back.with_only_columns(seconds).limit(MOST_SPANS)
    latest = newest.correlate(None).subquery()
    place = func.row_number().over(order_by=latest.c.seconds).label("place")
    ranked = select(latest.c.seconds, place, func.count().over().label("count")).subquery()
    # of 4 the second and third, of 5 the third alone
    half = ranked.c.place * 2 - ranked.c.count
    middle = select(func.avg(ranked.c.seconds))
    return middle.where(half.between(0, 2), ranked.c.count >= FEWEST).scalar_subquery()


def usual_seconds(team_id: UUID | None, since: datetime) -> ScalarSelect[Any]:
    """How long feedback took in this team since then, as a part of a question."""
    back = (
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(False),
        Submission.team_id == team_id,
        Submission.reviewed_at >= since,
    )
    return middle_of(select(Submission.id).where(*back))


def usual_turnaround(session: Session, team_id: UUID | None, now: datetime) -> timedelta | None:
    """How long feedback took in this team lately: what reps may expect."""
    return span_of(session.scalar(*_usual(team_id, now - LOOK_BACK)))


@put_together
def _usual(team_id: UUID | None, since: datetime) -> Select[float]:
    return select(usual_seconds(team_id, since))
