"""Writing the mail: one thing, or everything that waits, in HTML and in plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from practice.notices import rules, tokens, words
from practice.notices.models import Notice, NoticeKind
from practice.people import actions as people_actions
from practice.people import queries as people
from practice.people.models import LinkPurpose
from practice.settings import Settings

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
    """A mail, ready to be sent; `off` is the address that ends mail like this.

    `identity` says what it is about; without one it is a mail of its own each time.
    """

    to: str
    subject: str
    text: str
    html: str
    off: str
    identity: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What lets a mail program offer to unsubscribe with one click (RFC 8058)."""
        if not self.off:
            return {}
        one_click = "List-Unsubscribe=One-Click"
        return {"List-Unsubscribe": f"<{self.off}>", "List-Unsubscribe-Post": one_click}


def write(session: Session, settings: Settings, ids: Sequence[UUID]) -> Letter:
    """The words about these notices of one person.

    The link of an invitation is made only now, so that no copy of it is kept.
    """
    found = select(Notice).where(Notice.id.in_(ids)).options(joinedload(Notice.person))
    notices = session.scalars(found.order_by(Notice.created_at, Notice.id)).all()
    link = _link(session, settings, notices[0])
    return _compose(session, settings, notices, link, _off(settings, notices))


def rehearse(session: Session, settings: Settings, notice: Notice) -> Letter:
    """The words about a notice that nobody has: what is looked at before anything is sent.

    The address in it that ends such mail is nobody's.
    """
    off = f"{settings.base_url}/mail-off/only-in-the-mail-itself"
    return _compose(session, settings, [notice], settings.base_url + notice.path, off)


def _compose(
    session: Session, settings: Settings, notices: Sequence[Notice], link: str, off: str
) -> Letter:
    first = notices[0]
    told = {
        "notice": first,
        "notices": notices,
        "person": first.person,
        "organization": people.organization(session).name,
        "link": link,
        "base_url": settings.base_url,
        "off": off,
        "about": words.about({notice.kind for notice in notices}),
    }
    name = _paper_for(notices)
    text = paper.get_template(f"mail/{name}.txt").render(told)
    html = paper.get_template(f"mail/{name}.html").render(told)
    return Letter(first.person.email, _subject(notices), text, html, off, _identity(notices))


def _identity(notices: Sequence[Notice]) -> str:
    """The same for the same notices, so that a mail sent again is known to be the same.

    Not for links: the one made anew ends the one before, and must not be taken for it.
    """
    if any(notice.kind in LINKS for notice in notices):
        return ""
    return " ".join(sorted(str(notice.id) for notice in notices))


def _paper_for(notices: Sequence[Notice]) -> str:
    if len(notices) > 1:
        return "digest"
    return notices[0].kind if notices[0].kind in LINKS else "notice"


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) > 1:
        return f"{len(notices)} new things in your Freethrow inbox"
    return " ".join(notices[0].title.split())


def _off(settings: Settings, notices: Sequence[Notice]) -> str:
    kinds = {notice.kind for notice in notices} & set(rules.MUTABLE)
    if not kinds:
        return ""
    token = tokens.make(settings.secret_key, notices[0].person_id, kinds)
    return f"{settings.base_url}/mail-off/{token}"


def _link(session: Session, settings: Settings, notice: Notice) -> str:
    purpose = LINKS.get(notice.kind)
    if purpose is None:
        return settings.base_url + notice.path
    token = people_actions.make_link(session, notice.person, purpose)
    return f"{settings.base_url}/link/{token}"
