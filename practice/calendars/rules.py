"""How often to write down that a calendar asked."""

from datetime import datetime, timedelta

from practice.calendars.models import CalendarFeed

NOTED_EVERY = timedelta(hours=1)  # it is a write, and some calendars ask every minute


def may_be_noted(feed: CalendarFeed, now: datetime) -> bool:
    """Whether to write it down again."""
    return feed.read_at is None or feed.read_at + NOTED_EVERY <= now
