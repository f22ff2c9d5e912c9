"""Every figure worked out the slow and obvious way, over the plain lists of a history.

`docs/figures.md` says what each is. Nothing of the product is used here.
"""

import statistics
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.progress.histories import (
    CRITERIA,
    MONDAY,
    NOW,
    PEERS,
    TITLES,
    TODAY,
    Handed,
    History,
    Owed,
    Taken,
    handed_at,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TURN = {"not_started", "practicing", "another_take"}


@dataclass(frozen=True)
class Submitted:
    """One submission, or a question, with everything that is known of it; `levels` by criterion, 0
    or 1."""

    number: int
    rep: int
    team: int
    scenario: int
    version: int
    reviewer: int
    at: datetime
    back: datetime | None
    asks_help: bool
    kept: bool
    levels: dict[int, int]


@dataclass(frozen=True)
class Slow:
    """A history, seen by some teams (by number), perhaps of one scenario or segment alone, on a
    day."""

    history: History
    teams: frozenset[int] | None
    scenario: int | None
    count: int  # weeks
    of_segment: bool = False
    today: date = TODAY

    @cached_property
    def weeks(self) -> list[date]:
        day = first_of(self.today, self.history.first_weekday)
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
            day = day_of(self.history, take)
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

    def late(self, now: datetime = NOW) -> list[datetime]:
        """Since when each has been late, the longest first."""
        return sorted(
            one.due_at
            for one in self.history.owed
            if one.due_at and is_late(self.history, one, now)
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
        latest = {one.rep: one.levels[criterion] for one in self.scored if criterion in one.levels}
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
        if one.enforced != enforced or (running and is_over(one)):
            continue
        found["kept" if one.state == "closed" and one.kept else str(one.state)] += 1
        found["late"] += is_late(history, one, NOW)
    return found


def listed(history: History, enforced: bool, team: int | None) -> tuple[int, int, int] | None:
    """An assignment on the list of whoever leads a team, or everybody: who has it, who met it, who
    is late. None: it is not on theirs."""
    given = [
        one
        for one in history.owed
        if one.enforced == enforced and team in (None, history.team_of(one.rep, NOW))
    ]
    if team is not None and not given:
        return None
    shown = [one for one in given if not is_over(one)] or given
    met = [one for one in shown if one.state == "met"]
    return len(shown), len(met), sum(is_late(history, one, NOW) for one in shown)


def is_over(one: Owed) -> bool:
    """Whether its period has ended."""
    return one.closes_at is not None and one.closes_at <= NOW


def is_late(history: History, one: Owed, now: datetime) -> bool:
    """Enforced and not paused, past its date, and the rep’s turn."""
    is_past = one.due_at is not None and one.due_at < now
    return one.enforced and not history.paused and one.state in TURN and is_past


def today_of(history: History, rep: int) -> date:
    """The date where somebody is now."""
    return NOW.astimezone(ZoneInfo(history.zone_of(rep, NOW))).date()


def day_of(history: History, take: Taken) -> date:
    """The date where its person was when it was recorded."""
    return take.at.astimezone(ZoneInfo(history.zone_of(take.rep, take.at))).date()


def first_of(day: date, first_weekday: int) -> date:
    """The first day of its week."""
    while day.weekday() != first_weekday:
        day -= DAY
    return day


@dataclass(frozen=True)
class Year:
    """Somebody’s own weeks: the takes of each day, and what they add up to."""

    weeks: list[tuple[date, list[int | None]]]
    takes: int
    ms: int
    active_weeks: int


def year(history: History, rep: int, count: int) -> Year:
    """Wherever it was recorded. A day that is still to come there has no number, unless something
    was recorded on it."""
    today = today_of(history, rep)
    slow = Slow(history, None, None, count, today=today)
    own = [(take, place) for take, place in slow.takes if take.rep == rep]
    days = [day_of(history, take) for take, _ in own]
    weeks: list[tuple[date, list[int | None]]] = []
    for first in slow.weeks:
        dates = [first + DAY * n for n in range(7)]
        numbers = [days.count(day) or (0 if day <= today else None) for day in dates]
        weeks.append((first, numbers))
    return Year(weeks, len(own), sum(take.ms for take, _ in own), len({place for _, place in own}))


def board(history: History, viewer: int) -> list[tuple[int, int, int, int, int]]:
    """Of each teammate: takes and days of the week that runs, and of four; most days first."""
    home, today = frozenset({history.team_of(viewer, NOW)}), today_of(history, viewer)
    slow, found = Slow(history, home, None, 4, today=today), []
    for rep in slow.members:
        own = [(day_of(history, take), place) for take, place in slow.takes if take.rep == rep]
        days, now = [day for day, _ in own], [day for day, place in own if place == 3]
        found.append((rep, len(now), len(set(now)), len(days), len(set(days))))
    return sorted(found, key=lambda row: (-row[4], -row[3], row[0]))


@dataclass(frozen=True)
class Summary:
    """What a manager is told on Monday: takes by person; since when what is late, and waits."""

    takes: dict[int, int]
    late: list[datetime]
    waiting: list[datetime]


def summary(history: History, teams: frozenset[int], manager: int) -> Summary:
    """Of the teams they manage: the last week that was over by then, and what waits for them."""
    day_before = first_of(MONDAY.date(), history.first_weekday) - DAY
    week = Slow(history, teams, None, 1, today=day_before)
    everywhere = Slow(history, None, None, 1)
    takes = {rep: sum(take.rep == rep for take, _ in week.takes) for rep in week.members}
    own = [] if manager == PEERS else everywhere.waiting(manager)
    return Summary(takes, week.late(MONDAY), own)


@dataclass(frozen=True)
class Map:
    """The levels of one scenario, by person and criterion: each with when that was handed in, where
    its feedback may be opened."""

    scenarios: list[str]
    title: str
    criteria: list[str]
    levels: dict[tuple[int, int], tuple[int, datetime | None]]


def assessment(
    history: History, manager: int | None, reps: Collection[int], scenario: int | None
) -> Map | None:
    """What a manager, or who leads them all, sees of these people."""
    found = [
        one
        for one in sorted(Slow(history, None, None, 1).everything, key=lambda one: one.at)
        if one.levels and one.rep in reps
        if manager in (None, history.team_of(one.rep, NOW), one.reviewer)
    ]
    if not found:
        return None
    titles = {one.scenario: TITLES[one.version] for one in found}  # as the last of them says
    shown = scenario if scenario in titles else most_people(found)
    words: dict[int, str] = {}
    levels: dict[tuple[int, int], tuple[int, datetime | None]] = {}
    for one in found:
        for criterion, level in one.levels.items() if one.scenario == shown else ():
            words[criterion] = CRITERIA[one.version][criterion]
            opens = may_watch(history, manager, one)
            levels[one.rep, criterion] = (level, one.at if opens else None)
    in_order = [word for _, word in sorted(words.items())]
    return Map(sorted(titles.values()), titles[shown], in_order, levels)


def most_people(found: list[Submitted]) -> int:
    """The scenario in which most people have a level, the first by name of several."""
    people: dict[int, set[int]] = {}
    for one in found:
        people.setdefault(one.scenario, set()).add(one.rep)
    first = {which: min(TITLES[one.version] for one in found if one.scenario == which)
             for which in people}  # fmt: skip
    return min(people, key=lambda which: (-len(people[which]), first[which]))


def may_watch(history: History, manager: int | None, one: Submitted) -> bool:
    """What somebody reviewed, and what people of their team handed in from there."""
    at_home = history.team_of(one.rep, NOW) == one.team == manager
    return manager is None or one.reviewer == manager or at_home


def scenario_of(take: Taken) -> int:
    """The first two versions are of one scenario."""
    return 0 if take.version < 2 else 1


def submitted(history: History, take: Taken, handed: Handed, number: int) -> Submitted:
    """A submission; the last revision of its feedback is the one that stands."""
    at = handed_at(take.at, handed, number)
    back = None if handed.back is None else at + timedelta(hours=handed.back)
    counts = back and handed.revisions and handed.reviewer != PEERS
    last = handed.revisions[-1] if counts else ()
    levels = {criterion: level for criterion, level in enumerate(last) if level}
    team = history.team_of(take.rep, take.at)
    return Submitted(
        number, take.rep, team, scenario_of(take), take.version, handed.reviewer,
        at.astimezone(UTC), back, handed.asks_help, handed.kept and back is None, levels,
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
