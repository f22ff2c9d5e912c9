"""How people grow in one scenario: first against best, who stands where, and how far apart.

Only levels of released feedback on what was handed in during the weeks shown: private takes are
never scored. A correction replaces what it corrects. Each figure stands in `docs/figures.md`.
"""

import statistics
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from practice.db import among
from practice.people.models import Person
from practice.progress.assessment import sent
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN
from practice.progress.weeks import Moments, blocks_of, handed_in_within, midnights
from practice.questions import put_together
from practice.reviews.models import CriterionScore
from practice.scenarios.models import Criterion, RubricVersion, ScenarioVersion
from practice.takes.models import Submission

MOST_REVIEWS = 2_000  # of very many the latest are enough
LATELY = 1_000  # submissions that tell which scenario is shown first
FEWEST_PEOPLE = 3  # behind a spread
LEVELS = range(1, 6)


class Measure(NamedTuple):
    """One criterion, as a version of its rubric has it."""

    id: UUID
    rubric_id: UUID
    key: UUID
    title: str
    position: int


class Given(NamedTuple):
    """The levels that one review gave somebody."""

    person_id: UUID
    name: str
    submission_id: UUID
    handed_in: datetime
    may_watch: bool
    levels: Sequence[tuple[Measure, int]]

    @property
    def opened(self) -> UUID | None:
        """The submission, where the viewer may open it."""
        return self.submission_id if self.may_watch else None


class Round(NamedTuple):
    """One submission: the mean of its levels."""

    submission_id: UUID | None  # None: not this viewer's to open
    mean: float


@dataclass(frozen=True)
class Pair:
    """One person’s first submission against their best, of the same rubric."""

    person_id: UUID
    name: str
    rounds: int
    first: Round
    best: Round


@dataclass(frozen=True)
class Standing:
    """The latest level of one person on a criterion."""

    person_id: UUID
    name: str
    level: int
    submission_id: UUID | None


@dataclass(frozen=True)
class Column:
    """One criterion: who stands where on it now."""

    key: UUID
    title: str
    latest: Sequence[tuple[Given, int]]  # of each person

    @property
    def people(self) -> int:
        """How many have a level on it."""
        return len(self.latest)

    @property
    def counts(self) -> list[int]:
        """How many people have each level, from 1 to 5."""
        found = Counter(level for _, level in self.latest)
        return [found[level] for level in LEVELS]

    def at(self, wanted: int) -> list[Standing]:
        """Who has this level, by name."""
        found = [given for given, level in self.latest if level == wanted]
        found.sort(key=lambda given: (given.name.lower(), given.person_id))
        return [Standing(of.person_id, of.name, wanted, of.opened) for of in found]


@dataclass(frozen=True)
class Mean:
    """The mean level of one person in a stretch of weeks, and the last submission behind it."""

    person_id: UUID
    name: str
    level: float
    submission_id: UUID | None


@dataclass(frozen=True)
class Spread:
    """How far people lie apart in a stretch of weeks; five marks, or none of too few people."""

    first: date
    last: date
    reviews: Sequence[Sequence[Given]]  # of each person, the oldest first
    marks: tuple[float, float, float, float, float] | None

    @property
    def people(self) -> int:
        """How many have levels there."""
        return len(self.reviews)

    @property
    def means(self) -> list[Mean]:
        """Each person’s mean level, the highest first."""
        return sorted(map(_mean, self.reviews), key=lambda each: (-each.level, each.name.lower()))

    @property
    def between(self) -> float | None:
        """How wide the middle half of the people is."""
        return self.marks[3] - self.marks[1] if self.marks else None


@dataclass(frozen=True)
class Growth:
    """All that the page of growth shows of one scenario."""

    scenario_id: UUID
    pairs: Sequence[Pair]
    columns: Sequence[Column]
    spreads: Sequence[Spread]
    is_cut: bool

    @property
    def first(self) -> float:
        """The mean of everybody’s first submission."""
        return statistics.fmean(pair.first.mean for pair in self.pairs)

    @property
    def best(self) -> float:
        """The mean of everybody’s best submission."""
        return statistics.fmean(pair.best.mean for pair in self.pairs)


def growth(
    session: Session, viewer: Person, scope: Scope, weeks: list[date], zone: str
) -> Growth | None:
    """The levels of the scenario asked for, else of the one with most feedback; None: no level."""
    scenario_id = scope.scenario_id or busiest(session, scope, weeks, zone)
    if scenario_id is None:
        return None
    given = levels_given(session, viewer, scope.of(scenario_id), weeks, zone)
    found = [each for each in given if each.levels]
    if not found:
        return None
    shift = spreads(found, weeks, zone)
    is_cut = len(given) == MOST_REVIEWS
    return Growth(scenario_id, first_and_best(found), columns(found), shift, is_cut)


def busiest(session: Session, scope: Scope, weeks: list[date], zone: str) -> UUID | None:
    """The scenario of which most came back lately."""
    found: UUID | None = session.scalar(*_busiest(scope, midnights(weeks, zone)))
    return found


@put_together
def _busiest(scope: Scope, moments: Moments) -> Select[UUID]:
    latest = (
        select(Submission.scenario_version_id)
        .where(HANDED_IN, Submission.reviewed_at.is_not(None), scope.handed_in)
        .where(handed_in_within(moments))
        .order_by(Submission.created_at.desc())
        .limit(LATELY)
        .subquery()
    )
    of = ScenarioVersion.scenario_id
    found = select(of).join(latest, latest.c.scenario_version_id == ScenarioVersion.id).group_by(of)
    return found.order_by(func.count().desc(), of).limit(1)


def levels_given(
    session: Session, viewer: Person, scope: Scope, weeks: list[date], zone: str
) -> list[Given]:
    """The reviews of what was handed in in these weeks, the oldest submission first; some give no
    level."""
    rows = session.execute(*_given(viewer, scope, midnights(weeks, zone))).all()
    found = [(who, words.split(",") if words else []) for *who, words in reversed(rows)]
    meant = _meant(session, {word for _, words in found for word in words})  # few of many reviews
    return [Given._make([*who, [meant[word] for word in words]]) for who, words in found]


@put_together
def _given(viewer: Person, scope: Scope, moments: Moments) -> Select[*tuple[Any, ...]]:
    """A row for each review, its levels in one word: a row for each would take most of the time.

    A name is looked up for each: to join them PostgreSQL would read everybody.
    """
    back = (HANDED_IN, Submission.reviewed_at.is_not(None), handed_in_within(moments))
    there = sent(viewer, *back, scope.handed_in).c
    level = cast(CriterionScore.criterion_id, String) + cast(CriterionScore.level, String)
    levels = select(func.aggregate_strings(level, ","))
    levels = levels.where(CriterionScore.review_id == there.review_id)
    name = select(Person.name).where(Person.id == there.person_id).scalar_subquery()
    newest = (there.handed_in.desc(), there.submission_id.desc(), there.released_at.desc())
    return (
        select(there.person_id, name, there.submission_id, there.handed_in, there.may_watch)
        .add_columns(levels.scalar_subquery())
        .order_by(*newest)
        .limit(MOST_REVIEWS)
    )


def _meant(session: Session, words: Collection[str]) -> dict[str, tuple[Measure, int]]:
    """The criterion and its level of each word: an id as this database writes it, and a digit."""
    ids = {word: UUID(word[:-1]) for word in words}
    rows = session.execute(*_criteria(list(set(ids.values())))).all()
    found = {row.id: Measure(*row) for row in rows}
    return {word: (found[each], int(word[-1])) for word, each in ids.items()}


@put_together
def _criteria(ids: list[UUID]) -> Select[*tuple[Any, ...]]:
    of = Criterion
    found = select(of.id, RubricVersion.rubric_id, of.key, of.title, of.position)
    return found.join(of.rubric_version).where(among(of.id, ids))


def first_and_best(found: Iterable[Given]) -> list[Pair]:
    """Everybody with at least two submissions that were scored, by name."""
    rounds: dict[int, list[Given]] = {}  # by number: the hash of an id is worked out anew each time
    for given in found:
        rounds.setdefault(given.submission_id.int, []).append(given)
    people: dict[tuple[str, int, int], list[list[Given]]] = {}
    for reviews in rounds.values():
        of = reviews[0]
        rubric = of.levels[0][0].rubric_id
        people.setdefault((of.name, of.person_id.int, rubric.int), []).append(reviews)
    return [_pair(own) for _, own in sorted(people.items(), key=itemgetter(0)) if len(own) > 1]


def _round(reviews: Sequence[Given]) -> Round:
    return Round(reviews[0].opened, mean_level(reviews))


def mean_level(reviews: Iterable[Given]) -> float:
    """The mean of all the levels in these."""
    levels = [level for given in reviews for _, level in given.levels]
    return sum(levels) / len(levels)


def _pair(own: Sequence[Sequence[Given]]) -> Pair:
    of, rounds = own[0][0], list(map(_round, own))
    best = max(rounds, key=lambda each: each.mean)
    return Pair(of.person_id, of.name, len(rounds), rounds[0], best)


def columns(found: Iterable[Given]) -> list[Column]:
    """Everybody’s latest level on each criterion, in the order of the rubric."""
    latest: dict[int, dict[int, tuple[Given, int]]] = defaultdict(dict)
    newest: dict[int, Measure] = {}
    for given in found:
        who = given.person_id.int
        for measure, level in given.levels:
            latest[measure.key.int][who] = given, level
            newest[measure.key.int] = measure
    ordered = sorted(newest.values(), key=lambda measure: (measure.position, measure.title))
    return [Column(each.key, each.title, list(latest[each.key.int].values())) for each in ordered]


def spreads(found: Iterable[Given], weeks: list[date], zone: str) -> list[Spread]:
    """Stretch by stretch: the lowest, the quarters, the middle and the highest of all people."""
    blocks = blocks_of(weeks)
    # in one zone: comparing moments of two takes a hundred times as long
    begins = [midnights(block, zone)[0].astimezone(UTC) for block in blocks]
    over = midnights(blocks[-1], zone)[-1].astimezone(UTC)
    inside: list[dict[int, list[Given]]] = [defaultdict(list) for _ in blocks]
    for given in found:
        if begins[0] <= given.handed_in < over:
            stretch = inside[bisect_right(begins, given.handed_in) - 1]
            stretch[given.person_id.int].append(given)
    return [_spread(block, list(own.values())) for block, own in zip(blocks, inside, strict=True)]


def _spread(block: list[date], reviews: Sequence[Sequence[Given]]) -> Spread:
    last = block[-1] + timedelta(days=6)
    return Spread(block[0], last, reviews, marks_of(list(map(mean_level, reviews))))


def _mean(reviews: Sequence[Given]) -> Mean:
    last = reviews[-1]
    return Mean(last.person_id, last.name, mean_level(reviews), last.opened)


def marks_of(means: Sequence[float]) -> tuple[float, float, float, float, float] | None:
    """Lowest, quarter, middle, three quarters, highest; None of fewer than three people."""
    if len(means) < FEWEST_PEOPLE:
        return None
    quarter, middle, most = statistics.quantiles(means, n=4, method="inclusive")
    return min(means), quarter, middle, most, max(means)
