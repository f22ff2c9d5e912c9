"""Sending one mail by SMTP.

`deliver` either hands the mail to the server or raises `MailNotSent`, which says whether it is
worth trying again. It holds no transaction and makes no decision about who gets what.
"""

import smtplib
import ssl
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formatdate, make_msgid, parseaddr
from hashlib import sha256
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from practice.settings import Settings

TIMEOUT_SECONDS = 20
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


class Unfolded(UnstructuredHeader, BaseHeader):
    """A header that holds an address: encoded to fit a line, mail programs would not find it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Unfolded)
POLICY = EmailPolicy(header_factory=HEADERS)


class MailNotSent(OSError):
    """The mail didn't leave; `is_temporary` says whether another try may help."""

    def __init__(self, reason: str, *, is_temporary: bool) -> None:
        super().__init__(reason)
        self.is_temporary = is_temporary


def deliver(
    settings: Settings,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    more: Mapping[str, str] = NOTHING_MORE,
    identity: str = "",
) -> None:
    """Send one mail, with `more` headers; needs SMTP_URL to be set. Raises MailNotSent.

    What has the same `identity` is the same mail to a mail server, however often it is sent.
    """
    try:
        mail = compose(settings.mail_from, to, subject, text, html, identity)
        for name, value in more.items():
            mail[name] = value
        with connect(settings.smtp_url) as server:
            server.send_message(mail)
    except MailNotSent:
        raise
    except smtplib.SMTPResponseException as error:
        reason = f"{error.smtp_code} {_text(error.smtp_error)}"
        raise MailNotSent(reason, is_temporary=not 500 <= error.smtp_code < 600) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise MailNotSent(f"{code} {_text(answer)}", is_temporary=code < 500) from error
    except (MessageError, ValueError) as error:
        raise MailNotSent(str(error), is_temporary=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(f"{type(error).__name__}: {error}", is_temporary=True) from error


def compose(
    sender: str, to: str, subject: str, text: str, html: str | None, identity: str = ""
) -> EmailMessage:
    """The mail with its headers; a line break in the subject would forge others and is refused."""
    mail = EmailMessage(POLICY)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = formatdate(usegmt=True)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail["Message-ID"] = _same_id(domain, to, identity) if identity else make_msgid(domain=domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    return mail


def _same_id(domain: str, to: str, identity: str) -> str:
    """The id that this mail has each time; hashed, since it travels through others' hands."""
    told = sha256(f"{to} {identity}".encode()).hexdigest()
    return f"<{told[:32]}@{domain}>"  # short enough for a line of its own, which isn't folded


def connect(url: str) -> smtplib.SMTP:
    """A session with the mail server: TLS from the start for smtps, otherwise as soon as offered.

    A password never travels unencrypted, save to this machine itself.
    """
    parts = urlsplit(url)
    host, tls = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=tls
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        return _prepare(server, parts.username, parts.password, host, tls)
    except BaseException:
        server.close()
        raise


def _prepare(
    server: smtplib.SMTP, user: str | None, password: str | None, host: str, tls: ssl.SSLContext
) -> smtplib.SMTP:
    server.ehlo_or_helo_if_needed()
    is_safe = isinstance(server, smtplib.SMTP_SSL)
    if not is_safe and server.has_extn("starttls"):
        server.starttls(context=tls)
        is_safe = True
    if user:
        if not is_safe and host not in ("localhost", "127.0.0.1", "::1"):
            raise MailNotSent("The mail server offers no TLS for the password.", is_temporary=False)
        server.login(unquote(user), unquote(password or ""))
    return server


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
