"""What sign-in sessions, links and attempts allow, and for how long."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from practice.people.models import OneUseLink, Person, SignInSession

SESSION_IDLE = timedelta(days=7)
SESSION_LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
INVITE_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)
PHONE_LASTS = timedelta(minutes=3)
PHONE_LINKS_WINDOW = timedelta(minutes=15)
PHONE_LINKS_PER_PERSON = 10

THROTTLE_WINDOW = timedelta(minutes=15)
TRIES_PER_PAIR = 5  # of one email from one address, so that nobody locks out anybody else
TRIES_PER_ADDRESS = 30
RESETS_WINDOW = timedelta(hours=1)
RESETS_PER_PERSON = 5

FIRST_ADMIN_EMAIL = "first-admin@freethrow.invalid"  # until somebody takes the first link

MAY_BE_A_SLIP = timedelta(minutes=10)  # until then nothing is lost by deactivating somebody

LONGEST_SEGMENT = 60
MOST_SEGMENTS = 500  # more than anybody can choose from
MOST_SEGMENTS_EACH = 20

EMAIL = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\]+\.[^@\s,;:<>()\"\\.]+")
LONGEST_EMAIL = 254


def is_email(text: str) -> bool:
    """Whether this looks like an email address; only a mail that arrives proves one."""
    return len(text) <= LONGEST_EMAIL and text.isprintable() and bool(EMAIL.fullmatch(text))


def may_go_on(signed_in: SignInSession, now: datetime) -> bool:
    """Whether this session is still good: not ended, not too old, not left alone too long."""
    if signed_in.ended_at is not None or now >= signed_in.expires_at:
        return False
    return now < signed_in.last_seen_at + SESSION_IDLE


def should_be_seen(signed_in: SignInSession, now: datetime) -> bool:
    """Whether to note that the session is in use; seldom, since it is a write."""
    return now >= signed_in.last_seen_at + SEEN_EVERY


def may_be_used(link: OneUseLink, now: datetime) -> bool:
    """Whether a link still opens: once, in time, and only for somebody active."""
    return link.used_at is None and now < link.expires_at


def next_try(tries: Sequence[datetime], limit: int) -> datetime | None:
    """When to try again after these tries within the window (newest first); None is now."""
    return tries[limit - 1] + THROTTLE_WINDOW if len(tries) >= limit else None


def is_placeholder(person: Person) -> bool:
    """Whether this is the first admin before anybody took that place."""
    return person.email == FIRST_ADMIN_EMAIL


def is_invited(person: Person) -> bool:
    """Whether somebody has yet to choose a password."""
    return person.password_hash is None
