"""What a person is told: one row is both the inbox item and the mail to be sent."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType
from practice.people.models import Person


class NoticeKind(StrEnum):
    """Why somebody is told."""

    assigned = "assigned"
    due_tomorrow = "due_tomorrow"
    late = "late"  # the rep; then the manager, then the next level
    late_below = "late_below"
    weekly = "weekly"  # a manager's week at a glance
    submitted = "submitted"
    peer = "peer"  # one is asked to review a peer's take
    feedback = "feedback"
    nudge = "nudge"
    new_date = "new_date"
    waived = "waived"
    reviewer_changed = "reviewer_changed"
    retention = "retention"
    recording_failed = "recording_failed"
    low_disk = "low_disk"
    reply = "reply"
    said_back = "said_back"  # feedback in the rep's own words
    promise = "promise"
    heard = "heard"  # what became of a line that somebody offered
    model = "model"  # a model take that one is seen in, or that lost its consent
    account = "account"  # what an admin changed about somebody: their team
    invite = "invite"  # mail only: the link is made when it is sent
    reset = "reset"  # mail only


class MailState(StrEnum):
    """waiting → sent | failed; or not_wanted from the start (no mail server, or the kind)."""

    waiting = "waiting"
    sent = "sent"
    failed = "failed"
    not_wanted = "not_wanted"


class MutedKind(Base):
    """A kind of notice that somebody wants no mail of; it still stands in their inbox."""

    __tablename__ = "muted_kind"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[NoticeKind] = mapped_column(StrEnumType(NoticeKind), primary_key=True)


class Notice(Identified, Base):
    """One thing that one person is told, once: `key` makes telling twice impossible."""

    __tablename__ = "notice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(StrEnumType(NoticeKind))
    key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(String(300), default="/")  # where it leads, on this site
    read_at: Mapped[datetime | None]
    mail_state: Mapped[MailState] = mapped_column(StrEnumType(MailState), default=MailState.waiting)
    mail_attempts: Mapped[int] = mapped_column(default=0)
    mail_after: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "read_at", "created_at"),
        Index(None, "mail_state", "mail_after"),
    )
