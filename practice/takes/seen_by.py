"""Whether somebody sees a take, as a part of questions to the database.

Who that is, in words and by name, stands in `viewers`; a test holds both against each other.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from practice.assignments.models import OPEN_STATES, Assignment, AssignmentTarget, ReviewerRule
from practice.assignments.queries import teams_below
from practice.people.models import Person
from practice.takes.models import PeerSeat, Submission, Take, TakeShare
from practice.takes.reviewers import may_review

# Made once: working out the columns of an alias takes longer than most of these questions.
REP, SHARER = aliased(Person), aliased(Person)
HANDED, TARGET, GIVEN = aliased(Submission), aliased(AssignmentTarget), aliased(Assignment)


def handed_to(person: Person) -> ColumnElement[bool]:
    """Whether a `Take` was handed in, and this person is one of those who see it then."""
    seen = select(HANDED.id).where(HANDED.take_id == Take.id, may_see_handed_in(person, HANDED))
    return seen.exists()  # looked up by take: as a list it would hold every submission there is


def may_see_handed_in(
    person: Person, handed_in: type[Submission], rep: type[Person] | None = None
) -> ColumnElement[bool]:
    """Whether this person is one of those who see a submission; its rep is not meant.

    What lies beside it is looked up one by one, and only where nothing else decides: most
    submissions are for no assignment. As joins it would be all three for every one. `rep`: who
    handed it in, where the question has them at hand.
    """
    allowed = or_(
        handed_in.reviewer_id == person.id if may_review(person) else false(),
        _is_in_line(person, handed_in, rep) if person.is_manager else false(),
        _is_for_enablement(handed_in) if person.is_enablement else false(),
    )
    return and_(handed_in.withdrawn_at.is_(None), allowed)


def _is_in_line(
    manager: Person, handed_in: type[Submission], rep: type[Person] | None
) -> ColumnElement[bool]:
    """Of somebody below: what was handed in from there, and what is still open."""
    below = teams_below(manager)
    own = select(REP.home_team_id).where(REP.id == handed_in.person_id)
    home: Any = rep.home_team_id if rep else own.scalar_subquery()
    state = select(TARGET.state).where(TARGET.id == handed_in.target_id).scalar_subquery()
    stays = (
        handed_in.team_id.is_(None), handed_in.team_id.in_(below), state.in_(OPEN_STATES)
    )  # fmt: skip
    return and_(home.in_(below), or_(*stays))


def _is_for_enablement(handed_in: type[Submission]) -> ColumnElement[bool]:
    """Where the assignment says so, and where nobody else can review it."""
    given = select().join_from(GIVEN, TARGET, TARGET.assignment_id == GIVEN.id)
    given = given.where(TARGET.id == handed_in.target_id)
    rule = given.add_columns(GIVEN.reviewer_rule).scalar_subquery()
    pooled = and_(
        handed_in.reviewer_id.is_(None),
        handed_in.routed_at.is_not(None),
        handed_in.kept_at.is_(None),
        rule.is_distinct_from(ReviewerRule.peers),
    )
    says_so = given.add_columns(GIVEN.enablement_sees).scalar_subquery().is_(True)
    return or_(and_(handed_in.target_id.is_not(None), says_so), pooled)


def shared_with(team_id: UUID | None) -> ColumnElement[bool]:
    """Whether the rep of a `Take` shares it with the team that both of them are in."""
    if team_id is None:
        return false()
    return (
        select(TakeShare.id)
        .join(SHARER, SHARER.home_team_id == TakeShare.team_id)
        .where(
            TakeShare.take_id == Take.id,
            SHARER.id == Take.person_id,
            SHARER.deactivated_at.is_(None),
            TakeShare.team_id == team_id,
            TakeShare.revoked_at.is_(None),
        )
        .correlate(Take)
        .exists()
    )


def asked_as_peer(person: Person) -> ColumnElement[bool]:
    """Whether this person was asked to review a `Take` as a peer, and still is or did."""
    return (
        select(PeerSeat.id)
        .join(Submission, Submission.id == PeerSeat.submission_id)
        .where(
            Submission.take_id == Take.id,
            Submission.withdrawn_at.is_(None),
            PeerSeat.person_id == person.id,
            PeerSeat.freed_at.is_(None),
        )
        .correlate(Take)
        .exists()
    )
