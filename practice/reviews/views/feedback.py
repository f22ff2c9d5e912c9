"""Where a submission stands, and the feedback on it.

Access comes first and reading what was sent second, so that a stranger learns nothing.
"""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.audit.queries import watchers
from practice.recordings.remarks import sentences
from practice.reviews import actions, improvement, keeping, queries, rules
from practice.reviews.data import markers_data
from practice.reviews.models import Helped, Review
from practice.reviews.views.doors import routes
from practice.reviews.views.queue import queue_words
from practice.reviews.views.room import release_if_due
from practice.scenarios.values import CriterionContent
from practice.takes import queries as takes
from practice.takes.chapters import chapters_of
from practice.takes.models import Submission
from practice.takes.self_reviews import levels_shown
from practice.web.edge import me, reading, settings, work
from practice.web.fields import Reader, json_object
from practice.web.playing import as_take, playing


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
    take = submission.take
    released = queries.released_for(session, submission.id)
    wanted = request.args.get("revision", "")
    review = next((one for one in released if str(one.revision) == wanted), None)
    review = review or (released[0] if released else None)
    is_own = submission.person_id == me().id
    both = improvement.then_and_now(session, review) if review and is_own else None
    return {
        "submission": submission,
        "review": review,
        "released": released,
        "recording": take.asset,
        "version": take.scenario_version,
        "criteria": [CriterionContent.of(one) for one in submission.rubric_version.criteria],
        "chosen": chosen_levels(review),
        "own": own_levels(session, submission, review),
        "markers": markers_data(review.markers) if review else [],
        "rounds": queries.rounds_seen(session, me(), submission),
        "watchers": watchers(session, submission.take_id),
        "who": takes.viewers_of(session, take).sentence_for(me()),
        "is_own": is_own,
        "is_pinned": keeping.is_pinned,
        "pins": sum(map(keeping.is_pinned, review.markers)) if review else 0,
        "helped": next((one.helped for one in released if one.helped), None) if is_own else None,
        "then_and_now": both,
        "is_both_shared": both is not None and improvement.is_shared(session, both),
        "site": settings().base_url,
        "may_reply": review is not None and me().id in rules.the_two(review),
        "again_url": again_url(submission),
        "video": playing(as_take(take.asset, take.id, chapters_of(take))),
        "remarks": sentences(take.asset),
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


@routes.get("/submissions/<uuid:submission_id>/pinned")
def pinned(submission_id: UUID) -> ResponseReturnValue:
    """The next step and the chosen comments, for the side panel beside the camera; the rep's."""
    with reading() as session:
        review = queries.get_pinned(session, me(), submission_id)
        chosen = [one for one in review.markers if keeping.is_pinned(one)] if review else []
        return render_template("reviews/pinned.html", review=review, chosen=chosen)


@routes.post("/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/pin")
def pin(submission_id: UUID, marker_id: UUID) -> ResponseReturnValue:
    """Choose what stands beside the camera next time."""
    wanted = Reader(json_object() if request.is_json else request.form).flag("pinned")
    with work() as session:
        keeping.pin(session, me(), submission_id, marker_id, wanted)
    if request.is_json:
        return {"pinned": wanted}
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor=f"m-{marker_id}"))


@routes.post("/submissions/<uuid:submission_id>/helped")
def helped(submission_id: UUID) -> ResponseReturnValue:
    """Did this help? The one who wrote it sees totals alone."""
    form = Reader(request.form)
    answer = form.choice("helped", Helped)
    with work() as session:
        keeping.get_own_feedback(session, me(), submission_id)
        form.finish("Choose yes, partly or no.")
        keeping.say_helped(session, me(), submission_id, answer)
    flash("Thank you. Your answer is only ever shown as part of a total.", "ok")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor="helped"))


@routes.post("/submissions/<uuid:submission_id>/then-and-now/share")
def share_both(submission_id: UUID) -> ResponseReturnValue:
    """Let one's team watch the first and the final take side by side."""
    with work() as session:
        improvement.share(session, me(), submission_id)
    flash("Your team can watch both now. You can stop that at any time.", "ok")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor="then-and-now"))


@routes.post("/submissions/<uuid:submission_id>/then-and-now/unshare")
def stop_sharing_both(submission_id: UUID) -> ResponseReturnValue:
    """Take both back from one's team."""
    with work() as session:
        improvement.stop_sharing(session, me(), submission_id)
    flash("Nobody on your team can watch them anymore.", "ok")
    return redirect(url_for(".feedback", submission_id=submission_id, _anchor="then-and-now"))
