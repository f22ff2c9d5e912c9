"""Every figure worked out the slow and obvious way, over the plain lists of a history.

`docs/figures.md` says what each is. Nothing of the product is used here.
"""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.progress.histories import NOW, PEERS, TODAY, ZONES, Handed, History, Taken, handed_at

WEEK = timedelta(days=7)
TURN = {"not_started", "practicing", "another_take"}


@dataclass(frozen=True)
class Submitted:
    """One submission with everything that is known of it; `levels` by criterion, 0 or 1."""

    number: int
    rep: int
    team: int
    scenario: int
    reviewer: int
    at: datetime
    back: datetime | None
    asks_help: bool
    kept: bool
    levels: dict[int, int]


@dataclass(frozen=True)
class Slow:
    """A history, seen by some teams (by number), perhaps of one scenario or segment alone."""

    history: History
    teams: frozenset[int] | None
    scenario: int | None
    count: int  # weeks
    of_segment: bool = False

    @cached_property
    def weeks(self) -> list[date]:
        day = TODAY
        while day.weekday() != self.history.first_weekday:
            day -= timedelta(days=1)
        return [day - WEEK * back for back in range(self.count)][::-1]

    @cached_property
    def members(self) -> set[int]:
        return {
            rep
            for rep in range(4)
            if rep not in self.history.left
            and self._counts(rep)
            and (self.teams is None or self.history.team_of(rep, NOW) in self.teams)
        }

    @cached_property
    def takes(self) -> list[tuple[Taken, int]]:
        """Counted takes here, each with the place of its week."""
        found = []
        for take in self.history.takes:
            day = take.at.astimezone(ZoneInfo(ZONES[take.rep])).date()
            for place, first in enumerate(self.weeks):
                if first <= day < first + WEEK and take.counts and self._here(take):
                    found.append((take, place))
        return found

    def _here(self, take: Taken) -> bool:
        team = self.history.team_of(take.rep, take.at)
        mine = self.teams is None or team in self.teams
        return mine and self.scenario in (None, scenario_of(take)) and self._counts(take.rep)

    def _counts(self, rep: int) -> bool:
        """Whether somebody is in the segment that was picked."""
        return not self.of_segment or rep in self.history.segment

    @cached_property
    def everything(self) -> list[Submitted]:
        """What was handed in here and not taken back, questions too, of any time."""
        return [
            submitted(self.history, take, take.handed, number)
            for number, take in enumerate(self.history.takes, 1)
            if take.handed and not take.handed.taken_back and self._here(take)
        ]

    @cached_property
    def submissions(self) -> list[tuple[Submitted, int]]:
        """What was submitted in these weeks, by the organization’s clock."""
        found, zone = [], ZoneInfo(self.history.zone)
        for one in self.everything:
            day = one.at.astimezone(zone).date()
            for place, first in enumerate(self.weeks):
                if first <= day < first + WEEK and not one.asks_help:
                    found.append((one, place))
        return found

    @cached_property
    def practiced(self) -> list[int]:
        """Members with a counted take, week by week."""
        found: list[set[int]] = [set() for _ in self.weeks]
        for take, place in self.takes:
            if take.rep in self.members:
                found[place].add(take.rep)
        return [len(people) for people in found]

    def cells(self, rep: int) -> list[tuple[int, int, int, int]]:
        """Takes, milliseconds, submitted and reviewed of one person, week by week."""
        found = []
        for place in range(self.count):
            takes = [take for take, week in self.takes if (take.rep, week) == (rep, place)]
            handed = [one for one, week in self.submissions if (one.rep, week) == (rep, place)]
            back = [one for one in handed if one.back]
            found.append((len(takes), sum(take.ms for take in takes), len(handed), len(back)))
        return found

    def turnaround(self, reviewer: int | None = None) -> timedelta | None:
        spans = [
            one.back - one.at
            for one, _ in self.submissions
            if one.back and reviewer in (None, one.reviewer)
        ]
        return middle_of(spans) if len(spans) >= 3 else None

    def waiting(self, reviewer: int | None = None) -> list[datetime]:
        """Since when each waits that has no feedback yet, the oldest first."""
        return sorted(
            one.at
            for one in self.everything
            if not one.back and not one.kept and reviewer in (None, one.reviewer)
        )

    def late(self) -> int:
        return sum(
            one.enforced and one.state in TURN and one.due_at is not None and one.due_at < NOW
            for one in self.history.owed
            if one.rep in self.members and self.scenario in (None, 0)
        )

    @cached_property
    def scored(self) -> list[Submitted]:
        """Submissions with levels, the oldest first."""
        return sorted((one for one, _ in self.submissions if one.levels), key=lambda one: one.at)

    def first_and_best(self) -> dict[int, tuple[int, float, float]]:
        """By person: how many submissions, the first mean and the best."""
        found = {}
        for rep in range(4):
            means = [statistics.fmean(x.levels.values()) for x in self.scored if x.rep == rep]
            if len(means) > 1:
                found[rep] = (len(means), means[0], max(means))
        return found

    def distribution(self, criterion: int) -> list[int]:
        """How many people stand at each level of this criterion."""
        latest = {one.rep: one.levels[criterion] for one in self.scored}
        return [list(latest.values()).count(level) for level in range(1, 6)]

    def spread(self, weeks: list[date]) -> tuple[float, ...] | None:
        """Lowest, quarter, middle, three quarters, highest of the people in these weeks."""
        zone = ZoneInfo(self.history.zone)
        levels: dict[int, list[int]] = {}
        for one in self.scored:
            if weeks[0] <= one.at.astimezone(zone).date() < weeks[-1] + WEEK:
                levels.setdefault(one.rep, []).extend(one.levels.values())
        means = sorted(statistics.fmean(each) for each in levels.values())
        return tuple(at(means, share) for share in (0, 0.25, 0.5, 0.75, 1)) if means[2:] else None


def completion(history: History, enforced: bool, running: bool) -> Counter[str]:
    """How many stand in each state, all periods or the running ones; what was kept by itself."""
    found: Counter[str] = Counter()
    for one in history.owed:
        is_over = one.closes_at is not None and one.closes_at <= NOW
        if one.enforced != enforced or (running and is_over):
            continue
        found["kept" if one.state == "closed" and one.kept else str(one.state)] += 1
        is_late = enforced and one.state in TURN and one.due_at is not None and one.due_at < NOW
        found["late"] += is_late
    return found


def scenario_of(take: Taken) -> int:
    """The first two versions are of one scenario."""
    return 0 if take.version < 2 else 1


def submitted(history: History, take: Taken, handed: Handed, number: int) -> Submitted:
    """A submission; the last revision of its feedback is the one that stands."""
    at = handed_at(take.at, handed, number)
    back = None if handed.back is None else at + timedelta(hours=handed.back)
    counts = back and handed.revisions and handed.reviewer != PEERS
    last = handed.revisions[-1] if counts else ()
    team = history.team_of(take.rep, take.at)
    return Submitted(
        number, take.rep, team, scenario_of(take), handed.reviewer, at.astimezone(UTC), back,
        handed.asks_help, handed.kept and back is None, dict(enumerate(last)),
    )  # fmt: skip


def middle_of(spans: list[timedelta]) -> timedelta:
    """The median, by sorting."""
    ordered, half = sorted(spans), len(spans) // 2
    if len(spans) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def at(ordered: list[float], share: float) -> float:
    """The value at this share of the way through, on the line between its neighbors."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
