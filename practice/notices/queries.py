"""Reading one's inbox, and finding the mail that is due."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from practice.errors import NotFound
from practice.notices import rules
from practice.notices.models import MailState, MutedKind, Notice, NoticeKind
from practice.people.models import Person
from practice.questions import put_together


def visible_to(person: Person) -> Select[Notice]:
    """A person's own inbox; nobody reads another's, and mail-only kinds are in nobody's."""
    return select(Notice).where(Notice.person_id == person.id, Notice.kind.not_in(rules.MAIL_ONLY))


def get_notice(session: Session, viewer: Person, notice_id: UUID) -> Notice:
    """One's own notice; another's looks like none."""
    found = session.scalar(visible_to(viewer).where(Notice.id == notice_id))
    if found is None:
        raise NotFound
    return found


def count_unread(person: Person) -> ScalarSelect[int]:
    """The number on the bell, as a part of a question."""
    unread = visible_to(person).where(Notice.read_at.is_(None))
    return unread.with_only_columns(func.count()).scalar_subquery()


def unread_count(session: Session, person: Person) -> int:
    """The same by itself."""
    return session.scalar(select(count_unread(person))) or 0


def unread(session: Session, person: Person, most: int = 100) -> Sequence[Notice]:
    """What was not opened yet, the newest first."""
    return session.scalars(*_own(person, False, most, 0)).all()


def already_read(session: Session, person: Person, limit: int, offset: int = 0) -> Sequence[Notice]:
    """What was opened before, the newest first, a page at a time."""
    return session.scalars(*_own(person, True, limit, offset)).all()


@put_together
def _own(person: Person, is_read: bool, limit: int, offset: int) -> Select[Notice]:
    at = Notice.read_at
    found = visible_to(person).where(at.is_not(None) if is_read else at.is_(None))
    newest = found.order_by(Notice.created_at.desc(), Notice.id.desc())
    return newest.limit(limit).offset(offset)


def mail_due(session: Session, now: datetime, limit: int) -> Sequence[UUID]:
    """Notices whose mail should be tried now, the longest waiting first."""
    return session.scalars(
        select(Notice.id)
        .where(Notice.mail_state == MailState.waiting, Notice.mail_after <= now)
        .order_by(Notice.mail_after)
        .limit(limit)
    ).all()


def muted_by(session: Session, person_id: UUID) -> frozenset[NoticeKind]:
    """The kinds of which this person wants no mail."""
    muted = select(MutedKind.kind).where(MutedKind.person_id == person_id)
    return frozenset(session.scalars(muted))
