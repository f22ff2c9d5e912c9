"""What the assign form sends, as typed values.

The lines of the audience are three repeated fields (`team`, `role`, `person`) that stand at the
same place in each list; a line without a team or a person is one nobody filled in.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from werkzeug.datastructures import MultiDict

from practice.assignments import due, rules
from practice.assignments.models import Assignment, DueKind
from practice.assignments.values import Line, Order, Terms
from practice.people.models import Role
from practice.web.fields import Reader

ALL_TEAMS = "all"
LONGEST_MESSAGE = 1_000
MOST_LINES = 200


def order_from(form: MultiDict[str, str], zone: str) -> Order:
    """A new assignment as it was typed; refuses what cannot be understood."""
    reader = Reader(form)
    scenario_id = reader.uuid("scenario", required=True)
    lines = read_lines(reader, form)
    terms = read_terms(reader, zone)
    is_enforced = form.get("is_enforced", "yes") == "yes"
    sees = reader.flag("enablement_sees")
    if not lines and "audience" not in reader.problems:
        reader.problems["audience"] = "Choose who gets it."
    reader.finish("The assignment isn’t complete yet.")
    return Order(
        scenario_id or UUID(int=0), lines, terms, is_enforced=is_enforced, enablement_sees=sees
    )


def read_lines(reader: Reader, form: MultiDict[str, str]) -> tuple[Line, ...]:
    """The audience; lines that nobody filled in are dropped."""
    teams, roles, people = (form.getlist(name) for name in ("team", "role", "person"))
    if not len(teams) == len(roles) == len(people) <= MOST_LINES:
        reader.problems["audience"] = "The audience arrived incomplete. Choose it again."
        return ()
    try:
        lines = [line_of(*each) for each in zip(teams, roles, people, strict=True)]
    except ValueError:
        reader.problems["audience"] = "Choose from the lists."
        return ()
    return tuple(line for line in lines if line is not None)


def line_of(team: str, role: str, person: str) -> Line | None:
    """One line; ValueError for what is not in the lists."""
    if person:
        return Line(person_id=UUID(person))
    if not team:
        return None
    return Line(None if team == ALL_TEAMS else UUID(team), Role(role) if role else None)


def read_terms(reader: Reader, zone: str) -> Terms:
    """Message, takes and date; a fixed instant is typed on the author's own clock."""
    kind = reader.choice("due_kind", DueKind, DueKind.none)
    terms = Terms(
        message=reader.text("message", LONGEST_MESSAGE, lines=True),
        minimum_takes=reader.number("minimum_takes", rules.LEAST_TAKES, rules.MOST_TAKES, 1),
        due_kind=kind,
    )
    if kind == DueKind.wherever:
        return replace(terms, due_date=reader.day("due_date"))
    if kind == DueKind.instant:
        return replace(terms, due_at=moment_typed(reader.local_moment("due_at"), zone))
    return terms


def moment_typed(local: datetime | None, zone: str) -> datetime | None:
    """What the author's clock says, as a moment."""
    if local is None or not date(1900, 1, 1) < local.date() < date(9000, 1, 1):
        return None
    return due.moment(local, due.zone_of(zone))


def terms_from(form: MultiDict[str, str], zone: str) -> Terms:
    """The terms alone, for changing an assignment."""
    reader = Reader(form)
    terms = read_terms(reader, zone)
    reader.finish("The change isn’t complete yet.")
    return terms


def typed_order(args: MultiDict[str, str], zone: str) -> Order:
    """As much of an assignment as can be understood so far, for the live summary."""
    reader = Reader(args)
    scenario_id = reader.uuid("scenario") or UUID(int=0)
    return Order(
        scenario_id,
        read_lines(reader, args),
        read_terms(reader, zone),
        is_enforced=args.get("is_enforced", "yes") == "yes",
    )


def typed_terms(assignment: Assignment, zone: str) -> dict[str, str]:
    """The stored terms as the fields show them."""
    at = assignment.due_at.astimezone(due.zone_of(zone)) if assignment.due_at else None
    return {
        "message": assignment.message,
        "minimum_takes": str(assignment.minimum_takes),
        "due_kind": str(assignment.due_kind.value),
        "due_date": assignment.due_date.isoformat() if assignment.due_date else "",
        "due_at": at.strftime("%Y-%m-%dT%H:%M") if at else "",
    }
