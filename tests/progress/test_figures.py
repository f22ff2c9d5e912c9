"""Every figure equals its slow and obvious computation, whatever happened (`docs/figures.md`)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import listing
from practice.assignments.models import Assignment
from practice.people.models import Person
from practice.progress import (
    behind,
    board,
    completion,
    effort,
    growth,
    leaders,
    lists,
    waiting,
    weekly,
)
from practice.progress.assessment import AssessmentMap, assessment_map
from practice.progress.scope import Scope
from practice.progress.weeks import blocks_of, last_weeks
from practice.takes.models import Submission
from tests.progress import slow as slowly
from tests.progress.histories import (
    FLOWN,
    FLOWN_FURTHER,
    MONDAY,
    MOVED,
    NOW,
    PEERS,
    REPS,
    SCORED,
    TEAMS,
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
    @example(FLOWN)
    @example(FLOWN_FURTHER)
    @example(MOVED)
    def check(history: History) -> None:
        undo = session.begin_nested()
        try:
            compare_all(session, world, history, seen)
        finally:
            undo.rollback()

    check()
    wanted = ("turnaround", "late", "pairs", "spread", "waiting", "moved", "kept", "over", "peers",
              "paused", "ended", "to come", "flown away", "told", "from two", "shut", "asked",
              "picked")  # fmt: skip
    missing = [name for name in wanted if not seen[name]]
    assert not missing, f"histories in which nothing happens show nothing of {missing}"


def compare_all(session: Session, world: World, history: History, seen: Counter[str]) -> None:
    given_out = lay(session, world, history)
    for teams, scenario, of_segment in SIGHTS:
        compare(session, world, Slow(history, teams, scenario, WEEKS, of_segment), seen)
    for assignment, enforced in zip(given_out, (True, False), strict=True):
        compare_completion(session, world, assignment, history, enforced, seen)
    compare_listing(session, world, given_out, history, seen)
    compare_years_and_boards(session, world, history, seen)
    compare_summaries(session, world, history, seen)
    compare_maps(session, world, history, seen)


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
    assert behind.count_late(session, scope, NOW) == len(slow.late())
    seen["late"] += len(slow.late())


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
            assert (line.waiting, line.late) == (len(one.waiting()), len(one.late()))


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
    counts = [slow.distribution(n) for n in (0, 1)]
    assert [column.counts for column in shown.columns] == [each for each in counts if any(each)]
    for spread, block in zip(shown.spreads, blocks_of(slow.weeks), strict=True):
        wanted = slow.spread(block)
        assert (spread.marks is None) == (wanted is None)
        if spread.marks and wanted:
            assert all(
                abs(one - other) < 1e-9 for one, other in zip(spread.marks, wanted, strict=True)
            )
            seen["spread"] += 1
    seen["pairs"] += len(pairs)


def compare_listing(
    session: Session,
    world: World,
    given_out: list[Assignment],
    history: History,
    seen: Counter[str],
) -> None:
    for team, viewer in ((None, world.boss), *enumerate(world.managers)):
        shown, count = listing.overviews(session, viewer, NOW, 50)
        told = {each.id: (each.total, each.met, each.behind) for each in shown}
        wanted = {
            assignment.id: numbers
            for assignment, enforced in zip(given_out, (True, False), strict=True)
            if (numbers := slowly.listed(history, enforced, team))
        }
        assert (told, count) == (wanted, len(wanted))
    given_both = [[one for one in history.owed if one.enforced == each] for each in (True, False)]
    seen["ended"] += any(given and all(map(slowly.is_over, given)) for given in given_both)
    seen["paused"] += history.paused


def compare_years_and_boards(
    session: Session, world: World, history: History, seen: Counter[str]
) -> None:
    for n, rep in enumerate(world.reps):
        today = slowly.today_of(history, n)
        year = effort.year_of(session, rep, today, history.first_weekday, WEEKS)
        wanted = slowly.year(history, n, WEEKS)
        assert year.weeks == wanted.weeks
        sums = (wanted.takes, wanted.ms, wanted.active_weeks)
        assert (year.takes, year.ms, year.active_weeks) == sums
        days = [slowly.day_of(history, take) for take in history.takes if take.rep == n]
        seen["to come"] += any(numbers[-1] is None for _, numbers in wanted.weeks)
        seen["flown away"] += any(day > today for day in days)
        if n not in history.left:
            rows = board.board(session, rep, today).rows
            told = [(row.name, row.takes_now, row.days_now, row.takes, row.days) for row in rows]
            assert told == [(f"Rep {who}", *row) for who, *row in slowly.board(history, n)]


def compare_summaries(session: Session, world: World, history: History, seen: Counter[str]) -> None:
    told = {each.person_id: each for each in weekly.tellings(session, MONDAY)}
    for n, manager in enumerate([*world.managers, world.boss]):
        is_boss = manager is world.boss
        wanted = slowly.summary(history, frozenset(TEAMS if is_boss else {n}), n)
        week = weekly.week_of(session, manager, MONDAY.date(), MONDAY)
        takes = {world.reps[rep].id: count for rep, count in wanted.takes.items()}
        if is_boss:  # managers are members of the team above
            takes |= {each.id: 0 for each in world.managers}
        assert {person.id: cell.takes for person, cell in week.people} == takes
        assert week.late_count == len(wanted.late)
        assert [each.due_at for each in week.late] == wanted.late[: weekly.MOST_LATE]
        assert (manager.id in told) == bool(takes)
        if takes:
            practiced = sum(count > 0 for count in takes.values())
            title = f"Last week {practiced} of {len(takes)} practiced"
            assert told[manager.id].title == title
            assert waiting_line(wanted.waiting, manager) in told[manager.id].body
        seen["told"] += len(wanted.waiting) > 1 and any(takes.values())


def waiting_line(waits: list[datetime], manager: Person) -> str:
    """How the summary tells it: by the manager’s own clock."""
    if not waits:
        return "Nothing waits for your feedback."
    since = waits[0].astimezone(ZoneInfo(manager.timezone))
    day = f"since {since:%A, %b} {since.day}."
    if len(waits) == 1:
        return f"1 take waits for your feedback, {day}"
    return f"{len(waits)} takes wait for your feedback, the oldest {day}"


def compare_maps(session: Session, world: World, history: History, seen: Counter[str]) -> None:
    handed_in = dict(session.execute(select(Submission.id, Submission.created_at)).all())
    scenarios = (None, world.versions[0].scenario_id, world.versions[2].scenario_id)
    sights = [
        (None, world.boss, REPS), (None, world.boss, history.segment),
        *((n, manager, REPS) for n, manager in enumerate(world.managers)),
    ]  # fmt: skip
    for number, viewer, reps in sights:
        persons = [world.reps[rep] for rep in reps]
        for picked, scenario_id in zip((None, 0, 1), scenarios, strict=True):
            shown = assessment_map(session, viewer, persons, scenario_id)
            wanted = slowly.assessment(history, number, reps, picked)
            assert told_by(shown, world, handed_in) == wanted
            if wanted is not None:
                count_levels(wanted, history, seen)


def told_by(
    shown: AssessmentMap | None, world: World, handed_in: dict[UUID, datetime]
) -> slowly.Map | None:
    """The map in the words of the slow one."""
    if shown is None:
        return None
    numbers = {rep.id: n for n, rep in enumerate(world.reps)}
    columns = {
        criterion.key: n
        for version in world.versions
        for n, criterion in enumerate(version.rubric_version.criteria)
    }
    levels = {
        (numbers[person_id], columns[key]): (
            one.level, handed_in[one.submission_id] if one.submission_id else None,
        )
        for (person_id, key), one in shown.board.seen.items()
    }  # fmt: skip
    criteria = [title for _, title in shown.board.columns]
    return slowly.Map([each.title for each in shown.boards], shown.board.title, criteria, levels)


def count_levels(wanted: slowly.Map, history: History, seen: Counter[str]) -> None:
    opened = {rep: {at for (who, _), (_, at) in wanted.levels.items() if who == rep}
              for rep in REPS}  # fmt: skip
    seen["from two"] += any(len(moments) > 1 for moments in opened.values())
    seen["shut"] += any(at is None for _, at in wanted.levels.values())
    seen["picked"] += len(wanted.scenarios) > 1
    questions = {
        one.at for one in Slow(history, None, None, 1).everything if one.asks_help and one.levels
    }
    seen["asked"] += any(at in questions for _, at in wanted.levels.values())


def near(one: timedelta | None, other: timedelta | None) -> bool:
    """The same, but for what a database rounds away."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(seconds=1)
