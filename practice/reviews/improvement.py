"""Then and now: what became of a practice between its first take and the one that met the bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from practice.errors import NotFound
from practice.people.models import Person
from practice.reviews import queries
from practice.reviews.models import Decision, Review
from practice.scenarios.models import Criterion
from practice.takes import sharing
from practice.takes.models import Submission, Take


@dataclass(frozen=True)
class Moment:
    """A take at the moment where a criterion shows, and the level that was seen there."""

    submission: Submission
    at_ms: int
    level: int | None


@dataclass(frozen=True)
class ThenAndNow:
    """The two moments, and what they show; without a title nothing was scored in both."""

    then: Moment
    now: Moment
    title: str

    @property
    def takes(self) -> tuple[Take, Take]:
        return self.then.submission.take, self.now.submission.take

    @property
    def rose(self) -> bool:
        return (self.now.level or 0) > (self.then.level or 0) > 0


def then_and_now(session: Session, review: Review) -> ThenAndNow | None:
    """The first and the final take at what improved most; for the rep alone.

    None unless this one met the bar, an earlier round got feedback too, and both can be watched.
    """
    if review.decision != Decision.met:
        return None
    rounds = queries.rounds_of(session, review.submission)
    earlier = [one for one in rounds if _came_before(one, review.submission)]
    if not earlier or not all(_watchable(one) for one in (earlier[-1], review.submission)):
        return None
    first = queries.released_for(session, earlier[-1].id)[0]
    return _compared(first, review)


def share(session: Session, by: Person, submission_id: UUID) -> None:
    """Let one's team watch both, side by side. Refuses everybody but the rep."""
    for take in get_own(session, by, submission_id).takes:
        sharing.share(session, by, take.id)


def stop_sharing(session: Session, by: Person, submission_id: UUID) -> None:
    """Take both back from the team at once."""
    for take in get_own(session, by, submission_id).takes:
        sharing.stop_sharing(session, by, take.id)


def is_shared(session: Session, both: ThenAndNow) -> bool:
    """Whether the rep's team can watch both now."""
    return len(sharing.shared_ids(session, both.takes)) == len(both.takes)


def get_own(session: Session, by: Person, submission_id: UUID) -> ThenAndNow:
    """The two moments of a practice, for the rep alone; NotFound where there are none."""
    released = queries.released_for(session, submission_id)
    if not released or released[0].submission.person_id != by.id:
        raise NotFound
    both = then_and_now(session, released[0])
    if both is None:
        raise NotFound
    return both


def _came_before(one: Submission, last: Submission) -> bool:
    return one.reviewed_at is not None and one.created_at < last.created_at


def _watchable(submission: Submission) -> bool:
    return submission.take.asset.is_watchable


def _compared(first: Review, last: Review) -> ThenAndNow:
    before, after = _levels(first), _levels(last)
    both = sorted(before.keys() & after.keys(), key=lambda key: after[key][0].position)
    if not both:
        return ThenAndNow(_moment(first, None, None), _moment(last, None, None), "")
    key = max(both, key=lambda one: after[one][1] - before[one][1])
    (old, level), (new, reached) = before[key], after[key]
    return ThenAndNow(_moment(first, old, level), _moment(last, new, reached), new.title)


def _levels(review: Review) -> Mapping[UUID, tuple[Criterion, int]]:
    """By the key that a criterion has in every version of its map."""
    return {score.criterion.key: (score.criterion, score.level) for score in review.scores}


def _moment(review: Review, criterion: Criterion | None, level: int | None) -> Moment:
    """Where its evidence stands; without any, where the first comment does, else the beginning."""
    shown = [mark for mark in review.markers if criterion and mark.criterion_id == criterion.id]
    at_ms = next((mark.at_ms for mark in [*shown, *review.markers]), 0)
    return Moment(review.submission, at_ms, level)
