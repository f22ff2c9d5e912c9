"""What somebody does least well yet, by their newest feedback: spaced practice is about that."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from practice.reviews.models import CriterionScore, Review, ReviewState
from practice.scenarios.models import Criterion, RubricVersion, ScenarioVersion
from practice.takes.models import Submission


def weakest(
    session: Session, version: ScenarioVersion, people: Sequence[UUID], enough: int
) -> dict[UUID, UUID | None]:
    """The criterion of this version on which each stands lowest, the first of several.

    None where every level is enough; whoever has no feedback on this map yet is left out. An
    older version of the map counts by the elements that are still there.
    """
    criteria = version.rubric_version.criteria
    shown: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for person_id, key, level in newest_levels(session, version, people):
        shown[person_id][key] = level
    found: dict[UUID, UUID | None] = {}
    for person_id, levels in shown.items():
        judged = [
            (levels[each.key], each.position, each.id) for each in criteria if each.key in levels
        ]
        if judged:
            level, _, criterion_id = min(judged)
            found[person_id] = criterion_id if level < enough else None
    return found


def newest_levels(
    session: Session, version: ScenarioVersion, people: Sequence[UUID]
) -> Sequence[Row[UUID, UUID, int]]:
    """(person, key of the criterion, level) of each one's newest released review on this map."""
    newest = _ranked(version.rubric_version.rubric_id, people).subquery()
    return session.execute(
        select(newest.c.person_id, Criterion.key, CriterionScore.level)
        .join(CriterionScore, CriterionScore.review_id == newest.c.review_id)
        .join(Criterion, Criterion.id == CriterionScore.criterion_id)
        .where(newest.c.turn == 1)
    ).all()


def _ranked(rubric_id: UUID, people: Sequence[UUID]) -> Select[UUID, UUID, int]:
    latest_first = (Review.released_at.desc(), Review.id.desc())
    turn = func.row_number().over(partition_by=Submission.person_id, order_by=latest_first)
    return (
        select(Submission.person_id, Review.id.label("review_id"), turn.label("turn"))
        .join(Submission, Submission.id == Review.submission_id)
        .join(RubricVersion, RubricVersion.id == Submission.rubric_version_id)
        .where(
            Submission.person_id.in_(people),
            RubricVersion.rubric_id == rubric_id,
            Review.state == ReviewState.released,
            Review.scores.any(),
        )
    )
