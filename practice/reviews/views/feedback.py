"""Where a submission stands, and the feedback on it.

Access comes first and reading what was sent second, so that a stranger learns nothing.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.recordings.remarks import sentences
from practice.reviews import actions, improvement, keeping, names, queries, rules
from practice.reviews.data import markers_data
from practice.reviews.models import Helped, Review
from practice.reviews.views.doors import routes
from practice.reviews.views.queue import queue_words
from practice.scenarios.values import CriterionContent
from practice.takes import queries as takes
from practice.takes.chapters import chapters_of
from practice.takes.models import Submission
from practice.takes.self_reviews import levels_shown
from practice.takes.viewers import Viewers
from practice.web.edge import me, reading, settings, work
from practice.web.fields import Reader, json_object
from practice.web.playing import as_take, playing


@routes.get("/submissions/<uuid:submission_id>")
def feedback(submission_id: UUID) -> ResponseReturnValue:
    """Where a submission stands, and the feedback on it once it was released."""
    with reading() as session:
        submission = takes.get_submission(session, me(), submission_id)
        if queries.is_due(session, submission_id, utcnow()):
            return release_due()
        answer = render_template("reviews/feedback.html", **feedback_parts(session, submission))
    if queries.is_unread(session, me(), submission_id):
        with work() as session:
            actions.mark_read(session, me(), submission_id)
    return answer


def release_due() -> ResponseReturnValue:
    """Release what has waited its ten seconds, so that no page shows an old state."""
    with work() as session:
        actions.release_due(session)
    return redirect(request.full_path)


def viewers_of(session: Session, submission: Submission) -> Viewers:
    """Who sees its take now; the line above the rep, whom most of the page is about, comes first"""
    standing = submission if submission.withdrawn_at is None else None
    return takes.viewers_of(session, submission.take, standing)


def feedback_parts(session: Session, submission: Submission) -> dict[str, Any]:
    """What the page of feedback shows."""
    take = submission.take
    is_own, viewers = submission.person_id == me().id, viewers_of(session, submission)
    everybodys = queries.released_for(session, submission.id)
    authors = authors_of(everybodys)
    released = [one for one in everybodys if one.author_id == chosen_author(authors)]
    wanted = request.args.get("revision", "")
    review = next((one for one in released if str(one.revision) == wanted), None)
    review = review or (released[0] if released else None)
    both = improvement.then_and_now(session, review) if review and is_own else None
    return {
        "submission": submission,
        "review": review,
        "released": released,
        "views": views_of(submission, everybodys, authors),
        "author": names.author_for(review, me()) if review else "",
        "speaker": lambda said: names.speaker_for(said, me()),
        "by_peer": review is not None and not rules.decides(review),
        "seats": takes.count_peers(session, submission),
        "recording": take.asset,
        "version": take.scenario_version,
        "criteria": [CriterionContent.of(one) for one in submission.rubric_version.criteria],
        "chosen": chosen_levels(review),
        "own": own_levels(session, submission, review),
        "markers": markers_data(review.markers) if review else [],
        "rounds": queries.rounds_seen(session, me(), submission),
        "watchers": takes.watchers_of(session, take, viewers, me()),
        "who": viewers.sentence_for(me()),
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


def authors_of(released: Sequence[Review]) -> list[UUID]:
    """Everybody whose feedback is there, in the order in which it first came."""
    return list(dict.fromkeys(review.author_id for review in reversed(released)))


def chosen_author(authors: list[UUID]) -> UUID | None:
    """Whose feedback is asked for in the address, by number; the first when nobody's is."""
    number = request.args.get("view", "1")
    at = int(number) if number.isdecimal() and len(number) < 3 else 1
    return authors[at - 1] if 0 < at <= len(authors) else next(iter(authors), None)


def views_of(
    submission: Submission, released: Sequence[Review], authors: list[UUID]
) -> list[tuple[str, str, bool, None]]:
    """The tabs of several peers' feedback; none where it comes from one person."""
    if len(authors) < 2:
        return []
    here, newest = chosen_author(authors), {one.author_id: one for one in reversed(released)}
    return [
        (
            f"{names.author_for(newest[author], me())} ({at})"
            if names.is_hidden(newest[author], me())
            else newest[author].author.name,
            url_for(".feedback", submission_id=submission.id, view=at),
            author == here,
            None,
        )
        for at, author in enumerate(authors, 1)
    ]


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
        author = names.author_for(review, me()) if review else ""
        return render_template("reviews/pinned.html", review=review, chosen=chosen, author=author)


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
