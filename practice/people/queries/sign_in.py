"""Finding sessions, links and failed attempts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import Session, joinedload

from practice.errors import NotFound
from practice.people import rules
from practice.people.models import (
    LinkPurpose,
    OneUseLink,
    Organization,
    Person,
    SignInFailure,
    SignInSession,
)
from practice.people.tokens import hash_of

DEAD_LINK = "This link was used already or is too old. Ask for a new one."
DEAD_CODE = "This code was used already or is too old. Show a new one on your other screen."
TO_A_PASSWORD = (LinkPurpose.invite, LinkPurpose.reset)
TO_A_PHONE = (LinkPurpose.phone,)
# Every request asks this: to put it together anew took as long as to have it answered.
SIGNED_IN = (
    select(SignInSession, Person, Organization)
    .join(Person, Person.id == SignInSession.person_id)
    .join(Organization, true())
    .where(SignInSession.token_hash == bindparam("held"))
    .options(joinedload(Person.home_team), joinedload(Person.roles))
)


def find_signed_in(
    session: Session, token: str
) -> tuple[SignInSession, Person, Organization] | None:
    """The sign-in session of this token, whatever state it is in, and all that every page asks.

    That is the person with team and roles, and the organization: one question for a request.
    """
    return session.execute(SIGNED_IN, {"held": hash_of(token)}).unique().one_or_none()


def count_sessions(session: Session, person: Person, now: datetime) -> int:
    """In how many browsers somebody is signed in."""
    return (
        session.scalar(
            select(func.count(SignInSession.id)).where(
                SignInSession.person_id == person.id,
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > now,
                SignInSession.last_seen_at > now - rules.SESSION_IDLE,
            )
        )
        or 0
    )


def get_link(
    session: Session, token: str, now: datetime, purposes: Collection[LinkPurpose] = TO_A_PASSWORD
) -> tuple[OneUseLink, Person]:
    """An open link and whose it is; refuses used, old and unknown ones in the same words.

    Also one for another purpose: a way to a phone must never become a way to a new password.
    """
    of_them = OneUseLink.purpose.in_(purposes)
    known = select(OneUseLink).where(OneUseLink.token_hash == hash_of(token), of_them)
    link = session.scalar(known)
    dead = DEAD_CODE if purposes == TO_A_PHONE else DEAD_LINK
    if link is None or not rules.may_be_used(link, now):
        raise NotFound(dead)
    person = session.get_one(Person, link.person_id)
    if person.is_deactivated:
        raise NotFound(dead)
    return link, person


def open_link(session: Session, person_id: UUID, now: datetime) -> OneUseLink | None:
    """The newest invitation or reset that could still be used; never its token: nobody keeps it."""
    return session.scalar(
        select(OneUseLink)
        .where(
            OneUseLink.person_id == person_id,
            OneUseLink.purpose.in_(TO_A_PASSWORD),
            OneUseLink.used_at.is_(None),
            OneUseLink.expires_at > now,
        )
        .order_by(OneUseLink.created_at.desc())
    )


def get_phone_link(session: Session, person: Person, link_id: UUID) -> OneUseLink:
    """One's own way to a phone, whatever became of it; another's looks like none."""
    link = session.get(OneUseLink, link_id)
    if link is None or link.person_id != person.id or link.purpose is not LinkPurpose.phone:
        raise NotFound
    return link


def count_phone_links(session: Session, person: Person, since: datetime) -> int:
    """How many ways to a phone somebody asked for lately."""
    return (
        session.scalar(
            select(func.count(OneUseLink.id)).where(
                OneUseLink.person_id == person.id,
                OneUseLink.purpose == LinkPurpose.phone,
                OneUseLink.created_at > since,
            )
        )
        or 0
    )


def next_try_at(session: Session, email: str, address: str, now: datetime) -> datetime | None:
    """When this address may try again with this email; None is now.

    The account as a whole is never locked: other addresses go on.
    """
    failed = SignInFailure.address == address
    pair = _tries(session, now, rules.TRIES_PER_PAIR, failed, SignInFailure.email == email)
    every = _tries(session, now, rules.TRIES_PER_ADDRESS, failed)
    waits = (
        rules.next_try(pair, rules.TRIES_PER_PAIR),
        rules.next_try(every, rules.TRIES_PER_ADDRESS),
    )
    return max((wait for wait in waits if wait), default=None)


def _tries(session: Session, now: datetime, limit: int, *which: object) -> Sequence[datetime]:
    since = SignInFailure.created_at > now - rules.THROTTLE_WINDOW
    return session.scalars(
        select(SignInFailure.created_at)
        .where(since, *which)  # type: ignore[arg-type]
        .order_by(SignInFailure.created_at.desc())
        .limit(limit)
    ).all()


def count_tries(session: Session, email: str, since: datetime) -> int:
    """How often this was tried, from anywhere."""
    return (
        session.scalar(
            select(func.count(SignInFailure.id)).where(
                SignInFailure.email == email, SignInFailure.created_at > since
            )
        )
        or 0
    )


def has_admin(session: Session) -> bool:
    """Whether some active admin can sign in."""
    return any_admin_but(session) > 0


def any_admin_but(session: Session, *people: UUID) -> int:
    """How many active admins can sign in besides these people."""
    admins = (
        select(func.count(Person.id))
        .where(Person.password_hash.is_not(None), Person.deactivated_at.is_(None))
        .where(Person.roles.any(role="admin"))
    )
    return session.scalar(admins.where(Person.id.not_in(people))) or 0


def first_admin(session: Session) -> Person | None:
    """The place that is kept for the first admin."""
    return session.scalar(select(Person).where(Person.email == rules.FIRST_ADMIN_EMAIL))


PURPOSE_LASTS = {
    LinkPurpose.invite: rules.INVITE_LASTS,
    LinkPurpose.reset: rules.RESET_LASTS,
    LinkPurpose.phone: rules.PHONE_LASTS,
}
