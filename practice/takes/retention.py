"""Letting unsubmitted takes go once they are older than the organization keeps them.

Their rep is told a week before, once a day for all that come due. What is deleted still counts;
its objects are removed from the store afterwards, by `purge_deleted`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, joinedload

from media.storage import Store
from practice.audit import actions as audit
from practice.db import Database, utcnow
from practice.notices import actions as notices
from practice.notices.models import Notice, NoticeKind
from practice.people import queries as people
from practice.people.models import Person
from practice.recordings import jobs
from practice.recordings import queries as recordings_queries
from practice.recordings.models import MediaAsset
from practice.takes.letting_go import let_go
from practice.takes.models import Submission, Take, TakeState

WARNING = timedelta(days=7)
A_DAY = timedelta(days=1)
MY_TAKES = "/takes"
ADVICE = (
    "Takes that were never submitted are kept for a limited time. Submit or download what you "
    "want to keep. What you practiced still counts."
)
MOST_AT_ONCE = 500
LATE_PUTS = timedelta(hours=1)  # an address signed before the deletion may still take bytes


def unsubmitted(before: datetime) -> Select[Take]:
    """Takes with a video, recorded before then, that are in nobody's hands but their rep's."""
    in_hand = exists().where(Submission.take_id == Take.id, Submission.withdrawn_at.is_(None))
    return select(Take).where(Take.state != TakeState.deleted, Take.created_at <= before, ~in_hand)


def announce(session: Session, now: datetime | None = None) -> int:
    """Tell people which of their takes will go in a week; answers how many takes were announced.

    Nobody hears of it twice a day: what comes due later on the same day waits for tomorrow, and
    is deleted a day later for it.
    """
    now = now or utcnow()
    kept = timedelta(days=people.organization(session).keep_unsubmitted_days)
    key = f"retention:{now:%Y-%m-%d}"
    heard = exists().where(Notice.person_id == Take.person_id, Notice.key == key)
    untold = unsubmitted(now - kept + WARNING + A_DAY).where(Take.retention_told_at.is_(None))
    takes = session.scalars(
        untold.where(~heard).options(joinedload(Take.person)).order_by(Take.person_id)
    ).all()
    for person, theirs in groupby(takes, key=attrgetter("person")):
        _tell(session, person, key, _mark(theirs, now), now)
    return len(takes)


def _mark(takes: Iterable[Take], now: datetime) -> int:
    count = 0
    for take in takes:
        take.retention_told_at, count = now, count + 1
    return count


def _tell(session: Session, person: Person, key: str, count: int, now: datetime) -> None:
    """One notice for all of them; who was deactivated is not told, and their takes still go."""
    which = "1 practice take" if count == 1 else f"{count} practice takes"
    day = (now + WARNING).astimezone(ZoneInfo(person.timezone))
    title = f"{which} will be deleted from {day:%A, %b} {day.day} on"
    notices.tell(session, person, NoticeKind.retention, key, title, ADVICE, MY_TAKES)


def retire(session: Session, now: datetime | None = None) -> int:
    """Delete what was announced a week ago and has reached its age; answers how many."""
    now = now or utcnow()
    kept = timedelta(days=people.organization(session).keep_unsubmitted_days)
    due = unsubmitted(now - kept).where(Take.retention_told_at <= now - WARNING)
    takes = session.scalars(due.options(joinedload(Take.asset)).limit(MOST_AT_ONCE)).all()
    return sum(_retire(session, take, now, due) for take in takes)


def _retire(session: Session, take: Take, now: datetime, due: Select[Take]) -> bool:
    """Delete one, unless it was submitted or deleted at this very moment."""
    jobs.hold(session, take.asset_id)
    if session.scalar(due.where(Take.id == take.id)) is None:
        return False
    let_go(session, take, now)
    audit.note(session, "retired_take", subject_id=take.id)
    return True


def purge_deleted(db: Database, store: Store, limit: int = 100, now: datetime | None = None) -> int:
    """Remove from the store what lies below deleted recordings; answers how many are done.

    No transaction is open meanwhile, and doing it twice does no harm. A recording is done when
    nothing is left and no address signed before its deletion can still take bytes.
    """
    now = now or utcnow()
    with db.reading() as look:
        gone = [
            (a.id, a.key_prefix, a.deleted_at) for a in recordings_queries.to_purge(look, limit)
        ]
    empty = [
        asset_id
        for asset_id, prefix, deleted_at in gone
        if _emptied(store, prefix) and deleted_at is not None and deleted_at <= now - LATE_PUTS
    ]
    _note_purged(db, empty, now)
    return len(empty)


def _emptied(store: Store, prefix: str) -> bool:
    """Remove all below this prefix; whether there was nothing left when looked at again."""
    store.delete(stored.key for stored in store.list(f"{prefix}/"))
    return next(iter(store.list(f"{prefix}/")), None) is None


def _note_purged(db: Database, asset_ids: Sequence[UUID], now: datetime) -> None:
    if not asset_ids:
        return
    purged: Any = update(MediaAsset).where(MediaAsset.id.in_(asset_ids)).values(purged_at=now)
    with db.work() as session:
        session.execute(purged)
