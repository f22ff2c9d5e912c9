"""What admins see of the work on recordings: what runs, waits, failed, and was done lately.

Every read is bounded and follows an index, so that the page may look again every few seconds,
whatever the number of jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from practice.recordings import queries, rules
from practice.recordings.models import JobKind, JobState, MediaAsset, MediaJob

MOST_RUNNING = 50
MOST_POSTPONED = 10  # of each lane
MOST_DONE = 20


@dataclass(frozen=True)
class Line:
    """What waits in one lane: how many in all, and since when the first of those that are due."""

    kind: JobKind
    bulk: bool
    count: int
    since: datetime | None

    @property
    def is_beyond_count(self) -> bool:
        return self.count >= rules.MOST_COUNTED


def running(session: Session) -> Sequence[MediaJob]:
    """What workers have in their hands, the longest first."""
    mine = _with_owner(select(MediaJob)).where(MediaJob.state == JobState.running)
    return session.scalars(mine.order_by(MediaJob.started_at).limit(MOST_RUNNING)).all()


def lines(session: Session, now: datetime) -> list[Line]:
    """The lanes, in the order in which workers look for work."""
    return [_line(session, kind, bulk, now) for kind, bulk in queries.LANES]


def postponed(session: Session, now: datetime) -> list[MediaJob]:
    """What waits for the moment of its next try, the nearest first."""
    found = [job for kind, bulk in queries.LANES for job in _later(session, kind, bulk, now)]
    return sorted(found, key=lambda job: job.not_before)


def failed(session: Session, kind: JobKind | None, first: int, most: int) -> Sequence[MediaJob]:
    """What could not be done and may be tried again, newest first, each with its owner."""
    newest = _with_owner(queries.retriable(select(MediaJob)), joined=True)
    newest = newest.order_by(MediaJob.finished_at.desc(), MediaJob.id.desc())
    if kind is not None:
        newest = newest.where(MediaJob.kind == kind)
    return session.scalars(newest.offset(first).limit(most)).all()


def lately_done(session: Session) -> Sequence[MediaJob]:
    """What was done last."""
    mine = _with_owner(select(MediaJob)).where(MediaJob.state == JobState.done)
    return session.scalars(mine.order_by(MediaJob.finished_at.desc()).limit(MOST_DONE)).all()


def _line(session: Session, kind: JobKind, bulk: bool, now: datetime) -> Line:
    waiting = queries.waiting_in(kind, bulk)
    due = select(func.min(MediaJob.not_before)).where(waiting, MediaJob.not_before <= now)
    count = queries.few(session, select(MediaJob.id).where(waiting), rules.MOST_COUNTED)
    return Line(kind, bulk, count, session.scalar(due))


def _later(session: Session, kind: JobKind, bulk: bool, now: datetime) -> Sequence[MediaJob]:
    mine = _with_owner(select(MediaJob)).where(
        queries.waiting_in(kind, bulk), MediaJob.not_before > now
    )
    return session.scalars(mine.order_by(MediaJob.not_before).limit(MOST_POSTPONED)).all()


def _with_owner(found: Select[Any], joined: bool = False) -> Select[Any]:
    known = found if joined else found.join(MediaJob.asset)
    return known.join(MediaAsset.owner).options(
        contains_eager(MediaJob.asset).contains_eager(MediaAsset.owner)
    )
