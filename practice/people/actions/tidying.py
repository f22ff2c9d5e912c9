"""Removing what no longer opens anything."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from practice.people.models import OneUseLink, PeopleImport, SignInFailure, SignInSession

KEPT = timedelta(days=30)


def tidy(session: Session, now: datetime) -> int:
    """Forget sessions, links, failed attempts and rows of imports that ended long ago.

    Answers how many.
    """
    old = now - KEPT
    return sum(
        len(session.scalars(gone).all())
        for gone in (
            delete(SignInSession).where(SignInSession.expires_at < old).returning(SignInSession.id),
            delete(OneUseLink).where(OneUseLink.expires_at < old).returning(OneUseLink.id),
            update(PeopleImport)
            .where(PeopleImport.finished_at < old, PeopleImport.text != "")
            .values(text="")
            .returning(PeopleImport.id),
            delete(SignInFailure).where(SignInFailure.created_at < old).returning(SignInFailure.id),
        )
    )
