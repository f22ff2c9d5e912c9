"""Importing people from a CSV file, and exporting them to one."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.accounts import queries, stored
from practice.accounts.actions import applying, turns
from practice.accounts.lines import Line, Outcome
from practice.accounts.planning import Plan, plan_import
from practice.accounts.stored import Kept
from practice.accounts.views.routes import routes
from practice.audit.actions import note
from practice.db import utcnow
from practice.people import sheet
from practice.people.models import PeopleImport, PeopleWork, Role, WorkState
from practice.people.sheet import Sheet
from practice.web.access import for_roles, takes_up_to
from practice.web.edge import me, reading, settings, work
from practice.web.fields import show_again
from practice.web.filters import plural

MOST_SHOWN = 500
LEFT_OUT = "people-not-imported.csv"
# What was read as UTF-16 comes back as UTF-8, where some letters take three bytes instead of two.
takes_a_sheet = takes_up_to(sheet.MOST_BYTES * 3 // 2 + 65_536, as_text=True)
EXAMPLES = [
    ("ana.diaz@example.com", "Ana Diaz", "West", "rep", "sam.lee@example.com", "America/Denver",
     "2027-03-01", "Enterprise; New in 2027"),
    ("sam.lee@example.com", "Sam Lee", "Leads", "manager", "", "America/New_York", "", ""),
]  # fmt: skip


@routes.get("/people/import")
@for_roles(Role.admin)
def imported() -> ResponseReturnValue:
    """The form for a file or pasted rows."""
    with reading() as session:
        recent = queries.recent_imports(session)
        return render_template("people/import.html", sheet=sheet, recent=recent)


@routes.post("/people/import")
@for_roles(Role.admin)
@takes_a_sheet
def dry_run() -> ResponseReturnValue:
    """Show what the file would do; nothing is saved."""
    show_again(imported)
    text = sent_text()
    with reading() as session:
        plan, read = make_plan(session, text, creates_teams())
    return show_plan(plan, text, read.ignored, creates_teams())


def sent_text() -> str:
    """The file, or else what was pasted."""
    file = request.files.get("file")
    content = file.read(sheet.MOST_BYTES + 1) if file and file.filename else b""
    return sheet.decode(content or request.form.get("pasted", "").encode())


def make_plan(session: Session, text: str, create_teams: bool) -> tuple[Plan, Sheet]:
    """What this text would do now."""
    read = sheet.read(text)
    emails = {row.cells[column].lower() for row in read.rows for column in ("email", "manager")}
    known = queries.known_for(session, me(), sorted(emails - {""}))
    return plan_import(read.rows, known, create_teams=create_teams), read


def show_plan(
    plan: Plan, text: str, ignored: Any, create_teams: bool, is_other: bool = False
) -> str:
    """The plan row by row, refused rows first, with the button that applies it."""
    lines = sorted(plan.lines, key=lambda line: line.outcome != Outcome.refused)
    return render_template(
        "people/dry_run.html",
        plan=plan,
        lines=lines[:MOST_SHOWN],
        more=max(0, len(lines) - MOST_SHOWN),
        count={outcome.value: len(plan.of(outcome)) for outcome in Outcome},
        reasons=reasons_of(plan.of(Outcome.refused)),
        text=text,
        ignored=ignored,
        create_teams=create_teams,
        is_other=is_other,
        by_mail=bool(settings().smtp_url),
        work=going(),
    )


def going() -> PeopleWork | None:
    """What an import has to wait for."""
    with reading() as session:
        return queries.work_going(session)


def reasons_of(refused: list[Line]) -> list[tuple[str, int, str]]:
    """Why rows are left out: each reason with how many rows have it, and which the first are."""
    rows: dict[str, list[int]] = {}
    for line in refused:
        rows.setdefault(line.kind, []).append(line.number)
    told = sorted(rows.items(), key=lambda each: -len(each[1]))
    return [(kind, len(numbers), first_of(numbers)) for kind, numbers in told]


def first_of(numbers: list[int], most: int = 5) -> str:
    """The first few numbers of rows."""
    return ", ".join(map(str, numbers[:most])) + (" …" if len(numbers) > most else "")


@routes.post("/people/import/not-imported.csv")
@for_roles(Role.admin)
@takes_a_sheet
def refused_rows() -> ResponseReturnValue:
    """The rows of a file that would be left out, with the reasons, to be corrected."""
    show_again(imported)
    with reading() as session:
        plan, read = make_plan(session, request.form.get("content", ""), creates_teams())
    why = {line.number: line.problem for line in plan.of(Outcome.refused)}
    kept = [Kept(row, why[row.number]) for row in read.rows if row.number in why]
    return csv_file(LEFT_OUT, stored.write(kept))


def creates_teams() -> bool:
    """Whether teams that are missing are to be made."""
    return bool(request.form.get("create_teams"))


@routes.post("/people/import/apply")
@for_roles(Role.admin)
@takes_a_sheet
def apply_import() -> ResponseReturnValue:
    """Do exactly what was shown; if that is no longer what would happen, show it anew.

    A file that fits into one bite is applied at once, a larger one by a worker.
    """
    show_again(imported)
    text, invites = request.form.get("content", ""), bool(request.form.get("invite"))
    with work() as session:
        plan, read = make_plan(session, text, creates_teams())
        if plan.digest != request.form.get("digest"):
            return show_plan(plan, text, read.ignored, creates_teams(), is_other=True)
        if going():
            return show_plan(plan, text, read.ignored, creates_teams()), 409
        made = applying.accept(
            session, me(), list(read.rows), plan,
            creates_teams=creates_teams(), invites=invites and bool(settings().smtp_url),
        )  # fmt: skip
        turns.take(session, made.id)
    return told(made)


def told(made: PeopleImport) -> ResponseReturnValue:
    """What was done; or, if it goes on or left something out, the page that says so."""
    if made.state != WorkState.done or stored.read(made.text):
        return redirect(url_for("people.show_import", import_id=made.id))
    flash(f"{plural(made.added, 'person', 'people')} added, {made.changed:,} changed.")
    return redirect(url_for("people.index"))


@routes.get("/people/imports/<uuid:import_id>")
@for_roles(Role.admin)
def show_import(import_id: UUID) -> ResponseReturnValue:
    """How far an import is, and what it left out; a script keeps it right."""
    return render_template("people/imported.html", **shown(import_id))


@routes.get("/people/imports/<uuid:import_id>/live")
@for_roles(Role.admin)
def live_import(import_id: UUID) -> ResponseReturnValue:
    """The same without the page around it, for that script."""
    return render_template("people/_imported.html", **shown(import_id))


def shown(import_id: UUID) -> dict[str, Any]:
    """An import, and the rows that were left out."""
    with reading() as session:
        found = queries.get_import(session, import_id)
        left = stored.left_out(stored.read(found.text))
        return {
            "import_": found,
            "is_going": found.state in queries.GOING,
            "is_slow": queries.is_silent(found, utcnow()),
            "left_out": left[:MOST_SHOWN],
            "left_out_count": len(left),
        }


@routes.get("/people/imports/<uuid:import_id>/not-imported.csv")
@for_roles(Role.admin)
def left_out(import_id: UUID) -> ResponseReturnValue:
    """The rows that were not imported, with the reasons, to be corrected and imported again."""
    with work() as session:
        rows = stored.left_out(stored.read(queries.get_import(session, import_id).text))
        note(session, "exported_left_out", by=me())
    return csv_file(LEFT_OUT, stored.write(rows))


@routes.get("/people/import/template.csv")
@for_roles(Role.admin)
def template() -> ResponseReturnValue:
    """An example to fill in."""
    return csv_file("people-template.csv", sheet.write(sheet.COLUMNS, EXAMPLES))


@routes.get("/people/export.csv")
@for_roles(Role.admin)
def export() -> ResponseReturnValue:
    """Everybody in use, in the columns that the import reads."""
    with work() as session:
        note(session, "exported_people", by=me())
        text = sheet.write(sheet.COLUMNS, queries.export_rows(session))
    return csv_file("people.csv", text)


def csv_file(name: str, text: str) -> Response:
    """A text as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)
