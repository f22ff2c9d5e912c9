"""The teams and who manages them, for admins."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import teams as caring
from practice.accounts.forms import AccountReader
from practice.accounts.views.routes import routes
from practice.people import queries
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

PAGE = 100


@routes.get("/teams")
@for_roles(Role.admin)
def teams() -> ResponseReturnValue:
    """The teams as a tree, and a form for another."""
    with reading() as session:
        branches = queries.team_outline(session)
        archived = queries.team_names(session, archived=True)
    last = max(1, -(-len(branches) // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "people/teams.html",
        teams=branches[(page - 1) * PAGE : page * PAGE],
        shown=f"Page {page} of {last}",
        before=url_for("people.teams", page=page - 1) if page > 1 else None,
        after=url_for("people.teams", page=page + 1) if page < last else None,
        without=sum(not each.managers for each in branches),
        archived=archived,
    )


@routes.post("/teams")
@for_roles(Role.admin)
def add_team() -> ResponseReturnValue:
    """Add a team, then see to its managers."""
    show_again(teams)
    name = read_name()
    with work() as session:
        made = caring.add(session, me(), name)
    flash(f"{name} is added. Say who manages it.")
    return redirect(url_for("people.team", team_id=made.id))


def read_name() -> str:
    """The name of a team as typed."""
    form = AccountReader(request.form)
    name = form.text("name", 120, required=True)
    form.finish()
    return name


@routes.get("/teams/<uuid:team_id>")
@for_roles(Role.admin)
def team(team_id: UUID) -> ResponseReturnValue:
    """One team: its name, its managers, its people."""
    with reading() as session:
        found = queries.get_team(session, team_id)
        branch, below = queries.branch_of(session, team_id)
        return render_template(
            "people/team.html",
            team=found,
            branch=branch,
            below=below,
            size=branch.size if branch else 0,
            candidates=queries.active_managers(session),
        )


@routes.post("/teams/<uuid:team_id>")
@for_roles(Role.admin)
def rename_team(team_id: UUID) -> ResponseReturnValue:
    """Give a team another name."""
    show_again(lambda: team(team_id))
    name = read_name()
    with work() as session:
        caring.rename(session, me(), team_id, name)
    return back(team_id, "The name is saved.")


def back(team_id: UUID, sentence: str) -> ResponseReturnValue:
    """The team's page, saying what was done."""
    flash(sentence)
    return redirect(url_for("people.team", team_id=team_id))


@routes.post("/teams/<uuid:team_id>/managers")
@for_roles(Role.admin)
def add_manager(team_id: UUID) -> ResponseReturnValue:
    """Let somebody manage the team."""
    show_again(lambda: team(team_id))
    form = AccountReader(request.form)
    email = form.email()
    form.finish()
    with work() as session:
        person = caring.add_manager(session, me(), team_id, email)
    return back(team_id, f"{person.name} manages this team now.")


@routes.post("/teams/<uuid:team_id>/managers/<uuid:person_id>/remove")
@for_roles(Role.admin)
def remove_manager(team_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """End somebody's managing of the team."""
    with work() as session:
        caring.remove_manager(session, me(), team_id, person_id)
    return back(team_id, "That is saved.")


@routes.post("/teams/<uuid:team_id>/managers/<uuid:person_id>/primary")
@for_roles(Role.admin)
def make_primary(team_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Make somebody the manager who is asked first."""
    with work() as session:
        caring.make_primary(session, me(), team_id, person_id)
    return back(team_id, "That is saved.")


@routes.post("/teams/<uuid:team_id>/archive")
@for_roles(Role.admin)
def archive_team(team_id: UUID) -> ResponseReturnValue:
    """Put an empty team away."""
    with work() as session:
        found = caring.archive(session, me(), team_id)
    flash(f"{found.name} is archived.")
    return redirect(url_for("people.teams"))


@routes.post("/teams/<uuid:team_id>/restore")
@for_roles(Role.admin)
def restore_team(team_id: UUID) -> ResponseReturnValue:
    """Bring an archived team back."""
    with work() as session:
        found = caring.restore(session, me(), team_id)
    return back(team_id, f"{found.name} is back.")
