"""How far handing out is, for the page of an assignment to ask again and again; and which week."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from practice.assignments import openings, queries, words
from practice.assignments.views.blueprint import LEADERS, routes
from practice.db import utcnow
from practice.web.access import for_roles
from practice.web.edge import me, reading


@routes.get("/assignments/<uuid:assignment_id>/handing-out")
@for_roles(*LEADERS)
def handing_out(assignment_id: UUID) -> ResponseReturnValue:
    """The part of the page that says so; nothing once everybody has it."""
    with reading() as session:
        found = queries.get_assignment(session, me(), assignment_id)
        if not openings.is_being_handed_out(found):
            return "", 204
        progress = openings.progress(session, found, utcnow())
        return render_template("assignments/_handing.html", handing=progress)


routes.add_app_template_filter(words.period_of)
routes.add_app_template_global(words.handing_out)
routes.add_app_template_filter(words.about_period)
