"""Removing what no longer opens anything."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from practice.people.models import OneUseLink, PeopleWork, SignInFailure, SignInSession

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
            update(PeopleWork)
            .where(PeopleWork.finished_at < old, PeopleWork.text != "")
            .values(text="")
            .returning(PeopleWork.id),
            delete(SignInFailure).where(SignInFailure.created_at < old).returning(SignInFailure.id),
        )
    )
