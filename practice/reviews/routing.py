"""Who reviews a submission: chosen when it can be watched, and again when that person can't.

Another manager of the team may always take over what was not sent yet.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.assignments.models import ReviewerRule
from practice.audit import actions as audit
from practice.db import utcnow
from practice.errors import NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people import queries as people
from practice.people.models import Person
from practice.reviews import claims, handover, peers, queries, slots
from practice.reviews.drafts import lock
from practice.reviews.models import Review, ReviewState
from practice.takes import pace
from practice.takes import queries as takes
from practice.takes.models import Submission
from practice.takes.reviewers import is_responsible, may_review, next_reviewer, rule_of


def route(session: Session, submission_id: UUID, now: datetime | None = None) -> None:
    """Give a submission its reviewer once it can be watched, and tell them; once.

    Peers where the assignment says so; what is beyond the pace agreed is kept as practice. Nobody
    to review means enablement's pool. Does nothing for what was taken back, what can't be watched
    yet, or what was routed before.
    """
    now = now or utcnow()
    submission = lock(session, submission_id)
    if submission.routed_at is not None or submission.withdrawn_at is not None:
        return
    if not submission.take.asset.is_watchable:
        return
    audit.note(session, "routed", subject_id=submission.id)
    submission.routed_at = now
    if pace.is_kept(session, submission):
        keep(session, submission, now)
    elif rule_of(submission.target) == ReviewerRule.peers:
        peers.fill(session, submission, now)
    else:
        _give(session, submission, now)


def keep(session: Session, submission: Submission, now: datetime) -> None:
    """Nobody reviews it, as agreed with its rep's manager: kept as practice."""
    submission.kept_at, target = now, submission.target
    audit.note(session, "kept_as_practice", subject_id=submission.id)
    if target is not None:
        counted = takes.counted_of_target(session, target.id)
        assignments.keep_as_practice(session, target, counted, now)


def _give(session: Session, submission: Submission, now: datetime) -> None:
    before = queries.round_before(session, submission)
    submission.reviewer = next_reviewer(session, submission.person, submission.target, before, now)
    reviewer = submission.reviewer
    session.flush()
    slots.take_seat(session, submission, now)
    for person in [reviewer] if reviewer else people.enablement(session):
        if person.id != submission.person_id:
            _tell_submitted(session, person, submission)


def _tell_submitted(session: Session, person: Person, submission: Submission) -> None:
    who, what = submission.person.name, submission.take.scenario_version.title
    did = "asks for help with" if submission.asks_help else "submitted"
    alone = "" if submission.reviewer else " There is no manager to review it."
    notices.tell(
        session,
        person,
        NoticeKind.submitted,
        submission.notice_key,
        f"{who} {did} “{what}”",
        (submission.question or "It is ready to watch.") + alone,
        f"/submissions/{submission.id}/review",
    )


def take_over(session: Session, by: Person, submission_id: UUID) -> None:
    """Become the reviewer instead of another manager of the team, or out of the pool.

    Both are told. Refused while the other's feedback is on its way, or after it.
    """
    submission = lock(session, submission_id)
    if session.scalar(queries.open_to(by).where(Submission.id == submission_id)) is None:
        raise NotFound
    if submission.reviewer_id == by.id:
        return
    if _is_sending(session, submission_id):
        raise WrongState("That feedback is being sent right now.")
    at_it = claims.holder(session, submission_id, utcnow())
    before = submission.reviewer or (at_it if at_it and at_it.id != by.id else None)
    submission.reviewer = people.get_person(session, by.id)
    claims.seize(session, by, submission_id, utcnow())
    peers.free_all(session, submission_id, utcnow())
    session.flush()
    slots.take_seat(session, submission, utcnow())
    audit.note(session, "took_over_review", by=by, subject_id=submission_id)
    handover.tell_rep(session, by.name, submission)
    handover.tell_before(session, by.name, before, submission)


def _is_sending(session: Session, submission_id: UUID) -> bool:
    sending = select(Review.id).where(
        Review.submission_id == submission_id, Review.state == ReviewState.sending
    )
    return session.scalar(sending.limit(1)) is not None


def reroute(session: Session, now: datetime | None = None) -> int:
    """Move what was not begun away from reviewers who left, are away, or lost the rep to a team.

    For the sweep; answers how many. Begun reviews stay with whoever began them, as long as that
    person is here and reviews at all. The seats of peers who left are given on, too.
    """
    now = now or utcnow()
    moved = sum(_reroute(session, found, now) for found in queries.perhaps_misplaced(session, now))
    return moved + peers.give_on(session, now)


def _reroute(session: Session, submission_id: UUID, now: datetime) -> bool:
    submission = lock(session, submission_id)
    before = submission.reviewer
    if submission.withdrawn_at or submission.reviewed_at or submission.kept_at or not before:
        return False
    can_finish = may_review(before) and not before.is_deactivated
    if (submission.review_begun_at and can_finish) or _is_sending(session, submission_id):
        return False
    rep, target = submission.person, submission.target
    stands = can_finish and is_responsible(session, before, rep, target)
    if stands and not people.is_away(before, now):
        return False
    after = next_reviewer(session, rep, target, None, now)
    if after is not None and after.id == before.id:
        return False
    submission.reviewer = after
    session.flush()
    slots.take_seat(session, submission, now)
    audit.note(session, "rerouted", subject_id=submission.id)
    _tell_moved(session, before, after, submission)
    return True


def _tell_moved(
    session: Session, before: Person, after: Person | None, submission: Submission
) -> None:
    name = after.name if after else "The enablement team"
    for person in [after] if after else people.enablement(session):
        if person.id != submission.person_id:
            _tell_submitted(session, person, submission)
    handover.tell_rep(session, name, submission)
    handover.tell_before(session, name, before, submission)
