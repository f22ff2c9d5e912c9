"""Assignments that nobody else reviews: one's own view of the take is the review."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.assignments.models import AssignmentTarget, ReviewerRule
from practice.scenarios.models import Criterion
from practice.takes import queries
from practice.takes.models import SelfReview, SelfScore, Submission, Take
from practice.takes.reviewers import rule_of

FIRST_SCORE = (
    "Nobody else reviews this one: your own view is the review. Score yourself on every criterion "
    "first, then submit."
)


def is_alone(target: AssignmentTarget | None) -> bool:
    """Whether a self-review completes it."""
    return rule_of(target) == ReviewerRule.self_only


def why_not_yet(session: Session, take: Take) -> str:
    """What is missing before it can be handed in, in a sentence; empty when nothing is."""
    if not is_alone(take.target):
        return ""
    rubric_id = take.scenario_version.rubric_version_id
    asked = select(func.count()).where(Criterion.rubric_version_id == rubric_id).scalar_subquery()
    scored = (
        select(func.count(SelfScore.id))
        .join(SelfReview, SelfReview.id == SelfScore.self_review_id)
        .where(SelfReview.take_id == take.id)
        .scalar_subquery()
    )
    has_all = session.scalar(select(scored >= asked))
    return "" if has_all else FIRST_SCORE


def complete(session: Session, submission: Submission, now: datetime) -> None:
    """It goes to nobody: met, or back to practice for the missing takes."""
    submission.kept_at = submission.routed_at = now
    if submission.target is not None:
        counted = queries.counted_of_target(session, submission.target.id)
        assignments.bar_met(session, submission.target, counted, now)
