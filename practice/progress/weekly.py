"""A manager's week at a glance, told on Monday morning: the week that is over, in a few sentences.

It is about the teams somebody manages themselves. The words name people and counts, never levels
and never times of day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.clock import zone_of
from practice.notices.actions import Telling
from practice.notices.models import Notice
from practice.people import queries as people
from practice.people.models import BY_NAME, Person, TeamManager
from practice.progress import behind, effort, waiting
from practice.progress.behind import Late
from practice.progress.effort import Cell
from practice.progress.scope import Scope
from practice.progress.weeks import last_weeks

MORNING = timedelta(hours=8)
TEAM = "/team"
MOST_NAMES = 8
MOST_LATE = 5


def tellings(session: Session, now: datetime) -> list[Telling]:
    """What is to be told now: to each manager once a week, in the day after Monday 8:00 AM there.

    Who manages nobody is told nothing.
    """
    due = managers_due(session, now)
    told = _told(session, {key_of(monday) for _, monday in due})
    fresh = [(each, monday) for each, monday in due if (each.id, key_of(monday)) not in told]
    found = (telling(session, manager, monday, now) for manager, monday in fresh)
    return [each for each in found if each is not None]


def managers_due(session: Session, now: datetime) -> list[tuple[Person, date]]:
    """Everybody who manages a team and whose Monday morning it is, with that Monday."""
    managing = Person.id.in_(select(TeamManager.person_id))
    managers = session.scalars(select(Person).where(managing, Person.deactivated_at.is_(None)))
    mondays = ((each, monday_of(each.timezone, now)) for each in managers)
    return [(each, monday) for each, monday in mondays if monday is not None]


def monday_of(zone: str, now: datetime) -> date | None:
    """The Monday whose summary may be told now: from 8:00 AM on, for a day."""
    wall = now.astimezone(zone_of(zone)).replace(tzinfo=None) - MORNING
    return wall.date() if wall.weekday() == 0 else None


def key_of(monday: date) -> str:
    """What makes it once a week."""
    return f"weekly:{monday}"


def _told(session: Session, keys: set[str]) -> set[tuple[UUID, str]]:
    rows = session.execute(select(Notice.person_id, Notice.key).where(Notice.key.in_(keys)))
    return {(person_id, key) for person_id, key in rows}


@dataclass(frozen=True)
class Week:
    """What the sentences say."""

    people: Sequence[tuple[Person, Cell]]
    late: Sequence[Late]
    late_count: int
    waiting: int
    oldest: datetime | None


def telling(session: Session, manager: Person, monday: date, now: datetime) -> Telling | None:
    """One manager's summary; None when there is nobody on their teams."""
    week = week_of(session, manager, monday, now)
    if not week.people:
        return None
    practiced = sum(cell.takes > 0 for _, cell in week.people)
    title = f"Last week {practiced} of {len(week.people)} practiced"
    return Telling(manager.id, key_of(monday), title, body_of(week, manager), TEAM)


def week_of(session: Session, manager: Person, monday: date, now: datetime) -> Week:
    """The figures of the last whole week, and what is late and waits now."""
    teams = people.teams_managed_by(session, manager)
    scope = Scope(frozenset(team.id for team in teams))
    others = select(Person).where(scope.members, Person.id != manager.id)
    members = session.scalars(others.order_by(*BY_NAME)).all()
    first_weekday = people.organization(session).first_weekday
    weeks = last_weeks(monday, 2, first_weekday)[:1]
    cells = effort.cells_of(session, scope, [member.id for member in members], weeks)
    count, oldest = waiting.waiting_for(session, manager)
    late, late_count = behind.late_of_all(session, scope, now, MOST_LATE)
    return Week(
        people=[(member, cells[member.id][0]) for member in members],
        late=late,
        late_count=late_count,
        waiting=count,
        oldest=oldest,
    )


def body_of(week: Week, manager: Person) -> str:
    """Who practiced, who is behind, and what waits for this manager's feedback: a line each."""
    lines = (*effort_lines(week), late_line(week), waiting_line(week, manager))
    return "\n".join(line for line in lines if line)


def effort_lines(week: Week) -> list[str]:
    """Who practiced and how often, the most first, and who didn't."""
    most = sorted(week.people, key=lambda each: -each[1].takes)
    did = [f"{each.name} ({cell.takes})" for each, cell in most if cell.takes]
    didnt = [each.name for each, cell in week.people if not cell.takes]
    takes = sum(cell.takes for _, cell in week.people)
    counted = "1 take" if takes == 1 else f"{takes} takes"
    return [
        f"{counted} in all: {names(did)}." if did else "Nobody recorded a take.",
        f"No take yet: {names(didnt)}." if did and didnt else "",
    ]


def late_line(week: Week) -> str:
    """Who is behind with what."""
    if not week.late_count:
        return "Nobody is behind."
    shown = [f"{each.name} with “{each.title}”" for each in week.late]
    return f"Behind: {names(shown, week.late_count)}."


def waiting_line(week: Week, manager: Person) -> str:
    """What waits for this manager's feedback, and since when."""
    if not week.waiting or week.oldest is None:
        return "Nothing waits for your feedback."
    since = week.oldest.astimezone(zone_of(manager.timezone))
    takes = "1 take waits" if week.waiting == 1 else f"{week.waiting} takes wait"
    oldest = "" if week.waiting == 1 else "the oldest "
    return f"{takes} for your feedback, {oldest}since {since:%A, %b} {since.day}."


def names(words: Sequence[str], count: int | None = None) -> str:
    """A list in words, cut where it would get long."""
    count = len(words) if count is None else count
    shown = words[:MOST_NAMES]
    more = count - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
