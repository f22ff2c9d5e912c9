"""The rows of a file of people as typed values, each with the reason if it can't be understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import available_timezones

from practice.people import rules
from practice.people.models import Role
from practice.people.sheet import Row

ZONES = {name.lower(): name for name in available_timezones()}
LONGEST = 120
YEARS = range(1950, 2100)


class Outcome(StrEnum):
    """What becomes of a row."""

    new = "new"
    changed = "changed"
    unchanged = "unchanged"
    refused = "refused"


@dataclass(frozen=True)
class Change:
    """One field of a person, before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One row: what it says, what becomes of it, and why not.

    `kind` is the same for all rows that are refused for one reason.
    """

    number: int
    email: str
    name: str = ""
    team: str = ""
    roles: frozenset[Role] = frozenset()
    manager: str = ""
    timezone: str = ""
    hired: str = ""
    segments: tuple[str, ...] = ()
    outcome: Outcome = Outcome.unchanged
    changes: tuple[Change, ...] = ()
    problem: str = ""
    kind: str = ""

    @property
    def hired_on(self) -> date | None:
        """The first day at work that the row tells."""
        return date.fromisoformat(self.hired) if self.hired else None

    def refused(self, kind: str, problem: str = "") -> "Line":
        """The same row, left out for this reason."""
        told = problem or f"{kind}."
        return replace(self, outcome=Outcome.refused, kind=kind, problem=told, changes=())


def read_line(row: Row, seen: dict[str, int]) -> Line:
    """The row as typed values; refused when a cell can't be understood."""
    cells = row.cells
    email = cells["email"].lower()
    line = Line(row.number, email, cells["name"], cells["team"], manager=cells["manager"].lower())
    refused = cell_problem(line, row, seen) or read_more(line, cells)
    seen.setdefault(email, row.number)
    return refused


def cell_problem(line: Line, row: Row, seen: Mapping[str, int]) -> Line | None:
    """The row refused because it can't be read at all; None when it can."""
    if row.is_too_long:
        more = "This row has more cells than the header. A cell with a comma needs quotation marks."
        return line.refused("More cells than the header", more)
    if not line.email:
        return line.refused("There is no email in this row")
    if not rules.is_email(line.email):
        return line.refused("No email address", f"“{line.email}” is not an email address.")
    if line.email in seen:
        return line.refused("Email given twice", f"Row {seen[line.email]} has this email already.")
    if line.manager and not rules.is_email(line.manager):
        told = f"The manager column needs the email of the team’s manager, not “{line.manager}”."
        return line.refused("Manager without an email", told)
    if any(len(row.cells[name]) > LONGEST for name in ("name", "team")):
        return line.refused("Name too long", f"Names have at most {LONGEST} characters.")
    return None


def read_more(line: Line, cells: Mapping[str, str]) -> Line:
    """The row with what is chosen from a list or written in a form of its own."""
    roles, odd = read_roles(cells["roles"])
    if odd:
        told = f"There is no role “{odd}”. Use rep, manager, enablement or admin."
        return line.refused("No such role", told)
    zone = ZONES.get(cells["timezone"].lower().replace(" ", "_"), "")
    if cells["timezone"] and not zone:
        told = f"There is no timezone “{cells['timezone']}”. Use a name such as Europe/Berlin."
        return line.refused("No such timezone", told)
    hired = read_day(cells["hired"])
    if cells["hired"] and not hired:
        told = f"“{cells['hired']}” is not a date such as 2027-03-31."
        return line.refused("No date under “hired”", told)
    segments = read_segments(cells["segments"])
    if any(len(name) > rules.LONGEST_SEGMENT for name in segments):
        told = f"Segments have at most {rules.LONGEST_SEGMENT} characters."
        return line.refused("Segment too long", told)
    if len(segments) > rules.MOST_SEGMENTS_EACH:
        told = f"Somebody can be in at most {rules.MOST_SEGMENTS_EACH} segments."
        return line.refused("Too many segments", told)
    return replace(line, roles=roles, timezone=zone, hired=hired, segments=segments)


def read_roles(cell: str) -> tuple[frozenset[Role], str]:
    """The roles in a cell, and the first word that is none."""
    words = [word for word in re.split(r"[\s,;/|+&]+", cell.lower()) if word and word != "and"]
    odd = next((word for word in words if word not in set(Role)), "")
    return frozenset(Role(word) for word in words if word in set(Role)), odd


def read_day(cell: str) -> str:
    """The day in a cell; empty when it is none that anybody was hired on."""
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        return ""
    return found.isoformat() if found.year in YEARS else ""


def read_segments(cell: str) -> tuple[str, ...]:
    """The segments in a cell, each once, in any spelling of upper and lower case."""
    found = {name.strip().lower(): name.strip() for name in reversed(cell.split(";"))}
    return tuple(sorted((name for name in found.values() if name), key=str.lower))
