"""Every figure equals its slow and obvious computation, whatever happened (`docs/figures.md`)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import example, given, settings
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment
from practice.progress import behind, completion, effort, growth, leaders, lists, waiting
from practice.progress.scope import Scope
from practice.progress.weeks import blocks_of, last_weeks
from tests.progress.histories import (
    NOW,
    PEERS,
    SCORED,
    TODAY,
    History,
    World,
    build,
    histories,
    lay,
)
from tests.progress.slow import Slow
from tests.progress.slow import completion as slow_completion

WEEKS = 8
SIGHTS: list[tuple[frozenset[int] | None, int | None, bool]] = [
    (None, None, False), (frozenset({0}), None, False), (None, 0, False),
    (frozenset({1, 2}), 1, False), (None, None, True), (frozenset({0, 1}), 0, True),
]  # fmt: skip


def test_every_figure_is_what_anybody_would_count(session: Session) -> None:
    world = build(session)
    seen: Counter[str] = Counter()

    @settings(derandomize=True, deadline=None, max_examples=14, database=None)
    @given(histories)
    @example(SCORED)
    def check(history: History) -> None:
        undo = session.begin_nested()
        given_out = lay(session, world, history)
        for teams, scenario, of_segment in SIGHTS:
            compare(session, world, Slow(history, teams, scenario, WEEKS, of_segment), seen)
        for assignment, enforced in zip(given_out, (True, False), strict=True):
            compare_completion(session, world, assignment, history, enforced, seen)
        undo.rollback()

    check()
    wanted = ("turnaround", "late", "pairs", "spread", "waiting", "moved", "kept", "over",
              "peers")  # fmt: skip
    missing = [name for name in wanted if not seen[name]]
    assert not missing, f"histories in which nothing happens show nothing of {missing}"


def compare_completion(
    session: Session,
    world: World,
    assignment: Assignment,
    history: History,
    enforced: bool,
    seen: Counter[str],
) -> None:
    for which in completion.Which:
        asked = completion.Asked(which=which)
        counts = completion.counts(session, world.boss, assignment, NOW, asked)
        slow_counts = slow_completion(history, enforced, which == completion.Which.now)
        assert +Counter(counts) == +slow_counts
        listed = list(completion.every_standing(session, world.boss, assignment, NOW, asked))
        assert len(listed) == sum(counts.values()) - counts["late"]
        assert sum(each.is_late for each in listed) == counts["late"]
        seen["kept"] += slow_counts["kept"]
    owed = sum(one.enforced == enforced for one in history.owed)
    running = slow_completion(history, enforced, running=True)
    seen["over"] += owed - (running.total() - running["late"])


def compare(session: Session, world: World, slow: Slow, seen: Counter[str]) -> None:
    ids = None if slow.teams is None else frozenset(world.teams[n].id for n in slow.teams)
    picked = {None: None, 0: world.versions[0].scenario_id, 1: world.versions[2].scenario_id}
    segment_id = world.segment.id if slow.of_segment else None
    scope = Scope(ids, picked[slow.scenario], segment_id)
    weeks = last_weeks(TODAY, WEEKS, slow.history.first_weekday)
    assert weeks == slow.weeks
    compare_effort(session, world, scope, slow, seen)
    compare_feedback(session, world, scope, slow, seen)
    if slow.scenario is not None:
        compare_growth(session, world, scope, slow, seen)
    assert behind.count_late(session, scope, NOW) == slow.late()
    seen["late"] += slow.late()


def compare_effort(
    session: Session, world: World, scope: Scope, slow: Slow, seen: Counter[str]
) -> None:
    weeks, takes = slow.weeks, [take for take, _ in slow.takes]
    totals = effort.totals(session, scope, weeks)
    assert (totals.takes, totals.ms) == (len(takes), sum(take.ms for take in takes))
    assert [totals.practiced_before, totals.practiced] == slow.practiced[-2:]
    assert totals.active_weeks == (None if scope.is_wide else sum(slow.practiced))
    if slow.teams is not None or slow.of_segment:
        assert totals.members == len(slow.members)
    rows = {row.person.id: row for row in effort.grid(session, scope, weeks, 50).rows}
    for n, rep in enumerate(world.reps):
        cells = slow.cells(n)
        shown = n in slow.members or (slow.teams is not None and any(cell[0] for cell in cells))
        assert (rep.id in rows) == shown
        if shown:
            row = rows[rep.id]
            told = [(cell.takes, cell.ms, cell.submitted, cell.reviewed) for cell in row.cells]
            assert told == cells
            assert row.active_weeks == sum(cell[0] > 0 for cell in cells)
            seen["moved"] += row.moved


def compare_feedback(
    session: Session, world: World, scope: Scope, slow: Slow, seen: Counter[str]
) -> None:
    weeks, zone = slow.weeks, slow.history.zone
    submissions, waits = [one for one, _ in slow.submissions], slow.waiting()
    back = [one for one in submissions if one.back]
    told = waiting.handed_in(session, scope, weeks)
    assert (told.submitted, told.reviewed, told.waiting) == (
        len(submissions), len(back), len(waits),
    )  # fmt: skip
    assert told.oldest_waiting == (waits[0] if waits else None)
    assert near(told.turnaround, slow.turnaround())
    asked = lists.Asked(scope, weeks, zone)
    counted = [len(slow.takes), len(submissions), len(back), len(waits)]
    assert list(lists.counts(session, asked).values()) == counted
    assert sum(group.takes for group in lists.groups(session, asked, 500)) == counted[0]
    listed = leaders.leaders(session, scope, weeks, zone)
    assert leaders.leaders(session, scope, weeks, zone, 2) == listed[:2]
    rows = {row.person_id: row for row in listed}
    for n, manager in enumerate(world.managers[:2]):
        compare_reviewer(rows.get(manager.id), n, slow)
    peers = rows.get(None)
    compare_reviewer(peers, PEERS, slow)
    if slow.teams is None:
        compare_teams(session, world, scope, slow)
    seen["turnaround"] += slow.turnaround() is not None
    seen["waiting"] += len(waits)
    seen["peers"] += peers is not None and not peers.waiting


def compare_reviewer(row: leaders.Leader | None, reviewer: int, slow: Slow) -> None:
    mine = [one for one in slow.everything if one.reviewer == reviewer]
    if row is None:
        assert not slow.waiting(reviewer)
        assert not any(one.reviewer == reviewer and one.back for one, _ in slow.submissions)
        return
    back = [one for one, _ in slow.submissions if one.reviewer == reviewer and one.back]
    waits = slow.waiting(reviewer)
    assert (row.reviewed, row.waiting) == (len(back), len(waits))
    assert row.oldest == (waits[0] if waits else None)
    last = max((one.back for one in mine if one.back), default=None)
    assert row.last_feedback == (None if reviewer == PEERS else last)
    assert near(row.turnaround, slow.turnaround(reviewer))


def compare_teams(session: Session, world: World, scope: Scope, slow: Slow) -> None:
    lines = leaders.team_lines(session, scope, slow.weeks, slow.history.zone, NOW)
    numbers = {team.id: n for n, team in enumerate(world.teams)}
    for line in lines:
        if line.id in numbers:
            team = frozenset({numbers[line.id]})
            one = replace(slow, teams=team)
            assert (line.members, line.practiced) == (len(one.members), one.practiced[-1])
            sums = (len(one.takes), len(one.submissions))
            assert (line.takes, line.submitted) == sums
            assert (line.waiting, line.late) == (len(one.waiting()), one.late())


def compare_growth(
    session: Session, world: World, scope: Scope, slow: Slow, seen: Counter[str]
) -> None:
    shown = growth.growth(session, world.boss, scope, slow.weeks, slow.history.zone)
    if shown is None:
        assert not slow.scored
        return
    numbers = {rep.id: n for n, rep in enumerate(world.reps)}
    pairs = {
        numbers[pair.person_id]: (pair.rounds, pair.first.mean, pair.best.mean)
        for pair in shown.pairs
    }
    assert pairs == slow.first_and_best()
    assert [column.counts for column in shown.columns] == [slow.distribution(n) for n in (0, 1)]
    for spread, block in zip(shown.spreads, blocks_of(slow.weeks), strict=True):
        wanted = slow.spread(block)
        assert (spread.marks is None) == (wanted is None)
        if spread.marks and wanted:
            assert all(
                abs(one - other) < 1e-9 for one, other in zip(spread.marks, wanted, strict=True)
            )
            seen["spread"] += 1
    seen["pairs"] += len(pairs)


def near(one: timedelta | None, other: timedelta | None) -> bool:
    """The same, but for what a database rounds away."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(seconds=1)
