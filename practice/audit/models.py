"""The audit log: append-only, written in the transaction of what it tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified
from practice.people.models import Person


class AuditEntry(Identified, Base):
    """Somebody (or the system: no actor) did something to something."""

    __tablename__ = "audit_entry"

    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(String(64), default="")

    actor: Mapped[Person | None] = relationship()

    __table_args__ = (
        Index(None, "subject_id", "action", "created_at"),
        Index(None, "created_at"),
    )


class Watch(Identified, Base):
    """Somebody watched a recording for at least two seconds; the rep sees this list."""

    __tablename__ = "watch"

    viewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject_id: Mapped[UUID]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)

    viewer: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "subject_id", "viewer_id", unique=True),)
