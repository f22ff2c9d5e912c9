"""What somebody's own first page tells: what is next, what came back, what is still out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, load_only

from practice.assignments.models import REPS_TURN, Assignment, AssignmentTarget
from practice.people.models import Person
from practice.progress.behind import taken_of_target
from practice.progress.effort import Year
from practice.progress.waiting import IN_HAND, UNREVIEWED
from practice.questions import put_together
from practice.reviews import peers
from practice.reviews.models import CriterionScore, Review
from practice.scenarios.models import Criterion, ScenarioVersion
from practice.takes import listed
from practice.takes.models import PeerSeat, Submission
from practice.takes.reviewers import is_for_peers
from practice.takes.turnaround import LOOK_BACK, span_of, usual_seconds

WEEKLY_GOAL = 2  # days of practice in a week that keep a rhythm
LEVELS_SHOWN = 3
MORNING_ENDS, EVENING_BEGINS = 12, 18
SHOWN = (  # of what to practice next
    ScenarioVersion.scenario_id, ScenarioVersion.title, ScenarioVersion.interaction,
    ScenarioVersion.target_seconds,
)  # fmt: skip
NEWER = aliased(Review)  # made once: an alias costs more than the question that uses it


@dataclass(frozen=True)
class Owed:
    """An open target where the next step is the person's own."""

    target: AssignmentTarget
    takes: int
    is_late: bool


def owed(session: Session, person: Person, now: datetime, most: int) -> list[Owed]:
    """What it is this person's turn to practice, the nearest date first."""
    rows = session.execute(*_owed(person.id, most)).all()
    return [Owed(target, takes, _is_late(target, now)) for target, takes in rows]


@put_together
def _owed(person_id: UUID, most: int) -> Select[*tuple[Any, ...]]:
    given = contains_eager(AssignmentTarget.assignment)
    return (
        select(AssignmentTarget, taken_of_target())
        .join(AssignmentTarget.assignment)
        .where(AssignmentTarget.person_id == person_id, AssignmentTarget.state.in_(REPS_TURN))
        .options(
            joinedload(AssignmentTarget.scenario_version).load_only(*SHOWN),
            given.joinedload(Assignment.created_by),  # whole: they may be who reviews it
        )
        .order_by(
            AssignmentTarget.due_at.is_(None),
            AssignmentTarget.due_at,
            Assignment.is_enforced.desc(),
            AssignmentTarget.created_at,
        )
        .limit(most)
    )


def _is_late(target: AssignmentTarget, now: datetime) -> bool:
    """Of targets where it is the person's turn."""
    return target.assignment.is_enforced and target.due_at is not None and target.due_at < now


def feedback(session: Session, person: Person, most: int) -> Sequence[Review]:
    """Feedback that this person got: what they have not read first, then the newest.

    Of feedback that was corrected, the correction alone.
    """
    return session.scalars(*_feedback(person.id, most)).unique().all()  # a row for each level


@put_together
def _feedback(person_id: UUID, most: int) -> Select[Review]:
    submission, score = contains_eager(Review.submission), joinedload(Review.scores)
    criterion = score.joinedload(CriterionScore.criterion)
    told = Review.decision, Review.next_step, Review.strength, Review.read_at
    return (
        select(Review)
        .join(Review.submission)
        .where(Submission.person_id == person_id, IN_HAND)
        .where(Review.released_at.is_not(None), ~superseded())
        .options(
            load_only(*told),
            submission.load_only(Submission.target_id, Submission.take_id),
            *listed.of_own_take(submission.joinedload(Submission.take)),
            score.load_only(CriterionScore.level),
            criterion.load_only(Criterion.title, Criterion.position),
        )
        .order_by(Review.read_at.is_not(None), Review.released_at.desc())
        .limit(most)
    )


def superseded(review: type[Review] = Review) -> ColumnElement[bool]:
    """Whether a review was corrected by a newer revision that was sent."""
    return exists().where(
        NEWER.submission_id == review.submission_id,
        NEWER.author_id == review.author_id,
        NEWER.revision > review.revision,
        NEWER.released_at.is_not(None),
    )


def levels(review: Review) -> list[CriterionScore]:
    """A few levels that say most: the highest and the lowest, in the order of the map."""
    spread = sorted(review.scores, key=lambda score: score.level)
    picked = [*spread[-1:], *spread[: LEVELS_SHOWN - 1]]
    seen = {score.id: score for score in picked}
    return sorted(seen.values(), key=lambda score: score.criterion.position)


@dataclass(frozen=True)
class Waits:
    """What waits for somebody: their own submissions, how long that usually takes, and peers'."""

    own: Sequence[Submission]
    with_peers: frozenset[UUID]  # those of them that peers review
    usual: timedelta | None
    peers: Sequence[Submission]


def waits(session: Session, person: Person, now: datetime, most: int) -> Waits:
    """What this person handed in, the newest first, and what peers ask them, the oldest first."""
    asked = _waits(person.id, person.home_team_id, now - LOOK_BACK, most)
    rows = session.execute(*asked).all()
    found = [submission for submission, *_ in rows]
    return Waits(
        own=[each for each in found if each.person_id == person.id],
        with_peers=frozenset(submission.id for submission, _, with_peers in rows if with_peers),
        usual=span_of(rows[0][1] if rows else None),
        peers=[each for each in reversed(found) if each.person_id != person.id],
    )


@put_together
def _waits(
    person_id: UUID, team_id: UUID | None, since: datetime, most: int
) -> Select[Submission, float, bool]:
    newest = Submission.created_at.desc()
    own = select(Submission.id).where(Submission.person_id == person_id, IN_HAND, UNREVIEWED)
    asked = select(PeerSeat.submission_id).where(PeerSeat.person_id == person_id, peers.OPEN)
    latest = select(own.order_by(newest).limit(most).subquery().c.id)
    return (
        select(Submission, usual_seconds(team_id, since), is_for_peers())
        .where(IN_HAND, Submission.id.in_(union_all(latest, asked)))
        .options(
            *listed.of_own_take(joinedload(Submission.take)),
            listed.by_name(joinedload(Submission.person)),
            listed.by_name(joinedload(Submission.reviewer)),
        )
        .order_by(newest)
    )


def days_this_week(year: Year) -> int:
    """Days of practice in the week that is running: rhythm counts days, not takes."""
    return sum(1 for takes in year.weeks[-1][1] if takes)


def rhythm(done: int) -> str:
    """The week so far, in a sentence that never scolds."""
    if done == 0:
        return "Two days of practice a week keep your rhythm. The first one is still open."
    if done < WEEKLY_GOAL:
        return "Two days of practice a week keep your rhythm. You have done one."
    return f"You practiced on {done} days this week. Your rhythm is on."


def greeting(person: Person, now: datetime) -> str:
    """Good morning, afternoon or evening, where the person is."""
    hour = now.astimezone(ZoneInfo(person.timezone)).hour
    part = "morning" if hour < MORNING_ENDS else "afternoon"
    part = "evening" if hour >= EVENING_BEGINS else part
    return f"Good {part}, {person.name.split()[0]}"
