"""How far people and the expert see the same: material to calibrate with, never to grade anybody.

Counts alone, and only from a handful of answers on, so that nobody can be read out of them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from practice.library.models import ModelLevel, ModelScoring, ModelTake

LEAST_ANSWERS = 5
Answers = tuple[dict[str, int], int]  # the levels by criterion, and how many people chose them


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
    given: dict[UUID, list[Answers]] = {model.id: [] for model in models}
    levels = cast(ModelScoring.levels, Text)  # many see it the same way: one row for all of them
    alike = select(ModelScoring.model_id, levels, func.count()).group_by(
        ModelScoring.model_id, levels
    )
    for model_id, text, count in session.execute(alike.where(ModelScoring.model_id.in_(given))):
        if own := json.loads(text):  # empty: they had a look without scoring
            given[model_id].append((own, count))
    return {model.id: calibrated(model, given[model.id]) for model in models}


def calibrated(model: ModelTake, answers: Sequence[Answers]) -> Calibration:
    """The counts of one model take."""
    total = sum(count for _, count in answers)
    if total < LEAST_ANSWERS:
        return Calibration(total)
    ordered = sorted(model.levels, key=lambda each: each.criterion.position)
    spreads = [spread(level, answers) for level in ordered]
    told = [one for one in spreads if one.same + one.differing >= LEAST_ANSWERS]
    return Calibration(total, tuple(sorted(told, key=lambda one: -one.differing)))


def spread(level: ModelLevel, answers: Iterable[Answers]) -> Spread:
    """Where people's levels of one criterion lie around the expert's."""
    key, lies = str(level.criterion_id), Counter[int]()
    for own, count in answers:
        if key in own:
            lies[(own[key] > level.level) - (own[key] < level.level)] += count
    return Spread(level.criterion.title, level.level, lies[0], lies[-1], lies[1])
