"""What the rep thinks of a take: written before the manager's view of it is shown, kept after.

Others see a level of it only beside their own level of the same criterion; the words and the
number stay the rep's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person
from practice.questions import put_together
from practice.scenarios.models import Criterion
from practice.takes import actions, queries, rules
from practice.takes.models import SelfReview, SelfScore, Submission, Take

LONGEST_WORDS = 1000
LONGEST_FORGOTTEN = 500
NOTHING_YET = "Choose a level or write a line first."


@dataclass(frozen=True)
class Opinion:
    """A self-review as it is sent: levels by criterion, 1 to 10, and words."""

    levels: Mapping[UUID, int] = field(default_factory=dict)
    kept_to_plan: int | None = None
    worked: str = ""
    did_not: str = ""
    forgot: str = ""

    @property
    def is_empty(self) -> bool:
        words = (self.worked, self.did_not, self.forgot)
        return not self.levels and self.kept_to_plan is None and not any(words)


def find_self_review(session: Session, take_id: UUID) -> SelfReview | None:
    """The self-review of a take; for its rep alone."""
    found: SelfReview | None = session.scalars(*_of(take_id)).unique().one_or_none()
    return found


@put_together
def _of(take_id: UUID) -> Select[SelfReview]:
    of_it = select(SelfReview).where(SelfReview.take_id == take_id)
    return of_it.options(joinedload(SelfReview.scores))


def criteria_of(session: Session, take: Take) -> Sequence[Criterion]:
    """The map that a take is scored on, with what each level looks like."""
    return session.scalars(*_map(take.scenario_version.rubric_version_id)).unique().all()


@put_together
def _map(rubric_version_id: UUID) -> Select[Criterion]:
    own = select(Criterion).where(Criterion.rubric_version_id == rubric_version_id)
    return own.options(joinedload(Criterion.levels)).order_by(Criterion.position)


def save(session: Session, by: Person, take_id: UUID, opinion: Opinion) -> SelfReview:
    """Write down what one thinks of one's own take, or change it.

    Refuses once feedback was sent, a take that can't be watched, a criterion of another map, and
    a sheet with nothing on it.
    """
    take = actions.held(session, by, take_id)
    problem = why_not(session, take, queries.last_submission(session, take.id))
    if problem:
        raise WrongState(problem)
    if opinion.is_empty:
        raise Invalid(NOTHING_YET)
    _check_criteria(take, opinion.levels)
    review = find_self_review(session, take.id)
    if review is None:
        review = SelfReview(take_id=take.id, saved_at=utcnow())
        session.add(review)
    _write(review, opinion)
    session.flush()
    return review


def why_not(session: Session, take: Take, last: Submission | None) -> str:
    """Why its rep can't score this take any more, in a sentence; empty when they can.

    The view of the first of several peers is feedback already.
    """
    given = queries.count_peers(session, last) if last and last.withdrawn_at is None else None
    if given and given[0]:
        return rules.TOO_LATE_TO_SCORE
    return rules.why_not_self_review(take, last)


def _check_criteria(take: Take, levels: Mapping[UUID, int]) -> None:
    known = {each.id for each in take.scenario_version.rubric_version.criteria}
    if not known.issuperset(levels):
        raise NotFound("That criterion is not on this assessment map.")


def _write(review: SelfReview, opinion: Opinion) -> None:
    """A criterion that was left out keeps the level it had: a radio button can't be let go."""
    review.saved_at = utcnow()
    review.kept_to_plan = opinion.kept_to_plan or review.kept_to_plan
    review.worked, review.did_not = opinion.worked, opinion.did_not
    review.forgot = opinion.forgot
    there = {score.criterion_id: score for score in review.scores}
    for criterion_id, level in opinion.levels.items():
        if criterion_id in there:
            there[criterion_id].level = level
        else:
            review.scores.append(SelfScore(criterion_id=criterion_id, level=level))


def levels_shown(
    session: Session, submission: Submission, scored: Collection[UUID]
) -> dict[UUID, int]:
    """The rep's own levels for whoever reviews, of those criteria they have scored themselves."""
    levels = session.execute(*_levels(submission.take_id)).all()
    return {criterion_id: level for criterion_id, level in levels if criterion_id in scored}


@put_together
def _levels(take_id: UUID) -> Select[UUID, int]:
    return (
        select(SelfScore.criterion_id, SelfScore.level)
        .join(SelfReview, SelfReview.id == SelfScore.self_review_id)
        .where(SelfReview.take_id == take_id)
    )
