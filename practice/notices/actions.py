"""Telling people things, once each, and marking them read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from practice.db import insert_missing, utcnow
from practice.doorbell import Task, ask
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person

LONGEST_TITLE = 200
RING_AT_MOST = 50  # mails of one transaction; the sweep sends the rest


def tell(
    session: Session,
    person: Person,
    kind: NoticeKind,
    key: str,
    title: str,
    body: str = "",
    path: str = "/",
) -> Notice | None:
    """Put one thing into a person's inbox and ask for its mail.

    `key` says what it is about ("assigned:<target id>"): telling the same twice does nothing
    and answers None. So does telling somebody who was deactivated.
    """
    known = select(Notice.id).where(Notice.person_id == person.id, Notice.key == key)
    if person.is_deactivated or session.scalar(known) is not None:
        return None
    notice = Notice(
        person_id=person.id, kind=kind, key=key, title=title[:LONGEST_TITLE], body=body, path=path,
        mail_after=utcnow(),
    )  # fmt: skip
    session.add(notice)
    session.flush()
    ask(session, Task.mail, notice.id)
    return notice


@dataclass(frozen=True)
class Telling:
    """What one of many people is told."""

    person_id: UUID
    key: str
    title: str
    body: str = ""
    path: str = "/"


def tell_many(
    session: Session, kind: NoticeKind, tellings: Sequence[Telling], ring: int = RING_AT_MOST
) -> int:
    """Tell many people in a few statements; answers how many had not been told before.

    As idempotent as `tell`, but the caller leaves deactivated people out. Only so many mails are
    rung for; the sweep sends the rest.
    """
    rows = [vars(each) | {"kind": kind, "title": each.title[:LONGEST_TITLE]} for each in tellings]
    told = insert_missing(session, Notice, [row | {"mail_after": utcnow()} for row in rows])
    for notice_id in told[:ring]:
        ask(session, Task.mail, notice_id)
    return len(told)


def take_back(session: Session, key: str) -> None:
    """Remove what was told about something that is no longer so, with mail not sent yet."""
    session.execute(delete(Notice).where(Notice.key == key))


def mark_read(notice: Notice, now: datetime | None = None) -> None:
    """Note that it was opened; the first time is the one that stays."""
    notice.read_at = notice.read_at or now or utcnow()


def settle(session: Session, person: Person, path: str, now: datetime | None = None) -> None:
    """What leads this person there is read: they have been there by another way."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == person.id, Notice.read_at.is_(None), Notice.path == path)
        .values(read_at=now or utcnow())
    )


def settle_many(
    session: Session, people: Sequence[UUID], paths: Sequence[str], now: datetime
) -> None:
    """The same for many: whatever leads any of these people to any of these is read."""
    session.execute(
        update(Notice)
        .where(Notice.person_id.in_(people), Notice.read_at.is_(None), Notice.path.in_(paths))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def mark_all_read(session: Session, person: Person, now: datetime | None = None) -> None:
    """Clear the bell: everything in this person's inbox counts as read."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == person.id, Notice.read_at.is_(None))
        .values(read_at=now or utcnow())
    )
