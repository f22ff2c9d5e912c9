"""Telling people things, once each."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.doorbell import Task, ask
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person


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
        person_id=person.id, kind=kind, key=key, title=title, body=body, path=path,
        mail_after=utcnow(),
    )
    session.add(notice)
    session.flush()
    ask(session, Task.mail, notice.id)
    return notice
