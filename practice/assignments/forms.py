"""What the assign form sends, as typed values.

The lines of the audience are repeated fields that stand at the same place in each list; a line
that names nothing is one nobody filled in. Whoever reviews by name is typed as an address, which
the view looks up.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from werkzeug.datastructures import MultiDict

from practice.assignments import due, rules
from practice.assignments.models import Assignment, Cadence, DueKind, ReviewerRule
from practice.assignments.values import Line, Order, Reviewers, Rhythm, Terms
from practice.people.models import Role
from practice.web.fields import Reader

ALL_TEAMS = "all"
AND_BELOW = "+below"
LONGEST_MESSAGE = 1_000
LONGEST_NAME = 300
MOST_LINES = 200
MOST_WEEKS, MOST_DAYS, MOST_PEERS = 12, 365, 5
LEVELS = range(2, 6)
LINE_FIELDS = ("team", "role", "person")
MORE_FIELDS = ("segment", "hired_after", "except")


def order_from(form: MultiDict[str, str], zone: str) -> Order:
    """An assignment as it was typed; refuses what cannot be understood."""
    reader = Reader(form)
    reader.uuid("scenario", required=True)
    order = read_order(reader, form, zone)
    if not order.lines and "audience" not in reader.problems:
        reader.problems["audience"] = "Choose who gets it."
    reader.finish("The assignment isn’t complete yet.")
    return order


def typed_order(form: MultiDict[str, str], zone: str) -> Order:
    """As much of an assignment as can be understood so far, for the live summary."""
    return read_order(Reader(form), form, zone)


def read_order(reader: Reader, form: MultiDict[str, str], zone: str) -> Order:
    """Everything on the form; what is wrong stands in the reader."""
    rhythm = read_rhythm(reader)
    terms = read_terms(reader, zone)
    if rhythm.cadence != Cadence.once:
        terms = replace(terms, due_kind=DueKind.none, due_date=None, due_at=None, due_days=None)
    return Order(
        reader.uuid("scenario") or UUID(int=0),
        read_lines(reader, form),
        terms,
        rhythm,
        read_reviewers(reader),
        is_enforced=form.get("is_enforced", "yes") == "yes",
        enablement_sees=reader.flag("enablement_sees"),
    )


def read_lines(reader: Reader, form: MultiDict[str, str]) -> tuple[Line, ...]:
    """The audience; lines that nobody filled in are dropped."""
    columns = [form.getlist(name) for name in LINE_FIELDS]
    count = len(columns[0])
    columns += [form.getlist(name) or [""] * count for name in MORE_FIELDS]
    if count > MOST_LINES or any(len(column) != count for column in columns):
        reader.problems["audience"] = "The audience arrived incomplete. Choose it again."
        return ()
    try:
        lines = [line_of(*each) for each in zip(*columns, strict=True)]
    except ValueError:
        reader.problems["audience"] = "Choose from the lists."
        return ()
    return tuple(line for line in lines if line is not None)


def line_of(
    team: str, role: str, person: str, segment: str, hired: str, left_out: str
) -> Line | None:
    """One line; ValueError for what is not in the lists."""
    if person:
        return Line(person_id=UUID(person), is_exception=bool(left_out))
    if not (team or segment or hired):  # a role alone may be one that nobody is done choosing
        return None
    return Line(
        team_id=UUID(team.removesuffix(AND_BELOW)) if team not in ("", ALL_TEAMS) else None,
        role=Role(role) if role else None,
        segment_id=UUID(segment) if segment else None,
        hired_after=day_hired(hired) if hired else None,
        includes_below=team.endswith(AND_BELOW),
        is_exception=bool(left_out),
    )


def day_hired(typed: str) -> date:
    """A day of the last and the next hundred years; ValueError for any other."""
    day = date.fromisoformat(typed)
    if not 1900 < day.year < 2200:
        raise ValueError(typed)
    return day


def read_terms(reader: Reader, zone: str) -> Terms:
    """Message, takes, date and level; a fixed instant is typed on the author's own clock."""
    kind = reader.choice("due_kind", DueKind, DueKind.none)
    terms = Terms(
        message=reader.text("message", LONGEST_MESSAGE, lines=True),
        minimum_takes=reader.number("minimum_takes", rules.LEAST_TAKES, rules.MOST_TAKES, 1),
        due_kind=kind,
        pass_level=number_or_none(reader, "pass_level", LEVELS),
    )
    if kind == DueKind.wherever:
        return replace(terms, due_date=reader.day("due_date"))
    if kind == DueKind.after_start:
        return replace(terms, due_days=reader.number("due_days", 1, MOST_DAYS, 7))
    if kind == DueKind.instant:
        return replace(terms, due_at=moment_typed(reader.local_moment("due_at"), zone))
    return terms


def read_rhythm(reader: Reader) -> Rhythm:
    """How often, and from when to when; what belongs to another choice is not read."""
    cadence = reader.choice("cadence", Cadence, Cadence.once)
    if cadence == Cadence.once:
        return Rhythm(starts_on=reader.day("starts_on"))
    rhythm = Rhythm(cadence, starts_on=reader.day("starts_on"), ends_on=reader.day("ends_on"))
    if cadence == Cadence.spaced:
        return rhythm
    return replace(
        rhythm,
        every_weeks=reader.number("every_weeks", 1, MOST_WEEKS, 1),
        due_weekday=number_or_none(reader, "due_weekday", range(7)),
    )


def read_reviewers(reader: Reader) -> Reviewers:
    """Who reviews; the one named is looked up by `reviewer_typed`."""
    rule = reader.choice("reviewer_rule", ReviewerRule, ReviewerRule.manager)
    if rule != ReviewerRule.peers:
        return Reviewers(rule)
    count = reader.number("peer_count", 1, MOST_PEERS, 2)
    return Reviewers(rule, peer_count=count, hides_peers=reader.flag("hides_peers"))


def reviewer_typed(form: MultiDict[str, str]) -> str:
    """The address or name of the one who is to review."""
    return Reader(form).text("reviewer", LONGEST_NAME)


def number_or_none(reader: Reader, name: str, allowed: range) -> int | None:
    """A number of a list; nothing chosen is an answer, too."""
    if not reader.given.get(name):
        return None
    return reader.number(name, allowed[0], allowed[-1])


def moment_typed(local: datetime | None, zone: str) -> datetime | None:
    """What the author's clock says, as a moment."""
    if local is None or not date(1900, 1, 1) < local.date() < date(9000, 1, 1):
        return None
    return due.moment(local, due.zone_of(zone))


def terms_from(form: MultiDict[str, str], zone: str) -> tuple[Terms, date | None]:
    """What can still change about a running one: its terms and its last day."""
    reader = Reader(form)
    terms, ends_on = read_terms(reader, zone), reader.day("ends_on")
    reader.finish("The change isn’t complete yet.")
    return terms, ends_on


def typed_terms(assignment: Assignment, zone: str) -> dict[str, str]:
    """The stored terms as the fields show them."""
    at = assignment.due_at.astimezone(due.zone_of(zone)) if assignment.due_at else None
    return {
        "message": assignment.message,
        "minimum_takes": str(assignment.minimum_takes),
        "due_kind": str(assignment.due_kind.value),
        "due_date": day_words(assignment.due_date),
        "due_at": at.strftime("%Y-%m-%dT%H:%M") if at else "",
        "due_days": str(assignment.due_days or ""),
        "pass_level": str(assignment.pass_level or ""),
        "ends_on": day_words(assignment.ends_on),
        "version": str(assignment.version),
    }


def typed_draft(draft: Assignment, zone: str) -> dict[str, str]:
    """Everything about a draft as the fields show it, but for its lines."""
    weekday = draft.due_weekday
    return typed_terms(draft, zone) | {
        "scenario": str(draft.scenario_id),
        "cadence": str(draft.cadence.value),
        "every_weeks": str(draft.every_weeks),
        "due_weekday": "" if weekday is None else str(weekday),
        "starts_on": day_words(draft.starts_on),
        "reviewer_rule": str(draft.reviewer_rule.value),
        "reviewer": f"{draft.reviewer.name} <{draft.reviewer.email}>" if draft.reviewer else "",
        "peer_count": str(draft.peer_count or ""),
        "hides_peers": "yes" if draft.hides_peers else "",
        "is_enforced": "yes" if draft.is_enforced else "no",
        "enablement_sees": "yes" if draft.enablement_sees else "",
    }


def day_words(day: date | None) -> str:
    """A day as a date field shows it."""
    return day.isoformat() if day else ""
