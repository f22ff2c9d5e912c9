"""What people type about promises and coaching, as typed values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from practice.coaching.models import Answer, CoachingKind, Outcome


@dataclass(frozen=True)
class SaidBack:
    """The feedback in the rep's own words, and what they will do; no takes is no promise."""

    sentence: str
    takes: int
    due_on: date | None


@dataclass(frozen=True)
class Promised:
    """A promise as it is made at a 1:1: a number of takes, words, or both."""

    by_rep: bool
    text: str
    takes: int
    due_on: date | None
    scenario_id: UUID | None = None  # the takes are of this one; without, of any


@dataclass(frozen=True)
class Settled:
    """How a promise ended; a renegotiated one goes on with a new number and date."""

    outcome: Outcome
    note: str = ""
    takes: int = 0
    due_on: date | None = None


@dataclass(frozen=True)
class Logged:
    """Coaching that took place outside of a review."""

    kind: CoachingKind
    held_on: date | None
    minutes: int
    note: str = ""
    knows: Answer | None = None
    can: Answer | None = None
    criterion_key: UUID | None = None
