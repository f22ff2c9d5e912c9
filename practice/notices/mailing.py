"""Sending what stands in the inbox by mail as well, and what comes by mail only.

    waiting → (claimed by counting the attempt) → sent
                                                → waiting, later and later → failed after eight
A claim is a compare-and-set: of two senders one wins, and no transaction is open while a mail
server thinks. Who dies in the middle leaves a claim that runs out, and the next one tries.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, joinedload

from practice.db import Database, utcnow
from practice.mail import MailNotSent, deliver
from practice.notices import queries, rules
from practice.notices.models import MailState, Notice, NoticeKind
from practice.people import actions as people_actions
from practice.people import queries as people
from practice.people.models import LinkPurpose, Person
from practice.settings import Settings

log = structlog.get_logger()

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LINKS = {NoticeKind.invite: LinkPurpose.invite, NoticeKind.reset: LinkPurpose.reset}

paper = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be sent."""

    to: str
    subject: str
    text: str
    html: str


def send_due(db: Database, settings: Settings, limit: int = 50) -> int:
    """Try every mail that is due; answers how many were sent. For the sweep."""
    with db.reading() as look:
        due = queries.mail_due(look, utcnow(), limit)
    return sum(send_one(db, settings, notice_id) for notice_id in due)


def send_one(
    db: Database, settings: Settings, notice_id: UUID, now: datetime | None = None
) -> bool:
    """Try the mail of one notice; whether it was sent just now.

    Not when somebody else is at it, it is not due, or it was sent. Without a mail server, and
    for people who left, it is marked as not wanted.
    """
    with db.work() as session:
        attempt = _claim(session, settings, notice_id, now or utcnow())
        letter = _write(session, settings, notice_id) if attempt else None
    if not attempt or letter is None:
        return False
    state = _deliver(settings, letter, notice_id, attempt)
    with db.work() as session:
        _note(session, notice_id, attempt, state)
    return state == MailState.sent


def _claim(session: Session, settings: Settings, notice_id: UUID, now: datetime) -> int:
    """Count this attempt and put the next one off; 0 when there is nothing to do."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id))
    if notice is None or notice.mail_state != MailState.waiting:
        return 0
    if not settings.smtp_url or notice.person.is_deactivated:
        notice.mail_state = MailState.not_wanted
        return 0
    before = notice.mail_attempts
    claimed = session.execute(
        update(Notice)
        .where(
            Notice.id == notice_id,
            Notice.mail_state == MailState.waiting,
            Notice.mail_attempts == before,
            Notice.mail_after <= now,
        )
        .values(mail_attempts=before + 1, mail_after=now + rules.wait_after(before + 1))
    )
    assert isinstance(claimed, CursorResult)  # noqa: S101
    return before + 1 if claimed.rowcount == 1 else 0


def _write(session: Session, settings: Settings, notice_id: UUID) -> Letter:
    """The words. The link of an invitation is made only now, so that no copy of it is kept."""
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id).options(joinedload(Notice.person))
    )
    assert notice is not None  # noqa: S101
    words = {
        "notice": notice,
        "person": notice.person,
        "organization": people.organization(session).name,
        "link": _link(session, settings, notice),
        "base_url": settings.base_url,
    }
    name = notice.kind if notice.kind in LINKS else "notice"
    subject = " ".join(notice.title.split())
    text = paper.get_template(f"mail/{name}.txt").render(words)
    html = paper.get_template(f"mail/{name}.html").render(words)
    return Letter(notice.person.email, subject, text, html)


def _link(session: Session, settings: Settings, notice: Notice) -> str:
    purpose = LINKS.get(notice.kind)
    if purpose is None:
        return settings.base_url + notice.path
    return _one_use(session, settings, notice.person, purpose)


def _one_use(session: Session, settings: Settings, person: Person, purpose: LinkPurpose) -> str:
    token = people_actions.make_link(session, person, purpose)
    return f"{settings.base_url}/link/{token}"


def _deliver(settings: Settings, letter: Letter, notice_id: UUID, attempt: int) -> MailState:
    """Hand it to the mail server; what may go better next time stays waiting."""
    try:
        deliver(settings, letter.to, letter.subject, letter.text, letter.html)
    except MailNotSent as error:
        log.warning("mail_not_sent", notice=str(notice_id), attempt=attempt, error=str(error))
        is_last = attempt >= rules.MOST_ATTEMPTS or not error.is_temporary
        return MailState.failed if is_last else MailState.waiting
    return MailState.sent


def _note(session: Session, notice_id: UUID, attempt: int, state: MailState) -> None:
    """Write down what came of the attempt, unless another one was begun since."""
    session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.mail_attempts == attempt)
        .values(mail_state=state)
    )
