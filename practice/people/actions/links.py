"""One-use links: one opens once, for a while, and only the newest of its kind does."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid, NotFound
from practice.people import queries, rules
from practice.people.actions.organization import found_organization
from practice.people.models import LinkPurpose, OneUseLink, Person, PersonRole, Role
from practice.people.queries.sign_in import DEAD_LINK
from practice.people.tokens import hash_of, new_token


def make_link(
    session: Session, person: Person, purpose: LinkPurpose, now: datetime | None = None
) -> str:
    """A token for `/link/<token>`; earlier links of this person stop working.

    The token is kept nowhere: make it at the moment it is mailed or shown.
    """
    now = now or utcnow()
    retire_links(session, person, now)
    return _new_link(session, person, purpose, now)[1]


def make_phone_link(
    session: Session, person: Person, leads_to: str, now: datetime | None = None
) -> tuple[OneUseLink, str]:
    """A way to go on as the same person on a phone, and its token, which is kept nowhere.

    Earlier ones close; invitations and resets stay. Refuses who asks for too many in a row.
    """
    now = now or utcnow()
    since = now - rules.PHONE_LINKS_WINDOW
    if queries.count_phone_links(session, person, since) >= rules.PHONE_LINKS_PER_PERSON:
        raise Invalid("That was a lot of codes. Try again in a few minutes.")
    retire_links(session, person, now, queries.TO_A_PHONE)
    return _new_link(session, person, LinkPurpose.phone, now, leads_to)


def _new_link(
    session: Session, person: Person, purpose: LinkPurpose, now: datetime, leads_to: str = ""
) -> tuple[OneUseLink, str]:
    token = new_token()
    link = OneUseLink(
        person_id=person.id,
        purpose=purpose,
        token_hash=hash_of(token),
        expires_at=now + queries.PURPOSE_LASTS[purpose],
        leads_to=leads_to,
    )
    session.add(link)
    session.flush()
    return link, token


def use_link(
    session: Session,
    token: str,
    now: datetime | None = None,
    purposes: Collection[LinkPurpose] = queries.TO_A_PASSWORD,
) -> Person:
    """Spend a link and answer whose it is; of two who come at once, one is refused."""
    now = now or utcnow()
    _, person = queries.get_link(session, token, now, purposes)
    spent = session.execute(
        update(OneUseLink)
        .where(OneUseLink.token_hash == hash_of(token), OneUseLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneUseLink.id)
        .execution_options(synchronize_session=False)
    ).first()
    if spent is None:
        raise NotFound(DEAD_LINK)
    return person


def retire_links(
    session: Session,
    person: Person,
    now: datetime | None = None,
    purposes: Collection[LinkPurpose] = tuple(LinkPurpose),
) -> None:
    """Close every link of a person that is still open, or those for some purposes."""
    retire_links_of(session, [person.id], now or utcnow(), purposes)


def retire_links_of(
    session: Session,
    people: Collection[UUID],
    now: datetime,
    purposes: Collection[LinkPurpose] = tuple(LinkPurpose),
) -> None:
    """The same for several people at once."""
    session.execute(
        update(OneUseLink)
        .where(
            OneUseLink.person_id.in_(people),
            OneUseLink.purpose.in_(purposes),
            OneUseLink.used_at.is_(None),
            OneUseLink.expires_at > now,
        )
        .values(expires_at=now)
    )


def first_admin_link(session: Session) -> str | None:
    """The path by which the first admin comes in; None once an admin can sign in.

    Makes the organization when it is absent. Each call makes a new link, the earlier ones close.
    """
    found_organization(session)
    if queries.has_admin(session):
        return None
    person = queries.first_admin(session)
    if person is None:
        person = Person(
            name="First admin", email=rules.FIRST_ADMIN_EMAIL, roles=[PersonRole(role=Role.admin)]
        )
        session.add(person)
        session.flush()
    return f"/link/{make_link(session, person, LinkPurpose.invite)}"
