"""What people are told about their assignments, in whole sentences."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from practice.assignments.due import zone_of
from practice.assignments.models import (
    ONCE,
    Assignment,
    AssignmentTarget,
    Audience,
    TargetState,
)
from practice.clock import hour_of
from practice.people.models import Role

MOST_LINES = 10
STATES = {
    TargetState.not_started: "Not started",
    TargetState.practicing: "Practicing",
    TargetState.submitted: "Submitted",
    TargetState.in_review: "In review",
    TargetState.another_take: "Another take",
    TargetState.met: "Meets the bar",
    TargetState.waived: "Waived",
    TargetState.missed: "Missed",
    TargetState.declined: "Not now",
    TargetState.closed: "Closed",
}
ROLES = {
    Role.rep: "reps",
    Role.manager: "managers",
    Role.enablement: "enablement",
    Role.admin: "admins",
}


def path_of(target_id: UUID) -> str:
    """Where a rep finds what they were given."""
    return f"/targets/{target_id}"


def late_key(target: AssignmentTarget) -> str:
    """What makes telling a rep that it is late once a date."""
    return f"late:{target.id}:{target.due_at or target.created_at:%Y%m%d%H%M}"


def on_the_clock(moment: datetime, zone: str) -> str:
    """A date and hour nobody can misread: `Friday, Nov 27, 5:00 PM`."""
    here = moment.astimezone(zone_of(zone))
    return f"{here:%A, %b} {here.day}, {hour_of(here)}"


def takes(number: int) -> str:
    """`once` or `at least 3 times`, as it is asked for."""
    return "once" if number == 1 else f"at least {number} times"


def invitation(assignment: Assignment, by: str, due: datetime | None, zone: str) -> str:
    """What somebody reads who was just given this."""
    verb = "asks you to practice this" if assignment.is_enforced else "suggests practicing this"
    until = f" by {on_the_clock(due, zone)}" if due else ""
    first = f"{by} {verb} {takes(assignment.minimum_takes)}{until}."
    return f"{first}\n\n{assignment.message}" if assignment.message else first


def days_between(now: datetime, due: datetime, zone: ZoneInfo) -> int:
    """How many midnights lie between, on the wall there."""
    return (due.astimezone(zone).date() - now.astimezone(zone).date()).days


def near(now: datetime, due: datetime, zone: str) -> str:
    """`Due tomorrow` or `Due today`, as it is there."""
    return "Due tomorrow" if days_between(now, due, zone_of(zone)) >= 1 else "Due today"


def line(each: Audience) -> str:
    """One line of an audience: `Everyone`, `Reps in West and below`, `Enterprise`, `Priya Nair`."""
    named = each.person.name if each.person else place_of(each)
    who = ROLES[each.role] if each.role else "everyone"
    if each.hired_after:
        who += f" hired after {each.hired_after:%b} {each.hired_after.day}, {each.hired_after.year}"
    if not named or who != "everyone":
        named = f"{who} in {named}" if named else who
        named = named if each.is_exception else named[0].upper() + named[1:]
    return f"but not {named}" if each.is_exception else named


def audience(assignment: Assignment) -> list[str]:
    """Its lines, those who are left out at the end."""
    return [line(each) for each in sorted(assignment.audience, key=lambda one: one.is_exception)]


def place_of(each: Audience) -> str:
    """The team and the segment of a line: `West and below`, `“Enterprise” in West`."""
    team = each.team.name + (" and below" if each.includes_below else "") if each.team else ""
    segment = f"“{each.segment.name}”" if each.segment else ""
    return f"{segment} in {team}" if segment and team else segment or team


def suggested_nudge(
    name: str, title: str, due_at: datetime | None, zone: str, now: datetime
) -> str:
    """A sentence to begin a nudge with: it asks, and it makes the first step small."""
    first, *_ = name.split()
    if due_at is None:
        when = "is still open"
    else:
        when = f"{'was' if due_at < now else 'is'} due {on_the_clock(due_at, zone)}"
    asks = "What would help you to record one take this week?"
    return f"Hi {first}, “{title}” {when}. {asks}"


def late_below(targets: Sequence[AssignmentTarget]) -> tuple[str, str]:
    """What a leader reads of reps who stay late: a title, and a line for each."""
    if len(targets) == 1:
        title = f"{targets[0].person.name} is late: {targets[0].scenario_version.title}"
    else:
        people = len({target.person_id for target in targets})
        who = "One person is" if people == 1 else f"{people} people are"
        title = f"{who} late with {len(targets)} assignments"
    lines = [late_line(target) for target in targets[:MOST_LINES]]
    if len(targets) > MOST_LINES:
        lines.append(f"And {len(targets) - MOST_LINES} more.")
    return title, "\n".join([*lines, "A nudge in your own words or a new date often helps."])


def late_line(target: AssignmentTarget) -> str:
    """Who is late with what, and since when."""
    due_at = target.due_at or target.created_at
    when = on_the_clock(due_at, target.due_zone)
    return f"{target.person.name}: {target.scenario_version.title}, due {when}."


def period_name(period: str, weeks: int = 1) -> str:
    """Which time of an assignment that comes back: `Week of Nov 23`, `Nov 23 to Dec 6`, `Day 3`.

    Nothing for what is asked for once.
    """
    if period.startswith("d"):
        return f"Day {period[1:]}"
    if period == ONCE:
        return ""
    first = date.fromisoformat(period)
    if weeks == 1:
        return f"Week of {first:%b} {first.day}"
    last = first + timedelta(7 * weeks - 1)
    return f"{first:%b} {first.day} to {last:%b} {last.day}"


def period_of(target: AssignmentTarget) -> str:
    """The same for a target that somebody has."""
    return period_name(target.period, target.assignment.every_weeks)


def about_period(target: AssignmentTarget) -> str:
    """What its rep reads about an assignment that comes back: which time this is, until when.

    Nothing about what is asked for once.
    """
    if target.closes_at is None:
        return ""
    if target.period.startswith("d"):
        often, this = "after 1, 3, 7 and 21 days", f"day {target.period[1:]}"
    else:
        weeks = target.assignment.every_weeks
        often = "every week" if weeks == 1 else f"every {weeks} weeks"
        this = "for " + period_of(target).replace("Week of", "the week of")
    last = target.closes_at.astimezone(zone_of(target.due_zone)).date() - timedelta(1)
    until = f"{last:%A, %b} {last.day}"
    told = f"It comes back {often}. This one is {this} and can be met until {until}."
    if target.focus_criterion is None:
        return told
    return f"{told} It is about what was weakest in your feedback: {target.focus_criterion.title}."


def handing_out(given: int, total: int, starts_on: date | None) -> str:
    """How far handing out is, for who leads."""
    if starts_on is None:
        return f"{given:,} of {total:,} people have it so far."
    who = "1 person gets" if total == 1 else f"{total:,} people get"
    return f"{who} it on {starts_on:%A, %b} {starts_on.day}, as that day begins where they are."
