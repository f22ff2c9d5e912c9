"""Who reviews what somebody hands in, by the rule of its assignment.

The sentence on the page and the routing both ask here, so that what is promised happens.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment, AssignmentTarget, ReviewerRule
from practice.people import queries as people
from practice.people.models import Person
from practice.questions import put_together
from practice.takes.models import Submission


def rule_of(target: AssignmentTarget | None) -> ReviewerRule:
    """Who reviews it; what was handed in without an assignment is for one's own manager."""
    return target.assignment.reviewer_rule if target else ReviewerRule.manager


def may_review(person: Person) -> bool:
    """Whether this person reviews at all: who lost the role no longer sees what they reviewed."""
    return person.is_manager or person.is_enablement


def next_reviewer(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    before: Submission | None,
    now: datetime,
) -> Person | None:
    """The one of the round before while still responsible, else whoever the rule names.

    None: enablement's pool, or by the rule nobody at all.
    """
    rule = rule_of(target)
    if rule in (ReviewerRule.peers, ReviewerRule.self_only):
        return None
    last = before.reviewer if before else None
    if last and is_responsible(session, last, person, target) and not people.is_away(last, now):
        return last
    return _named(session, person, target, now) or people.reviewer_for(session, person, now)


def _named(
    session: Session, person: Person, target: AssignmentTarget | None, now: datetime
) -> Person | None:
    """Whom the assignment names, or their delegate; the line stands in for who can't or left."""
    named = target.assignment.reviewer if target else None
    if named is None or rule_of(target) != ReviewerRule.named:
        return None
    if named.id == person.id or named.is_deactivated or not may_review(named):
        return None
    there = people.present(session, named, now)
    return there if there and there.id != person.id else None


def is_responsible(
    session: Session, reviewer: Person, person: Person, target: AssignmentTarget | None
) -> bool:
    """Whether somebody answers for this person's takes: named for them, or above them."""
    if rule_of(target) == ReviewerRule.named and target and _is_named(reviewer, target):
        return not reviewer.is_deactivated and may_review(reviewer)
    line = people.managers_up_the_line(session, person)
    return any(manager.id == reviewer.id for manager in line)


def _is_named(reviewer: Person, target: AssignmentTarget) -> bool:
    return reviewer.id == target.assignment.reviewer_id and reviewer.id != target.person_id


def last_round(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    scenario_version_id: UUID | None,
) -> Submission | None:
    """The newest round of a practice that stands: of the target, else of the scenario."""
    target_id = target.id if target else None
    found: Submission | None = session.scalar(*_last(person, target_id, scenario_version_id))
    return found


@put_together
def _last(
    person: Person, target_id: UUID | None, scenario_version_id: UUID | None
) -> Select[Submission]:
    rounds = select(Submission).where(
        Submission.person_id == person.id,
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(False),
        Submission.kept_at.is_(None),
        of_practice(target_id, scenario_version_id),
    )
    return rounds.order_by(Submission.created_at.desc()).limit(1)


def of_practice(target_id: UUID | None, scenario_version_id: UUID | None) -> ColumnElement[bool]:
    """Whether a `Submission` is of this target, or of this scenario handed in freely."""
    if target_id is not None:
        return Submission.target_id == target_id
    takes = Submission.take.has(scenario_version_id=scenario_version_id)
    return Submission.target_id.is_(None) & takes


def is_for_peers() -> ColumnElement[bool]:
    """Whether peers review a `Submission` in the question: it lies in nobody's pool."""
    return (
        select(AssignmentTarget.id)
        .join(Assignment, Assignment.id == AssignmentTarget.assignment_id)
        .where(
            AssignmentTarget.id == Submission.target_id,
            Assignment.reviewer_rule == ReviewerRule.peers,
        )
        .exists()
    )
