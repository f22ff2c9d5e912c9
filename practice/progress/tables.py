"""The tables of progress as they are exported: the same rows as on the screen, but all of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.progress import behind, effort, growth, leaders, lists
from practice.progress.completion import day_of
from practice.progress.export import MOST_ROWS, Cell, Table, origin
from practice.progress.overview import Chosen, ListPage

BATCH = 500  # people whose weeks are added up at once
HOUR, MINUTE_MS = 3600, 60_000


def about(chosen: Chosen, what: str, now: datetime) -> list[tuple[str, str]]:
    """What a file shows, for whoever finds it in a folder later."""
    first, last = chosen.weeks[0], chosen.weeks[-1]
    return [
        ("What", what),
        ("Teams", chosen.title),
        ("Segment", chosen.segment.name if chosen.segment else "All segments"),
        ("Scenario", chosen.scenario.name if chosen.scenario else "All scenarios"),
        ("Weeks", f"from the week of {first} to the week of {last}"),
        *origin(now, chosen.zone),
    ]


def weeks(session: Session, chosen: Chosen, now: datetime) -> Table:
    """People by weeks: takes, minutes, what was submitted and what came back."""
    heads = ("Name", "Team now", "Week of", "Takes", "Minutes", "Submitted", "Reviewed")
    told = about(chosen, "Who practiced, and how often", now)
    return Table("weeks", told, heads, _weeks(session, chosen))


def _weeks(session: Session, chosen: Chosen) -> Iterator[Sequence[Cell]]:
    names = {team.id: team.name for team in chosen.teams}
    for row in _rows(session, chosen):
        home = row.person.home_team_id
        team = names.get(home, "") if home else ""
        for week, cell in zip(chosen.weeks, row.cells, strict=True):
            sums = (cell.takes, _minutes(cell.ms), cell.submitted, cell.reviewed)
            yield (row.person.name, team, week, *sums)


def _rows(session: Session, chosen: Chosen) -> Iterator[effort.Row]:
    start = 0
    while rows := effort.grid(session, chosen.scope, chosen.weeks, BATCH, start).rows:
        yield from rows
        start += BATCH


def _minutes(ms: int) -> float:
    return round(ms / MINUTE_MS, 1)


def takes(session: Session, shown: ListPage, now: datetime) -> Table:
    """The list behind a number: takes added up, or what was handed in."""
    who = shown.person.name if shown.person else "everybody"
    told = about(shown.chosen, f"Takes of {who}", now)
    if shown.show == lists.Show.takes:
        heads = ("Week of", "Name", "Scenario", "Takes", "Minutes", "Submitted")
        return Table("takes", told, heads, _groups(session, shown))
    heads = ("Submitted on", "Name", "Scenario", "Reviewer", "Reviewed on", "Hours to feedback")
    return Table(str(shown.show), told, heads, _handed_in(session, shown))


def _groups(session: Session, shown: ListPage) -> Iterator[Sequence[Cell]]:
    for group in lists.each_group(session, shown.asked, MOST_ROWS):
        sums = (group.takes, _minutes(group.ms), group.submitted)
        yield (group.week, group.person.name, group.title, *sums)


def _handed_in(session: Session, shown: ListPage) -> Iterator[Sequence[Cell]]:
    zone = ZoneInfo(shown.asked.zone)
    for each in lists.each_handed_in(session, shown.asked, shown.show, MOST_ROWS):
        back = each.reviewed_at
        yield (
            each.created_at.astimezone(zone).date(),
            each.person,
            each.title,
            each.reviewer or "",
            back.astimezone(zone).date() if back else None,
            round((back - each.created_at).total_seconds() / HOUR, 1) if back else None,
        )


def late(session: Session, chosen: Chosen, now: datetime) -> Table:
    """Who is behind."""
    heads = ("Name", "Team", "Scenario", "Due", "Days late", "Takes", "Takes asked")
    rows = map(_late, _each_late(session, chosen, now))
    return Table("behind", about(chosen, "Who is behind", now), heads, rows)


def _each_late(session: Session, chosen: Chosen, now: datetime) -> Iterator[behind.Late]:
    start = 0
    while found := behind.late(session, chosen.scope, now, BATCH, start):
        yield from found
        start += BATCH


def _late(each: behind.Late) -> Sequence[Cell]:
    due = day_of(each.due_at, each.due_zone)
    told = (each.name, each.team or "", each.title)
    return (*told, due, each.days, each.takes, each.minimum_takes)


def managers(session: Session, chosen: Chosen, now: datetime) -> Table:
    """Who reviews, and how fast it comes back."""
    heads = ("Name", "Reviewed", "Hours to feedback (median)", "Waiting", "Days the oldest waits",
             "Days since last feedback")  # fmt: skip
    found = leaders.leaders(session, chosen.scope, chosen.weeks, chosen.zone)
    told = about(chosen, "Managers and how fast feedback comes back", now)
    return Table("managers", told, heads, (_leader(each, now) for each in found))


def _leader(each: leaders.Leader, now: datetime) -> Sequence[Cell]:
    hours = round(each.turnaround.total_seconds() / HOUR, 1) if each.turnaround else None
    oldest, last = _days(each.oldest, now), _days(each.last_feedback, now)
    return (each.name, each.reviewed, hours, each.waiting, oldest, last)


def _days(since: datetime | None, now: datetime) -> int | None:
    return (now - since).days if since else None


def teams(session: Session, chosen: Chosen, now: datetime) -> Table:
    """Teams and how they practice."""
    heads = ("Team", "Manager", "People", "Practiced this week", "Takes", "Submitted", "Waiting",
             "Late")  # fmt: skip
    found = leaders.team_lines(session, chosen.scope, chosen.weeks, chosen.zone, now)
    rows = (_team(each) for each in found)
    return Table("teams", about(chosen, "Teams", now), heads, rows)


def _team(each: leaders.TeamLine) -> Sequence[Cell]:
    return (each.name, each.manager, each.members, each.practiced, each.takes, each.submitted,
            each.waiting, each.late)  # fmt: skip


def levels(session: Session, viewer: Person, chosen: Chosen, now: datetime) -> Table:
    """Levels of released feedback: only for a stated purpose, and logged."""
    heads = ("Name", "Submitted on", "Criterion", "Level")
    scope, weeks, zone = chosen.scope, chosen.weeks, chosen.zone
    scenario_id = scope.scenario_id or growth.busiest(session, scope, weeks, zone)
    asked = scope.of(scenario_id) if scenario_id else None
    found = growth.levels_given(session, viewer, asked, weeks, zone) if asked else []
    told = about(chosen, "Levels of released feedback", now)
    return Table("levels", told, heads, _scores(found, ZoneInfo(chosen.zone)))


def _scores(found: Iterable[growth.Given], zone: ZoneInfo) -> Iterator[Sequence[Cell]]:
    for given in found:
        day = given.handed_in.astimezone(zone).date()
        for measure, level in sorted(given.levels, key=lambda each: each[0].position):
            yield (given.name, day, measure.title, level)
