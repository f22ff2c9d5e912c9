"""Setting how often somebody gets feedback, on their page."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.people.models import Person, ReviewPace, Role
from practice.reviews import pacing
from practice.reviews.views.doors import routes
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import Reader

CHOICES = [
    (ReviewPace.every, "Every take"),
    (ReviewPace.half, "One in two"),
    (ReviewPace.quarter, "One in four"),
    (ReviewPace.on_request, "Only when they ask"),
]


@routes.post("/people/<uuid:person_id>/review-pace")
@for_roles(Role.manager, Role.enablement)
def set_pace(person_id: UUID) -> ResponseReturnValue:
    """Have feedback come this often from the next take on."""
    form = Reader(request.form)
    pace = form.choice("pace", ReviewPace)
    with work() as session:
        person = pacing.get_led(session, me(), person_id)
        form.finish("Choose how often feedback comes.")
        pacing.set_pace(session, me(), person, pace)
        flash(f"Saved. {person.name.split()[0]} is told.", "ok")
    return redirect(url_for("progress.person", person_id=person_id, _anchor="review-pace"))


@routes.app_context_processor
def on_the_persons_page() -> dict[str, Any]:
    """What the page of a person asks."""
    return {"may_set_pace": may_set_pace, "paces": CHOICES}


def may_set_pace(person: Person) -> bool:
    """Whether the reader leads this person."""
    with reading() as session:
        return me().is_manager and pacing.find_led(session, me(), person.id) is not None
