"""What people choose about their mail: how often, when not, and about what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import NotFound
from practice.notices import queries, words
from practice.notices.models import MailState, MutedKind, Notice, NoticeKind
from practice.people.models import MailRhythm, Person


@dataclass(frozen=True)
class MailChoice:
    """How often mail comes, between which minutes of the day it doesn't, and about what."""

    rhythm: MailRhythm
    quiet_from: int | None
    quiet_until: int | None
    wanted: frozenset[NoticeKind]


def choose(session: Session, by: Person, choice: MailChoice, now: datetime | None = None) -> None:
    """Keep one's own choice; what waits already follows it, and what isn't offered stays."""
    person = _hold(session, by.id)
    person.mail_rhythm = choice.rhythm
    person.quiet_from, person.quiet_until = choice.quiet_from, choice.quiet_until
    offered = frozenset(words.offered(person))
    session.execute(
        delete(MutedKind).where(
            MutedKind.person_id == person.id, MutedKind.kind.in_(offered & choice.wanted)
        )
    )
    mute(session, person.id, offered - choice.wanted)
    reconsider(session, person, now)


def mute(session: Session, person_id: UUID, kinds: Collection[NoticeKind]) -> None:
    """No more mail of these kinds; twice is as good as once. Refuses who isn't there any more."""
    person = _hold(session, person_id)
    new = set(kinds) - queries.muted_by(session, person.id)
    session.add_all(MutedKind(person_id=person.id, kind=kind) for kind in sorted(new))
    session.flush()


def reconsider(session: Session, person: Person, now: datetime | None = None) -> None:
    """Have mail that was put off looked at again: their hours or their zone are others now."""
    session.execute(
        update(Notice)
        .where(
            Notice.person_id == person.id,
            Notice.mail_state == MailState.waiting,
            Notice.mail_attempts == 0,
        )
        .values(mail_after=now or utcnow())
    )


def _hold(session: Session, person_id: UUID) -> Person:
    """A person of whom nobody else changes the choice meanwhile."""
    held = select(Person).where(Person.id == person_id).with_for_update()
    person = session.scalar(held.execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person
