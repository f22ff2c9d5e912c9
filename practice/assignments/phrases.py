"""What the one who assigns reads about the assignment while it is put together, and of it later."""

from datetime import date, datetime

from practice.assignments.due import exists, zone_of
from practice.assignments.models import Assignment, Cadence, DueKind, ReviewerRule
from practice.assignments.values import Reviewers, Rhythm, Terms
from practice.assignments.words import on_the_clock

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = [("", "The last day of the week"), *[(str(at), day) for at, day in enumerate(DAYS)]]
RULES = {
    ReviewerRule.manager: "their own manager",
    ReviewerRule.named: "one person for all",
    ReviewerRule.peers: "peers",
    ReviewerRule.self_only: "nobody: self-review only",
}
LEVEL_CHOICES = [
    ("", "No level: the reviewer decides"),
    ("2", "Attempted (2) or better"),
    ("3", "Partly (3) or better"),
    ("4", "Good (4) or better"),
    ("5", "Excellent (5)"),
]


def when_of(terms: Terms, rhythm: Rhythm, zone: str) -> str:
    """When and how often: `by Friday, Nov 27, 5:00 PM wherever they are`, `every week, …`."""
    if rhythm.cadence == Cadence.once:
        return summary_of(terms, zone)
    until = f", until {day_of(rhythm.ends_on)}" if rhythm.ends_on else ", until you end it"
    return rhythm_of(rhythm) + until


def rhythm_of(rhythm: Rhythm) -> str:
    """How often it comes back, and by when each time."""
    if rhythm.cadence == Cadence.spaced:
        return "1, 3, 7 and 21 days after they get it, each time on what is weakest"
    weeks = "every week" if rhythm.every_weeks == 1 else f"every {rhythm.every_weeks} weeks"
    day = "the last day" if rhythm.due_weekday is None else DAYS[rhythm.due_weekday]
    last = "" if rhythm.every_weeks == 1 else " of the last week"
    return f"{weeks}, by {day}{last}, 5:00 PM wherever they are"


def summary_of(terms: Terms, zone: str) -> str:
    """When it is due, for the one who assigns: with the zone, since people sit in many."""
    if terms.due_kind == DueKind.wherever and terms.due_date is not None:
        return f"by {day_of(terms.due_date)}, 5:00 PM wherever they are"
    if terms.due_kind == DueKind.instant and terms.due_at is not None:
        return f"by {on_the_clock(terms.due_at, zone)} ({zone.replace('_', ' ')})"
    if terms.due_kind == DueKind.after_start and terms.due_days is not None:
        days = "the day" if terms.due_days == 1 else f"{terms.due_days} days"
        return f"by 5:00 PM wherever they are, {days} after they get it"
    return "without a due date"


def skipped_hour(typed: datetime | None, moved: datetime | None, zone: str) -> str:
    """That the clocks skip the hour that was typed, and which one it became; else nothing."""
    if typed is None or moved is None or exists(typed, zone_of(zone)):
        return ""
    return f"The clocks skip that hour; it is due {on_the_clock(moved, zone)}."


def day_of(day: date) -> str:
    """`Friday, Nov 27`."""
    return f"{day:%A, %b} {day.day}"


def per_round(terms: Terms, rhythm: Rhythm) -> str:
    """How often that comes, or by when, after a number of reviews: ` each week`, `, by …`."""
    if rhythm.cadence == Cadence.weekly:
        return " each week" if rhythm.every_weeks == 1 else f" every {rhythm.every_weeks} weeks"
    if rhythm.cadence == Cadence.spaced:
        return " each time"
    return f", by {day_of(terms.due_date)}" if terms.due_date else ""


def reviewer_of(rule: Reviewers, named: str = "") -> str:
    """Who reviews, in a word or two."""
    if rule.reviewer_rule == ReviewerRule.named:
        return named or "nobody chosen yet"
    if rule.reviewer_rule == ReviewerRule.peers:
        number = "one peer" if rule.peer_count == 1 else f"{rule.peer_count} peers"
        return number + (", without names" if rule.hides_peers else "")
    return RULES[rule.reviewer_rule]


def reviewer_for(assignment: Assignment) -> str:
    """The same of one that is made; its reviewer comes along with it."""
    named = assignment.reviewer.name if assignment.reviewer else ""
    return reviewer_of(Reviewers.of(assignment), named)
