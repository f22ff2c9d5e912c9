"""The review room, and sending what was written there."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import NotFound
from practice.recordings.remarks import sentences
from practice.recordings.sound import quiet_note, sound_line
from practice.reviews import (
    actions,
    claims,
    corrections,
    drafts,
    element,
    forms,
    nominations,
    queries,
    rules,
    sittings,
)
from practice.reviews.data import review_data
from practice.reviews.models import Review
from practice.reviews.nomination_forms import nomination_data, read_nomination
from practice.reviews.views.doors import routes
from practice.reviews.views.queue import queue_words, take_over_page
from practice.takes import queries as takes
from practice.takes.chapters import chapters_of
from practice.takes.models import Submission
from practice.takes.self_reviews import levels_shown
from practice.web.edge import me, reading, wants_json, work
from practice.web.fields import show_again
from practice.web.playing import as_take, playing


@routes.get("/submissions/<uuid:submission_id>/review")
def room(submission_id: UUID) -> ResponseReturnValue:
    """The review room; for another manager of the team, the offer to take it over.

    Where there is none, a page that finds what was typed in it and never saved.
    """
    try:
        if release_if_due(submission_id):
            return redirect(request.path)
        return room_page(submission_id)
    except NotFound:
        if wants_json():
            raise
        return render_template("reviews/gone.html", submission_id=submission_id), 404


def room_page(submission_id: UUID) -> ResponseReturnValue:
    """The room as it stands."""
    with reading() as session:
        submission = queries.get_to_review(session, me(), submission_id)
        if not claims.is_turn_of(session, me(), submission, utcnow()):
            return take_over_page(session, submission)
        peer = queries.is_peer(session, me(), submission)
        if not peer:
            takes.get_submission(session, me(), submission_id)
        review = queries.find_own(session, me(), submission_id)
        return render_template("reviews/room.html", **room_parts(session, submission, review, peer))


def room_parts(
    session: Session, submission: Submission, review: Review | None, peer: bool
) -> dict[str, Any]:
    """What the review room shows; a peer decides nothing and sees nothing of other rounds."""
    take = submission.take
    rounds = queries.rounds_seen(session, me(), submission)
    return {
        "submission": submission,
        "review": review,
        "recording": take.asset,
        "version": take.scenario_version,
        "criteria": submission.rubric_version.criteria,
        "levels": {s.criterion_id: s.level for s in review.scores} if review else {},
        "own": self_levels(session, submission, review),
        "data": review_data(review, submission)
        | {"nomination": nomination_data(review.nomination if review else None)}
        | {"pass_level": None if peer else pass_level(submission)},
        "peer": peer,
        "next": None if peer else claims.next_free(session, me(), utcnow(), but=submission.id),
        "earlier": [r for r in rounds if r.id != submission.id],
        "video": playing(as_take(take.asset, take.id, chapters_of(take))),
        "remarks": sentences(take.asset),
        "sound": sound_line(take.asset),
        "quiet": quiet_note(take.asset, to_its_rep=False),
        "rules": rules,
        "watched_ms": sittings.watched(session, submission, me()),
        "quick": "quick" in request.args or (review is not None and review.is_quick),
        "element": element.works_on(session, submission, rounds),
        "whole": "map" in request.args,
    } | queue_words()


def pass_level(submission: Submission) -> int | None:
    """The level on every criterion from which the assignment would call it met; nobody must."""
    return submission.target.assignment.pass_level if submission.target else None


def self_levels(session: Session, submission: Submission, review: Review | None) -> dict[UUID, int]:
    """The rep's own level of every criterion that the reviewer has scored, and of no other.

    Peers see none.
    """
    if review is None or not rules.decides(review):
        return {}
    scored = [score.criterion_id for score in review.scores]
    return levels_shown(session, submission, scored)


def release_if_due(submission_id: UUID) -> bool:
    """Release what has waited its ten seconds, so that no page shows an old state."""
    with reading() as session:
        due = queries.is_due(session, submission_id, utcnow())
        if due and queries.find_seat(session, me(), submission_id) is None:
            takes.get_submission(session, me(), submission_id)  # to others it stays absent
    if due:
        with work() as session:
            actions.release_due(session)
    return due


@routes.post("/submissions/<uuid:submission_id>/review/send")
def send(submission_id: UUID) -> ResponseReturnValue:
    """Send the feedback; the form carries the map too, so it works without scripts."""
    show_again(lambda: room_page(submission_id))
    with work() as session:
        drafts.check_unchanged(session, me(), submission_id, request.form.get("seen"))
        review = drafts.draft(session, me(), submission_id)
        drafts.save_summary(review, forms.read_summary(request.form))
        for criterion_id, level in forms.read_levels(request.form).items():
            drafts.save_level(session, review, criterion_id, level)
        if "nomination" in request.form:
            nominations.nominate(session, review, read_nomination(request.form))
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
