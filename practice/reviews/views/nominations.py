"""Model takes from reps: the part that a reviewer names, and the rep's answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.errors import Changed
from practice.library.rules import local_day
from practice.reviews import drafts, nominations
from practice.reviews.forms import read_version
from practice.reviews.nomination_forms import nomination_data, read_nomination, read_until
from practice.reviews.views.doors import routes
from practice.reviews.views.feedback import feedback
from practice.reviews.views.saving import saved
from practice.takes.models import Submission
from practice.web.edge import me, reading, work
from practice.web.fields import json_object, show_again

HALF_A_YEAR = timedelta(days=182)


@routes.put("/submissions/<uuid:submission_id>/review/nomination")
def keep_nomination(submission_id: UUID) -> ResponseReturnValue:
    """Autosave of which part to nominate, with the draft; without `nominate` there is none."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        given, seen = read_nomination(json_object()), read_version(json_object())
        try:
            kept = nominations.nominate(session, review, given, seen)
        except Changed as told:
            raise Changed(told.sentence, nomination_data(review.nomination)) from told
        return saved(review, kept.version if kept else 0)


@routes.post("/submissions/<uuid:submission_id>/nomination/agree")
def agree_to_nomination(submission_id: UUID) -> ResponseReturnValue:
    """Let the part be shown until a day of the rep's choice."""
    _look(submission_id)
    show_again(lambda: feedback(submission_id))
    until = read_until(request.form)
    with work() as session:
        nominations.agree(session, me(), submission_id, until)
    flash("Thank you. The enablement team looks at it before anybody else can.", "ok")
    return _back(submission_id)


@routes.post("/submissions/<uuid:submission_id>/nomination/decline")
def decline_nomination(submission_id: UUID) -> ResponseReturnValue:
    """Keep the take as private as it is."""
    with work() as session:
        nominations.decline(session, me(), submission_id)
    flash("All right. Your take stays as private as it was.", "ok")
    return _back(submission_id)


@routes.post("/submissions/<uuid:submission_id>/nomination/withdraw")
def withdraw_nomination(submission_id: UUID) -> ResponseReturnValue:
    """Take the consent back, at any time."""
    with work() as session:
        nominations.withdraw(session, me(), submission_id)
    flash("It isn’t shown to anybody anymore, and the clip was deleted.", "ok")
    return _back(submission_id)


def _look(submission_id: UUID) -> None:
    """Refuse who may not answer, before anything that they sent is read."""
    with reading() as session:
        nominations.get_own(session, me(), submission_id)


def _back(submission_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("reviews.feedback", submission_id=submission_id))


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What the review room and the page of feedback ask."""
    return {"nomination_asked": nomination_asked}


def nomination_asked(submission: Submission) -> dict[str, Any] | None:
    """What was asked about this take, for its rep and its reviewer; else nothing."""
    with reading() as session:
        found = nominations.find_asked(session, me(), submission.id)
        if found is None:
            return None
        today = local_day(me())
        return {
            "it": found,
            "standing": nominations.standing(found),
            "title": nominations.title_of(found),
            "model": found.model,
            "tomorrow": today + timedelta(days=1),
            "in_half_a_year": today + HALF_A_YEAR,
            "latest": today + nominations.LONGEST,
        }
