"""Making a promise at a 1:1, and settling it."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.coaching import actions, forms, queries
from practice.coaching.models import Outcome
from practice.coaching.views.doors import routes
from practice.coaching.views.meeting import pair
from practice.coaching.words import SETTLED
from practice.web.edge import me, reading, work
from practice.web.fields import show_again


@routes.post("/one-on-ones/<uuid:person_id>/promises")
def promise(person_id: UUID) -> ResponseReturnValue:
    """Write down what one of the two promises."""
    with work() as session:
        found = queries.get_pair(session, me(), person_id)
        show_again(lambda: pair(person_id))
        actions.promise(session, me(), found, forms.read_promise(request.form))
    flash("Promise written down. Both of you see it.", "ok")
    return redirect(url_for(".pair", person_id=person_id, _anchor="promises"))


@routes.post("/commitments/<uuid:commitment_id>/settle")
def settle(commitment_id: UUID) -> ResponseReturnValue:
    """Say how a promise ended: kept, missed, or with a new date."""
    with reading() as session:
        found = queries.get_commitment(session, me(), commitment_id)
        other = found.coach_id if found.rep_id == me().id else found.rep_id
        has_page = queries.find_pair(session, me(), other) is not None
    if has_page:
        show_again(lambda: pair(other))
    with work() as session:
        settled = actions.settle(session, me(), commitment_id, forms.read_settled(request.form))
    flash(SETTLED[settled.outcome or Outcome.kept], "ok")
    if not has_page or request.form.get("back") == "home":
        return redirect(url_for("progress.home"))
    return redirect(url_for(".pair", person_id=other, _anchor="promises"))
