"""The settings of the organization, for admins."""

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import caring
from practice.accounts.forms import OrganizationForm
from practice.accounts.views.routes import routes
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.people import queries
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

WEEKDAYS = [(0, "Monday"), (6, "Sunday"), (5, "Saturday")]


@routes.get("/settings")
@for_roles(Role.admin)
def organization() -> ResponseReturnValue:
    """Name, week, timezone, and how long unsubmitted takes are kept."""
    with reading() as session:
        return render_template(
            "people/organization.html",
            organization=queries.organization(session),
            weekdays=WEEKDAYS,
            zones=ZONE_OPTIONS,
        )


@routes.post("/settings")
@for_roles(Role.admin)
def save_organization() -> ResponseReturnValue:
    """Keep the settings."""
    show_again(organization)
    form = OrganizationForm.read(request.form)
    with work() as session:
        caring.change_organization(session, me(), **asdict(form))
    flash("The settings are saved.")
    return redirect(url_for("people.organization"))
