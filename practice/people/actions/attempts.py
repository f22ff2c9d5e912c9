"""Slowing down whoever tries passwords or asks for links, without locking anybody out.

A try is written down before the password is looked at, so that many at once don't slip
through; a right password takes it back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid
from practice.people import queries, rules
from practice.people.models import SignInFailure

KEPT = timedelta(days=1)
RESET = "reset:"  # marks requests for a reset link, which are counted apart from passwords


def begin_attempt(session: Session, email: str, address: str, now: datetime | None = None) -> None:
    """Count a try to sign in; refuses with the time to wait after too many."""
    now, email = now or utcnow(), _key(email)
    hold_address(session, address)
    wait_until = queries.next_try_at(session, email, address, now)
    if wait_until is not None:
        raise Invalid(f"Too many tries from here. Try again in {_minutes(wait_until - now)}.")
    session.execute(delete(SignInFailure).where(SignInFailure.created_at < now - KEPT))
    session.add(SignInFailure(email=email, address=address[:64], created_at=now))
    session.flush()


def hold_address(session: Session, address: str) -> None:
    """Let tries from one address in one after the other; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(address))))


def forgive(session: Session, email: str, address: str) -> None:
    """Take back the tries of somebody who knew the password in the end."""
    session.execute(
        delete(SignInFailure).where(
            SignInFailure.email == _key(email), SignInFailure.address == address[:64]
        )
    )


def begin_reset(session: Session, email: str, address: str, now: datetime | None = None) -> bool:
    """Count a request for a reset link; answers whether to send one.

    Refuses an address that asks too often. A person gets only a few an hour wherever the
    requests come from, which the asker isn't told.
    """
    now, key = now or utcnow(), RESET + _key(email)
    asked = queries.count_tries(session, key[:254], now - rules.RESETS_WINDOW)
    begin_attempt(session, key, address, now)
    return asked < rules.RESETS_PER_PERSON


def _key(email: str) -> str:
    return email.strip().lower()[:254]


def _minutes(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
