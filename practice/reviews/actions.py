"""Bringing submissions to their reviewer, and feedback to its rep.

Notices about feedback go out on release only, after the ten seconds to undo.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.audit import actions as audit
from practice.db import utcnow
from practice.errors import Invalid, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.reviews import names, nominations, peers, queries, rules, sittings
from practice.reviews.corrections import bring_replies
from practice.reviews.drafts import begin, lock, own_review
from practice.reviews.models import Decision, Review, ReviewState
from practice.reviews.routing import reroute as reroute
from practice.reviews.routing import route as route
from practice.reviews.routing import take_over as take_over
from practice.takes import queries as takes
from practice.takes.models import Submission


def send(session: Session, review: Review, now: datetime | None = None) -> None:
    """Send the feedback: it goes out in ten seconds unless it is undone.

    Keeps with it how much of the take its author has played. Refuses without a decision, and
    without at least a strength or a next step; a quick look needs both.
    """
    now = now or utcnow()
    if review.state != ReviewState.draft:
        raise WrongState("This feedback was sent already.")
    if sentence := rules.missing_to_send(review):
        raise Invalid(sentence)
    begin(session, review, now)
    if not rules.decides(review):
        review.decision = review.nomination = None
    if review.decision != Decision.another_take:
        review.focus_criterion_id = None  # there is no next take for it to be about
    review.watched_ms = sittings.watched(session, review.submission, review.author)
    review.state, review.release_at = ReviewState.sending, now + rules.UNDO
    session.flush()


def undo(session: Session, by: Person, submission_id: UUID, now: datetime | None = None) -> Review:
    """Take feedback back within its ten seconds; afterwards it can only be corrected."""
    now, review = now or utcnow(), own_review(session, by, submission_id)
    if review.state == ReviewState.draft:
        return review
    if review.state == ReviewState.released or rules.is_due(review, now):
        raise WrongState("It was sent already. You can still correct it.")
    review.state, review.release_at = ReviewState.draft, None
    return review


def release_due(session: Session, now: datetime | None = None) -> int:
    """Release all feedback whose ten seconds are over; answers how many. For the sweep."""
    now = now or utcnow()
    due = session.scalars(queries.due_ids(now)).all()
    return sum(_release(session, review_id, now) for review_id in due)


def _release(session: Session, review_id: UUID, now: datetime) -> bool:
    review = session.get_one(Review, review_id)
    submission = lock(session, review.submission_id)
    session.refresh(review)
    if not rules.is_due(review, now):
        return False
    bring_replies(session, review)
    review.state, review.released_at = ReviewState.released, now
    if rules.decides(review):
        submission.reviewed_at = submission.reviewed_at or now
        _move_target(session, review, submission, now)
    else:
        peers.give(session, review.author, submission, now)
    audit.note(session, "released_feedback", by=review.author, subject_id=submission.id)
    _tell_feedback(session, review, submission)
    nominations.ask(session, review, now)
    notices.settle(session, review.author, f"/submissions/{submission.id}/review")
    return True


def _move_target(session: Session, review: Review, submission: Submission, now: datetime) -> None:
    """Let the decision count, unless a newer round is already there or nothing changed."""
    target = submission.target
    if target is None or queries.rounds_of(session, submission)[0].id != submission.id:
        return
    released = queries.released_for(session, submission.id)
    earlier = [old for old in released if old.id != review.id and old.author_id == review.author_id]
    if earlier and earlier[0].decision == review.decision:
        return
    counted = takes.counted_of_target(session, target.id)
    if earlier:
        assignments.reopen_review(session, target)
    with suppress(WrongState):  # settled otherwise meanwhile; the feedback goes out all the same
        if review.decision == Decision.met:
            assignments.bar_met(session, target, counted, now)
        else:
            least = max(target.minimum_takes, counted + 1)
            assignments.ask_for_another(session, target, minimum_takes=least)


def _tell_feedback(session: Session, review: Review, submission: Submission) -> None:
    what = submission.take.scenario_version.title
    did = "corrected the feedback" if review.revision > 1 else "sent you feedback"
    notices.tell(
        session,
        submission.person,
        NoticeKind.feedback,
        f"feedback:{review.id}",
        f"{names.author_for(review, submission.person)} {did} on “{what}”",
        review.next_step or review.strength,
        f"/submissions/{submission.id}",
    )


def mark_read(session: Session, by: Person, submission_id: UUID) -> None:
    """Note that the rep has opened the feedback; anybody else's look notes nothing.

    Their inbox doesn't call it new any longer, whichever way they came.
    """
    for review in queries.released_for(session, submission_id):
        if review.submission.person_id == by.id and review.read_at is None:
            review.read_at = utcnow()
            notices.settle(session, by, f"/submissions/{submission_id}")
