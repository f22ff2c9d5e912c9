"""Whether what was asked for can be done: who reviews."""

from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import reach
from practice.assignments.models import ReviewerRule
from practice.assignments.values import Reviewers
from practice.errors import Invalid

MOST_PEERS = 5


def check_reviewers(session: Session, reviewers: Reviewers) -> None:
    """Refuse a named reviewer who is deactivated or may not review, and peers without a number."""
    field, problem = "reviewer", ""
    if (
        reviewers.reviewer_rule == ReviewerRule.peers
        and not 1 <= reviewers.peer_count <= MOST_PEERS
    ):
        field, problem = "peer_count", f"Use 1 to {MOST_PEERS}."
    elif reviewers.reviewer_rule == ReviewerRule.named:
        problem = named_problem(session, reviewers.reviewer_id)
    if problem:
        raise Invalid("Somebody has to review it.", {field: problem})


def check_peers(reviewers: Reviewers, people: int) -> None:
    """Refuse more peers than anybody in this audience has: nobody would ever be through."""
    if reviewers.reviewer_rule != ReviewerRule.peers or reviewers.peer_count < people:
        return
    others = people - 1
    problem = (
        f"Everybody has {others} other{'' if others == 1 else 's'} here. Use at most {others}."
        if others
        else "There is nobody else in this audience. Choose another way to review it."
    )
    raise Invalid("Somebody has to review it.", {"peer_count": problem})


def named_problem(session: Session, reviewer_id: UUID | None) -> str:
    """Why this person can't review for all; empty when they can."""
    if reviewer_id is None:
        return "Write the address or the whole name of a manager, or of somebody from enablement."
    if not reach.may_review(session, reviewer_id):
        return "This person doesn’t review any more. Choose somebody else."
    return ""
