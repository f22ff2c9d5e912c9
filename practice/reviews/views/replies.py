"""Talking about feedback, and playing what was said instead of written."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.reviews import comment_forms, comments, names, talk
from practice.reviews.views.doors import routes
from practice.reviews.views.feedback import feedback
from practice.web.edge import me, reading, settings, work
from practice.web.fields import show_again
from practice.web.signed import clip


@routes.context_processor
def recording_limits() -> dict[str, Any]:
    """What a recorded comment on these pages may be."""
    return {"limits": settings(), "spoken_seconds": comments.LONGEST_MS // 1000}


@routes.post("/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/replies")
def reply(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Answer a comment, or disagree with it."""
    with work() as session:
        marker = talk.get_marker_to_answer(session, me(), submission_id, marker_id)
        show_again(lambda: feedback(submission_id))
        said = talk.reply(session, me(), marker, comment_forms.read_reply(request.form))
        other = talk.other_of(said)
        is_hidden = names.is_hidden(said.marker.review, me())
        told = names.PEER if is_hidden else other.name
    flash(f"Sent. {told} is told.")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor=f"m-{marker_id}"))


@routes.get("/submissions/<uuid:submission_id>/comments/<uuid:comment_id>/media")
def comment_media(submission_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    """Where a recorded comment plays from; without `media` it is being prepared, or never will."""
    with reading() as session:
        asset = comments.get_spoken(session, me(), submission_id, comment_id)
        return {"media": clip(asset), "settled": asset.is_settled, "sentence": asset.sentence}
