"""Reading the audit log."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from practice.audit.models import AuditEntry, Watch
from practice.people.models import Person
from practice.questions import put_together


@dataclass(frozen=True)
class Filter:
    """What an admin looks for in the log; everything left out matches all."""

    action: str = ""
    person_id: UUID | None = None


def watchers(session: Session, subject_id: UUID) -> Sequence[Row[UUID, str, datetime]]:
    """Who watched a recording and when last, the latest first; its rep may always know."""
    return session.execute(*_watchers(subject_id)).all()


@put_together
def _watchers(subject_id: UUID) -> Select[UUID, str, datetime]:
    return (
        select(Watch.viewer_id, Person.name, Watch.last_at)
        .join(Person, Person.id == Watch.viewer_id)
        .where(Watch.subject_id == subject_id)
        .order_by(Watch.last_at.desc())
    )


def is_anything_since(session: Session, since: datetime, besides: Collection[str]) -> bool:
    """Whether anything was done since then, other than these."""
    done = select(AuditEntry.id).where(
        AuditEntry.created_at > since, AuditEntry.action.not_in(besides)
    )
    return session.scalar(done.limit(1)) is not None


def latest(
    session: Session, limit: int = 100, offset: int = 0, wanted: Filter | None = None
) -> Sequence[AuditEntry]:
    """The newest entries; for admins. A person matches as the one who did it or had it done."""
    return session.scalars(
        _matching(wanted or Filter())
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def _matching(wanted: Filter) -> Select[Any]:
    found = select(AuditEntry)
    if wanted.action:
        found = found.where(AuditEntry.action == wanted.action)
    if wanted.person_id:
        by, about = AuditEntry.actor_id, AuditEntry.subject_id
        found = found.where(or_(by == wanted.person_id, about == wanted.person_id))
    return found


def actions_seen(session: Session) -> Sequence[str]:
    """Every kind of action in the log, for the filter."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def names_of(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those subjects that are people."""
    wanted = {each for each in ids if each}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}
