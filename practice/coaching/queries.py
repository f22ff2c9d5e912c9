"""Reads of promises and of the pairs who make them. How a promise counts stands here alone.

A rep's promise counts their takes that count, recorded after it was made and by its date, on the
rep's own calendar; of its scenario when it names one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from practice.coaching.models import Commitment, OpenQuestion
from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import Person, TeamManager
from practice.questions import put_together
from practice.reviews.models import Review
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Take


@dataclass(frozen=True)
class Pair:
    """Who coaches whom."""

    rep: Person
    coach: Person

    def other(self, one: Person) -> Person:
        """The other of the two."""
        return self.rep if one.id == self.coach.id else self.coach


@dataclass(frozen=True)
class Promise:
    """A commitment and what was counted of it so far.

    `title` is the scenario that the takes are of; empty when any will do.
    """

    commitment: Commitment
    done: int
    title: str = ""

    @property
    def takes(self) -> int:
        """How many takes were promised; 0 when it is about something else."""
        return self.commitment.takes or 0

    @property
    def is_reached(self) -> bool:
        return self.takes > 0 and self.done >= self.takes

    @property
    def left(self) -> int:
        return max(1, self.takes - self.done)

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.commitment.due_on


def visible_to(person: Person) -> Select[Commitment]:
    """Promises that this person may see: those of the pairs they are one of."""
    return select(Commitment).where(
        or_(Commitment.rep_id == person.id, Commitment.coach_id == person.id)
    )


def of_pair(pair: Pair) -> Select[Commitment]:
    """The promises between two people."""
    return select(Commitment).where(
        Commitment.rep_id == pair.rep.id, Commitment.coach_id == pair.coach.id
    )


def promises(session: Session, found: Select[Commitment]) -> list[Promise]:
    """These commitments with what was counted of each and what they are about, in one question."""
    return _counted(session, (_with_count(found), {}))


def _with_count(found: Select[Commitment]) -> Select[Commitment, int, str]:
    two = (Commitment.rep, Commitment.coach)
    named = (joinedload(each).load_only(Person.name) for each in two)
    return found.add_columns(_done(), _title()).options(*named)


def _counted(session: Session, asked: tuple[Any, dict[str, Any]]) -> list[Promise]:
    rows = session.execute(*asked).all()
    return [Promise(row, done or 0, title or "") for row, done, title in rows]


def _title() -> ScalarSelect[str]:
    """What the scenario of a `Commitment` is called now."""
    newest = select(ScenarioVersion.title).where(
        ScenarioVersion.scenario_id == Commitment.scenario_id,
        ScenarioVersion.published_at.is_not(None),
    )
    return newest.order_by(ScenarioVersion.number.desc()).limit(1).scalar_subquery()


def counted(session: Session, commitment_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many takes each of these promises has so far, of those that have any."""
    done = _done()
    found = select(Commitment.id, done).where(Commitment.id.in_(commitment_ids), done > 0)
    return dict(iter(session.execute(found)))


def _done() -> ScalarSelect[int]:
    """How many takes the promise of a `Commitment` has so far: the one definition."""
    of = ScenarioVersion.scenario_id
    return (
        select(func.count(Take.id))
        .join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
        .where(
            Take.person_id == Commitment.rep_id,
            Take.is_counted,
            Take.local_day.between(Commitment.made_on, Commitment.due_on),
            Take.created_at >= Commitment.created_at,
            Commitment.takes.is_not(None),
            or_(Commitment.scenario_id.is_(None), of == Commitment.scenario_id),
        )
        .correlate(Commitment)
        .scalar_subquery()
    )


def to_promise(session: Session) -> list[tuple[UUID, str]]:
    """The scenarios that takes can be promised of, by title."""
    return [(version.scenario_id, version.title) for version in scenarios.published(session)]


def open_promises(session: Session, pair: Pair) -> list[Promise]:
    """What the two have yet to settle, the nearest date first."""
    found = of_pair(pair).where(Commitment.outcome.is_(None))
    return promises(session, found.order_by(Commitment.due_on, Commitment.created_at))


def settled_promises(session: Session, pair: Pair, most: int) -> list[Promise]:
    """What the two settled lately, the newest first."""
    found = of_pair(pair).where(Commitment.outcome.is_not(None))
    return promises(session, found.order_by(Commitment.settled_at.desc()).limit(most))


def own_promises(session: Session, person: Person, most: int) -> list[Promise]:
    """What this person promised and has not settled, as rep or as coach, for their first page."""
    return _counted(session, _own(person, most))


@put_together
def _own(person: Person, most: int) -> Select[Commitment, int, str]:
    mine = visible_to(person).where(Commitment.owner_id == person.id, Commitment.outcome.is_(None))
    after = joinedload(Commitment.review).load_only(Review.submission_id)
    found = mine.order_by(Commitment.due_on, Commitment.created_at).limit(most)
    return _with_count(found.options(after))


def promise_of(session: Session, viewer: Person, submission_id: UUID) -> Promise | None:
    """The promise made when feedback on this submission was said back; for the two alone."""
    return next(iter(_counted(session, _after(viewer, submission_id))), None)


@put_together
def _after(viewer: Person, submission_id: UUID) -> Select[Commitment, int, str]:
    reviews = select(Review.id).where(Review.submission_id == submission_id)
    return _with_count(visible_to(viewer).where(Commitment.review_id.in_(reviews)).limit(1))


def get_commitment(session: Session, viewer: Person, commitment_id: UUID) -> Commitment:
    """One promise; anybody but the two finds nothing."""
    found = session.scalar(visible_to(viewer).where(Commitment.id == commitment_id))
    if found is None:
        raise NotFound("We can’t find that promise.")
    return found


def members_of(coach: Person) -> Select[Person]:
    """The people whom this person coaches: those of the teams they manage."""
    teams = select(TeamManager.team_id).where(TeamManager.person_id == coach.id)
    return select(Person).where(
        Person.home_team_id.in_(teams), Person.id != coach.id, Person.deactivated_at.is_(None)
    )


def get_member(session: Session, coach: Person, person_id: UUID) -> Person:
    """One of the people whom this person coaches; anybody else looks like nobody."""
    found = session.scalar(members_of(coach).where(Person.id == person_id))
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


def find_pair(session: Session, viewer: Person, person_id: UUID) -> Pair | None:
    """The viewer and that person, while one of them manages the other's team."""
    mine = session.scalar(members_of(viewer).where(Person.id == person_id))
    if mine is not None:
        return Pair(rep=mine, coach=viewer)
    above = people.managers_of(session, viewer.home_team_id)
    coach = next((one for one in above if one.id == person_id != viewer.id), None)
    return Pair(rep=viewer, coach=coach) if coach else None


def get_pair(session: Session, viewer: Person, person_id: UUID) -> Pair:
    """The same for their page; anybody else looks like nobody."""
    found = find_pair(session, viewer, person_id)
    if found is None:
        raise NotFound("We can’t find that person.")
    return found


def coach_of(session: Session, review: Review) -> Person:
    """With whom the rep settles what they promise here: the reviewer while one of their managers,
    else the manager who is asked first."""
    rep = review.submission.person
    team_id = rep.home_team_id
    above = people.managers_above(session, team_id).get(team_id, ()) if team_id else ()
    others = [one for one in above if one.id != rep.id and not one.is_deactivated]
    named = (one for one in others if one.id == review.author_id)
    return next(named, others[0] if others else review.author)


def questions(session: Session, pair: Pair) -> Sequence[OpenQuestion]:
    """What the two want to talk about, the oldest first."""
    return session.scalars(
        select(OpenQuestion)
        .where(
            OpenQuestion.rep_id == pair.rep.id,
            OpenQuestion.coach_id == pair.coach.id,
            OpenQuestion.settled_at.is_(None),
        )
        .options(joinedload(OpenQuestion.by))
        .order_by(OpenQuestion.created_at)
    ).all()


def get_question(session: Session, viewer: Person, question_id: UUID) -> OpenQuestion:
    """One open question; anybody but the two finds nothing."""
    theirs = or_(OpenQuestion.rep_id == viewer.id, OpenQuestion.coach_id == viewer.id)
    found = session.scalar(select(OpenQuestion).where(OpenQuestion.id == question_id, theirs))
    if found is None:
        raise NotFound("We can’t find that question.")
    return found
