"""What stands in the inbox goes out by mail as well: once, later when it fails, never for ever."""

import re
import threading
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from practice.db import Database, utcnow
from practice.notices import mailing, rules
from practice.notices.actions import tell
from practice.notices.models import MailState, Notice, NoticeKind
from practice.people import queries as people
from practice.people.models import LinkPurpose, MailRhythm, Person
from practice.settings import Settings
from tests import factories
from tests.notices.conftest import Mailbox


def told(
    db: Database, kind: NoticeKind = NoticeKind.feedback, title: str = "Dana sent feedback"
) -> UUID:
    with db.work() as session:
        priya = factories.person(session, "Priya <Raman>")
        notice = tell(session, priya, kind, "key", title, "Keep <exactly> this.", "/submissions/1")
        assert notice is not None
        return notice.id


def notice_of(db: Database, notice_id: UUID) -> Notice:
    with db.reading() as session:
        return session.get_one(Notice, notice_id)


def test_a_notice_is_mailed_with_its_words_and_its_link(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db)
    assert mailing.send_one(db, mail_settings, notice_id)
    mail = mailbox.mails[0]
    assert mail["Subject"] == "Dana sent feedback"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Keep <exactly> this." in text.get_content()
    assert f"{mail_settings.base_url}/submissions/1" in text.get_content()
    assert "Keep &lt;exactly&gt; this." in html.get_content()
    assert notice_of(db, notice_id).mail_state == MailState.sent


def test_the_same_notice_is_never_mailed_twice(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db)
    senders = [
        threading.Thread(target=mailing.send_one, args=(db, mail_settings, notice_id))
        for _ in range(4)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert not mailing.send_one(db, mail_settings, notice_id)
    assert len(mailbox.mails) == 1


def test_all_that_is_due_goes_out(db: Database, mail_settings: Settings, mailbox: Mailbox) -> None:
    with db.work() as session:
        for name in ("Priya", "Tom"):
            tell(session, factories.person(session, name), NoticeKind.nudge, "key", f"Hello {name}")
    assert mailing.send_due(db, mail_settings) == 2
    assert {mail["Subject"] for mail in mailbox.mails} == {"Hello Priya", "Hello Tom"}
    assert mailing.send_due(db, mail_settings) == 0


def test_a_refused_mail_is_tried_again_later_and_given_up_after_eight_times(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id, mailbox.answer = told(db), "451 Later, please"
    assert not mailing.send_one(db, mail_settings, notice_id)
    waiting = notice_of(db, notice_id)
    assert waiting.mail_state == MailState.waiting
    assert waiting.mail_after is not None
    assert waiting.mail_after > utcnow()
    assert not mailing.send_one(db, mail_settings, notice_id), "it is not due yet"
    assert notice_of(db, notice_id).mail_attempts == 1
    for days in range(1, 8):
        mailing.send_one(db, mail_settings, notice_id, utcnow() + timedelta(days=days))
    given_up = notice_of(db, notice_id)
    assert (given_up.mail_attempts, given_up.mail_state) == (8, MailState.failed)


def test_a_mail_that_went_wrong_once_arrives_with_the_next_attempt(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id, mailbox.answer = told(db), "451 Later, please"
    mailing.send_one(db, mail_settings, notice_id)
    mailbox.answer = "250 OK"
    assert mailing.send_one(db, mail_settings, notice_id, utcnow() + timedelta(hours=7))
    assert len(mailbox.mails) == 1


def sent_twice(
    db: Database, settings: Settings, mailbox: Mailbox, notice_id: UUID
) -> tuple[str, str]:
    """The ids of a mail that arrived although its sender never heard so, and of the next try."""
    keep = mailbox.handle_DATA

    async def keep_and_be_lost(*given: object) -> str:
        await keep(*given)
        return "451 The line went dead"

    mailbox.handle_DATA = keep_and_be_lost  # type: ignore[method-assign]
    mailing.send_one(db, settings, notice_id, utcnow() + timedelta(days=1))
    mailbox.handle_DATA = keep  # type: ignore[method-assign]
    mailing.send_one(db, settings, notice_id, utcnow() + timedelta(days=2))
    first, second = (str(mail["Message-ID"]) for mail in mailbox.mails[-2:])
    return first, second


def test_a_mail_that_arrives_twice_says_that_it_is_the_same(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db)
    first, second = sent_twice(db, mail_settings, mailbox, notice_id)
    assert first == second
    assert notice_id.hex not in first.replace("-", "")
    domain = mail_settings.mail_from.partition("@")[2].rstrip(">")
    assert first.endswith(f"@{domain}>")
    with db.work() as session:
        one = tell(session, factories.person(session, "Tom"), NoticeKind.feedback, "key", "Other")
        assert one is not None
    assert first not in sent_twice(db, mail_settings, mailbox, one.id)


def test_a_letter_with_more_in_it_is_another_mail(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    with db.work() as session:
        priya = factories.person(session, "Priya")
        priya.mail_rhythm = MailRhythm.daily
        one = tell(session, priya, NoticeKind.feedback, "one", "Feedback")
        tell(session, priya, NoticeKind.assigned, "two", "New practice")
        assert one is not None
    first, second = sent_twice(db, mail_settings, mailbox, one.id)
    assert first == second
    with db.work() as session:
        for notice in session.scalars(select(Notice)):
            notice.mail_state = MailState.waiting
        tell(session, session.get_one(Person, priya.id), NoticeKind.reply, "three", "A reply")
    mailing.send_one(db, mail_settings, one.id, utcnow() + timedelta(days=4))
    assert mailbox.mails[-1]["Message-ID"] != first


def test_a_link_made_anew_is_never_taken_for_the_one_that_ended(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db, NoticeKind.reset, "Choose a new password")
    first, second = sent_twice(db, mail_settings, mailbox, notice_id)
    assert first != second


def test_an_address_that_does_not_exist_is_not_tried_again(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id, mailbox.answer = told(db), "550 No such person"
    mailing.send_one(db, mail_settings, notice_id)
    assert notice_of(db, notice_id).mail_state == MailState.failed


def test_a_server_that_is_away_is_tried_again(db: Database, settings: Settings) -> None:
    nowhere = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"})
    notice_id = told(db)
    assert not mailing.send_one(db, nowhere, notice_id)
    assert notice_of(db, notice_id).mail_state == MailState.waiting


def test_no_transaction_is_open_while_the_mail_server_thinks(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id, wrote = told(db), []

    async def write_meanwhile(*_: object) -> str:
        with db.work() as session:
            wrote.append(factories.person(session, "Tom").id)
        return "250 OK"

    mailbox.handle_DATA = write_meanwhile  # type: ignore[method-assign]
    assert mailing.send_one(db, mail_settings, notice_id)
    assert wrote


def test_without_a_mail_server_nothing_is_wanted(db: Database, settings: Settings) -> None:
    notice_id = told(db)
    assert not mailing.send_one(db, settings, notice_id)
    assert notice_of(db, notice_id).mail_state == MailState.not_wanted


def test_who_was_deactivated_gets_no_mail(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db)
    with db.work() as session:
        session.get_one(Notice, notice_id).person.deactivated_at = utcnow()
    assert not mailing.send_one(db, mail_settings, notice_id)
    assert mailbox.mails == []


def test_an_invitation_carries_a_link_that_opens_and_is_kept_nowhere(
    db: Database, mail_settings: Settings, mailbox: Mailbox
) -> None:
    notice_id = told(db, NoticeKind.invite, "You’re invited")
    assert mailing.send_one(db, mail_settings, notice_id)
    body = mailbox.mails[0].get_body(("plain",))
    assert body is not None
    found = re.search(rf"{mail_settings.base_url}/link/(\S+)", body.get_content())
    assert found
    with db.work() as session:
        link, person = people.get_link(session, found[1], utcnow())
        assert link.purpose == LinkPurpose.invite
        assert person.name == "Priya <Raman>"
        stored = session.get_one(Notice, notice_id)
        assert found[1] not in stored.title + stored.body + stored.path


def test_the_wait_doubles_up_to_six_hours() -> None:
    waits = [rules.wait_after(attempt).total_seconds() / 60 for attempt in range(1, 13)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 360
