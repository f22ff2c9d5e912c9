"""The doors of asking for help and of sharing a take with one's team."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.takes import actions, queries, sharing
from practice.takes.views.takes import show
from practice.takes.writing_forms import read_asking
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

routes = Blueprint("sharing", __name__)


@routes.post("/takes/<uuid:take_id>/ask")
def ask(take_id: UUID) -> ResponseReturnValue:
    """Send a take with a question, without handing it in for its assignment."""
    with reading() as session:
        queries.get_own_take(session, me(), take_id)
    show_again(lambda: show(take_id))
    question = read_asking(request.form)
    with work() as session:
        actions.ask_help(session, me(), take_id, question)
    flash("Asked. You’ll hear as soon as there is an answer.")
    return redirect(url_for("takes.show", take_id=take_id))


@routes.post("/takes/<uuid:take_id>/share")
def share(take_id: UUID) -> ResponseReturnValue:
    """Let one's team watch it."""
    with work() as session:
        sharing.share(session, me(), take_id)
    flash("Shared. Your team can watch this take until you stop sharing it.")
    return redirect(url_for("takes.show", take_id=take_id, _anchor="who"))


@routes.post("/takes/<uuid:take_id>/stop-sharing")
def stop(take_id: UUID) -> ResponseReturnValue:
    """Take it back from the team."""
    with work() as session:
        sharing.stop_sharing(session, me(), take_id)
    flash("Not shared anymore.")
    return redirect(url_for("takes.show", take_id=take_id, _anchor="who"))
