"""When something is due: 5:00 PM wherever somebody is, or one moment for all.

Pure functions on dates and zones. An hour that a clock change skips becomes the next minute
that exists there.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice.assignments.models import Assignment, DueKind
from practice.assignments.rules import LATE_JOINER_HAS
from practice.clock import exists, moment, zone_of

__all__ = [
    "by_zone",
    "due_at",
    "due_for_late_joiner",
    "end_of",
    "exists",
    "first_end_after",
    "moment",
    "zone_of",
]

END_OF_WORK = time(17)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """5:00 PM on that day, there."""
    return moment(datetime.combine(day, END_OF_WORK), zone)


def due_at(assignment: Assignment, zone: str) -> datetime | None:
    """The date of this assignment for somebody in that zone."""
    if assignment.due_kind == DueKind.wherever and assignment.due_date is not None:
        return end_of(assignment.due_date, zone_of(zone))
    return assignment.due_at if assignment.due_kind == DueKind.instant else None


def due_for_late_joiner(assignment: Assignment, zone: str, now: datetime) -> datetime | None:
    """The later of the date and the first 5:00 PM that leaves them seven whole days."""
    due = due_at(assignment, zone)
    return None if due is None else max(due, first_end_after(now + LATE_JOINER_HAS, zone_of(zone)))


def first_end_after(earliest: datetime, zone: ZoneInfo) -> datetime:
    """The first 5:00 PM there that is not before this moment."""
    day = earliest.astimezone(zone).date()
    end = end_of(day, zone)
    while end < earliest:
        day += timedelta(days=1)
        end = end_of(day, zone)
    return end


def by_zone(assignment: Assignment, zones: Iterable[str]) -> dict[str, datetime | None]:
    """The date of this assignment in each of these zones, worked out once per zone."""
    return {zone: due_at(assignment, zone) for zone in zones}
