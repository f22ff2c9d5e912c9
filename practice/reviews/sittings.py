"""Time at work on a review, and how much of the take was really played.

The review room tells every fifteen seconds what happened since it last did. One row is one
person's day on one submission, so that coaching time adds up by day and month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from practice.db import insert_missing
from practice.people.models import Person
from practice.questions import put_together
from practice.reviews import rules
from practice.reviews.models import Sitting
from practice.takes.models import Submission

Part = tuple[int, int]

GAP_MS = 300  # between two parts; players tell the time about four times a second
MOST_PARTS = 1_000  # kept of one day; more can't be told apart on any timeline
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Beat:
    """What the room tells: time at work since it last did, and the parts played meanwhile."""

    active_ms: int
    parts: list[Part]


def note(
    session: Session, by: Person, submission: Submission, given: Beat, now: datetime, day: date
) -> Sitting:
    """Add to this person's day on a submission.

    Never more time than has passed since the last beat, however often or late it is told; the
    first beat of a visit therefore adds none. Parts are cut to the take.
    """
    sitting = _of_day(session, by, submission, now, day)
    passed = max(0, (now - sitting.beat_at) // MILLISECOND)
    sitting.active_ms += min(given.active_ms, passed, rules.IDLE // MILLISECOND)
    sitting.beat_at = now
    played = within(given.parts, submission.take.asset.duration_ms)
    sitting.parts = [list(part) for part in merged([*_parts(sitting), *played])]
    return sitting


def _of_day(
    session: Session, by: Person, submission: Submission, now: datetime, day: date
) -> Sitting:
    """The row of this day, made if there is none, and locked: two tabs may tell at once."""
    before = session.scalar(_of(submission.id, by.id).order_by(Sitting.beat_at.desc()).limit(1))
    since = before.beat_at if before else now  # yesterday's too: it may go on past midnight
    whose = {"submission_id": submission.id, "person_id": by.id, "local_day": day}
    insert_missing(session, Sitting, [{**whose, "beat_at": since}])
    found = _of(submission.id, by.id).where(Sitting.local_day == day).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _of(submission_id: UUID, person_id: UUID) -> Select[Sitting]:
    return select(Sitting).where(
        Sitting.submission_id == submission_id, Sitting.person_id == person_id
    )


def _parts(sitting: Sitting) -> list[Part]:
    return [(start, end) for start, end in sitting.parts]


def watched(session: Session, submission: Submission, person: Person) -> int:
    """How many milliseconds of the take this person has played, each counted once."""
    days = session.scalars(*_played(submission.id, person.id))
    parts = merged([(start, end) for day in days for start, end in day])
    played = sum(end - start for start, end in parts)
    return min(played, submission.take.asset.duration_ms)


@put_together
def _played(submission_id: UUID, person_id: UUID) -> Select[list[Any]]:
    return _of(submission_id, person_id).with_only_columns(Sitting.parts)


def active(session: Session, submission_id: UUID, person_id: UUID) -> int:
    """How many milliseconds this person has worked on reviewing a submission, over all days."""
    total = select(func.sum(Sitting.active_ms)).where(
        Sitting.submission_id == submission_id, Sitting.person_id == person_id
    )
    return session.scalar(total) or 0


def within(parts: Iterable[Part], length_ms: int) -> list[Part]:
    """The parts cut to the take; what lies outside of it is left out."""
    cut = ((max(0, start), min(end, length_ms)) for start, end in parts)
    return [(start, end) for start, end in cut if start < end]


def merged(parts: Sequence[Part]) -> list[Part]:
    """The parts in order, without overlaps; tiny gaps between them are closed."""
    found: list[Part] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1] + GAP_MS:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found[:MOST_PARTS]
