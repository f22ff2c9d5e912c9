"""Why a team practices, in one sentence of its primary manager."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import teams as caring
from practice.accounts.forms import read_intent
from practice.accounts.views.routes import routes
from practice.people import queries
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import show_again


@routes.get("/intent")
@for_roles(Role.manager)
def intent() -> ResponseReturnValue:
    """The teams that one speaks to, each with what was said."""
    with reading() as session:
        teams = queries.teams_led_first(session, me())
        return render_template("people/intent.html", teams=teams)


@routes.post("/teams/<uuid:team_id>/intent")
@for_roles(Role.manager)
def write_intent(team_id: UUID) -> ResponseReturnValue:
    """Say it to everybody in the team, or take it back."""
    show_again(intent)
    words = read_intent(request.form)
    with work() as session:
        team = caring.write_intent(session, me(), team_id, words)
    said = f"Everybody in {team.name} reads it on their first page."
    flash(said if words else f"{team.name} reads nothing of it anymore.")
    return redirect(url_for("people.intent"))
