"""What an import would do, row by row, before anything is done.

The key is the email. A blank cell keeps what is stored, and a person who is not in the file is
left alone. The plan has a digest: what is applied later is exactly what was shown.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from zoneinfo import available_timezones

from practice.people import rules
from practice.people.models import Person, Role
from practice.people.sheet import Row

ZONES = {name.lower(): name for name in available_timezones()}
LONGEST = 120


class Outcome(StrEnum):
    """What becomes of a row."""

    new = "new"
    changed = "changed"
    unchanged = "unchanged"
    refused = "refused"


@dataclass(frozen=True)
class Known:
    """What is stored already: people by email, teams and their managers by lower-case name."""

    people: Mapping[str, Person]
    teams: Mapping[str, str]
    archived: set[str]
    managers: Mapping[str, set[str]]  # emails of the managers of a team
    me: str
    timezone: str


@dataclass(frozen=True)
class Change:
    """One field of a person, before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One row: what it says, what becomes of it, and why not."""

    number: int
    email: str
    name: str = ""
    team: str = ""
    roles: frozenset[Role] = frozenset()
    manager: str = ""
    timezone: str = ""
    outcome: Outcome = Outcome.unchanged
    changes: tuple[Change, ...] = ()
    problem: str = ""

    def refused(self, problem: str) -> "Line":
        """The same row, left out for this reason."""
        return replace(self, outcome=Outcome.refused, problem=problem, changes=())


@dataclass(frozen=True)
class Plan:
    """All rows in the order of the file, and the teams that would be made."""

    lines: Sequence[Line]
    new_teams: Sequence[str] = field(default_factory=tuple)
    unknown_teams: Sequence[str] = field(default_factory=tuple)

    def of(self, outcome: Outcome) -> list[Line]:
        """The rows with this outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def does_something(self) -> bool:
        """Whether applying it changes anything."""
        return any(line.outcome in (Outcome.new, Outcome.changed) for line in self.lines)

    @property
    def digest(self) -> str:
        """Names exactly this plan: other contents, or changes made meanwhile, give another."""
        told = repr([(line.number, line.email, line.outcome, line.changes) for line in self.lines])
        return hashlib.sha256((told + repr(self.new_teams)).encode()).hexdigest()


def plan_import(rows: Iterable[Row], known: Known, *, create_teams: bool) -> Plan:
    """What these rows would do to what is known."""
    seen: dict[str, int] = {}
    teams: dict[str, str] = dict(known.teams)
    lines = []
    for row in rows:
        line = read_line(row, seen)
        team_key = line.team.lower()
        is_open = team_key and team_key not in known.archived and line.outcome != Outcome.refused
        if create_teams and is_open:
            teams.setdefault(team_key, line.team)
        lines.append(judge(line, known, teams))
    lines = check_managers(lines, known)
    used = {line.team.lower() for line in lines if line.outcome != Outcome.refused}
    new = [name for key, name in teams.items() if key not in known.teams and key in used]
    there = teams.keys() | known.archived
    unknown = {line.team for line in lines if line.team and line.team.lower() not in there}
    return Plan(lines, new, sorted(unknown))


def read_line(row: Row, seen: dict[str, int]) -> Line:
    """The row as typed values; refused when a cell can't be understood."""
    cells = row.cells
    email = cells["email"].lower()
    line = Line(row.number, email, cells["name"], cells["team"], manager=cells["manager"].lower())
    problem = cell_problem(row, email, seen)
    seen.setdefault(email, row.number)
    if problem:
        return line.refused(problem)
    roles, odd = read_roles(cells["roles"])
    if odd:
        return line.refused(f"There is no role “{odd}”. Use rep, manager, enablement or admin.")
    zone = ZONES.get(cells["timezone"].lower().replace(" ", "_"), "")
    if cells["timezone"] and not zone:
        return line.refused(
            f"There is no timezone “{cells['timezone']}”. Use a name such as Europe/Berlin."
        )
    return replace(line, roles=roles, timezone=zone)


def cell_problem(row: Row, email: str, seen: Mapping[str, int]) -> str:
    """Why this row can't be read at all; empty when it can."""
    if row.is_too_long:
        return "This row has more cells than the header. A cell with a comma needs quotation marks."
    if not email:
        return "There is no email in this row."
    if not rules.is_email(email):
        return f"“{email}” is not an email address."
    if email in seen:
        return f"Row {seen[email]} has this email already."
    manager = row.cells["manager"]
    if manager and not rules.is_email(manager):
        return f"The manager column needs the email of the team’s manager, not “{manager}”."
    if any(len(row.cells[name]) > LONGEST for name in ("name", "team")):
        return f"Names have at most {LONGEST} characters."
    return ""


def read_roles(cell: str) -> tuple[frozenset[Role], str]:
    """The roles in a cell, and the first word that is none."""
    words = [word for word in re.split(r"[\s,;/|+&]+", cell.lower()) if word and word != "and"]
    odd = next((word for word in words if word not in set(Role)), "")
    return frozenset(Role(word) for word in words if word in set(Role)), odd


def judge(line: Line, known: Known, teams: Mapping[str, str]) -> Line:
    """What becomes of a row that could be read."""
    if line.outcome == Outcome.refused:
        return line
    if line.team.lower() in known.archived:
        return line.refused(f"The team “{line.team}” is archived. Bring it back first.")
    if line.team and line.team.lower() not in teams:
        return line.refused(f"There is no team “{line.team}”.")
    person = known.people.get(line.email)
    if person is None:
        return judge_new(line, known, teams)
    if line.roles and person.is_admin and Role.admin not in line.roles and line.email == known.me:
        return line.refused("You can’t stop being an admin yourself. Another admin can do that.")
    changes = changes_of(line, person, teams)
    return replace(line, outcome=Outcome.changed if changes else Outcome.unchanged, changes=changes)


def judge_new(line: Line, known: Known, teams: Mapping[str, str]) -> Line:
    """Somebody new: needs a name; the rest has defaults."""
    if not line.name:
        return line.refused("Somebody new needs a name.")
    roles, zone = line.roles or frozenset({Role.rep}), line.timezone or known.timezone
    told = {"team": teams.get(line.team.lower(), ""), "roles": words_of(roles), "timezone": zone}
    changes = tuple(Change(name, "", value) for name, value in told.items() if value)
    return replace(line, outcome=Outcome.new, roles=roles, timezone=zone, changes=changes)


def changes_of(line: Line, person: Person, teams: Mapping[str, str]) -> tuple[Change, ...]:
    """Which fields the row changes; blank cells keep."""
    team = person.home_team.name if person.home_team else ""
    pairs = (
        ("name", person.name, line.name),
        ("team", team, teams.get(line.team.lower(), "")),
        ("roles", words_of(each.role for each in person.roles), words_of(line.roles)),
        ("timezone", person.timezone, line.timezone),
    )
    return tuple(Change(name, old, new) for name, old, new in pairs if new and new != old)


def words_of(roles: Iterable[Role]) -> str:
    """Roles in a fixed order, so that they can be compared."""
    held = set(roles)
    return ", ".join(role for role in Role if role in held)


def check_managers(lines: list[Line], known: Known) -> list[Line]:
    """Refuse rows whose manager nobody is, and note who begins to manage a team.

    A refused row may itself be the manager of another, so this goes on until nothing changes.
    """
    while True:
        there = {line.email for line in lines if line.outcome != Outcome.refused}
        checked = [check_manager(line, there, known) for line in lines]
        if checked == lines:
            return [with_manager(line, known) for line in checked]
        lines = checked


def check_manager(line: Line, there: set[str], known: Known) -> Line:
    """The manager has to be somebody, and the person has to have a team."""
    if not line.manager or line.outcome == Outcome.refused:
        return line
    person = known.people.get(line.manager)
    if line.manager not in there and (person is None or person.is_deactivated):
        return line.refused(f"Nobody here has the manager’s email {line.manager}.")
    if not team_key(line, known):
        return line.refused("The manager column needs a team as well.")
    return line


def with_manager(line: Line, known: Known) -> Line:
    """The row with the change that its manager column makes to the team, if any."""
    if not line.manager or line.outcome == Outcome.refused:
        return line
    if line.manager in known.managers.get(team_key(line, known), set()):
        return line
    change = Change("team’s manager", "", line.manager)
    outcome = Outcome.changed if line.outcome == Outcome.unchanged else line.outcome
    return replace(line, outcome=outcome, changes=(*line.changes, change))


def team_key(line: Line, known: Known) -> str:
    """The team this row is about: its own cell, or the team the person has."""
    if line.team:
        return line.team.lower()
    person = known.people.get(line.email)
    return person.home_team.name.lower() if person and person.home_team else ""
