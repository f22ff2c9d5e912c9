"""What an import would do, row by row, before anything is done.

The key is the email. A blank cell keeps what is stored, and a person who is not in the file is
left alone. The plan has a digest: what is applied later is exactly what was shown.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from practice.accounts.lines import Change, Line, Outcome, read_line
from practice.errors import TooLarge
from practice.people import rules
from practice.people.models import Person, Role
from practice.people.sheet import Row
from practice.people.tree import in_circles, steps_down


@dataclass(frozen=True)
class Known:
    """What is stored already; teams and segments by their names in lower case."""

    people: Mapping[str, Person]  # by email
    teams: Mapping[str, str]
    archived: set[str]
    managers: Mapping[str, set[str]]  # emails of the managers of a team
    homes: Mapping[str, str]  # the home team of each manager, by email
    segments: Mapping[str, str]
    held: Mapping[str, Sequence[str]]  # the segments that somebody is in, by email
    me: str
    timezone: str


@dataclass(frozen=True)
class Plan:
    """All rows in the order of the file, and the teams that would be made."""

    lines: Sequence[Line]
    new_teams: Sequence[str] = field(default_factory=tuple)
    unknown_teams: Sequence[str] = field(default_factory=tuple)
    new_segments: Sequence[str] = field(default_factory=tuple)

    def of(self, *outcomes: Outcome) -> list[Line]:
        """The rows with one of these outcomes."""
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def fine(self) -> list[Line]:
        """The rows that change something."""
        return self.of(Outcome.new, Outcome.changed)

    @property
    def digest(self) -> str:
        """Names exactly this plan: other contents, or changes made meanwhile, give another."""
        told = repr([(line.number, line.email, line.outcome, line.changes) for line in self.lines])
        return hashlib.sha256((told + repr(self.new_teams)).encode()).hexdigest()


def plan_import(rows: Iterable[Row], known: Known, *, create_teams: bool) -> Plan:
    """What these rows would do to what is known."""
    seen: dict[str, int] = {}
    lines = plan_lines([read_line(row, seen) for row in rows], known, create_teams=create_teams)
    return plan_of(refuse_circles(lines, known), known)


def plan_lines(
    lines: Iterable[Line], known: Known, *, create_teams: bool, coming: frozenset[str] = frozenset()
) -> list[Line]:
    """What becomes of each of these rows; `coming` are emails of rows that are not among them."""
    teams: dict[str, str] = dict(known.teams)
    judged = []
    for line in lines:
        key = line.team.lower()
        is_open = key and key not in known.archived and line.outcome != Outcome.refused
        if create_teams and is_open:
            teams.setdefault(key, line.team)
        judged.append(judge(line, known, teams))
    return [with_manager(line, known) for line in check_managers(judged, known, coming)]


def plan_of(lines: Sequence[Line], known: Known) -> Plan:
    """The plan of rows that were judged, with the teams and segments they bring along."""
    used = {line.team.lower(): line.team for line in reversed(lines) if line.outcome != "refused"}
    there = known.teams.keys() | known.archived
    new = [used[key] for key in dict.fromkeys(line.team.lower() for line in lines) if key in used]
    made = there | used.keys()
    unknown = {line.team for line in lines if line.team.lower() not in made | {""}}
    return Plan(
        lines,
        [name for name in new if name and name.lower() not in there],
        sorted(unknown),
        new_segments(lines, known),
    )


def new_segments(lines: Sequence[Line], known: Known) -> list[str]:
    """The segments that would be made; refuses more than anybody can choose from."""
    named = [name for line in lines if line.outcome in ("new", "changed") for name in line.segments]
    new = {name.lower(): name for name in reversed(named) if name.lower() not in known.segments}
    if len(new) + len(known.segments) > rules.MOST_SEGMENTS:
        raise TooLarge(
            f"The file would make {len(new):,} new segments. "
            f"There can be {rules.MOST_SEGMENTS} at most."
        )
    return sorted(new.values(), key=str.lower)


def judge(line: Line, known: Known, teams: Mapping[str, str]) -> Line:
    """What becomes of a row that could be read."""
    if line.outcome == Outcome.refused:
        return line
    if line.team.lower() in known.archived:
        archived = f"The team “{line.team}” is archived. Bring it back first."
        return line.refused("Archived team", archived)
    if line.team and line.team.lower() not in teams:
        return line.refused("No such team", f"There is no team “{line.team}”.")
    person = known.people.get(line.email)
    if person is None:
        return judge_new(line, known, teams)
    if line.roles and person.is_admin and Role.admin not in line.roles and line.email == known.me:
        own = "You can’t stop being an admin yourself. Another admin can do that."
        return line.refused("Your own role", own)
    changes = changes_of(line, person, known, teams)
    return replace(line, outcome=Outcome.changed if changes else Outcome.unchanged, changes=changes)


def judge_new(line: Line, known: Known, teams: Mapping[str, str]) -> Line:
    """Somebody new: needs a name; the rest has defaults."""
    if not line.name:
        return line.refused("Somebody new needs a name")
    roles, zone = line.roles or frozenset({Role.rep}), line.timezone or known.timezone
    told = {"team": teams.get(line.team.lower(), ""), "roles": words_of(roles), "timezone": zone}
    told |= {"hired": line.hired, "segments": "; ".join(line.segments)}
    changes = tuple(Change(name, "", value) for name, value in told.items() if value)
    return replace(line, outcome=Outcome.new, roles=roles, timezone=zone, changes=changes)


def changes_of(
    line: Line, person: Person, known: Known, teams: Mapping[str, str]
) -> tuple[Change, ...]:
    """Which fields the row changes; blank cells keep."""
    team = person.home_team.name if person.home_team else ""
    segments = [known.segments.get(name.lower(), name) for name in line.segments]
    pairs = (
        ("name", person.name, line.name),
        ("team", team, teams.get(line.team.lower(), "")),
        ("roles", words_of(each.role for each in person.roles), words_of(line.roles)),
        ("timezone", person.timezone, line.timezone),
        ("hired", person.hired_on.isoformat() if person.hired_on else "", line.hired),
        ("segments", "; ".join(known.held.get(line.email, ())), "; ".join(segments)),
    )
    return tuple(Change(name, old, new) for name, old, new in pairs if new and new != old)


def words_of(roles: Iterable[Role]) -> str:
    """Roles in a fixed order, so that they can be compared."""
    held = set(roles)
    return ", ".join(role for role in Role if role in held)


def check_managers(lines: list[Line], known: Known, coming: frozenset[str]) -> list[Line]:
    """Refuse rows whose manager nobody is.

    A refused row may itself be the manager of another, so this goes on until nothing changes.
    """
    while True:
        there = coming | {line.email for line in lines if line.outcome != Outcome.refused}
        checked = [check_manager(line, there, known) for line in lines]
        if checked == lines:
            return checked
        lines = checked


def check_manager(line: Line, there: frozenset[str], known: Known) -> Line:
    """The manager has to be somebody, and the person has to have a team."""
    if not line.manager or line.outcome == Outcome.refused:
        return line
    person = known.people.get(line.manager)
    if line.manager not in there and (person is None or person.is_deactivated):
        nobody = f"Nobody here has the manager’s email {line.manager}."
        return line.refused("No such manager", nobody)
    if not team_key(line, known):
        return line.refused("The manager column needs a team as well")
    return line


def with_manager(line: Line, known: Known) -> Line:
    """The row with the change that its manager column makes to the team, if any."""
    if not line.manager or line.outcome == Outcome.refused or not is_new_manager(line, known):
        return line
    change = Change("team’s manager", "", line.manager)
    outcome = Outcome.changed if line.outcome == Outcome.unchanged else line.outcome
    return replace(line, outcome=outcome, changes=(*line.changes, change))


def is_new_manager(line: Line, known: Known) -> bool:
    """Whether the manager of this row does not manage its team yet."""
    return line.manager not in known.managers.get(team_key(line, known), set())


def team_key(line: Line, known: Known) -> str:
    """The team this row is about: its own cell, or the team the person has."""
    if line.team:
        return line.team.lower()
    person = known.people.get(line.email)
    return person.home_team.name.lower() if person and person.home_team else ""


def refuse_circles(lines: list[Line], known: Known) -> list[Line]:
    """Refuse rows that would put a team below itself, until no team is."""
    while True:
        homes, managing = after(lines, known)
        pairs = [(homes.get(one, ""), team) for team, all_ in managing.items() for one in all_]
        circles = in_circles(steps_down(pair for pair in pairs if pair[0]))
        checked = [
            refused_circle(line) if makes_circle(line, known, circles, homes, managing) else line
            for line in lines
        ]
        if checked == lines:
            return lines
        lines = check_managers(checked, known, frozenset())


def after(lines: Sequence[Line], known: Known) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The home teams of managers and who manages what, once these rows are applied."""
    managing = {team: set(emails) for team, emails in known.managers.items()}
    homes = dict(known.homes)
    for line in lines:
        if line.outcome == Outcome.refused:
            continue
        homes[line.email] = team_key(line, known)
        if line.manager:
            managing.setdefault(team_key(line, known), set()).add(line.manager)
            manager = known.people.get(line.manager)
            if manager and manager.home_team:
                homes.setdefault(line.manager, manager.home_team.name.lower())
    return homes, managing


def makes_circle(
    line: Line,
    known: Known,
    circles: set[str],
    homes: Mapping[str, str],
    managing: Mapping[str, set[str]],
) -> bool:
    """Whether this row, by a new manager or by moving one, is part of a circle of teams."""
    own = team_key(line, known)
    if line.outcome == Outcome.refused or own not in circles:
        return False
    if line.manager and is_new_manager(line, known) and homes.get(line.manager) in circles - {own}:
        return True
    moves = any(each.field == "team" for each in line.changes)
    return moves and any(line.email in managing.get(team, ()) for team in circles - {own})


def refused_circle(line: Line) -> Line:
    """A row left out because of such a circle."""
    told = "A team would lie below itself by this. Check the team of each manager."
    return line.refused("Teams below each other", told)
