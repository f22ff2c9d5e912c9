"""The door of self-reviews; they are read on the take's own page."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.takes import queries, self_reviews
from practice.takes.views.takes import show
from practice.takes.writing_forms import read_opinion
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

routes = Blueprint("self_reviews", __name__)


@routes.post("/takes/<uuid:take_id>/self-review")
def save(take_id: UUID) -> ResponseReturnValue:
    """Write down one's own view of a take."""
    with reading() as session:
        queries.get_own_take(session, me(), take_id)
    show_again(lambda: show(take_id))
    opinion = read_opinion(request.form)
    with work() as session:
        self_reviews.save(session, me(), take_id, opinion)
    flash("Saved. What you forgot will be on your next prep sheet." if opinion.forgot else "Saved.")
    return redirect(url_for("takes.show", take_id=take_id, _anchor="self-review"))
