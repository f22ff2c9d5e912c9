"""Handing mail to a real SMTP server."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from practice.mail import MailNotSent, deliver
from practice.settings import Settings


class Mailbox:
    """Keeps what arrives; refuses a recipient called `full@`."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("full@"):
            return "452 Mailbox full"
        if address.startswith("gone@"):
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    def knows(server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> object:
        known = (getattr(data, "login", b""), getattr(data, "password", b""))
        return AuthResult(success=known == (b"post", b"p@ss/word"), handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=number, authenticator=knows, auth_require_tls=False
    )
    controller.start()
    yield number
    controller.stop()


def with_server(settings: Settings, port: int, login: str = "") -> Settings:
    url = f"smtp://{login}127.0.0.1:{port}"
    return settings.model_copy(update={"smtp_url": url, "mail_from": "Freethrow <ft@example.com>"})


def test_a_mail_arrives_whole(settings: Settings, mailbox: Mailbox, port: int) -> None:
    deliver(with_server(settings, port), "ana@example.com", "Grüße", "Hello Ana — ok", "<p>Hi</p>")
    [envelope] = mailbox.mails
    mail = message_from_bytes(envelope.content or b"", policy=policy.default)
    assert (envelope.rcpt_tos, mail["Subject"]) == (["ana@example.com"], "Grüße")
    plain = mail.get_body(("plain",))
    assert plain
    assert plain.get_content().strip() == "Hello Ana — ok"
    assert mail["Message-ID"].endswith("@example.com>")


def test_a_password_with_odd_characters_signs_in(
    settings: Settings, mailbox: Mailbox, port: int
) -> None:
    deliver(with_server(settings, port, "post:p%40ss%2Fword@"), "ana@example.com", "Hi", "Hello")
    assert len(mailbox.mails) == 1


def test_a_wrong_password_is_not_tried_again(settings: Settings, port: int) -> None:
    with pytest.raises(MailNotSent) as caught:
        deliver(with_server(settings, port, "post:no@"), "ana@example.com", "Hi", "Hello")
    assert not caught.value.is_temporary


@pytest.mark.parametrize(("to", "is_temporary"), [("full@example.com", True), ("gone@e.co", False)])
def test_a_refused_recipient_says_whether_to_try_again(
    settings: Settings, port: int, to: str, is_temporary: bool
) -> None:
    with pytest.raises(MailNotSent) as caught:
        deliver(with_server(settings, port), to, "Hi", "Hello")
    assert caught.value.is_temporary == is_temporary


def test_a_server_that_is_down_is_tried_again(settings: Settings) -> None:
    with pytest.raises(MailNotSent) as caught:
        deliver(with_server(settings, 9), "ana@example.com", "Hi", "Hello")
    assert caught.value.is_temporary


def test_a_subject_can_not_forge_headers(settings: Settings, mailbox: Mailbox, port: int) -> None:
    with pytest.raises(MailNotSent) as caught:
        deliver(with_server(settings, port), "a@e.co", "Hi\r\nBcc: evil@e.co", "Hello")
    assert not caught.value.is_temporary
    assert not mailbox.mails
