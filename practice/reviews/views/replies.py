"""Talking about feedback."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.reviews import actions, forms
from practice.reviews.views.doors import routes
from practice.reviews.views.feedback import feedback
from practice.web.edge import me, work
from practice.web.fields import show_again


@routes.post("/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/replies")
def reply(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Answer a comment."""
    with work() as session:
        marker = actions.get_marker_to_answer(session, me(), submission_id, marker_id)
        show_again(lambda: feedback(submission_id))
        actions.reply(session, me(), marker, forms.read_reply(request.form))
    flash("Reply sent.")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor=f"m-{marker_id}"))
