"""Saying feedback back: on the page of feedback, and on a page of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.coaching import actions, forms, queries, rules
from practice.coaching.queries import Promise
from practice.coaching.views.doors import routes
from practice.errors import NotFound
from practice.people.models import Person
from practice.reviews import queries as reviews
from practice.reviews.models import Decision, Review
from practice.reviews.rules import decides
from practice.takes import queries as takes
from practice.web.edge import me, reading, today_of, work
from practice.web.fields import show_again


@dataclass(frozen=True)
class SayingBack:
    """What the page of feedback says about it: the words and the promise, or the form."""

    review: Review
    said: Review | None
    promise: Promise | None
    coach: Person
    is_own: bool
    today: date

    @property
    def least(self) -> int:
        return 1 if self.review.decision == Decision.another_take else 0

    @property
    def takes(self) -> int:
        return rules.USUAL_TAKES if self.least else 0

    @property
    def due_on(self) -> date:
        return rules.usual_date(self.today)


def saying_back(session: Session, submission_id: UUID) -> SayingBack | None:
    """How far the two are with feedback that was sent; None before."""
    released = [one for one in reviews.released_for(session, submission_id) if decides(one)]
    if not released:
        return None  # peers are not answered with a promise
    said = next((one for one in released if one.said_back_at), None)
    promise = queries.promise_of(session, me(), submission_id) if said else None
    coach = queries.coach_of(session, released[0])
    is_own = released[0].submission.person_id == me().id
    return SayingBack(released[0], said, promise, coach, is_own, today_of(me()))


def own_saying_back(session: Session, submission_id: UUID) -> SayingBack:
    """The same for its rep; nobody else says it back."""
    found = saying_back(session, submission_id)
    if found is None or not found.is_own:
        raise NotFound
    return found


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What the page of feedback asks."""
    return {"saying_back": on_feedback, "promise_limits": rules}


def on_feedback(submission_id: UUID) -> SayingBack | None:
    """The same for a template."""
    with reading() as session:
        return saying_back(session, submission_id)


@routes.get("/submissions/<uuid:submission_id>/say-back")
def ask(submission_id: UUID) -> ResponseReturnValue:
    """The form alone, beside the feedback it is about; its rep's."""
    with reading() as session:
        submission = takes.get_submission(session, me(), submission_id)
        found = own_saying_back(session, submission_id)
        if found.said:
            return redirect(url_for("reviews.feedback", submission_id=submission_id))
        return render_template("coaching/say_back.html", submission=submission, saying=found)


@routes.post("/submissions/<uuid:submission_id>/say-back")
def say_back(submission_id: UUID) -> ResponseReturnValue:
    """Close the review in one's own words, with a promise."""
    with reading() as session:
        own_saying_back(session, submission_id)
    show_again(lambda: ask(submission_id))
    with work() as session:
        actions.say_back(session, me(), submission_id, forms.read_said_back(request.form))
    flash("Said back. Your takes count by themselves.", "ok")
    return redirect(url_for("reviews.feedback", submission_id=submission_id, _anchor="said-back"))
