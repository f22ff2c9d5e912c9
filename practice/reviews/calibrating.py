"""Takes that a team could calibrate with: feedback scored all of the map, and nobody asked yet.

A take becomes material to calibrate with as a model take: its rep is asked, enablement publishes
it, and everybody who scores it then is compared with the reviewer's levels.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from practice.db import utcnow
from practice.errors import NotFound, WrongState
from practice.library.models import ModelKind
from practice.people.models import Person
from practice.recordings import jobs
from practice.recordings.models import WATCHABLE, MediaAsset
from practice.reviews import nominations
from practice.reviews.models import CriterionScore, Nomination, Review
from practice.scenarios.models import Criterion
from practice.takes import queries as takes
from practice.takes.models import Submission, Take

WHY = "Your team would like to calibrate with this take: to score it and compare what each saw."
NOT_READY = "This take can’t be calibrated with: its map is not scored in full, or you asked."
NEWER = aliased(Review)


def is_ready() -> ColumnElement[bool]:
    """Whether a `Review`, of its joined `Submission`, stands, scores all, and nobody has asked."""
    newer = exists().where(
        NEWER.submission_id == Review.submission_id, NEWER.author_id == Review.author_id,
        NEWER.revision > Review.revision, NEWER.released_at.is_not(None),
    )  # fmt: skip
    map_of = Criterion.rubric_version_id == Submission.rubric_version_id
    criteria = select(func.count(Criterion.id)).where(map_of).scalar_subquery()
    scored = CriterionScore.review_id == Review.id
    scores = select(func.count(CriterionScore.id)).where(scored).scalar_subquery()
    asked = (
        select(Nomination.id)
        .join(NEWER, NEWER.id == Nomination.review_id)
        .where(NEWER.submission_id == Submission.id, Nomination.asked_at.is_not(None))
    )
    there = (
        select(MediaAsset.id)
        .join(Take, Take.asset_id == MediaAsset.id)
        .where(Take.id == Submission.take_id, MediaAsset.state.in_(WATCHABLE))
    )
    sent = and_(Review.released_at.is_not(None), Review.decision.is_not(None), ~newer)
    return and_(sent, scores == criteria, criteria > 0, ~asked.exists(), there.exists())


def propose(session: Session, by: Person, submission_id: UUID) -> Submission:
    """Ask the rep whether this take may be a model take, to calibrate with.

    For whoever leads and may watch it, never its rep; refuses what is not ready, and a second time.
    """
    submission = takes.get_submission(session, by, submission_id)
    if submission.person_id == by.id:
        raise NotFound
    jobs.hold(session, submission.take.asset_id)
    found = select(Review).join(Review.submission).where(Submission.id == submission_id, is_ready())
    review = session.scalar(found.order_by(Review.released_at.desc()).limit(1))
    if review is None or review.nomination is not None:
        raise WrongState(NOT_READY)
    length = submission.take.asset.duration_ms
    review.nomination = Nomination(from_ms=0, until_ms=length, kind=ModelKind.good, why=WHY)
    session.flush()
    nominations.ask(session, review, utcnow(), by)
    return submission
