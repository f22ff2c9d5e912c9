"""Reads of reviews: who may see which, and what waits for whom.

The queue is derived: submissions that were routed and have no released review.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from practice.db import once
from practice.errors import NotFound
from practice.gathering import attach, gather
from practice.people.models import Person, PersonRole, Role, TeamManager
from practice.questions import put_together
from practice.reviews import rules
from practice.reviews.models import Comment, Marker, Review, ReviewState
from practice.takes import queries as takes
from practice.takes.models import PeerSeat, Submission
from practice.takes.reviewers import is_for_peers


def visible_to(person: Person) -> Select[Review]:
    """Reviews that this person may read.

    Their own, drafts too; and what was released, for the rep it speaks to, for the one who is
    responsible, and for the managers of the rep's team. Further readers come through the
    submission, whose own door is `takes.queries.get_submission`.
    """
    released = and_(
        Review.state == ReviewState.released,
        or_(
            Submission.person_id == person.id,
            Submission.reviewer_id == person.id,
            Person.home_team_id.in_(_teams_of(person)),
        ),
    )
    return (
        select(Review)
        .join(Submission, Submission.id == Review.submission_id)
        .join(Person, Person.id == Submission.person_id)
        .where(or_(Review.author_id == person.id, released))
    )


def _teams_of(person: Person) -> Select[UUID]:
    return select(TeamManager.team_id).where(TeamManager.person_id == person.id)


def open_to(person: Person) -> Select[Submission]:
    """Submissions that wait for a review which this person gives, or may take over.

    Theirs; those of the teams they manage; and, for enablement, those that nobody manages.
    """
    return _open(person).where(or_(_own_turn(person), _of_own_team(person)))


def _of_own_team(person: Person) -> ColumnElement[bool]:
    return Person.home_team_id.in_(_teams_of(person))


def _open(person: Person) -> Select[Submission]:
    """All of other people that wait for a review, whoever gives it; the oldest first."""
    return (
        select(Submission)
        .join(Person, Person.id == Submission.person_id)
        .where(Submission.withdrawn_at.is_(None), *_still_open(), Submission.person_id != person.id)
        .order_by(Submission.created_at, Submission.id)
    )


def _still_open() -> tuple[ColumnElement[bool], ...]:
    return (
        Submission.reviewed_at.is_(None),
        Submission.kept_at.is_(None),
        Submission.routed_at.is_not(None),
    )


def is_open_to(session: Session, person: Person, submission_id: UUID) -> bool:
    """Whether this person gives the review of this one, or may take it over."""
    return session.scalar(*_open_one(person, submission_id)) is not None


@put_together
def _open_one(person: Person, submission_id: UUID) -> Select[Submission]:
    return open_to(person).where(Submission.id == submission_id)


def waiting_for(person: Person) -> Select[Submission]:
    """The part of `open_to` that is this person's own turn: theirs, and the pool."""
    return _open(person).where(_own_turn(person))


def _own_turn(person: Person) -> ColumnElement[bool]:
    own = Submission.reviewer_id == person.id
    if not person.is_enablement:
        return own
    return or_(own, and_(Submission.reviewer_id.is_(None), ~is_for_peers()))


def count_waiting(person: Person) -> ScalarSelect[int]:
    """How many submissions wait for this person, as a part of a question."""
    rows = waiting_for(person).order_by(None).with_only_columns(func.count(Submission.id))
    return rows.scalar_subquery()


def waiting_count(session: Session, person: Person) -> int:
    """The same by itself."""
    return session.scalar(select(count_waiting(person))) or 0


def waiting_for_others(person: Person, patience_ended: datetime) -> Select[Submission]:
    """The part of `open_to` that is the turn of other managers of this person's teams.

    What peers review is theirs to see once it waits too long: they may do it instead.
    """
    late = Submission.created_at < patience_ended
    with_peers = and_(Submission.reviewer_id.is_(None), late, is_for_peers())
    others = or_(Submission.reviewer_id != person.id, with_peers)
    return _open(person).where(_of_own_team(person), others)


def get_to_review(session: Session, person: Person, submission_id: UUID) -> Submission:
    """A submission for its review room: it waits, may be taken over, or they reviewed it.

    Or they were asked to review it as a peer.
    """
    found: Submission | None = session.scalar(*_to_review(person, submission_id))
    if found is not None:
        return found
    try:
        return takes.get_asked_submission(session, person, submission_id)
    except NotFound:
        raise NotFound("We can’t find that take among your reviews.") from None


@put_together
def _to_review(person: Person, submission_id: UUID) -> Select[Submission]:
    wrote = exists().where(Review.author_id == person.id, Review.submission_id == Submission.id)
    done = and_(Submission.reviewer_id == person.id, wrote)
    waits = and_(or_(_own_turn(person), _of_own_team(person)), *_still_open())
    return (
        select(Submission)
        .join(Person, Person.id == Submission.person_id)
        .where(
            Submission.id == submission_id,
            Submission.withdrawn_at.is_(None),
            Submission.person_id != person.id,
            or_(waits, done),
        )
    )


def find_seat(session: Session, person: Person, submission_id: UUID) -> PeerSeat | None:
    """The seat that this person has at a submission, released or not; a freed one is none."""
    found: PeerSeat | None = session.scalar(*_seat(person, submission_id))
    return found


@put_together
def _seat(person: Person, submission_id: UUID) -> Select[PeerSeat]:
    mine = select(PeerSeat).where(PeerSeat.person_id == person.id, PeerSeat.freed_at.is_(None))
    return mine.where(PeerSeat.submission_id == submission_id)


def is_peer(session: Session, person: Person, submission: Submission) -> bool:
    """Whether this person reviews it as a peer: words and levels, no decision."""
    if submission.target_id is None or submission.reviewer_id == person.id:
        return False
    return find_seat(session, person, submission.id) is not None


def find_own(session: Session, person: Person, submission_id: UUID) -> Review | None:
    """The newest revision that this person wrote about a submission, whatever its state."""
    mine = [one for one in all_of(session, submission_id) if one.author_id == person.id]
    return _with_words(session, mine[:1])[0] if mine else None


def released_for(session: Session, submission_id: UUID) -> Sequence[Review]:
    """The released reviews of a submission, the newest first; for who may see the submission.

    More than one means that it was corrected.
    """
    everything = all_of(session, submission_id)
    sent = [one for one in everything if one.released_at and one.state == ReviewState.released]
    newest_first = sorted(sent, key=_released, reverse=True)
    attach(session, newest_first, Review.author)
    return _with_words(session, newest_first)


def _released(review: Review) -> tuple[datetime | None, int]:
    return review.released_at, review.revision


def all_of(session: Session, submission_id: UUID) -> Sequence[Review]:
    """All that anybody wrote about a submission with their levels, the newest revisions first.

    A page asks for this once, however many of its parts look at it.
    """
    return once(
        session,
        ("reviews", submission_id),
        lambda: session.scalars(*_of(submission_id)).unique().all(),
    )


@put_together
def _of(submission_id: UUID) -> Select[Review]:
    levels, nominated = joinedload(Review.scores), joinedload(Review.nomination)
    of_it = select(Review).where(Review.submission_id == submission_id)
    return of_it.options(levels, nominated).order_by(Review.revision.desc(), Review.id)


def _with_words(session: Session, reviews: Sequence[Review]) -> Sequence[Review]:
    gather(session, reviews, Review.markers, Marker.comments)
    comments = [marker.comments for one in reviews for marker in one.markers]
    attach(session, [each for said in comments for each in said], Comment.asset)
    attach(session, [each for said in comments for each in said[1:]], Comment.author)
    return reviews


def is_unread(session: Session, person: Person, submission_id: UUID) -> bool:
    """Whether this person is the rep and has not opened released feedback yet."""
    return any(
        one.read_at is None and one.submission.person_id == person.id
        for one in released_for(session, submission_id)
    )


def get_pinned(session: Session, person: Person, submission_id: UUID) -> Review | None:
    """What to keep beside the camera for the next take: the newest feedback, the rep's alone."""
    own = select(Submission.id).where(
        Submission.id == submission_id, Submission.person_id == person.id
    )
    if session.scalar(own) is None:
        raise NotFound
    return next(iter(released_for(session, submission_id)), None)


def is_due(session: Session, submission_id: UUID, now: datetime) -> bool:
    """Whether feedback on this submission should be released right now."""
    return any(rules.is_due(one, now) for one in all_of(session, submission_id))


def due_ids(now: datetime) -> Select[UUID]:
    """The reviews whose ten seconds to undo are over."""
    return select(Review.id).where(Review.state == ReviewState.sending, Review.release_at <= now)


def perhaps_misplaced(session: Session, now: datetime) -> list[UUID]:
    """Waiting submissions whose reviewer can't review any more, and those not begun whose reviewer
    is away or whose rep changed teams."""
    reviewer, rep = aliased(Person), aliased(Person)
    away = and_(reviewer.away_from <= now, reviewer.away_until > now)
    moved = Submission.team_id.is_distinct_from(rep.home_team_id)
    reviews = reviewer.roles.any(PersonRole.role.in_((Role.manager, Role.enablement)))
    gone = or_(reviewer.deactivated_at.is_not(None), ~reviews)
    waiting = (
        Submission.withdrawn_at.is_(None),
        Submission.reviewed_at.is_(None),
        Submission.kept_at.is_(None),
    )
    found = (
        select(Submission.id)
        .join(reviewer, reviewer.id == Submission.reviewer_id)
        .join(rep, rep.id == Submission.person_id)
        .where(*waiting, or_(gone, and_(Submission.review_begun_at.is_(None), or_(away, moved))))
    )
    return list(session.scalars(found.order_by(Submission.created_at)))


def round_before(session: Session, submission: Submission) -> Submission | None:
    """The submission that this one follows: of the same target, else of the same scenario."""
    return session.scalar(
        _rounds(submission)
        .where(Submission.created_at < submission.created_at)
        .order_by(Submission.created_at.desc())
        .limit(1)
    )


def rounds_of(session: Session, submission: Submission) -> Sequence[Submission]:
    """All rounds of this practice that were not taken back, the newest first."""
    return session.scalars(_rounds(submission).order_by(Submission.created_at.desc())).all()


def rounds_seen(session: Session, viewer: Person, submission: Submission) -> Sequence[Submission]:
    """Those of the rounds that this person may open, the newest first."""
    return session.scalars(*_seen(viewer, *_practice(submission))).all()


@put_together
def _seen(
    viewer: Person, rep_id: UUID, target_id: UUID | None, version_id: UUID, asks: bool
) -> Select[Submission]:
    found = _of_practice(rep_id, target_id, version_id, asks)
    found = found.where(takes.may_know_of_submission(viewer))
    return found.order_by(Submission.created_at.desc())


def _rounds(submission: Submission) -> Select[Submission]:
    return _of_practice(*_practice(submission))


def _practice(submission: Submission) -> tuple[UUID, UUID | None, UUID, bool]:
    """What makes several submissions rounds of one practice."""
    version_id = submission.scenario_version_id
    return submission.person_id, submission.target_id, version_id, submission.asks_help


def _of_practice(
    rep_id: UUID, target_id: UUID | None, version_id: UUID, asks: bool
) -> Select[Submission]:
    same = select(Submission).where(
        Submission.person_id == rep_id,
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(asks),
    )
    if target_id is not None:
        return same.where(Submission.target_id == target_id)
    return same.where(Submission.target_id.is_(None), Submission.scenario_version_id == version_id)
