"""Writing a review: every save is one small change of the reviewer's own draft.

Saves are idempotent: a marker carries the id that the browser gave it, a level belongs to its
criterion, and the rest are fields; a retried save changes nothing twice.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person
from practice.reviews import queries, rules
from practice.reviews.models import Comment, CriterionScore, Marker, Review, ReviewState
from practice.reviews.values import MarkerInput, SummaryInput
from practice.takes.models import Submission


def lock(session: Session, submission_id: UUID) -> Submission:
    """The submission, held to the end: reviewing and taking back exclude each other."""
    found = session.get(Submission, submission_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def own_review(session: Session, by: Person, submission_id: UUID) -> Review:
    """The reviewer's own newest revision, its submission locked. Refuses everybody else."""
    submission = lock(session, submission_id)
    if submission.reviewer_id != by.id:
        raise NotFound
    review = queries.find_own(session, by, submission_id)
    if review is None:
        raise WrongState("You haven’t written any feedback on this take yet.")
    return review


def draft(session: Session, by: Person, submission_id: UUID) -> Review:
    """The reviewer's draft, begun if there is none.

    Refuses everybody but the reviewer, a take that was taken back, and feedback on its way.
    """
    submission = lock(session, submission_id)
    if submission.reviewer_id != by.id or submission.routed_at is None:
        raise NotFound
    if submission.withdrawn_at is not None:
        raise WrongState(f"{submission.person.name} took this take back, so there is no review.")
    review = queries.find_own(session, by, submission_id)
    if review is None:
        review = Review(submission_id=submission_id, author_id=by.id, submission=submission)
        session.add(review)
        session.flush()
    elif review.state == ReviewState.sending:
        raise WrongState("This feedback is being sent. Undo that to change it.")
    elif review.state == ReviewState.released:
        raise WrongState("This feedback was sent. Choose “Correct this” to change it.")
    review.saved_at = utcnow()
    return review


def begin(session: Session, review: Review, now: datetime) -> None:
    """From the first saved marker or level on, the rep can't take the take back."""
    review.begun_at = review.begun_at or now
    submission = review.submission
    if submission.review_begun_at is not None:
        return
    submission.review_begun_at = now
    if submission.target is not None:
        assignments.begin_review(session, submission.target)


def save_marker(session: Session, review: Review, marker_id: UUID, given: MarkerInput) -> Marker:
    """Put a marker with its words on the timeline, or change it; the id is the browser's.

    A time outside the take is moved to its nearest end. Refuses a criterion of another rubric
    and an id that belongs to another review.
    """
    _check_criterion(review.submission, given.criterion_id)
    marker = _own_marker(session, review, marker_id)
    length = review.submission.take.asset.duration_ms
    at_ms = rules.moment(given.at_ms, length)
    marker.at_ms, marker.until_ms = at_ms, rules.until(given.until_ms, at_ms, length)
    marker.kind, marker.criterion_id = given.kind, given.criterion_id
    _set_words(marker, review.author_id, given.text)
    if marker not in review.markers:
        review.markers.append(marker)
    begin(session, review, review.saved_at)
    return marker


def _own_marker(session: Session, review: Review, marker_id: UUID) -> Marker:
    """The marker of that id, or a new one that is not on the timeline yet."""
    marker = session.get(Marker, marker_id)
    if marker is None:
        if len(review.markers) >= rules.MOST_MARKERS:
            raise Invalid(f"One review holds at most {rules.MOST_MARKERS} comments.")
        return Marker(id=marker_id)
    if marker.review_id != review.id:
        raise NotFound
    return marker


def _set_words(marker: Marker, author_id: UUID, text: str) -> None:
    first = marker.comments[0] if marker.comments else None
    if first is None and text:
        marker.comments.append(Comment(author_id=author_id, text=text))
    elif first is not None and first.text != text:
        first.text, first.edited_at = text, utcnow()


def delete_marker(session: Session, review: Review, marker_id: UUID) -> None:
    """Take a marker off the timeline; one that is gone already is fine."""
    marker = session.get(Marker, marker_id)
    if marker is None:
        return
    if marker.review_id != review.id:
        raise NotFound
    review.markers.remove(marker)


def save_level(session: Session, review: Review, criterion_id: UUID, level: int | None) -> None:
    """Set the level of one criterion, or take it away again with None."""
    _check_criterion(review.submission, criterion_id)
    score = next((one for one in review.scores if one.criterion_id == criterion_id), None)
    if level is None:
        if score is not None:
            review.scores.remove(score)
        return
    if score is None:
        review.scores.append(CriterionScore(criterion_id=criterion_id, level=level))
    else:
        score.level = level
    begin(session, review, review.saved_at)


def save_summary(review: Review, given: SummaryInput) -> None:
    """Change what was given of strength, next step, decision and the criterion to work on."""
    if "focus_criterion_id" in given:
        _check_criterion(review.submission, given["focus_criterion_id"])
    for name, value in given.items():
        setattr(review, name, value)


def _check_criterion(submission: Submission, criterion_id: UUID | None) -> None:
    criteria = {criterion.id for criterion in submission.rubric_version.criteria}
    if criterion_id is not None and criterion_id not in criteria:
        raise NotFound("That criterion is not on this assessment map.")
