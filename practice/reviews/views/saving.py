"""Autosave of the review room: one small change at a time.

Each says which version it was written over; the answer says which version it made. A 409 with
`current` means that somebody was faster, and shows what they wrote.
"""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from practice.reviews import drafts, forms
from practice.reviews.data import marker_data, stamp
from practice.reviews.models import Review
from practice.reviews.views.doors import routes
from practice.reviews.views.room import self_levels
from practice.web.edge import me, work
from practice.web.fields import json_object


@routes.put("/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>")
def save_marker(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Autosave of one comment."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        given = forms.read_marker(json_object())
        marker = drafts.save_marker(session, review, marker_id, given)
        return saved(review, marker.version) | {"marker": marker_data(marker)}


@routes.delete("/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>")
def delete_marker(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Take a comment away; the page keeps it for a moment to put it back."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        seen = forms.read_version(request.args)
        drafts.delete_marker(session, review, marker_id, seen)
        return saved(review, 0)


@routes.put("/submissions/<uuid:submission_id>/review/levels/<uuid:criterion_id>")
def save_level(submission_id: UUID, criterion_id: UUID) -> ResponseReturnValue:
    """Autosave of one level."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        level, seen = forms.read_level(json_object()), forms.read_version(json_object())
        score = drafts.save_level(session, review, criterion_id, level, seen)
        own = self_levels(session, review.submission, review).get(criterion_id)
        return saved(review, score.version if score else 0) | {"own": own}


@routes.patch("/submissions/<uuid:submission_id>/review")
def save_summary(submission_id: UUID) -> ResponseReturnValue:
    """Autosave of strength, next step and decision."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        given, seen = forms.read_summary(json_object()), forms.read_version(json_object())
        drafts.save_summary(review, given, seen)
        return saved(review, review.version)


def saved(review: Review, version: int) -> dict[str, Any]:
    """What the page needs to know of the last save: when it was, and what it made."""
    when = review.saved_at.isoformat()
    return {"saved_at": when, "stamp": stamp(review), "version": version}
