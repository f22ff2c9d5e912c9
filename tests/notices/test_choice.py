"""Mail as people choose it: one letter with everything that waits, less of it, and none twice."""

import threading
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from practice.db import Database
from practice.notices import choosing, mailing, tokens
from practice.notices.actions import tell
from practice.notices.choosing import MailChoice
from practice.notices.models import MailState, MutedKind, Notice, NoticeKind
from practice.people.models import MailRhythm, Person
from practice.settings import Settings
from tests import factories
from tests.client import Page
from tests.notices.conftest import Mailbox

WEDNESDAY = datetime(2026, 11, 18, 15, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 8, tzinfo=UTC)
FEEDBACK, REPLY, NUDGE = NoticeKind.feedback, NoticeKind.reply, NoticeKind.nudge
ALL = frozenset(NoticeKind)


@pytest.fixture
def priya(db: Database) -> Person:
    """Somebody who wants mail once a day."""
    with db.work() as session:
        return factories.person(session, "Priya", mail_rhythm=MailRhythm.daily)


def told(db: Database, person: Person, *titles: str, kind: NoticeKind = FEEDBACK) -> None:
    """Tell somebody these things on Wednesday afternoon."""
    with db.work() as session:
        for title in titles:
            made = tell(session, session.get_one(Person, person.id), kind, title, title, "Words.")
            assert made
            made.created_at = made.mail_after = WEDNESDAY


def states(db: Database) -> dict[str, MailState]:
    with db.reading() as session:
        return {each.title: each.mail_state for each in session.scalars(select(Notice))}


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_all_that_waits_goes_out_as_one_mail_in_the_morning(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, "First", "Second")
    told(db, priya, "Third <b>", kind=REPLY)
    assert mailing.send_due(db, mail_settings, now=WEDNESDAY) == 0
    assert mailing.send_due(db, mail_settings, now=THURSDAY - timedelta(seconds=1)) == 0
    assert mailing.send_due(db, mail_settings, now=THURSDAY) == 1
    [mail] = mailbox.mails
    assert mail["Subject"] == "3 new things in your Freethrow inbox"
    assert all(title in text_of(mail) for title in ("First", "Second", "Third <b>"))
    html = mail.get_body(("html",))
    assert html is not None
    assert "Third &lt;b&gt;" in html.get_content()
    assert set(states(db).values()) == {MailState.sent}
    assert mailing.send_due(db, mail_settings, now=THURSDAY + timedelta(days=7)) == 0


def test_of_many_senders_at_once_one_sends_the_digest(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, *"ABCD")
    with db.reading() as session:
        ids = session.scalars(select(Notice.id)).all()
    senders = [
        threading.Thread(target=mailing.send_one, args=(db, mail_settings, notice_id, THURSDAY))
        for notice_id in ids
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(mailbox.mails) == 1


def test_what_was_read_or_turned_off_meanwhile_leaves_the_digest(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, "Unread", "Another", "Read")
    told(db, priya, "Turned off", kind=REPLY)
    mailing.send_due(db, mail_settings, now=WEDNESDAY)
    with db.work() as session:
        session.scalars(select(Notice).where(Notice.title == "Read")).one().read_at = WEDNESDAY
        choosing.mute(session, priya.id, {REPLY})
    mailing.send_due(db, mail_settings, now=THURSDAY)
    [mail] = mailbox.mails
    assert "Another" in text_of(mail)
    assert not {"Read", "Turned off"} & set(text_of(mail).replace("* ", "").splitlines())
    assert states(db)["Read"] == states(db)["Turned off"] == MailState.not_wanted


def test_what_can_not_wait_comes_at_once_by_itself_and_can_not_be_turned_off(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, "Feedback")
    told(db, priya, "Dana nudged you", kind=NUDGE)
    with db.work() as session:
        choosing.choose(session, priya, MailChoice(MailRhythm.daily, None, None, frozenset()))
    with db.work() as session:
        for notice in session.scalars(select(Notice)):
            notice.mail_after = WEDNESDAY
    assert mailing.send_due(db, mail_settings, now=WEDNESDAY) == 1
    [mail] = mailbox.mails
    assert mail["Subject"] == "Dana nudged you"
    assert mail["List-Unsubscribe"] is None


def test_a_digest_that_is_refused_is_tried_again_whole(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, "First", "Second")
    mailbox.answer = "451 Later, please"
    assert mailing.send_due(db, mail_settings, now=THURSDAY) == 0
    assert mailing.send_due(db, mail_settings, now=THURSDAY) == 0
    mailbox.answer = "250 OK"
    assert mailing.send_due(db, mail_settings, now=THURSDAY + timedelta(minutes=2)) == 1
    assert "First" in text_of(mailbox.mails[0])
    assert "Second" in text_of(mailbox.mails[0])
    assert len(mailbox.mails) == 1


def test_another_choice_holds_for_what_waits_already(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person
) -> None:
    told(db, priya, "Feedback")
    assert mailing.send_due(db, mail_settings, now=WEDNESDAY) == 0
    with db.work() as session:
        choosing.choose(session, priya, MailChoice(MailRhythm.at_once, None, None, ALL), WEDNESDAY)
    assert mailing.send_due(db, mail_settings, now=WEDNESDAY) == 1
    assert len(mailbox.mails) == 1


def test_one_click_ends_exactly_this_kind_without_signing_in(
    db: Database, mail_settings: Settings, mailbox: Mailbox, priya: Person, page: Page
) -> None:
    told(db, priya, "Feedback")
    mailing.send_due(db, mail_settings, now=THURSDAY)
    [mail] = mailbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    header = b"List-Unsubscribe: <"
    raw = next(line for line in mailbox.raw[0].splitlines() if line.startswith(header))
    address = raw.removeprefix(header).removesuffix(b">").decode("ascii")
    path = address.removeprefix(mail_settings.base_url)
    assert page.get(path).has("Less mail?", "Feedback on your takes")
    with db.reading() as session:
        assert not session.scalars(select(MutedKind)).all(), "a link that is followed does nothing"
    for _ in range(2):
        clicked = page.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert clicked.status_code == 200
    with db.reading() as session:
        [muted] = session.scalars(select(MutedKind)).all()
    assert (muted.person_id, muted.kind) == (priya.id, FEEDBACK)


def test_an_address_that_was_changed_opens_nothing(
    page: Page, priya: Person, settings: Settings
) -> None:
    token = tokens.make(settings.secret_key, priya.id, [FEEDBACK])
    page.get(f"/mail-off/{token[:-2]}xx", 404)
    page.get("/mail-off/" + tokens.make("another secret", priya.id, [FEEDBACK]), 404)
    page.get("/mail-off/" + tokens.make(settings.secret_key, priya.id, [NUDGE]), 404)
    huge = page.client.post(f"/mail-off/{token}", data=b"x" * 5000)
    assert huge.status_code == 413


def test_mail_is_chosen_on_the_profile(page: Page, db: Database, priya: Person) -> None:
    page.sign_in(priya)
    sent = {"rhythm": "weekly", "quiet_from": "22:00", "quiet_until": "07:30",
            "kinds": ["feedback", "reply"]}  # fmt: skip
    page.submit("/profile/mail", sent)
    with db.reading() as session:
        kept = session.get_one(Person, priya.id)
        muted = set(session.scalars(select(MutedKind.kind)))
    assert (kept.mail_rhythm, kept.quiet_from, kept.quiet_until) == ("weekly", 1320, 450)
    assert NoticeKind.assigned in muted
    assert not muted & {FEEDBACK, REPLY, NUDGE, NoticeKind.weekly}
    shown = page.get("/profile")
    assert shown.has("Your mail is as you chose.")
    ticked = [box["value"] for box in shown.look.all("input") if "checked" in box]
    assert ticked == ["weekly", "feedback", "reply"]


@pytest.mark.parametrize(
    ("first", "end", "why"),
    [
        ("22:00", "", "Fill in both times, or neither."),
        ("25:00", "07:00", "Use a time such as 22:00."),
        ("07:00", "07:00", "Use another time than the first one."),
    ],
)
def test_quiet_hours_that_are_none_are_refused(
    page: Page, priya: Person, first: str, end: str, why: str
) -> None:
    sent = {"rhythm": "at_once", "quiet_from": first, "quiet_until": end}
    assert page.sign_in(priya).submit("/profile/mail", sent, 422).has(why)
