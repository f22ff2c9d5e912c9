"""Importing people from a CSV file, and exporting them to one."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.accounts import queries
from practice.accounts.actions import caring, importing
from practice.accounts.planning import Outcome, Plan, plan_import
from practice.accounts.views.routes import routes
from practice.audit.actions import note
from practice.people import sheet
from practice.people.models import Person, Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings, work
from practice.web.fields import show_again
from practice.web.filters import plural

MOST_SHOWN = 500
BITE = 100
EXAMPLES = [
    ("ana.diaz@example.com", "Ana Diaz", "West", "rep", "sam.lee@example.com", "America/Denver"),
    ("sam.lee@example.com", "Sam Lee", "Leads", "manager", "", "America/New_York"),
]


@routes.get("/people/import")
@for_roles(Role.admin)
def imported() -> ResponseReturnValue:
    """The form for a file or pasted rows."""
    return render_template("people/import.html", columns=sheet.COLUMNS)


@routes.post("/people/import")
@for_roles(Role.admin)
def dry_run() -> ResponseReturnValue:
    """Show what the file would do; nothing is saved."""
    show_again(imported)
    text = sent_text()
    create_teams = bool(request.form.get("create_teams"))
    with reading() as session:
        plan, ignored = make_plan(session, text, create_teams)
    return show_plan(plan, text, ignored, create_teams)


def sent_text() -> str:
    """The file, or else what was pasted."""
    file = request.files.get("file")
    content = file.read(sheet.MOST_BYTES + 1) if file and file.filename else b""
    return sheet.decode(content or request.form.get("pasted", "").encode())


def make_plan(session: Session, text: str, create_teams: bool) -> tuple[Plan, Any]:
    """What this text would do now."""
    read = sheet.read(text)
    emails = {row.cells[column].lower() for row in read.rows for column in ("email", "manager")}
    known = queries.known_for(session, me(), sorted(emails - {""}))
    return plan_import(read.rows, known, create_teams=create_teams), read.ignored


def show_plan(
    plan: Plan, text: str, ignored: Any, create_teams: bool, is_other: bool = False
) -> ResponseReturnValue:
    """The plan row by row, refused rows first, with the button that applies it."""
    lines = sorted(plan.lines, key=lambda line: line.outcome != Outcome.refused)
    return render_template(
        "people/dry_run.html",
        plan=plan,
        lines=lines[:MOST_SHOWN],
        more=max(0, len(lines) - MOST_SHOWN),
        count={outcome.value: len(plan.of(outcome)) for outcome in Outcome},
        text=text,
        ignored=ignored,
        create_teams=create_teams,
        is_other=is_other,
        by_mail=bool(settings().smtp_url),
    )


@routes.post("/people/import/apply")
@for_roles(Role.admin)
def apply_import() -> ResponseReturnValue:
    """Do exactly what was shown; if that is no longer what would happen, show it anew."""
    show_again(imported)
    text, create_teams = request.form.get("content", ""), bool(request.form.get("create_teams"))
    with work() as session:
        plan, ignored = make_plan(session, text, create_teams)
        if plan.digest != request.form.get("digest"):
            return show_plan(plan, text, ignored, create_teams, is_other=True)
        added = importing.apply(session, me(), plan)
    if settings().smtp_url and request.form.get("invite"):
        invite(added)
    changed = len(plan.of(Outcome.changed))
    flash(f"{plural(len(added), 'person', 'people')} added, {changed:,} changed.")
    return redirect(url_for("people.index"))


def invite(added: list[Person]) -> None:
    """Have the new people invited, a bite at a time so that others can write in between."""
    for start in range(0, len(added), BITE):
        with work() as session:
            for person in added[start : start + BITE]:
                caring.send_link(session, me(), person.id)


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
