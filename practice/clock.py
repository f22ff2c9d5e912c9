"""What a clock on the wall shows somewhere: pure functions on local times and zones.

An hour that a clock change skips becomes the next minute that exists there.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SATURDAY = 5


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock on the wall of that zone ever shows this."""
    there = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there.replace(tzinfo=None) == local


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """That local time as a moment; in a skipped hour the next minute that exists."""
    while not exists(local, zone):
        local += MINUTE
    return local.replace(tzinfo=zone).astimezone(UTC)


def next_at(at: time, zone: ZoneInfo, after: datetime, weekday: int | None = None) -> datetime:
    """The next time that a clock there shows this, on that weekday when one is named.

    In an hour that comes twice it is shown twice.
    """
    day = after.astimezone(zone).date()
    while True:
        if weekday in (None, day.weekday()):
            for fold in (0, 1):
                found = moment(datetime.combine(day, at.replace(fold=fold)), zone)
                if found > after:
                    return found
        day += DAY


def is_working_day(local: datetime) -> bool:
    """Monday to Friday."""
    return local.weekday() < SATURDAY


def after_working_days(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day there, so many working days later."""
    local = start.astimezone(zone).replace(tzinfo=None, fold=0)
    while days:
        local += DAY
        days -= is_working_day(local)
    return moment(local, zone)


def week_of(day: date, first_weekday: int) -> date:
    """The first day of the week that this day lies in; `first_weekday` counts from Monday, 0."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def hour_of(local: datetime) -> str:
    """The time of day as it is said: `5:00 PM`."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"
