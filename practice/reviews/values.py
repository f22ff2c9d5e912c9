"""What a reviewer's browser sends, as typed values."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from practice.reviews.models import Decision, MarkerKind


@dataclass(frozen=True)
class MarkerInput:
    """A marker as it is to be; times are numbers of milliseconds, checked against the take."""

    at_ms: object
    kind: MarkerKind
    until_ms: object = None
    criterion_id: UUID | None = None
    text: str = ""


class SummaryInput(TypedDict, total=False):
    """The parts of the summary that are to change."""

    strength: str
    next_step: str
    decision: Decision | None
    focus_criterion_id: UUID | None
