"""One element at a time: the criterion that the latest feedback asked for, over the last rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.progress.home import superseded
from practice.progress.waiting import IN_HAND
from practice.reviews.models import CriterionScore, Review
from practice.scenarios.models import Criterion
from practice.takes.models import SelfReview, SelfScore, Submission

ROUNDS = 6
LEFT, RIGHT, BOTTOM, STEP = 10, 250, 54, 11  # of the drawing, 260 by 64; a step is a level


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
    """What to work on now; None when the latest feedback met the bar or named no element."""
    latest = _released(person).with_only_columns(Review.focus_criterion_id)
    focus_id = session.scalar(latest.order_by(Review.released_at.desc()).limit(1))
    criterion = session.get(Criterion, focus_id) if focus_id else None
    rounds = _rounds(session, person, criterion.key) if criterion else []
    return Element(criterion.title, rounds) if criterion and rounds else None


def _released(person: Person) -> Select[Review]:
    sent = select(Review).join(Review.submission)
    sent = sent.where(Review.released_at.is_not(None), ~superseded())
    return sent.where(Submission.person_id == person.id, IN_HAND)


def _rounds(session: Session, person: Person, key: UUID) -> list[Round]:
    """The latest levels on this criterion, in whichever version of its map."""
    own = (
        select(SelfScore.level)
        .join(SelfReview, SelfReview.id == SelfScore.self_review_id)
        .where(SelfReview.take_id == Submission.take_id)
        .where(SelfScore.criterion_id == CriterionScore.criterion_id)
        .correlate(Submission, CriterionScore)
        .scalar_subquery()
    )
    levels = (
        _released(person)
        .join(CriterionScore, CriterionScore.review_id == Review.id)
        .join(Criterion, Criterion.id == CriterionScore.criterion_id)
        .where(Criterion.key == key)
        .with_only_columns(CriterionScore.level, own)
    )
    found = session.execute(levels.order_by(Review.released_at.desc()).limit(ROUNDS)).all()
    return [Round(level, mine) for level, mine in reversed(found)]
