"""Coaching time: active review minutes as they were measured, and what was logged besides.

By rep and month, for the one who coaches. Review minutes alone are never held against the
organization's mark: what counts is the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from practice.coaching.models import CoachingEntry
from practice.coaching.queries import Pair, members_of
from practice.people import queries as people
from practice.people.models import BY_NAME, Person
from practice.reviews.models import Sitting
from practice.takes.models import Submission

ENTRIES_SHOWN = 20
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))


@dataclass(frozen=True)
class Hours:
    """What one person got in a month, in whole minutes."""

    person: Person
    reviewing: int
    logged: int

    @property
    def total(self) -> int:
        return self.reviewing + self.logged


def hours(session: Session, coach: Person, month: Month) -> list[Hours]:
    """Everybody on this coach's teams, and whoever else they coached in that month, by name."""
    reviewing, logged = _reviewing(session, coach, month), _logged(session, coach, month)
    touched = {*reviewing, *logged}
    mine = members_of(coach).with_only_columns(Person.id)
    shown = select(Person).where(or_(Person.id.in_(mine), Person.id.in_(touched)))
    persons = session.scalars(shown.order_by(*BY_NAME)).all()
    return [Hours(one, reviewing.get(one.id, 0), logged.get(one.id, 0)) for one in persons]


def of_pair(session: Session, pair: Pair, month: Month) -> Hours:
    """What the coach gave this rep in that month."""
    reviewing = _reviewing(session, pair.coach, month).get(pair.rep.id, 0)
    return Hours(pair.rep, reviewing, _logged(session, pair.coach, month).get(pair.rep.id, 0))


def _reviewing(session: Session, coach: Person, month: Month) -> dict[UUID, int]:
    """Active minutes in the review room, on the coach's own dates."""
    rows = session.execute(
        select(Submission.person_id, func.sum(Sitting.active_ms))
        .join(Sitting.submission)
        .where(Sitting.person_id == coach.id, Sitting.local_day.between(month.first, month.last))
        .group_by(Submission.person_id)
    )
    return {person_id: (int(ms) + MINUTE_MS // 2) // MINUTE_MS for person_id, ms in rows}


def _logged(session: Session, coach: Person, month: Month) -> dict[UUID, int]:
    held = CoachingEntry.held_on.between(month.first, month.last)
    rows = session.execute(
        select(CoachingEntry.person_id, func.sum(CoachingEntry.minutes))
        .where(CoachingEntry.coach_id == coach.id, held)
        .group_by(CoachingEntry.person_id)
    )
    return {person_id: int(minutes) for person_id, minutes in rows}


def entries(session: Session, coach: Person, month: Month) -> Sequence[CoachingEntry]:
    """What this coach logged in that month, the newest first."""
    return session.scalars(
        select(CoachingEntry)
        .where(CoachingEntry.coach_id == coach.id)
        .where(CoachingEntry.held_on.between(month.first, month.last))
        .options(joinedload(CoachingEntry.person))
        .order_by(CoachingEntry.held_on.desc(), CoachingEntry.created_at.desc())
        .limit(ENTRIES_SHOWN)
    ).all()


def mark(session: Session) -> int:
    """The organization's mark: minutes for a rep in a month."""
    return people.organization(session).coaching_minutes
