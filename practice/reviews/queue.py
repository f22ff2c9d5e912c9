"""The queue: what waits for a review, for how long, and how long the review is likely to take.

A reviewer's own pace tells that: their time at work on what they reviewed lately against its
length. Who has reviewed fewer than three takes gets the pace of most people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, joinedload

from practice.db import once
from practice.people.models import Person
from practice.recordings.models import MediaAsset
from practice.reviews import claims, queries, rules, slots
from practice.reviews.models import Review, ReviewSlot, ReviewState, Sitting
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take

PAGE = 50
USUAL_PACE = 1.7  # minutes of work for a minute of take
ROUND_IT_OFF_MS = 60_000  # for the two sentences and the decision, however short the take
LATELY = timedelta(days=180)
ENOUGH, MOST_PAST = 3, 20
Choice = tuple[UUID, str, int]  # of a list: what it is, its name, how many wait
SLOWEST, FASTEST = 6.0, 0.5  # beyond these something else was going on


class Show(StrEnum):
    """Which part of the queue."""

    all = "all"
    late = "late"
    help = "help"
    first = "first"
    again = "again"


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


@dataclass(frozen=True)
class Waiting:
    """One row: what was handed in, the reader's own beginning, and who else is at it."""

    submission: Submission
    draft: Review | None
    at_it: Person | None
    minutes: int
    owed_since: date | None
    slot: ReviewSlot | None = None  # to come, in which it has a seat

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
    return _about(waiting, chosen).where(_parts(now, zone)[chosen.show])


def _about(waiting: Select[Submission], chosen: Filter) -> Select[Submission]:
    if chosen.person_id is not None:
        waiting = waiting.where(Submission.person_id == chosen.person_id)
    if chosen.scenario_id is not None:
        waiting = waiting.where(Submission.take_id.in_(_takes_of(chosen.scenario_id)))
    return waiting


def _takes_of(scenario_id: UUID) -> Select[UUID]:
    version = ScenarioVersion.id == Take.scenario_version_id
    return (
        select(Take.id)
        .join(ScenarioVersion, version)
        .where(ScenarioVersion.scenario_id == scenario_id)
    )


def _parts(now: datetime, zone: tzinfo) -> dict[Show, ColumnElement[bool]]:
    asks = Submission.asks_help
    return {
        Show.all: true(),
        Show.late: Submission.created_at < rules.patience_ended(now, zone),
        Show.help: asks.is_(True),
        Show.first: asks.is_(False) & (Submission.round == 1),
        Show.again: asks.is_(False) & (Submission.round > 1),
    }


def counts(session: Session, person: Person, chosen: Filter, now: datetime, zone: tzinfo) -> Counts:
    """What stands on the tabs, for the chosen person and scenario."""
    parts = _parts(now, zone)
    columns = [func.count().filter(part) for part in parts.values()]
    length = func.sum(MediaAsset.duration_ms).filter(parts[chosen.show])
    waiting = _about(queries.waiting_for(person), chosen)
    whole = waiting.join(Take, Take.id == Submission.take_id).join(
        MediaAsset, MediaAsset.id == Take.asset_id
    )
    *numbers, length_ms = session.execute(
        whole.order_by(None).with_only_columns(*columns, length)
    ).one()
    found = dict(zip(parts, numbers, strict=True))
    return Counts(found, _minutes(length_ms or 0, found[chosen.show], pace(session, person, now)))


def choices(session: Session, person: Person) -> tuple[list[Choice], list[Choice]]:
    """The scenarios and the people in the queue, each with its number, by name."""
    waiting = (
        queries.waiting_for(person)
        .order_by(None)
        .join(Take, Take.id == Submission.take_id)
        .join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
    )
    scenario, found = ScenarioVersion.scenario_id, (Person.id, Person.name)
    pairs = waiting.with_only_columns(
        scenario, func.max(ScenarioVersion.title), *found, func.count()
    )
    rows = session.execute(pairs.group_by(scenario, *found)).all()
    return (
        _by_name((row[0], row[1], row[4]) for row in rows),
        _by_name((row[2], row[3], row[4]) for row in rows),
    )


def _by_name(rows: Iterable[Choice]) -> list[Choice]:
    """Each once, with all of its numbers together."""
    names, numbers = dict[UUID, str](), Counter[UUID]()
    for key, name, number in rows:
        names[key] = max(name, names.get(key, ""))
        numbers[key] += number
    found = [(key, name, numbers[key]) for key, name in names.items()]
    return sorted(found, key=lambda row: row[1].casefold())


def rows(
    session: Session,
    person: Person,
    waiting: Select[Submission],
    now: datetime,
    zone: tzinfo,
    page: int = 1,
) -> list[Waiting]:
    """One page of submissions, oldest first, each with what its row says."""
    some = _with_words(waiting).offset((page - 1) * PAGE).limit(PAGE)
    found = session.scalars(some).unique().all()
    if not found:
        return []
    ids = [submission.id for submission in found]
    drafts, held = _drafts(session, person, ids), claims.holders(session, ids, now)
    planned = slots.slots_of(session, ids, now)
    ratio, ended = pace(session, person, now), rules.patience_ended(now, zone)

    def row(one: Submission) -> Waiting:
        at_it = held.get(one.id)
        return Waiting(
            submission=one,
            draft=drafts.get(one.id),
            at_it=at_it if at_it and at_it.id != person.id else None,
            minutes=_minutes(one.take.asset.duration_ms, 1, ratio),
            owed_since=rules.owed_since(one.created_at, zone) if one.created_at < ended else None,
            slot=planned.get(one.id),
        )

    return [row(one) for one in found]


def _with_words(waiting: Select[Submission]) -> Select[Submission]:
    take = joinedload(Submission.take)
    return waiting.options(
        joinedload(Submission.person),
        joinedload(Submission.reviewer),
        take.joinedload(Take.scenario_version),
        take.joinedload(Take.asset).joinedload(MediaAsset.renditions),
    )


def _drafts(session: Session, person: Person, ids: Sequence[UUID]) -> dict[UUID, Review]:
    mine = select(Review).where(Review.author_id == person.id, Review.submission_id.in_(ids))
    return {review.submission_id: review for review in session.scalars(mine)}


def pace(session: Session, person: Person, now: datetime) -> float:
    """How long this person works on a review, as a multiple of the take's length."""
    return once(session, ("pace", person.id), lambda: _pace(session, person, now))


def _pace(session: Session, person: Person, now: datetime) -> float:
    """Quick looks say nothing about it: they leave out the map."""
    quick = select(Review.submission_id).where(Review.author_id == person.id, Review.is_quick)
    spent = func.sum(Sitting.active_ms)
    past = (
        select(spent, MediaAsset.duration_ms)
        .join(Submission, Submission.id == Sitting.submission_id)
        .join(Take, Take.id == Submission.take_id)
        .join(MediaAsset, MediaAsset.id == Take.asset_id)
        .where(
            Sitting.person_id == person.id,
            Sitting.local_day >= (now - LATELY).date(),
            Submission.reviewer_id == person.id,
            Submission.reviewed_at.is_not(None),
            Submission.id.not_in(quick),
        )
        .group_by(Submission.id, Submission.reviewed_at, MediaAsset.duration_ms)
        .having(spent > 0)
        .order_by(Submission.reviewed_at.desc())
        .limit(MOST_PAST)
    )
    found = session.execute(past).all()
    length = sum(length_ms for _, length_ms in found)
    if len(found) < ENOUGH or not length:
        return USUAL_PACE
    return min(max(sum(active for active, _ in found) / length, FASTEST), SLOWEST)


def _minutes(length_ms: int, takes: int, ratio: float) -> int:
    """What reviewing so many takes of this length together is likely to take."""
    if not takes:
        return 0
    return max(1, round((length_ms * ratio + takes * ROUND_IT_OFF_MS) / 60_000))
