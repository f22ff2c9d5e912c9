"""The doors of growth, of the leaders' page, and of files with what is on the screen."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import IO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.db import utcnow
from practice.people.models import Role
from practice.progress import growth, leaders, overview, tables
from practice.progress.export import TYPES, Kind, Table, write
from practice.progress.forms import (
    What,
    chosen_asked,
    file_asked,
    list_asked,
    purpose_given,
    start,
)
from practice.progress.ready import ready
from practice.reviews.calibrating import propose
from practice.web.access import for_roles
from practice.web.edge import address, close_reading, me, reading, work
from practice.web.fields import Reader, show_again

routes = Blueprint("figures", __name__)
LEADERS = (Role.manager, Role.enablement)
PAGE = 25
MANAGERS = 50  # those who wait longest; the file has all
PIECE = 64 * 1024  # bytes of a file that are sent together


@routes.get("/team/growth")
@for_roles(*LEADERS)
def grown() -> ResponseReturnValue:
    """First against best, who stands where, and how far people lie apart."""
    return growth_page()


def growth_page() -> str:
    """The page of growth, also once more with what was typed."""
    form = Reader(request.args)
    criterion, level = form.uuid("criterion"), form.number("level", 1, 5, 0)
    with reading() as session:
        chosen = chosen_asked(session)
        shown = growth.growth(session, me(), chosen.scope, chosen.weeks, chosen.zone)
        asked, stretch = column_asked(shown, criterion), stretch_asked(shown, form.day("stretch"))
        return render_template(
            "progress/growth.html", chosen=chosen, shown=shown, level=level, asked=asked,
            scenario=scenario_of(chosen, shown), stretch=stretch, size=PAGE,
            begins=begins_of("who" if asked and level else "stretch" if stretch else "people"),
        )  # fmt: skip


def begins_of(opened: str) -> dict[str, int]:
    """Where each list of the page of growth begins: the one that was opened, where asked for."""
    return {"people": 0, "who": 0, "stretch": 0} | {opened: start()}


def column_asked(shown: growth.Growth | None, key: UUID | None) -> growth.Column | None:
    """The criterion of which somebody wants to see who has a level."""
    columns = shown.columns if shown else ()
    return next((column for column in columns if column.key == key), None)


def stretch_asked(shown: growth.Growth | None, first: date | None) -> growth.Spread | None:
    """The stretch of weeks of which somebody wants to see who stands where."""
    spreads = shown.spreads if shown else ()
    return next((spread for spread in spreads if spread.first == first and spread.people), None)


def scenario_of(chosen: overview.Chosen, shown: growth.Growth | None) -> str:
    """What the scenario on the page is called."""
    titles = {each.id: each.name for each in chosen.picks.scenarios}
    return titles.get(shown.scenario_id, "") if shown else ""


@routes.get("/leaders")
@for_roles(*LEADERS)
def led() -> ResponseReturnValue:
    """Managers by how fast feedback comes back, teams by how they practice."""
    now = utcnow()
    with reading() as session:
        chosen = chosen_asked(session)
        where, weeks, zone = chosen.scope, chosen.weeks, chosen.zone
        return render_template(
            "progress/leaders.html", chosen=chosen, now=now, start=start(), size=PAGE,
            leaders=leaders.leaders(session, where, weeks, zone, MANAGERS + 1), most=MANAGERS,
            teams=leaders.team_lines(session, where, weeks, zone, now, PAGE, start()),
            ready=ready(session, me(), where, weeks, zone),
            count=len(chosen.teams) if chosen.team is None else 1,
        )  # fmt: skip


@routes.post("/submissions/<uuid:submission_id>/calibrate")
@for_roles(*LEADERS)
def calibrate(submission_id: UUID) -> ResponseReturnValue:
    """Ask the rep whether a take may be calibrated with."""
    with work() as session:
        asked = propose(session, me(), submission_id)
        name = asked.person.name
    flash(f"{name} is asked. Once they agree, enablement can publish it for everybody to score.")
    return redirect(url_for(".led", _anchor="calibrate"))


@routes.get("/team/export")
@for_roles(*LEADERS)
def export() -> ResponseReturnValue:
    """What is on the screen as a file: all of its rows, filtered the same way."""
    what, kind = file_asked()
    with reading() as session:
        return as_file(table_of(session, what, utcnow()), kind)


def table_of(session: Session, what: What, now: datetime) -> Table:
    """The table that was asked for."""
    if what == What.takes:
        return tables.takes(session, list_asked(session), now)
    made = {
        What.weeks: tables.weeks,
        What.behind: tables.late,
        What.managers: tables.managers,
        What.teams: tables.teams,
    }
    return made[what](session, chosen_asked(session), now)


def as_file(table: Table, kind: Kind) -> Response:
    """A table as a file to keep."""
    file = write(table, kind)
    answer = Response(pieces(file), content_type=TYPES[kind])
    answer.call_on_close(file.close)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{table.name}.{kind}")
    return answer


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file bit by bit, however large; closed after the last."""
    with file:
        yield from iter(partial(file.read, PIECE), b"")


@routes.post("/team/growth/export")
@for_roles(*LEADERS)
def export_levels() -> ResponseReturnValue:
    """Levels of people as a file: only for a purpose, which is logged before anything is read."""
    show_again(growth_page)
    purpose, kind = purpose_given()
    with reading() as session:
        chosen = chosen_asked(session)
    told = {"purpose": purpose, "teams": chosen.title}
    close_reading()
    with work() as session:
        note(session, "exported_levels", by=me(), detail=told, address=address())
    with reading() as session:
        return as_file(tables.levels(session, me(), chosen, utcnow()), kind)
