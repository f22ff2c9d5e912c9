"""Coming in: by password, by a link, and asking for one."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.db import new_id, utcnow
from practice.notices.actions import Telling, tell_many
from practice.notices.models import NoticeKind
from practice.people import actions, passwords, queries, rules
from practice.people.models import LinkPurpose, Person

REFUSED = "That email and password don’t match. Check both, or ask for a new password."


def who_knows(session: Session, email: str, password: str) -> Person | None:
    """The active person whose password this is; as slow for unknown accounts as for known."""
    person = queries.find_person(session, email)
    knows = passwords.matches(person.password_hash if person else None, password)
    return person if person and knows and not person.is_deactivated else None


def note_refused(session: Session, email: str, address: str) -> None:
    """Write down that somebody was turned away, and with which email."""
    person = queries.find_person(session, email)
    detail = {"email": email[: rules.LONGEST_EMAIL]}
    subject_id = person.id if person else None
    note(session, "sign_in_refused", subject_id=subject_id, detail=detail, address=address)


def come_in(
    session: Session, person: Person, address: str, user_agent: str, new_hash: str | None = None
) -> str:
    """Begin a session for somebody who gave the right password; answers its token.

    `new_hash` replaces one that was made with weaker settings.
    """
    actions.forgive(session, person.email, address)
    if new_hash:
        queries.get_person(session, person.id).password_hash = new_hash
    note(session, "signed_in", by=person, address=address)
    return actions.begin_session(session, person, user_agent)


def accept_link(session: Session, token: str, new_hash: str, address: str) -> Person:
    """Spend a link to set a password; signed out everywhere else. Refuses a spent link."""
    link, _ = queries.get_link(session, token, utcnow())
    person = actions.use_link(session, token)
    actions.set_password(session, person, new_hash)
    actions.end_all_sessions(session, person)
    verb = "accepted_invite" if link.purpose is LinkPurpose.invite else "reset_password"
    note(session, verb, by=person, subject_id=person.id, address=address)
    return person


def ask_for_reset(session: Session, email: str, address: str) -> None:
    """Mail a reset link if somebody active has this email; the asker learns nothing either way.

    Somebody who never accepted the invitation is invited again instead.
    """
    wanted = actions.begin_reset(session, email, address)
    person = queries.find_person(session, email)
    if person is None or person.is_deactivated or not wanted or rules.is_placeholder(person):
        return
    note(session, "asked_for_reset", subject_id=person.id, address=address)
    purpose = LinkPurpose.invite if rules.is_invited(person) else LinkPurpose.reset
    mail_link(session, person, purpose)


def mail_link(session: Session, person: Person, purpose: LinkPurpose) -> None:
    """Have an invitation or a reset mailed; the link itself is made when the mail goes out."""
    mail_links(session, [person], purpose)


def mail_links(session: Session, people: Sequence[Person], purpose: LinkPurpose) -> None:
    """The same for many people; the caller leaves the deactivated out."""
    organization = queries.organization(session).name
    kind, title = {
        LinkPurpose.invite: (NoticeKind.invite, f"You’re invited to practice at {organization}"),
        LinkPurpose.reset: (NoticeKind.reset, "Choose a new password"),
    }[purpose]
    tell_many(session, kind, [Telling(one.id, f"{kind}:{new_id()}", title) for one in people])
