"""When something is due: 5:00 PM wherever somebody is, one moment for all, or days after the start.

Pure functions on dates and zones. An hour that a clock change skips becomes the next minute
that exists there.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice.assignments.models import Assignment, DueKind
from practice.assignments.rules import LATE_JOINER_HAS
from practice.clock import exists, moment, zone_of

__all__ = [
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


def due_at(assignment: Assignment, zone: str, start: datetime | None = None) -> datetime | None:
    """The date of this assignment for somebody in that zone who was given it at `start`."""
    there, kind = zone_of(zone), assignment.due_kind
    if kind == DueKind.wherever and assignment.due_date is not None:
        return end_of(assignment.due_date, there)
    if kind == DueKind.after_start and assignment.due_days is not None and start is not None:
        return end_of(start.astimezone(there).date() + timedelta(assignment.due_days), there)
    return assignment.due_at if kind == DueKind.instant else None


def due_for_late_joiner(assignment: Assignment, zone: str, now: datetime) -> datetime | None:
    """The later of the date and the first 5:00 PM that leaves them seven whole days.

    So many days after the start is the same for everybody.
    """
    due = due_at(assignment, zone, now)
    if due is None or assignment.due_kind == DueKind.after_start:
        return due
    return max(due, first_end_after(now + LATE_JOINER_HAS, zone_of(zone)))


def first_end_after(earliest: datetime, zone: ZoneInfo) -> datetime:
    """The first 5:00 PM there that is not before this moment."""
    day = earliest.astimezone(zone).date()
    end = end_of(day, zone)
    while end < earliest:
        day += timedelta(days=1)
        end = end_of(day, zone)
    return end
