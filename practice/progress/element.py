"""One element at a time: the criterion that the latest feedback asked for, over the last rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, select
from sqlalchemy.orm import Session, aliased

from practice.people.models import Person
from practice.progress.home import superseded
from practice.progress.waiting import IN_HAND
from practice.questions import put_together
from practice.reviews.models import CriterionScore, Review
from practice.scenarios.models import Criterion
from practice.takes.models import SelfReview, SelfScore, Submission

ROUNDS = 6
LEFT, RIGHT, BOTTOM, STEP = 10, 250, 54, 11  # of the drawing, 260 by 64; a step is a level
ASKED, GIVEN = aliased(Criterion), aliased(Review)


@dataclass(frozen=True)
class Round:
    """One take that came back: the level its reviewer saw, and one's own where there is one."""

    level: int
    own: int | None


@dataclass(frozen=True)
class Element:
    """A criterion and its levels, the oldest round first."""

    title: str
    rounds: Sequence[Round]

    @property
    def level(self) -> int:
        """Where it stands now."""
        return self.rounds[-1].level

    @property
    def theirs(self) -> list[tuple[int, int]]:
        """The reviewers' levels as points of the drawing."""
        return [(self._x(n), height(one.level)) for n, one in enumerate(self.rounds)]

    @property
    def own(self) -> list[tuple[int, int]]:
        """One's own levels, of those rounds that have one."""
        return [(self._x(n), height(one.own)) for n, one in enumerate(self.rounds) if one.own]

    def _x(self, number: int) -> int:
        gaps = max(1, len(self.rounds) - 1)
        return LEFT + number * (RIGHT - LEFT) // gaps


def height(level: int) -> int:
    """How far down a level is drawn."""
    return BOTTOM - (level - 1) * STEP


def one_element(session: Session, person: Person) -> Element | None:
    """What to work on now; None when the latest feedback met the bar or named no element.

    One question: the latest levels on that criterion, in whichever version of its map.
    """
    found = session.execute(*_levels(person.id)).all()
    rounds = [Round(level, mine) for _, level, mine in reversed(found)]
    return Element(found[0][0], rounds) if found else None


@put_together
def _levels(person_id: UUID) -> Select[*tuple[Any, ...]]:
    latest = _released(Review, person_id).order_by(Review.released_at.desc()).limit(1)
    focus = latest.with_only_columns(Review.focus_criterion_id).scalar_subquery()
    levels = (
        _released(GIVEN, person_id)
        .join(CriterionScore, CriterionScore.review_id == GIVEN.id)
        .join(Criterion, Criterion.id == CriterionScore.criterion_id)
        .join(ASKED, and_(ASKED.id == focus, ASKED.key == Criterion.key))
        .with_only_columns(ASKED.title, CriterionScore.level, _own())
    )
    return levels.order_by(GIVEN.released_at.desc()).limit(ROUNDS)


def _released(review: type[Review], person_id: UUID) -> Select[Any]:
    sent = select(review).join(Submission, Submission.id == review.submission_id)
    sent = sent.where(review.released_at.is_not(None), ~superseded(review))
    return sent.where(Submission.person_id == person_id, IN_HAND)


def _own() -> ScalarSelect[int]:
    """One's own level of what a `CriterionScore` is about."""
    return (
        select(SelfScore.level)
        .join(SelfReview, SelfReview.id == SelfScore.self_review_id)
        .where(SelfReview.take_id == Submission.take_id)
        .where(SelfScore.criterion_id == CriterionScore.criterion_id)
        .correlate(Submission, CriterionScore)
        .scalar_subquery()
    )
