"""What was handed in, how fast it came back, and what still waits.

How turnaround is measured stands in `takes.turnaround`, since reps are told, too.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.orm import Session

from practice.people import queries as people
from practice.people.models import Person
from practice.progress.scope import Scope
from practice.progress.weeks import Moments, handed_in_within, midnights
from practice.questions import put_together
from practice.reviews import queries as reviews
from practice.scenarios import queries as scenarios
from practice.scenarios.models import Scenario, ScenarioKind
from practice.takes.models import Submission
from practice.takes.turnaround import middle_of, span_of

IN_HAND = Submission.withdrawn_at.is_(None)
# A question about a take waits for an answer like any other; handed in it is not.
HANDED_IN = and_(IN_HAND, Submission.asks_help.is_(False))
# What is kept as practice waits for nobody. The moment is always past. It leads SQLite, which is
# told only hourly how its tables have grown (`Database.know_sizes`), to the short index of what
# waits instead of the long one of all that was handed in.
UNREVIEWED = and_(
    Submission.reviewed_at.is_(None),
    Submission.kept_at.is_(None),
    Submission.created_at > datetime(2000, 1, 1, tzinfo=UTC),
)


@dataclass(frozen=True)
class HandedIn:
    """Submissions of some weeks; what waits includes the takes that somebody asks for help with."""

    submitted: int = 0
    reviewed: int = 0
    turnaround: timedelta | None = None
    waiting: int = 0
    oldest_waiting: datetime | None = None


def handed_in(session: Session, scope: Scope, weeks: list[date]) -> HandedIn:
    """Handed in during these weeks, reviewed of those and how fast; and all that waits now."""
    zone = people.organization(session).timezone
    moments = midnights(weeks, zone)
    submitted, reviewed, waiting, oldest, middle = session.execute(*_counts(scope, moments)).one()
    return HandedIn(submitted, reviewed, span_of(middle), waiting, oldest)


@put_together
def _counts(scope: Scope, moments: Moments) -> Select[*tuple[Any, ...]]:
    shown = (HANDED_IN, handed_in_within(moments), scope.handed_in)
    counted = select(func.count(), func.count(Submission.reviewed_at)).where(*shown).subquery()
    since = (func.count(), func.min(Submission.created_at))
    waits = select(*since).where(IN_HAND, UNREVIEWED, scope.handed_in).subquery()
    middle = middle_of(select(Submission.id).where(*shown))
    return select(*counted.c, *waits.c, middle).join_from(counted, waits, true())


def waiting_for(session: Session, reviewer: Person) -> tuple[int, datetime | None]:
    """How many submissions are this person's turn to review, and since when the oldest waits."""
    count, oldest = session.execute(*_turn_of(reviewer)).one()
    return count, oldest


def waiting_and_published(session: Session, reviewer: Person) -> tuple[int, datetime | None, bool]:
    """The same, and whether there is anything to practice at all, in one question."""
    found = session.execute(*_turn_and_published(reviewer)).one()
    return found[0], found[1], bool(found[2])


@put_together
def _turn_of(reviewer: Person) -> Select[int, datetime]:
    return _turn(reviewer)


@put_together
def _turn_and_published(reviewer: Person) -> Select[*tuple[Any, ...]]:
    turn = _turn(reviewer).subquery()
    there = scenarios.newest_published().where(Scenario.kind == ScenarioKind.usual)
    return select(*turn.c, there.exists().label("any"))


def _turn(reviewer: Person) -> Select[int, datetime]:
    turn = reviews.waiting_for(reviewer).order_by(None)
    return turn.with_only_columns(
        func.count(Submission.id).label("count"),
        func.min(Submission.created_at).label("oldest"),
    )
