"""Writing down who did what; always in the transaction of what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry, Watch
from practice.db import insert_missing, utcnow
from practice.people.models import Person


def note(
    session: Session,
    action: str,
    by: Person | None = None,
    subject_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    address: str = "",
) -> None:
    """Add one entry; `action` is a verb in the past tense, such as `signed_in`."""
    session.add(
        AuditEntry(
            actor_id=by.id if by else None,
            action=action,
            subject_id=subject_id,
            detail=dict(detail or {}),
            address=address,
        )
    )


def note_watch(
    session: Session, subject_id: UUID, viewer: Person, now: datetime | None = None
) -> None:
    """Note that somebody watched; coming back within the hour is still the same watching."""
    now = now or utcnow()
    first = {"subject_id": subject_id, "viewer_id": viewer.id, "last_at": now}
    if insert_missing(session, Watch, [first]):
        return
    known = select(Watch).where(Watch.subject_id == subject_id, Watch.viewer_id == viewer.id)
    watch = session.scalars(known.with_for_update()).one()
    if (now - watch.last_at).total_seconds() > 3600:
        watch.times += 1
    watch.last_at = now
