"""The doors of Heard today: keep a line, answer it, offer it to the team, let it go."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.scenarios import heard
from practice.takes import forms
from practice.takes.heard import count_lines, my_lines
from practice.web.edge import me, reading, today_of, work
from practice.web.fields import show_again
from practice.web.signed import poster_url

routes = Blueprint("heard", __name__)

LINES_A_PAGE = 20


@routes.get("/heard")
def mine() -> ResponseReturnValue:
    """A field for what a buyer said, and one's own lines."""
    page = forms.read_page(request.args)
    with reading() as session:
        return render_template("takes/heard.html", page=page, **_page_parts(session, page))


def _page_parts(session: Session, page: int) -> dict[str, Any]:
    first = (page - 1) * LINES_A_PAGE
    version = heard.find_heard_scenario(session)
    return {
        "lines": my_lines(session, me(), LINES_A_PAGE, first),
        "total": count_lines(session, me()),
        "first": first,
        "scenario_id": version.scenario_id if version else None,
        "longest": heard.LONGEST_LINE,
        "poster_url": poster_url,
    }


@routes.post("/heard")
def keep() -> ResponseReturnValue:
    """Keep a line; on to the camera with it, or just keep it."""
    show_again(mine)
    words, answers = forms.read_line(request.form)
    with work() as session:
        line = heard.keep(session, me(), words, today_of(me()))
        scenario_id = heard.heard_scenario(session).scenario_id
    if answers:
        return redirect(url_for("record.record", scenario=scenario_id, heard=line.id))
    flash("Kept. Only you can see it.")
    return redirect(url_for(".mine"))


@routes.post("/heard/<uuid:line_id>/offer")
def offer(line_id: UUID) -> ResponseReturnValue:
    """Offer a line to the team's drill."""
    with work() as session:
        heard.offer(session, me(), line_id)
    flash("Offered. You’ll hear when it becomes a prompt.")
    return redirect(url_for(".mine"))


@routes.post("/heard/<uuid:line_id>/take-back")
def take_back(line_id: UUID) -> ResponseReturnValue:
    """Make an offered line private again, until somebody took it up."""
    with work() as session:
        heard.take_back(session, me(), line_id)
    flash("Taken back. Only you can see it again.")
    return redirect(url_for(".mine"))


@routes.post("/heard/<uuid:line_id>/delete")
def delete(line_id: UUID) -> ResponseReturnValue:
    """Delete a line for good."""
    with work() as session:
        heard.delete(session, me(), line_id)
    flash("Deleted.")
    return redirect(url_for(".mine"))
