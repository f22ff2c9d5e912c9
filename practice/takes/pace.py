"""How often feedback comes: what is handed in beyond the pace agreed is kept as practice.

The pace is a person's. It concerns first rounds for a manager or a named reviewer; a take with a
question is always reviewed.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment, AssignmentTarget, ReviewerRule
from practice.people.models import Person, ReviewPace
from practice.takes.models import Submission
from practice.takes.reviewers import last_round, rule_of

PLEASE = "Please review this one."  # the question of who asks for a review without a question
ONE_IN = {ReviewPace.half: 2, ReviewPace.quarter: 4}
OFTEN = {
    ReviewPace.every: "to every take that you hand in",
    ReviewPace.half: "to one in two takes that you hand in",
    ReviewPace.quarter: "to one in four takes that you hand in",
    ReviewPace.on_request: "when you ask for it",
}
PACED = (ReviewerRule.manager, ReviewerRule.named)


def is_kept(session: Session, submission: Submission) -> bool:
    """Whether nobody reviews this one, as agreed."""
    asks = submission.asks_help or bool(submission.question)
    if asks or submission.round > 1:
        return False
    return _is_beyond(session, submission.person, submission.target, submission.created_at)


def would_be_kept(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    scenario_version_id: UUID | None,
    now: datetime,
) -> bool:
    """Whether what is handed in now without a question would be kept as practice."""
    if not _is_beyond(session, person, target, now):
        return False
    return last_round(session, person, target, scenario_version_id) is None


def _is_beyond(
    session: Session, person: Person, target: AssignmentTarget | None, before: datetime
) -> bool:
    pace = person.review_pace
    if pace == ReviewPace.every or rule_of(target) not in PACED:
        return False
    if pace == ReviewPace.on_request:
        return True
    lately = select(Submission.kept_at).where(
        Submission.person_id == person.id,
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(False),
        Submission.round == 1,
        Submission.created_at < before,
        or_(Assignment.id.is_(None), Assignment.reviewer_rule.in_(PACED)),
    )
    of = lately.outerjoin(AssignmentTarget, AssignmentTarget.id == Submission.target_id)
    of = of.outerjoin(Assignment, Assignment.id == AssignmentTarget.assignment_id)
    newest = of.order_by(Submission.created_at.desc()).limit(ONE_IN[pace] - 1)
    return any(kept_at is None for kept_at in session.scalars(newest))
