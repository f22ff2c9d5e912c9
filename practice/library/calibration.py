"""How far people and the expert see the same: material to calibrate with, never to grade anybody.

Counts alone, and only from a handful of answers on, so that nobody can be read out of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.library.models import ModelScoring, ModelTake

LEAST_ANSWERS = 5


@dataclass(frozen=True)
class Spread:
    """How many saw one criterion as the expert did, and how many lower or higher."""

    title: str
    expert: int
    same: int
    lower: int
    higher: int

    @property
    def differing(self) -> int:
        return self.lower + self.higher


@dataclass(frozen=True)
class Calibration:
    """What the scorings of one model take say together; no spreads while there are too few."""

    answers: int = 0
    spreads: tuple[Spread, ...] = ()

    @property
    def left(self) -> int:
        """How many answers it takes until differences are shown."""
        return max(0, LEAST_ANSWERS - self.answers)


def calibrations(session: Session, models: Sequence[ModelTake]) -> dict[UUID, Calibration]:
    """For each of these model takes; where people differ most comes first."""
    given: dict[UUID, list[dict[str, int]]] = {model.id: [] for model in models}
    rows = select(ModelScoring.model_id, ModelScoring.levels).where(
        ModelScoring.model_id.in_(given)
    )
    for model_id, levels in session.execute(rows):
        if levels:
            given[model_id].append(levels)
    return {model.id: calibrated(model, given[model.id]) for model in models}


def calibrated(model: ModelTake, answers: Sequence[dict[str, int]]) -> Calibration:
    """The counts of one model take."""
    if len(answers) < LEAST_ANSWERS:
        return Calibration(len(answers))
    spreads = [
        spread(level.criterion.title, level.level, own)
        for level in sorted(model.levels, key=lambda each: each.criterion.position)
        if len(own := [one[key] for one in answers if (key := str(level.criterion_id)) in one])
        >= LEAST_ANSWERS
    ]
    return Calibration(len(answers), tuple(sorted(spreads, key=lambda one: -one.differing)))


def spread(title: str, expert: int, own: Iterable[int]) -> Spread:
    """Where these levels lie around the expert's."""
    levels = list(own)
    lower, higher = sum(one < expert for one in levels), sum(one > expert for one in levels)
    return Spread(title, expert, len(levels) - lower - higher, lower, higher)
