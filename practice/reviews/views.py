"""The doors of reviewing: queue, review room, and the page of feedback.

Access comes first and reading what was sent second, so that a stranger learns nothing.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.audit.queries import watchers
from practice.db import utcnow
from practice.people.models import Role
from practice.recordings.remarks import sentences
from practice.recordings.sound import quiet_note, sound_line
from practice.reviews import actions, corrections, drafts, forms, queries, rules
from practice.reviews.data import marker_data, markers_data, review_data
from practice.reviews.models import Review
from practice.scenarios.values import CriterionContent
from practice.takes import queries as takes
from practice.takes.models import Submission
from practice.takes.self_reviews import levels_shown
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import json_object, show_again
from practice.web.filters import zone_named
from practice.web.playing import playing_of
from practice.web.signed import poster_url

routes = Blueprint("reviews", __name__)


@routes.get("/reviews")
@for_roles(Role.manager, Role.enablement)
def queue() -> ResponseReturnValue:
    """What waits for a review, oldest first."""
    with reading() as session:
        mine, team = queries.queue(session, me()), queries.team_queue(session, me())
        return render_template("reviews/queue.html", mine=mine, team=team, **queue_words())


def queue_words() -> dict[str, Any]:
    """What the rows of the queue need to say how long something waits."""
    zone, now = zone_named(me().timezone), utcnow()

    def too_long(submission: Submission) -> bool:
        return rules.waits_too_long(submission.created_at, now, zone)

    return {"too_long": too_long, "poster_url": poster_url}


@routes.get("/submissions/<uuid:submission_id>/review")
def room(submission_id: UUID) -> ResponseReturnValue:
    """The review room; for another manager of the team, the offer to take it over."""
    if release_if_due(submission_id):
        return redirect(request.path)
    return room_page(submission_id)


def room_page(submission_id: UUID) -> ResponseReturnValue:
    """The room as it stands."""
    with reading() as session:
        submission = queries.get_to_review(session, me(), submission_id)
        if submission.reviewer_id != me().id:
            return render_template("reviews/take_over.html", submission=submission)
        takes.get_submission(session, me(), submission_id)
        review = queries.find_own(session, me(), submission_id)
        return render_template("reviews/room.html", **room_parts(session, submission, review))


def room_parts(session: Session, submission: Submission, review: Review | None) -> dict[str, Any]:
    """What the review room shows."""
    rounds = queries.rounds_seen(session, me(), submission)
    return {
        "submission": submission,
        "review": review,
        "recording": submission.take.asset,
        "version": submission.take.scenario_version,
        "criteria": submission.rubric_version.criteria,
        "levels": {s.criterion_id: s.level for s in review.scores} if review else {},
        "own": self_levels(session, submission, review),
        "data": review_data(review, submission),
        "waiting": queries.waiting_count(session, me()),
        "next": queries.next_in_queue(session, me(), but=submission.id),
        "earlier": [r for r in rounds if r.id != submission.id],
        "video": playing_of(submission.take),
        "remarks": sentences(submission.take.asset),
        "sound": sound_line(submission.take.asset),
        "quiet": quiet_note(submission.take.asset, to_its_rep=False),
        "rules": rules,
    } | queue_words()


def self_levels(session: Session, submission: Submission, review: Review | None) -> dict[UUID, int]:
    """The rep's own level of every criterion that the reviewer has scored, and of no other."""
    scored = [score.criterion_id for score in review.scores] if review else []
    return levels_shown(session, submission, scored)


def release_if_due(submission_id: UUID) -> bool:
    """Release what has waited its ten seconds, so that no page shows an old state."""
    with reading() as session:
        due = queries.is_due(session, submission_id, utcnow())
        if due:
            takes.get_submission(session, me(), submission_id)  # to others it stays absent
    if due:
        with work() as session:
            actions.release_due(session)
    return due


@routes.post("/submissions/<uuid:submission_id>/review/take-over")
@for_roles(Role.manager, Role.enablement)
def take_over(submission_id: UUID) -> ResponseReturnValue:
    """Become the reviewer."""
    with work() as session:
        actions.take_over(session, me(), submission_id)
    return redirect(url_for(".room", submission_id=submission_id))


@routes.put("/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>")
def save_marker(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Autosave of one comment."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        given = forms.read_marker(json_object())
        marker = drafts.save_marker(session, review, marker_id, given)
        return saved(review) | {"marker": marker_data(marker)}


@routes.delete("/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>")
def delete_marker(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Take a comment away; the page keeps it for a moment to put it back."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        drafts.delete_marker(session, review, marker_id)
        return saved(review)


@routes.put("/submissions/<uuid:submission_id>/review/levels/<uuid:criterion_id>")
def save_level(submission_id: UUID, criterion_id: UUID) -> ResponseReturnValue:
    """Autosave of one level."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        drafts.save_level(session, review, criterion_id, forms.read_level(json_object()))
        own = self_levels(session, review.submission, review).get(criterion_id)
        return saved(review) | {"own": own}


@routes.patch("/submissions/<uuid:submission_id>/review")
def save_summary(submission_id: UUID) -> ResponseReturnValue:
    """Autosave of strength, next step and decision."""
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        drafts.save_summary(review, forms.read_summary(json_object()))
        return saved(review)


def saved(review: Review) -> dict[str, Any]:
    """What the page says about the last save."""
    return {"saved_at": review.saved_at.isoformat()}


@routes.post("/submissions/<uuid:submission_id>/review/send")
def send(submission_id: UUID) -> ResponseReturnValue:
    """Send the feedback; the form carries the map too, so it works without scripts."""
    show_again(lambda: room_page(submission_id))
    with work() as session:
        review = drafts.draft(session, me(), submission_id)
        drafts.save_summary(review, forms.read_summary(request.form))
        for criterion_id, level in forms.read_levels(request.form).items():
            drafts.save_level(session, review, criterion_id, level)
        actions.send(session, review)
    return redirect(url_for(".room", submission_id=submission_id))


@routes.post("/submissions/<uuid:submission_id>/review/undo")
def undo(submission_id: UUID) -> ResponseReturnValue:
    """Take the feedback back within its ten seconds."""
    with work() as session:
        actions.undo(session, me(), submission_id)
    flash("Not sent. Your feedback is a draft again.")
    return redirect(url_for(".room", submission_id=submission_id))


@routes.post("/submissions/<uuid:submission_id>/review/correct")
def correct(submission_id: UUID) -> ResponseReturnValue:
    """Start a new revision of feedback that was sent."""
    with work() as session:
        corrections.correct(session, me(), submission_id)
    return redirect(url_for(".room", submission_id=submission_id))


@routes.get("/submissions/<uuid:submission_id>")
def feedback(submission_id: UUID) -> ResponseReturnValue:
    """Where a submission stands, and the feedback on it once it was released."""
    if release_if_due(submission_id):
        return redirect(request.full_path)
    with reading() as session:
        submission = takes.get_submission(session, me(), submission_id)
        answer = render_template("reviews/feedback.html", **feedback_parts(session, submission))
    if queries.is_unread(session, me(), submission_id):
        with work() as session:
            actions.mark_read(session, me(), submission_id)
    return answer


def feedback_parts(session: Session, submission: Submission) -> dict[str, Any]:
    """What the page of feedback shows."""
    released = queries.released_for(session, submission.id)
    wanted = request.args.get("revision", "")
    review = next((one for one in released if str(one.revision) == wanted), None)
    review = review or (released[0] if released else None)
    return {
        "submission": submission,
        "review": review,
        "released": released,
        "recording": submission.take.asset,
        "version": submission.take.scenario_version,
        "criteria": [CriterionContent.of(one) for one in submission.rubric_version.criteria],
        "chosen": chosen_levels(review),
        "own": own_levels(session, submission, review),
        "markers": markers_data(review.markers) if review else [],
        "rounds": queries.rounds_seen(session, me(), submission),
        "watchers": watchers(session, submission.take_id),
        "who": takes.viewers_of(session, submission.take).sentence_for(me()),
        "is_own": submission.person_id == me().id,
        "may_reply": review is not None and me().id in rules.the_two(review),
        "again_url": again_url(submission),
        "video": playing_of(submission.take),
        "remarks": sentences(submission.take.asset),
        "rules": rules,
    } | queue_words()


def chosen_levels(review: Review | None) -> dict[str, int]:
    """The levels by the name under which the map on screen knows its criteria."""
    scores = review.scores if review else []
    return {CriterionContent.of(score.criterion).id: score.level for score in scores}


def own_levels(session: Session, submission: Submission, review: Review | None) -> dict[str, int]:
    """How the rep saw the same criteria, for the rep alone, once feedback is there to compare."""
    if review is None or submission.person_id != me().id:
        return {}
    criteria = {one.id: CriterionContent.of(one).id for one in submission.rubric_version.criteria}
    mine = levels_shown(session, submission, criteria)
    return {criteria[criterion_id]: level for criterion_id, level in mine.items()}


def again_url(submission: Submission) -> str:
    """Where the rep records the next take, with what to try beside the camera."""
    target = submission.take.target if submission.asks_help else submission.target
    return url_for(
        "record.record",
        scenario=submission.take.scenario_version.scenario_id,
        target=target.id if target and target.is_open else None,
        again=submission.id if submission.reviewed_at else None,
        heard=submission.take.heard_line_id,
    )


@routes.post("/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/replies")
def reply(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Answer a comment."""
    with work() as session:
        marker = actions.get_marker_to_answer(session, me(), submission_id, marker_id)
        show_again(lambda: feedback(submission_id))
        actions.reply(session, me(), marker, forms.read_reply(request.form))
    flash("Reply sent.")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor=f"m-{marker_id}"))


@routes.get("/submissions/<uuid:submission_id>/pinned")
def pinned(submission_id: UUID) -> ResponseReturnValue:
    """The next step and what to try, for the side panel beside the camera; the rep's alone."""
    with reading() as session:
        review = queries.get_pinned(session, me(), submission_id)
        return render_template("reviews/pinned.html", review=review)
