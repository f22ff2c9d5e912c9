"""The sessions behind the cookie: one per signed-in browser."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.people import rules
from practice.people.models import Person, SignInSession
from practice.people.tokens import hash_of, new_token


def begin_session(
    session: Session, person: Person, user_agent: str = "", now: datetime | None = None
) -> str:
    """Sign a browser in; the returned token goes into its cookie and nowhere else."""
    now, token = now or utcnow(), new_token()
    session.add(
        SignInSession(
            token_hash=hash_of(token),
            person_id=person.id,
            last_seen_at=now,
            expires_at=now + rules.SESSION_LONGEST,
            user_agent=user_agent[:200],
        )
    )
    return token


def end_session(session: Session, token: str) -> None:
    """Sign this browser out, at once."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == hash_of(token), SignInSession.ended_at.is_(None))
        .values(ended_at=utcnow())
    )


def end_all_sessions(session: Session, person: Person, but: str | None = None) -> None:
    """Sign a person out everywhere, save for one browser: after a change of password or roles."""
    ended = update(SignInSession).where(
        SignInSession.person_id == person.id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        ended = ended.where(SignInSession.token_hash != hash_of(but))
    session.execute(ended.values(ended_at=utcnow()))


def end_sessions_of(session: Session, people: Collection[UUID], now: datetime) -> None:
    """Sign several people out everywhere."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id.in_(people), SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def note_seen(session: Session, token: str) -> None:
    """Note that a session is in use."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == hash_of(token))
        .values(last_seen_at=utcnow())
    )
