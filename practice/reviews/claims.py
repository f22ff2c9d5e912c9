"""Who has a submission open to review it: a soft lock that fifteen minutes without a sign let go.

The reviewer of a submission holds it whenever they come. Out of the pool whoever is there first
holds it, and becomes the reviewer with the first thing they save.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from practice.assignments.models import ReviewerRule
from practice.audit import actions as audit
from practice.db import among, insert_missing
from practice.people import queries as people
from practice.people.models import Person
from practice.questions import put_together
from practice.reviews import queries, rules
from practice.reviews.handover import tell_rep
from practice.reviews.models import Claim, Review, ReviewState
from practice.takes.models import Submission
from practice.takes.reviewers import rule_of


def holder(session: Session, submission_id: UUID, now: datetime) -> Person | None:
    """Who is at it right now; nobody when the last sign of them is too old."""
    return holders(session, [submission_id], now).get(submission_id)


def holders(session: Session, ids: Sequence[UUID], now: datetime) -> dict[UUID, Person]:
    """The same for many submissions at once; those that nobody is at are left out."""
    return dict(iter(session.execute(*_held(list(ids), now - rules.IDLE))))


@put_together
def _held(ids: list[UUID], idle_since: datetime) -> Select[UUID, Person]:
    rows = select(Claim.submission_id, Person).join(Person, Person.id == Claim.person_id)
    is_held = (among(Claim.submission_id, ids), is_fresh(idle_since))
    return rows.where(*is_held, Person.deactivated_at.is_(None))


def is_fresh(idle_since: datetime) -> ColumnElement[bool]:
    """Whether there was a sign of who holds a `Claim` since they would have been idle."""
    return Claim.seen_at > idle_since


def is_turn_of(session: Session, by: Person, submission: Submission, now: datetime) -> bool:
    """Whether this person may review it without taking it over from somebody.

    It is theirs; they were asked as a peer; or it is in the pool, they may take from there, and
    nobody else is at it.
    """
    if submission.reviewer_id == by.id or queries.is_peer(session, by, submission):
        return True
    if submission.reviewer_id is not None or not by.is_enablement or _is_for_peers(submission):
        return False
    at_it = holder(session, submission.id, now)
    return submission.person_id != by.id and (at_it is None or at_it.id == by.id)


def _is_for_peers(submission: Submission) -> bool:
    return rule_of(submission.target) == ReviewerRule.peers


def hold(session: Session, by: Person, submission: Submission, now: datetime) -> bool:
    """Hold a submission, or go on holding it; for who was let into its review room.

    False when it is not their turn: somebody else reviews it, or was there first. Peers need not
    hold it: each has their own seat.
    """
    if queries.is_peer(session, by, submission):
        return True
    first = {"submission_id": submission.id, "person_id": by.id, "seen_at": now}
    if not is_turn_of(session, by, submission, now):
        return False
    insert_missing(session, Claim, [first])
    claim = session.scalars(_claim(submission.id)).one()
    is_theirs = claim.person_id == by.id or submission.reviewer_id == by.id
    if not is_theirs and claim.seen_at > now - rules.IDLE:
        return False  # between the look and the lock somebody else came
    claim.person_id, claim.seen_at = by.id, now
    return True


def _claim(submission_id: UUID) -> Select[Claim]:
    """Fresh from the database and locked, since two may come in the same moment."""
    found = select(Claim).where(Claim.submission_id == submission_id).with_for_update()
    return found.execution_options(populate_existing=True)


def seize(session: Session, by: Person, submission_id: UUID, now: datetime) -> None:
    """Hold it from now on, whoever did before; for who took the review over."""
    given = {"submission_id": submission_id, "person_id": by.id, "seen_at": now}
    insert_missing(session, Claim, [given])
    claim = session.scalars(_claim(submission_id)).one()
    claim.person_id, claim.seen_at = by.id, now


def adopt(session: Session, by: Person, submission: Submission, now: datetime) -> None:
    """Out of the pool, whoever saves something first becomes the reviewer, and the rep is told.

    For a submission that is locked; does nothing when it has a reviewer, or somebody else is
    at it.
    """
    if submission.reviewer_id is not None or submission.routed_at is None:
        return
    if _is_for_peers(submission):
        return
    if hold(session, by, submission, now):
        submission.reviewer = people.get_person(session, by.id)
        audit.note(session, "took_over_review", by=by, subject_id=submission.id)
        tell_rep(session, by.name, submission)


def claim_next(
    session: Session, by: Person, now: datetime, among: Select[Submission] | None = None
) -> Submission | None:
    """Hold the oldest submission that waits for this person and that nobody else is at.

    `among` narrows what waits for them; None when nothing is left.
    """
    while found := next_free(session, by, now, among=among):
        if hold(session, by, found, now):
            break  # else somebody was there first in this very moment
    return found


def next_free(
    session: Session,
    by: Person,
    now: datetime,
    but: UUID | None = None,
    among: Select[Submission] | None = None,
) -> Submission | None:
    """The oldest that waits for this person, leaving out what others are at and what they sent."""
    since = now - rules.IDLE
    if among is None:
        found: Submission | None = session.scalar(*_next_of(by, since, but))
        return found
    return session.scalar(_free(among, by, since, but))


@put_together
def _next_of(by: Person, idle_since: datetime, but: UUID | None) -> Select[Submission]:
    return _free(queries.waiting_for(by), by, idle_since, but)


def _free(
    waiting: Select[Submission], by: Person, idle_since: datetime, but: UUID | None
) -> Select[Submission]:
    others = select(Claim.submission_id).where(Claim.person_id != by.id, is_fresh(idle_since))
    sent = select(Review.submission_id).where(
        Review.author_id == by.id, Review.state == ReviewState.sending
    )
    free = or_(Submission.reviewer_id == by.id, Submission.id.not_in(others))
    wanted = and_(free, Submission.id.not_in(sent))
    if but is not None:
        wanted = and_(wanted, Submission.id != but)
    return waiting.where(wanted).limit(1)
