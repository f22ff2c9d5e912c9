"""Asking for work to be done soon, once what it works on is committed.

The row that says so is the truth; ringing only saves the wait until the next sweep. So an
action calls `ask(session, …)` beside writing its row, `Database.work()` rings after the
commit, and a bell that nobody hears loses nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class Task(StrEnum):
    """What a worker can be asked to do; the subject is the id of a row."""

    media_fast = "media_fast"  # a MediaJob that makes a take playable
    media_slow = "media_slow"  # a MediaJob that makes renditions
    media_bulk = "media_bulk"  # the same for an old recording that is made anew: last in line
    route = "route"  # a Submission that needs its reviewer
    mail = "mail"  # a Notice that wants to be mailed
    hand_out = "hand_out"  # an Assignment that not everybody has been given yet
    work_on_people = "work_on_people"  # a PeopleWork that was accepted


@dataclass(frozen=True)
class Listener:
    """A worker that was heard of lately, and what it listens for."""

    machine: str
    tasks: frozenset[Task]
    is_busy: bool
    heard_at: datetime


class Doorbell(Protocol):
    """Something that wakes a worker."""

    def ring(self, task: Task, subject: UUID) -> None:
        """Wake one; may fail, since the sweep rings again."""

    def listeners(self) -> list[Listener] | None:
        """The workers that were heard of lately; None when the queue can’t be asked."""


class SilentDoorbell:
    """Wakes nobody: for processes without a queue, where the sweep does it all."""

    def ring(self, task: Task, subject: UUID) -> None:
        """Leave it to the sweep."""

    def listeners(self) -> list[Listener] | None:
        """Nobody can know."""
        return None


def ask(session: Session, task: Task, subject: UUID) -> None:
    """Have this done soon after the transaction commits."""
    session.info.setdefault("rings", []).append((task, subject))


def asked(session: Session) -> list[tuple[Task, UUID]]:
    """What was asked for in this transaction."""
    rings: list[tuple[Task, UUID]] = session.info.pop("rings", [])
    return rings
