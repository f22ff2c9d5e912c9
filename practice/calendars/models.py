"""The address under which a calendar reads what is due for one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified
from practice.people.models import Person


class CalendarFeed(Identified, Base):
    """One for a person; whoever knows the address reads it, so a new one ends the old."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    read_at: Mapped[datetime | None]  # when a calendar last asked

    person: Mapped[Person] = relationship()
