"""Sending what stands in the inbox by mail as well, and what comes by mail only.

No transaction is open while a mail server thinks: the mail is claimed (`claims`) and written
(`letters`) in one, what came of it is noted in another.
"""

from datetime import datetime
from uuid import UUID

import structlog

from practice.db import Database, utcnow
from practice.mail import MailNotSent, deliver
from practice.notices import claims, letters, queries
from practice.notices.letters import Letter
from practice.notices.models import MailState
from practice.settings import Settings

log = structlog.get_logger()


def send_due(db: Database, settings: Settings, limit: int = 50, now: datetime | None = None) -> int:
    """Try every mail that is due; answers how many were sent."""
    with db.reading() as look:
        due = queries.mail_due(look, now or utcnow(), limit)
    return sum(send_one(db, settings, notice_id, now) for notice_id in due)


def send_one(
    db: Database, settings: Settings, notice_id: UUID, now: datetime | None = None
) -> bool:
    """Try the mail of one notice, with what else waits for that person; whether it was sent.

    Not when somebody else is at it, it is not due, or it was sent. Without a mail server, and
    for people who left, turned it off or have read it, it is marked as not wanted.
    """
    with db.work() as session:
        claimed = claims.claim(session, settings, notice_id, now or utcnow())
        letter = letters.write(session, settings, claimed.ids) if claimed else None
    if claimed is None or letter is None:
        return False
    outcome = _deliver(settings, letter, notice_id)
    with db.work() as session:
        claims.note(session, claimed, outcome)
    return outcome == MailState.sent


def _deliver(settings: Settings, letter: Letter, notice_id: UUID) -> MailState:
    """Hand it to the mail server; what may go better next time stays waiting."""
    try:
        deliver(
            settings, letter.to, letter.subject, letter.text, letter.html, letter.headers,
            letter.identity,
        )  # fmt: skip
    except MailNotSent as error:
        log.warning("mail_not_sent", notice=str(notice_id), error=str(error))
        return MailState.waiting if error.is_temporary else MailState.failed
    return MailState.sent
