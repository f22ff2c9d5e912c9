"""Removing what no longer opens anything."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from practice.people.models import OneUseLink, SignInFailure, SignInSession

KEPT = timedelta(days=30)


def tidy(session: Session, now: datetime) -> None:
    """Forget sessions, links and failed attempts that ended long ago; for the sweep."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < now - KEPT))
    session.execute(delete(OneUseLink).where(OneUseLink.expires_at < now - KEPT))
    session.execute(delete(SignInFailure).where(SignInFailure.created_at < now - KEPT))
