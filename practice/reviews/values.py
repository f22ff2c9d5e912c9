"""What a reviewer's browser sends, as typed values."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from practice.library.models import ModelKind
from practice.reviews.models import Decision, MarkerKind


@dataclass(frozen=True)
class MarkerInput:
    """A marker as it is to be; times are numbers of milliseconds, checked against the take."""

    at_ms: object
    kind: MarkerKind
    until_ms: object = None
    criterion_id: UUID | None = None
    text: str = ""
    recording: UUID | None = None  # one's own clip: said instead, or besides
    seen: int | None = None  # the version it was written over; 0: new; None: whatever is there


class SummaryInput(TypedDict, total=False):
    """The parts of the summary that are to change."""

    strength: str
    next_step: str
    decision: Decision | None
    focus_criterion_id: UUID | None
    is_quick: bool


@dataclass(frozen=True)
class ReusableInput:
    """Words to use again; without a criterion for any of them, without a team for oneself."""

    text: str
    kind: MarkerKind
    criterion_key: UUID | None = None
    team_id: UUID | None = None


@dataclass(frozen=True)
class ReplyInput:
    """An answer to a comment: words, a recording or both; a rep may also disagree."""

    text: str = ""
    recording: UUID | None = None
    disagrees: bool = False


@dataclass(frozen=True)
class SlotInput:
    """Time set aside for reviews; `starts` is what the clock shows there."""

    starts: datetime
    minutes: int
    before: int = 60  # minutes before it begins by which to hand in
    seats: int | None = None  # without: one for every five minutes
    weeks: int = 1  # how often in all, once a week


@dataclass(frozen=True)
class NominationInput:
    """A part of a take to hold up as an example; without an end it is the whole take."""

    from_ms: object = 0
    until_ms: object = None
    criterion_id: UUID | None = None
    level: int | None = None  # without one: what the reviewer scores on that criterion
    kind: ModelKind = ModelKind.good
    why: str = ""
