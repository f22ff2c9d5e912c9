"""The queue: what waits for a review, for how long, and how long the review is likely to take.

A reviewer's own pace tells that: their time at work on what they reviewed lately against its
length. Who has reviewed fewer than three takes gets the pace of most people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from practice.db import once
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.models import MediaAsset
from practice.reviews import claims, queries, rules, slots
from practice.reviews.models import Claim, Review, ReviewSlot, ReviewState, Sitting, SlotSeat
from practice.reviews.slots import Planned
from practice.scenarios.models import ScenarioVersion
from practice.takes import listed
from practice.takes.models import Submission, Take

PAGE = 50
USUAL_PACE = 1.7  # minutes of work for a minute of take
ROUND_IT_OFF_MS = 60_000  # for the two sentences and the decision, however short the take
LATELY = timedelta(days=180)
ENOUGH, MOST_PAST = 3, 20
Offered = tuple[UUID, str, int]  # of a list: what it is, its name, how many wait
SLOWEST, FASTEST = 6.0, 0.5  # beyond these something else was going on
AT_IT = aliased(Person)  # made once: working out its columns takes longer than the question


class Show(StrEnum):
    """Which part of the queue."""

    all = "all"
    late = "late"
    help = "help"
    first = "first"
    again = "again"


Choice = tuple[Show, UUID | None, UUID | None]  # the part, the scenario, the person


@dataclass(frozen=True)
class Filter:
    """What the address of the queue asks for."""

    show: Show = Show.all
    scenario_id: UUID | None = None
    person_id: UUID | None = None
    page: int = 1

    @property
    def is_on(self) -> bool:
        return self != Filter(page=self.page)


class Draft(NamedTuple):
    """How far the reader is with it."""

    state: ReviewState
    begun_at: datetime | None


class AtIt(NamedTuple):
    """Who has it open to review it."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Waiting:
    """One row: what was handed in, the reader's own beginning, and who else is at it."""

    submission: Submission
    draft: Draft | None
    at_it: AtIt | None
    minutes: int
    owed_since: date | None
    slot: Planned | None = None  # to come

    @property
    def is_sending(self) -> bool:
        return self.draft is not None and self.draft.state == ReviewState.sending


@dataclass(frozen=True)
class Counts:
    """How many wait in each part of the queue, and how many minutes they take together."""

    of: dict[Show, int]
    minutes: int


def narrowed(
    waiting: Select[Submission], chosen: Filter, now: datetime, zone: tzinfo
) -> Select[Submission]:
    """The part of what waits that the reader chose to see."""
    return _narrowed(waiting, *_choice(chosen), rules.patience_ended(now, zone))


def _choice(chosen: Filter) -> Choice:
    return chosen.show, chosen.scenario_id, chosen.person_id


def _narrowed(
    waiting: Select[Submission],
    show: Show,
    scenario_id: UUID | None,
    person_id: UUID | None,
    ended: datetime,
) -> Select[Submission]:
    if person_id is not None:
        waiting = waiting.where(Submission.person_id == person_id)
    if scenario_id is not None:
        waiting = waiting.where(Submission.scenario_version_id.in_(_versions_of(scenario_id)))
    return waiting.where(_parts(ended)[show])


def _versions_of(scenario_id: UUID) -> Select[UUID]:
    return select(ScenarioVersion.id).where(ScenarioVersion.scenario_id == scenario_id)


def _parts(ended: datetime) -> dict[Show, ColumnElement[bool]]:
    asks = Submission.asks_help
    return {
        Show.all: true(),
        Show.late: Submission.created_at < ended,
        Show.help: asks.is_(True),
        Show.first: asks.is_(False) & (Submission.round == 1),
        Show.again: asks.is_(False) & (Submission.round > 1),
    }


class Tally(NamedTuple):
    """How much of one person's practice of one scenario waits."""

    scenario_id: UUID
    title: str
    person_id: UUID
    name: str
    length_ms: int  # of the part that is shown
    of: dict[Show, int]

    def is_about(self, chosen: Filter) -> bool:
        """Whether the reader wants to see any of it."""
        is_scenario = chosen.scenario_id in (None, self.scenario_id)
        return is_scenario and chosen.person_id in (None, self.person_id)


def tallies(
    session: Session, person: Person, chosen: Filter, now: datetime, zone: tzinfo
) -> list[Tally]:
    """All that waits for this person by who and what, whatever they chose to see of it."""
    rows = session.execute(*_tallies(person, chosen.show, rules.patience_ended(now, zone))).all()
    return [_tally(*found) for found in rows]


def _tally(
    scenario_id: UUID, title: str, person_id: UUID, name: str, length_ms: int | None, *numbers: int
) -> Tally:
    of = dict(zip(Show, numbers, strict=True))
    return Tally(scenario_id, title, person_id, name, int(length_ms or 0), of)


@put_together
def _tallies(person: Person, show: Show, ended: datetime) -> Select[*tuple[Any, ...]]:
    parts, scenario = _parts(ended), ScenarioVersion.scenario_id
    length = func.sum(MediaAsset.duration_ms).filter(parts[show])
    numbers = [func.count().filter(parts[each]) for each in Show]
    return (
        queries.waiting_for(person)
        .order_by(None)
        .join(Take, Take.id == Submission.take_id)
        .join(MediaAsset, MediaAsset.id == Take.asset_id)
        .join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
        .with_only_columns(
            scenario, func.max(ScenarioVersion.title), Person.id, Person.name, length, *numbers
        )
        .group_by(scenario, Person.id, Person.name)
    )


def counts(
    session: Session, person: Person, found: Sequence[Tally], chosen: Filter, now: datetime
) -> Counts:
    """What stands on the tabs, for the chosen person and scenario."""
    about = [one for one in found if one.is_about(chosen)]
    numbers = {show: sum(one.of[show] for one in about) for show in Show}
    length_ms, ratio = sum(one.length_ms for one in about), pace(session, person, now)
    return Counts(numbers, _minutes(length_ms, numbers[chosen.show], ratio))


def choices(found: Sequence[Tally]) -> tuple[list[Offered], list[Offered]]:
    """The scenarios and the people in the queue, each with its number, by name."""
    return (
        _by_name((one.scenario_id, one.title, one.of[Show.all]) for one in found),
        _by_name((one.person_id, one.name, one.of[Show.all]) for one in found),
    )


def _by_name(rows: Iterable[Offered]) -> list[Offered]:
    """Each once, with all of its numbers together."""
    names, numbers = dict[UUID, str](), Counter[UUID]()
    for key, name, number in rows:
        names[key] = max(name, names.get(key, ""))
        numbers[key] += number
    found = [(key, name, numbers[key]) for key, name in names.items()]
    return sorted(found, key=lambda row: row[1].casefold())


def mine(
    session: Session, person: Person, chosen: Filter, now: datetime, zone: tzinfo
) -> list[Waiting]:
    """A page of the chosen part of what waits for this person, the oldest first."""
    ended, first = rules.patience_ended(now, zone), (chosen.page - 1) * PAGE
    asked = _mine(person, _choice(chosen), ended, now - rules.IDLE, (first, PAGE))
    return _rows(session, person, asked, now, zone)


@put_together
def _mine(
    person: Person, chosen: Choice, ended: datetime, idle_since: datetime, page: tuple[int, int]
) -> Select[*tuple[Any, ...]]:
    waiting = _narrowed(queries.waiting_for(person), *chosen, ended)
    return _with_words(waiting, page, person, idle_since)


def with_others(
    session: Session, person: Person, chosen: Filter, now: datetime, zone: tzinfo
) -> list[Waiting]:
    """The first of what other managers of this person's teams have to review."""
    ended = rules.patience_ended(now, zone)
    asked = _with_others(person, _choice(chosen), ended, now - rules.IDLE, (0, PAGE))
    return _rows(session, person, asked, now, zone)


@put_together
def _with_others(
    person: Person, chosen: Choice, ended: datetime, idle_since: datetime, page: tuple[int, int]
) -> Select[*tuple[Any, ...]]:
    waiting = _narrowed(queries.waiting_for_others(person, ended), *chosen, ended)
    words = _with_words(waiting, page, person, idle_since)
    return words.options(joinedload(Submission.reviewer))


def _with_words(
    waiting: Select[Submission], page: tuple[int, int], person: Person, idle_since: datetime
) -> Select[*tuple[Any, ...]]:
    """A page, found before anything else is looked up, with what its rows say.

    That is the reader's own beginning, who is at it, and when it is planned.
    """
    first, most = page
    ids = waiting.with_only_columns(Submission.id).offset(first).limit(most)
    few = ids.cte("few").prefix_with("MATERIALIZED")
    take, held, seat, slot = joinedload(Submission.take), Claim, SlotSeat, ReviewSlot
    own = and_(Review.submission_id == Submission.id, Review.author_id == person.id)
    planned = and_(slot.id == seat.slot_id, slots.TAKES_PART, slot.cancelled_at.is_(None))
    return (
        select(Submission)
        .join(few, few.c.id == Submission.id)
        .outerjoin(Review, own)
        .outerjoin(held, and_(held.submission_id == Submission.id, claims.is_fresh(idle_since)))
        .outerjoin(AT_IT, and_(AT_IT.id == held.person_id, AT_IT.deactivated_at.is_(None)))
        .outerjoin(seat, seat.submission_id == Submission.id)
        .outerjoin(slot, planned)
        .add_columns(Review.state, Review.begun_at, AT_IT.id, AT_IT.name)
        .add_columns(slot.starts_at, slot.minutes)
        .options(
            joinedload(Submission.person),
            *listed.of_take(take),
        )
        .order_by(Submission.created_at, Submission.id)
    )


def _rows(
    session: Session,
    person: Person,
    asked: tuple[Any, dict[str, Any]],
    now: datetime,
    zone: tzinfo,
) -> list[Waiting]:
    found = {row[0].id: row for row in session.execute(*asked)}.values()
    return [_row(session, person, each, now, zone) for each in found]


def _row(session: Session, person: Person, found: Row[Any], now: datetime, zone: tzinfo) -> Waiting:
    one, state, begun_at, at_it, name, starts_at, minutes = tuple(found)
    planned = Planned(starts_at, minutes) if starts_at else None
    ended = rules.patience_ended(now, zone)
    return Waiting(
        submission=one,
        draft=Draft(state, begun_at) if state else None,
        at_it=AtIt(at_it, name) if at_it and at_it != person.id else None,
        minutes=_minutes(one.take.asset.duration_ms, 1, pace(session, person, now)),
        owed_since=rules.owed_since(one.created_at, zone) if one.created_at < ended else None,
        slot=planned if planned and slots.end_of(planned) > now else None,
    )


def pace(session: Session, person: Person, now: datetime) -> float:
    """How long this person works on a review, as a multiple of the take's length."""
    return once(session, ("pace", person.id), lambda: _pace(session, person, now))


def _pace(session: Session, person: Person, now: datetime) -> float:
    found = session.execute(*_past(person, (now - LATELY).date())).all()
    length: int = sum(length_ms for _, length_ms in found)
    if len(found) < ENOUGH or not length:
        return USUAL_PACE
    active = int(sum(active for active, _ in found))
    return min(max(active / length, FASTEST), SLOWEST)


@put_together
def _past(person: Person, since: date) -> Select[int, int]:
    """Quick looks say nothing about it: they leave out the map."""
    quick = select(Review.submission_id).where(Review.author_id == person.id, Review.is_quick)
    spent = func.sum(Sitting.active_ms)
    return (
        select(spent, MediaAsset.duration_ms)
        .join(Submission, Submission.id == Sitting.submission_id)
        .join(Take, Take.id == Submission.take_id)
        .join(MediaAsset, MediaAsset.id == Take.asset_id)
        .where(
            Sitting.person_id == person.id,
            Sitting.local_day >= since,
            Submission.reviewer_id == person.id,
            Submission.reviewed_at.is_not(None),
            Submission.id.not_in(quick),
        )
        .group_by(Submission.id, Submission.reviewed_at, MediaAsset.duration_ms)
        .having(spent > 0)
        .order_by(Submission.reviewed_at.desc())
        .limit(MOST_PAST)
    )


def _minutes(length_ms: int, takes: int, ratio: float) -> int:
    """What reviewing so many takes of this length together is likely to take."""
    if not takes:
        return 0
    return max(1, round((length_ms * ratio + takes * ROUND_IT_OFF_MS) / 60_000))
