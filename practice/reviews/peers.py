"""Reviews by peers: who of the same audience is asked, and what becomes of their feedback.

Somebody is asked once they handed in their own. A seat is open until its feedback is released; it
is freed when its peer left, took their own back, or when others were enough. Peers never decide
*met*: with as many released as the assignment asks for, its target is met if the takes are enough.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from practice.assignments import actions as assignments
from practice.assignments.models import Assignment, AssignmentTarget, ReviewerRule
from practice.db import insert_missing
from practice.errors import WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.reviews import queries
from practice.takes import listed
from practice.takes import queries as takes
from practice.takes.models import PeerSeat, Submission

MOST_AT_ONCE = 100
OPEN = and_(PeerSeat.freed_at.is_(None), PeerSeat.released_at.is_(None))
WAITS = and_(
    Submission.withdrawn_at.is_(None),
    Submission.reviewed_at.is_(None),
    Submission.kept_at.is_(None),
    Submission.reviewer_id.is_(None),
    Submission.routed_at.is_not(None),
)


def asked_of(session: Session, person: Person) -> Sequence[Submission]:
    """What this person was asked to review as a peer and has not sent yet, the oldest first."""
    return session.scalars(
        select(Submission)
        .join(PeerSeat, PeerSeat.submission_id == Submission.id)
        .where(PeerSeat.person_id == person.id, OPEN, Submission.withdrawn_at.is_(None))
        .options(
            joinedload(Submission.person),
            *listed.of_take(joinedload(Submission.take)),
        )
        .order_by(PeerSeat.created_at, PeerSeat.id)
    ).all()


def fill(session: Session, submission: Submission, now: datetime) -> None:
    """Ask peers to review what was just handed in, and its rep to review what waits for peers."""
    seat_all(session, submission, now)
    for other_id in session.scalars(_short_of_peers(submission).limit(MOST_AT_ONCE)).all():
        seat_all(session, session.get_one(Submission, other_id), now)


def seat_all(session: Session, submission: Submission, now: datetime) -> int:
    """Ask as many as are missing, of those who are there; answers how many were asked."""
    target = submission.target
    if target is None:
        return 0
    missing = target.assignment.peer_count - (session.scalar(_taken(submission.id)) or 0)
    if missing <= 0:
        return 0
    found = session.scalars(_candidates(submission, target, now).limit(missing)).all()
    for person in found:
        _ask(session, person, submission)
    return len(found)


def _ask(session: Session, person: Person, submission: Submission) -> None:
    row = {"submission_id": submission.id, "person_id": person.id}
    if not insert_missing(session, PeerSeat, [row]):
        return  # asked in this very moment
    who, what = submission.person.name, submission.take.scenario_version.title
    notices.tell(
        session,
        person,
        NoticeKind.peer,
        PeerSeat(**row).notice_key,
        f"{who} would like your view of “{what}”",
        "You handed in your own. Say what you saw: one strength, one next step.",
        f"/submissions/{submission.id}/review",
    )


def _taken(submission_id: UUID) -> Select[int]:
    seats = select(func.count(PeerSeat.id)).where(PeerSeat.submission_id == submission_id)
    return seats.where(PeerSeat.freed_at.is_(None))


def _candidates(submission: Submission, target: AssignmentTarget, now: datetime) -> Select[Person]:
    """Who handed in their own: teammates first, then who has the fewest seats of this period, then
    who reviewed this rep least often."""
    seats = _seats_of(target).scalar_subquery()
    pairs = _pairs_with(submission.person_id).scalar_subquery()
    here = Person.home_team_id == submission.person.home_team_id
    away = and_(Person.away_from <= now, Person.away_until > now)
    asked = select(PeerSeat.person_id).where(PeerSeat.submission_id == submission.id)
    return (
        select(Person)
        .where(
            Person.id.in_(_handed_in(target)),
            Person.id != submission.person_id,
            Person.id.not_in(asked),
            Person.deactivated_at.is_(None),
            or_(Person.away_from.is_(None), ~away),
        )
        .order_by(func.coalesce(here, False).desc(), seats, pairs, Person.created_at, Person.id)
    )


def _handed_in(target: AssignmentTarget) -> Select[UUID]:
    """Whoever handed in their own take of this assignment and period."""
    return (
        select(Submission.person_id)
        .join(AssignmentTarget, AssignmentTarget.id == Submission.target_id)
        .where(
            AssignmentTarget.assignment_id == target.assignment_id,
            AssignmentTarget.period == target.period,
            Submission.withdrawn_at.is_(None),
            Submission.routed_at.is_not(None),
        )
    )


def _seats_of(target: AssignmentTarget) -> Select[int]:
    """How many seats a `Person` of the question has in this assignment and period."""
    return (
        select(func.count(PeerSeat.id))
        .join(Submission, Submission.id == PeerSeat.submission_id)
        .join(AssignmentTarget, AssignmentTarget.id == Submission.target_id)
        .where(
            PeerSeat.person_id == Person.id,
            PeerSeat.freed_at.is_(None),
            AssignmentTarget.assignment_id == target.assignment_id,
            AssignmentTarget.period == target.period,
        )
        .correlate(Person)
    )


def _pairs_with(rep_id: UUID) -> Select[int]:
    """How often a `Person` of the question was asked to review this rep before."""
    return (
        select(func.count(PeerSeat.id))
        .join(Submission, Submission.id == PeerSeat.submission_id)
        .where(PeerSeat.person_id == Person.id, Submission.person_id == rep_id)
        .correlate(Person)
    )


def _is_short() -> ColumnElement[bool]:
    taken = select(func.count(PeerSeat.id)).where(
        PeerSeat.submission_id == Submission.id, PeerSeat.freed_at.is_(None)
    )
    return taken.correlate(Submission).scalar_subquery() < Assignment.peer_count


def _waiting_for_peers() -> Select[UUID]:
    """What waits for more peers than were asked, the oldest first."""
    return (
        select(Submission.id)
        .join(AssignmentTarget, AssignmentTarget.id == Submission.target_id)
        .join(Assignment, Assignment.id == AssignmentTarget.assignment_id)
        .where(Assignment.reviewer_rule == ReviewerRule.peers, WAITS, _is_short())
        .order_by(Submission.created_at, Submission.id)
    )


def _short_of_peers(submission: Submission) -> Select[UUID]:
    """The part of it that this submission's rep could be asked about."""
    target = submission.target
    return _waiting_for_peers().where(
        Submission.id != submission.id,
        AssignmentTarget.assignment_id == (target.assignment_id if target else None),
        AssignmentTarget.period == (target.period if target else None),
    )


def lost_seats() -> Select[PeerSeat]:
    """Open seats whose peer left, or took back what they had handed in themselves."""
    back, again = aliased(Submission), aliased(Submission)
    took_back = _own(back, back.withdrawn_at.is_not(None))
    stands = _own(again, again.withdrawn_at.is_(None))
    return (
        select(PeerSeat)
        .join(Submission, Submission.id == PeerSeat.submission_id)
        .join(AssignmentTarget, AssignmentTarget.id == Submission.target_id)
        .join(Person, Person.id == PeerSeat.person_id)
        .where(OPEN, WAITS, or_(Person.deactivated_at.is_not(None), and_(took_back, ~stands)))
    )


def _own(own: type[Submission], how: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the peer of a seat has a submission of their own beside the one it is at."""
    theirs = aliased(AssignmentTarget)
    found = (
        select(own.id)
        .join(theirs, theirs.id == own.target_id)
        .where(
            own.person_id == PeerSeat.person_id,
            theirs.assignment_id == AssignmentTarget.assignment_id,
            theirs.period == AssignmentTarget.period,
            how,
        )
    )
    return found.correlate(PeerSeat, AssignmentTarget).exists()


def _could_be_filled() -> Select[UUID]:
    """What waits for peers while somebody is there who was not asked: two who handed in at the
    same moment did not see each other."""
    own, theirs, who = aliased(Submission), aliased(AssignmentTarget), aliased(Person)
    asked = select(PeerSeat.id).where(
        PeerSeat.submission_id == Submission.id, PeerSeat.person_id == own.person_id
    )
    there = (
        select(own.id)
        .join(theirs, theirs.id == own.target_id)
        .join(who, who.id == own.person_id)
        .where(
            theirs.assignment_id == AssignmentTarget.assignment_id,
            theirs.period == AssignmentTarget.period,
            own.person_id != Submission.person_id,
            own.withdrawn_at.is_(None),
            own.routed_at.is_not(None),
            who.deactivated_at.is_(None),
            ~asked.correlate(Submission, own).exists(),
        )
        .correlate(Submission, AssignmentTarget)
    )
    return _waiting_for_peers().where(there.exists())


def is_any_to_ask(session: Session) -> bool:
    """Whether a seat is to be given on, or somebody may be asked who was not."""
    if session.scalar(lost_seats().with_only_columns(PeerSeat.id).limit(1)) is not None:
        return True
    return session.scalar(_could_be_filled().limit(1)) is not None


def give_on(session: Session, now: datetime) -> int:
    """Free the seats of peers who can't review any more and ask others; for the sweep.

    Answers how many were freed or given.
    """
    lost = session.scalars(lost_seats().limit(MOST_AT_ONCE)).all()
    for seat in lost:
        _free(session, seat, now)
    session.flush()
    short = session.scalars(_could_be_filled().limit(MOST_AT_ONCE)).all()
    asked = [seat_all(session, session.get_one(Submission, one), now) for one in short]
    return len(lost) + sum(asked)


def free_all(session: Session, submission_id: UUID, now: datetime) -> None:
    """Nobody else is asked any longer: others were enough, or a manager does it."""
    seats = select(PeerSeat).where(PeerSeat.submission_id == submission_id, OPEN)
    for seat in session.scalars(seats).all():
        _free(session, seat, now)


def _free(session: Session, seat: PeerSeat, now: datetime) -> None:
    seat.freed_at = now
    notices.take_back(session, seat.notice_key)


def give(session: Session, by: Person, submission: Submission, now: datetime) -> None:
    """A peer's feedback was released; the last that was asked for completes the submission.

    What was written before the seat was freed goes out all the same, but counts for nothing.
    """
    seat, target = queries.find_seat(session, by, submission.id), submission.target
    if seat is not None:
        seat.released_at = seat.released_at or now
        session.flush()
    if (
        target is None
        or submission.reviewed_at
        or _released(session, submission.id) < (target.assignment.peer_count)
    ):
        return
    submission.reviewed_at = now
    free_all(session, submission.id, now)
    counted = takes.counted_of_target(session, target.id)
    with suppress(WrongState):  # settled otherwise meanwhile
        assignments.bar_met(session, target, counted, now)


def _released(session: Session, submission_id: UUID) -> int:
    given = select(func.count(PeerSeat.id)).where(PeerSeat.submission_id == submission_id)
    return session.scalar(given.where(PeerSeat.released_at.is_not(None))) or 0
