"""What a review allows: when it may be sent, taken back or corrected, and what its parts may be."""

import math
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from practice.errors import Invalid
from practice.reviews.models import Review, ReviewState

UNDO = timedelta(seconds=10)
IDLE = timedelta(minutes=15)  # without a sign of life; then somebody else may review it
WORDS_LONGEST = 2000  # a comment or a reply
SUMMARY_LONGEST = 1000  # the one strength, the one next step
MOST_MARKERS = 500
PATIENCE_DAYS = 3  # working days after which a submission waits too long
SATURDAY = 5


def missing_to_send(review: Review) -> str:
    """The sentence that says what is still missing; empty when the feedback may go.

    Only the reviewer decides, so of a peer no decision is asked.
    """
    if review.decision is None and decides(review):
        return "Choose “Meets the bar” or “Another take” before you send."
    said = bool(review.strength.strip()), bool(review.next_step.strip())
    if review.is_quick and not all(said):
        return "A quick look is one strength and one next step. Write both before you send."
    if not any(said):
        return "Write one strength or one next step before you send."
    return ""


def decides(review: Review) -> bool:
    """Whether its author is the reviewer; peers say what they saw and decide nothing."""
    return review.submission.reviewer_id == review.author_id


def is_barely_watched(watched_ms: int | None, length_ms: int) -> bool:
    """Whether feedback was written after playing less than half of the take."""
    return watched_ms is not None and 2 * watched_ms < length_ms


def is_due(review: Review, now: datetime) -> bool:
    """Whether the ten seconds to undo are over."""
    return (
        review.state == ReviewState.sending
        and review.release_at is not None
        and review.release_at <= now
    )


def the_two(review: Review) -> set[UUID]:
    """Who may talk about released feedback: the rep, and who wrote it."""
    return {review.submission.person_id, review.author_id}


def waits_too_long(since: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether three working days have passed, counted by the reader's own dates."""
    return since < patience_ended(now, zone)


def patience_ended(now: datetime, zone: tzinfo) -> datetime:
    """What came in before this moment waits too long, by the reader's own dates."""
    day, left = now.astimezone(zone).date(), PATIENCE_DAYS + 1
    while left:
        left -= day.weekday() < SATURDAY
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def owed_since(since: datetime, zone: tzinfo) -> date:
    """The last day on which feedback would not have been late."""
    day, left = since.astimezone(zone).date(), PATIENCE_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def moment(value: object, length_ms: int) -> int:
    """A time on the timeline in whole milliseconds: moved to its nearest end when outside.

    Refuses what is no number at all.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        raise Invalid("We couldn’t read the time of that comment.", {"at_ms": "Use a time."})
    return int(min(max(value, 0), length_ms))  # type: ignore[call-overload]


def until(value: object, at_ms: int, length_ms: int) -> int | None:
    """The end of a range; none when it does not come after the beginning."""
    if value is None:
        return None
    end = moment(value, length_ms)
    return end if end > at_ms else None
