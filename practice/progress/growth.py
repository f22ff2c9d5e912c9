"""How people grow in one scenario: first against best, who stands where, and how far apart.

Only levels of released feedback on what was handed in during the weeks shown: private takes are
never scored. A correction replaces what it corrects. Each figure stands in `docs/figures.md`.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, func, select
from sqlalchemy.orm import Session

from practice.db import in_sight
from practice.people.models import Person
from practice.progress.assessment import levels_of, sent
from practice.progress.scope import Scope
from practice.progress.waiting import HANDED_IN, IN_HAND
from practice.progress.weeks import Moments, blocks_of, handed_in_within, midnights
from practice.questions import put_together
from practice.reviews.models import CriterionScore
from practice.scenarios.models import Criterion, RubricVersion, ScenarioVersion
from practice.takes.models import Submission

MOST_LEVELS = 10_000  # of very many the latest are enough
LATELY = 1_000  # submissions that tell which scenario is shown first
FEWEST_PEOPLE = 3  # behind a spread
LEVELS = range(1, 6)


class Score(NamedTuple):
    """One level that somebody was given."""

    person_id: UUID
    name: str
    submission_id: UUID
    handed_in: datetime
    rubric_id: UUID
    key: UUID
    criterion: str
    position: int
    level: int
    may_watch: bool


@dataclass(frozen=True)
class Round:
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
    standings: Sequence[Standing]

    @property
    def counts(self) -> list[int]:
        """How many people have each level, from 1 to 5."""
        found = Counter(each.level for each in self.standings)
        return [found[level] for level in LEVELS]

    def at(self, level: int) -> list[Standing]:
        """Who has this level."""
        return [each for each in self.standings if each.level == level]


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
    means: Sequence[Mean]  # the highest first
    marks: tuple[float, float, float, float, float] | None

    @property
    def people(self) -> int:
        """How many have levels there."""
        return len(self.means)

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
    found = scores(session, viewer, scope.of(scenario_id), weeks, zone)
    if not found:
        return None
    shift = spreads(found, weeks, zone)
    is_cut = len(found) == MOST_LEVELS
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
        .limit(in_sight(LATELY, Integer()))
        .subquery()
    )
    of = ScenarioVersion.scenario_id
    found = select(of).join(latest, latest.c.scenario_version_id == ScenarioVersion.id).group_by(of)
    return found.order_by(func.count().desc(), of).limit(1)


def scores(
    session: Session, viewer: Person, scope: Scope, weeks: list[date], zone: str
) -> list[Score]:
    """The levels given of what was handed in in these weeks, the oldest submission first."""
    rows = session.execute(*_scores(viewer, scope, midnights(weeks, zone))).all()
    return [Score(*row) for row in reversed(rows)]


@put_together
def _scores(viewer: Person, scope: Scope, moments: Moments) -> Select[*tuple[Any, ...]]:
    # Found in indexes alone, before anything is looked at: each take stands handed in once.
    back = (HANDED_IN, Submission.reviewed_at.is_not(None), handed_in_within(moments))
    lately = select(Submission.take_id).where(*back, scope.handed_in).cte("lately")
    known = select(lately.prefix_with("MATERIALIZED").c.take_id)
    there = sent(viewer, IN_HAND, Submission.take_id.in_(known)).c
    found = (
        levels_of(there)
        .join(Criterion.rubric_version)
        .add_columns(
            there.person_id,
            there.name,
            there.submission_id,
            there.handed_in,
            RubricVersion.rubric_id,
            Criterion.key,
            Criterion.title,
            Criterion.position,
            CriterionScore.level,
            there.may_watch,
        )
    )
    newest = (there.handed_in.desc(), there.submission_id.desc(), there.released_at.desc())
    return found.order_by(*newest, Criterion.position.desc()).limit(MOST_LEVELS)


def first_and_best(found: Iterable[Score]) -> list[Pair]:
    """Everybody with at least two submissions that were scored, by name."""
    people: dict[tuple[str, UUID, UUID], dict[UUID, list[Score]]] = defaultdict(dict)
    for score in found:
        rounds = people[score.name, score.person_id, score.rubric_id]
        rounds.setdefault(score.submission_id, []).append(score)
    return [
        _pair(name, person_id, [_round(each) for each in rounds.values()])
        for (name, person_id, _), rounds in sorted(people.items(), key=lambda each: each[0])
        if len(rounds) > 1
    ]


def _round(given: Sequence[Score]) -> Round:
    opened = given[0].submission_id if given[0].may_watch else None
    return Round(opened, statistics.fmean(score.level for score in given))


def _pair(name: str, person_id: UUID, rounds: list[Round]) -> Pair:
    best = max(rounds, key=lambda each: each.mean)
    return Pair(person_id, name, len(rounds), rounds[0], best)


def columns(found: Iterable[Score]) -> list[Column]:
    """Everybody’s latest level on each criterion, in the order of the rubric."""
    latest: dict[UUID, dict[UUID, Score]] = defaultdict(dict)
    for score in found:
        latest[score.key][score.person_id] = score
    newest = {
        key: max(by.values(), key=lambda score: score.handed_in) for key, by in latest.items()
    }
    ordered = sorted(latest, key=lambda key: (newest[key].position, newest[key].criterion))
    return [Column(key, newest[key].criterion, _standings(latest[key])) for key in ordered]


def _standings(by_person: dict[UUID, Score]) -> list[Standing]:
    ordered = sorted(by_person.values(), key=lambda score: (score.name, score.person_id))
    return [
        Standing(
            each.person_id, each.name, each.level, each.submission_id if each.may_watch else None
        )
        for each in ordered
    ]


def spreads(found: Sequence[Score], weeks: list[date], zone: str) -> list[Spread]:
    """Stretch by stretch: the lowest, the quarters, the middle and the highest of all people."""
    made = []
    for block in blocks_of(weeks):
        begin, *_, end = midnights(block, zone)
        inside = [score for score in found if begin <= score.handed_in < end]
        means = means_of(inside)
        last = block[-1] + timedelta(days=6)
        made.append(Spread(block[0], last, means, marks_of([each.level for each in means])))
    return made


def means_of(found: Iterable[Score]) -> list[Mean]:
    """Each person’s mean level, the highest first."""
    given: dict[UUID, list[Score]] = defaultdict(list)
    for score in found:
        given[score.person_id].append(score)
    return sorted(map(_mean, given.values()), key=lambda each: (-each.level, each.name))


def _mean(given: Sequence[Score]) -> Mean:
    last = given[-1]
    opened = last.submission_id if last.may_watch else None
    level = statistics.fmean(score.level for score in given)
    return Mean(last.person_id, last.name, level, opened)


def marks_of(means: Sequence[float]) -> tuple[float, float, float, float, float] | None:
    """Lowest, quarter, middle, three quarters, highest; None of fewer than three people."""
    if len(means) < FEWEST_PEOPLE:
        return None
    quarter, middle, most = statistics.quantiles(means, n=4, method="inclusive")
    return min(means), quarter, middle, most, max(means)
