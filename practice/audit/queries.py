"""Reading the audit log."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from practice.audit.models import AuditEntry, Watch


def watchers(session: Session, subject_id: UUID) -> Sequence[Watch]:
    """Who watched a recording, the latest first; its rep may always know."""
    return session.scalars(
        select(Watch)
        .where(Watch.subject_id == subject_id)
        .options(joinedload(Watch.viewer))
        .order_by(Watch.last_at.desc())
    ).all()


def latest(session: Session, limit: int = 100, offset: int = 0) -> Sequence[AuditEntry]:
    """The newest entries; for admins."""
    return session.scalars(
        select(AuditEntry)
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
