"""Writing a review: every save is one small change of the reviewer's own draft.

Saves are idempotent: a marker carries the id that the browser gave it, a level belongs to its
criterion, and the rest are fields; a retried save changes nothing twice. Each also says which
version it was written over (`seen`): whoever would overwrite what they have not seen is told.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.db import utcnow
from practice.errors import Changed, Invalid, NotFound, WrongState
from practice.people.models import Person
from practice.reviews import claims, comments, data, queries, rules
from practice.reviews.models import (
    Comment,
    CriterionScore,
    Marker,
    MarkerKind,
    Review,
    ReviewState,
)
from practice.reviews.values import MarkerInput, SummaryInput
from practice.takes.models import Submission

Place = tuple[int, int | None, MarkerKind, UUID | None]

CHANGED_ELSEWHERE = (
    "You changed this feedback in another window. Nothing was sent: have a look at how it stands "
    "now, then send it again."
)


def lock(session: Session, submission_id: UUID) -> Submission:
    """The submission, held to the end: reviewing and taking back exclude each other."""
    found = session.get(Submission, submission_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def own_review(session: Session, by: Person, submission_id: UUID) -> Review:
    """The reviewer's own newest revision, its submission locked. Refuses everybody else.

    Of peers each has their own.
    """
    submission = lock(session, submission_id)
    if submission.reviewer_id != by.id and not queries.is_peer(session, by, submission):
        raise NotFound
    review = queries.find_own(session, by, submission_id)
    if review is None:
        raise WrongState("You haven’t written any feedback on this take yet.")
    return review


def draft(session: Session, by: Person, submission_id: UUID) -> Review:
    """The reviewer's draft, begun if there is none.

    Out of the pool, whoever is there first becomes the reviewer here. Refuses everybody but the
    reviewer and the peers who were asked, a take that was taken back, a rep who is gone, and
    feedback on its way.
    """
    submission = lock(session, submission_id)
    if submission.withdrawn_at is None:
        claims.adopt(session, by, submission, utcnow())
    review = queries.find_own(session, by, submission_id)
    writes = submission.reviewer_id == by.id or queries.is_peer(session, by, submission)
    _check_writer(submission, writes, review)
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


def _check_writer(submission: Submission, writes: bool, review: Review | None) -> None:
    """Who began it and lost it in the middle is told why; to others there is nothing here."""
    rep = submission.person
    if submission.routed_at is None or not (writes or review):
        raise NotFound
    if not writes:
        who = submission.reviewer.name if submission.reviewer else "Somebody else"
        raise WrongState(f"{who} reviews this take now, so this wasn’t saved.")
    if submission.withdrawn_at is not None:
        raise WrongState(f"{rep.name} took this take back, so there is no review.")
    if rep.is_deactivated:
        raise WrongState(f"{rep.name} has no account anymore, so there is no review.")


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

    A time outside the take is moved to its nearest end. Refuses a criterion of another rubric,
    an id that belongs to another review, and writing over words that were not seen.
    """
    _check_criterion(review.submission, given.criterion_id)
    marker = _own_marker(session, review, marker_id)
    wanted = _clamped(given, review.submission.take.asset.duration_ms)
    if marker is None:
        marker = _new_marker(review, marker_id, given.seen)
    elif _content(marker) == (*wanted, given.text, given.recording):
        return marker
    else:
        _check_seen(given.seen, marker.version, data.marker_data(marker))
        marker.version += 1
    marker.at_ms, marker.until_ms, marker.kind, marker.criterion_id = wanted
    comments.say(session, marker, review.author, given.text, given.recording)
    begin(session, review, review.saved_at)
    return marker


def _clamped(given: MarkerInput, length_ms: int) -> Place:
    at_ms = rules.moment(given.at_ms, length_ms)
    return at_ms, rules.until(given.until_ms, at_ms, length_ms), given.kind, given.criterion_id


def _content(marker: Marker) -> tuple[*Place, str, UUID | None]:
    place = (marker.at_ms, marker.until_ms, marker.kind, marker.criterion_id)
    first = marker.comments[0] if marker.comments else Comment(text="", asset_id=None)
    return *place, first.text, first.asset_id


def _own_marker(session: Session, review: Review, marker_id: UUID) -> Marker | None:
    """The marker of that id; one of another review looks like none that may be written."""
    marker = session.get(Marker, marker_id)
    if marker is not None and marker.review_id != review.id:
        raise NotFound
    return marker


def _new_marker(review: Review, marker_id: UUID, seen: int | None) -> Marker:
    if seen:
        raise Changed("This comment was deleted in another window.", None)
    if len(review.markers) >= rules.MOST_MARKERS:
        raise Invalid(f"One review holds at most {rules.MOST_MARKERS} comments.")
    marker = Marker(id=marker_id, version=1)
    review.markers.append(marker)
    return marker


def _check_seen(seen: int | None, version: int, current: Mapping[str, Any]) -> None:
    """Refuse to change what was changed since the writer last saw it."""
    if seen is not None and seen != version:
        raise Changed("You changed this in another window.", current)


def delete_marker(
    session: Session, review: Review, marker_id: UUID, seen: int | None = None
) -> None:
    """Take a marker off the timeline; one that is gone already is fine.

    Refuses when its words were changed since they were seen.
    """
    marker = _own_marker(session, review, marker_id)
    if marker is None:
        return
    _check_seen(seen, marker.version, data.marker_data(marker))
    review.markers.remove(marker)


def save_level(
    session: Session,
    review: Review,
    criterion_id: UUID,
    level: int | None,
    seen: int | None = None,
) -> CriterionScore | None:
    """Set the level of one criterion, or take it away again with None; answers what is there.

    Refuses when another level was set since this writer looked.
    """
    _check_criterion(review.submission, criterion_id)
    score = next((one for one in review.scores if one.criterion_id == criterion_id), None)
    there = data.level_data(score)
    if there["level"] == level:
        return score
    _check_seen(seen, there["version"], there)
    if level is None:
        review.scores[:] = [one for one in review.scores if one is not score]
        return None
    if score is None:
        score = CriterionScore(criterion_id=criterion_id, level=level, version=0)
        review.scores.append(score)
    score.level, score.version = level, score.version + 1
    begin(session, review, review.saved_at)
    return score


def save_summary(review: Review, given: SummaryInput, seen: int | None = None) -> None:
    """Change what was given of strength, next step, decision and the criterion to work on.

    Refuses when any of the fields was changed since this writer looked.
    """
    if "focus_criterion_id" in given:
        _check_criterion(review.submission, given["focus_criterion_id"])
    if all(getattr(review, name) == value for name, value in given.items()):
        return
    _check_seen(seen, review.version, data.summary_data(review))
    review.version += 1
    for name, value in given.items():
        setattr(review, name, value)


def check_unchanged(session: Session, by: Person, submission_id: UUID, seen: str | None) -> None:
    """Refuse to send a draft that was changed elsewhere since the writer's page last heard of it.

    `seen` is the stamp of the draft as the page knows it; None checks nothing.
    """
    review = queries.find_own(session, by, lock(session, submission_id).id)
    if seen is None or review is None or review.state != ReviewState.draft:
        return
    if data.stamp(review) != seen:
        raise Invalid(CHANGED_ELSEWHERE)


def _check_criterion(submission: Submission, criterion_id: UUID | None) -> None:
    criteria = {criterion.id for criterion in submission.rubric_version.criteria}
    if criterion_id is not None and criterion_id not in criteria:
        raise NotFound("That criterion is not on this assessment map.")
