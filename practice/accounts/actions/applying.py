"""An accepted import, applied a bite at a time, so that others can write in between.

Where it was interrupted it goes on: what stands in the row of the import is written in the
transaction of the bite, and what is there already plans as unchanged.
"""

from sqlalchemy.orm import Session

from practice.accounts import queries, stored
from practice.accounts.actions import caring, importing, working
from practice.accounts.actions.moving import tell_moved
from practice.accounts.actions.working import BITE
from practice.accounts.lines import Outcome, read_line
from practice.accounts.planning import Plan, plan_lines, plan_of
from practice.accounts.stored import Kept
from practice.people.models import PeopleImport, Person
from practice.people.sheet import Row

NOT_REACHED = "The import stopped before this row."


def accept(
    session: Session, by: Person, rows: list[Row], plan: Plan, *, creates_teams: bool, invites: bool
) -> PeopleImport:
    """Keep what was shown, to be applied; refuses while other work on many people goes on."""
    wanted = {line.number: line for line in plan.lines if line.outcome != Outcome.unchanged}
    kept = [Kept(row, wanted[row.number].problem) for row in rows if row.number in wanted]
    leading = {each.manager for each in kept}
    kept.sort(key=lambda each: each.email not in leading)  # who moves is told who manages them
    made = PeopleImport(
        by_id=by.id,
        text=stored.write(kept),
        creates_teams=creates_teams,
        invites=invites,
        total=len(stored.to_do(kept)),
    )
    working.accept(session, made)
    return made


def apply_some(session: Session, held: PeopleImport) -> None:
    """Apply the next rows; once the people are there, their managers."""
    rows = stored.read(held.text)
    if held.done < held.total:
        rows = apply_bite(session, held, rows)
    if held.done < held.total:
        return
    missing = queries.missing_managers(session, stored.to_do(rows))
    importing.set_managers(session, held.by, missing[:BITE])
    if len(missing) <= BITE:
        finish(session, held, rows)


def apply_bite(session: Session, held: PeopleImport, rows: list[Kept]) -> list[Kept]:
    """Apply the people of the next rows; answers all rows, with what can no longer be applied."""
    to_do = stored.to_do(rows)
    bite = to_do[held.done : held.done + BITE]
    plan = plan_bite(session, held, bite, frozenset(each.email for each in to_do))
    added, moved = importing.apply(session, held.by, plan)
    importing.set_managers(session, held.by, queries.missing_managers(session, bite))
    tell_moved(session, moved)
    if held.invites:
        caring.invite_all(session, held.by, added)
    held.added += len(added)
    held.changed += len(plan.of(Outcome.changed))
    problems = {line.number: line.problem for line in plan.of(Outcome.refused)}
    held.done += len(bite) - len(problems)
    held.total -= len(problems)
    return leave_out(held, rows, problems) if problems else rows


def plan_bite(
    session: Session, held: PeopleImport, bite: list[Kept], coming: frozenset[str]
) -> Plan:
    """What these rows do now: something may have changed since they were shown."""
    emails = {each.email for each in bite} | {each.manager for each in bite} - {""}
    known = queries.known_for(session, held.by, sorted(emails))
    seen: dict[str, int] = {}
    lines = [read_line(each.row, seen) for each in bite]
    planned = plan_lines(lines, known, create_teams=held.creates_teams, coming=coming)
    return plan_of(planned, known)


def leave_out(held: PeopleImport, rows: list[Kept], problems: dict[int, str]) -> list[Kept]:
    """The rows with the reasons of those that can no longer be imported; kept so."""
    rows = [Kept(k.row, k.problem or problems.get(k.row.number, "")) for k in rows]
    held.text = stored.write(rows)
    return rows


def finish(session: Session, held: PeopleImport, rows: list[Kept]) -> None:
    """Say what was done; of the rows only those that were left out stay."""
    unknown = queries.unknown_managers(session, stored.to_do(rows))
    told = "Imported, but nobody here has the manager’s email {}."
    rows = [Kept(k.row, told.format(k.manager)) if k.manager in unknown else k for k in rows]
    end(session, held, rows, "imported_people")
    if held.total > BITE:
        title = f"Your import is done: {held.added:,} added, {held.changed:,} changed"
        working.tell_asker(session, held, title, f"/people/imports/{held.id}")


def give_up(session: Session, held: PeopleImport, sentence: str) -> None:
    """End an import that can't go on; what was applied stays, the rest is kept to be corrected."""
    rows = stored.read(held.text)
    rest = {each.row.number for each in stored.to_do(rows)[held.done :]}
    rows = [Kept(k.row, NOT_REACHED) if k.row.number in rest else k for k in rows]
    end(session, held, rows, "stopped_import", sentence)
    title = f"Your import stopped: {held.done:,} of {held.total:,} people are done"
    working.tell_asker(session, held, title, f"/people/imports/{held.id}")


def end(
    session: Session, held: PeopleImport, rows: list[Kept], verb: str, problem: str = ""
) -> None:
    """Close it; only the rows that were left out are kept."""
    held.text = stored.write(stored.left_out(rows))
    detail = {"added": held.added, "changed": held.changed}
    working.end(session, held, verb, detail, problem)
