"""What sign-in sessions, links and passwords allow, and for how long."""

from datetime import datetime, timedelta

from practice.people.models import SignInSession

SESSION_IDLE = timedelta(days=7)
SESSION_LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
INVITE_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)


def may_go_on(signed_in: SignInSession, now: datetime) -> bool:
    """Whether this session is still good: not ended, not too old, not left alone too long."""
    if signed_in.ended_at is not None or now >= signed_in.expires_at:
        return False
    return now < signed_in.last_seen_at + SESSION_IDLE


def should_be_seen(signed_in: SignInSession, now: datetime) -> bool:
    """Whether to note that the session is in use; seldom, since it is a write."""
    return now >= signed_in.last_seen_at + SEEN_EVERY
