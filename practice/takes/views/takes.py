"""The doors of one's own takes: watch, submit, withdraw, delete."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments.models import ReviewerRule
from practice.assignments.words import STATES
from practice.audit import actions as audit
from practice.db import utcnow
from practice.errors import NotFound
from practice.recordings.languages import LANGUAGES
from practice.recordings.models import RenditionKind
from practice.recordings.progress import progress_of
from practice.recordings.remarks import sentences
from practice.recordings.sound import quiet_note, sound_line
from practice.takes import (
    actions,
    forms,
    pace,
    preparing,
    queries,
    rules,
    self_reviews,
    sharing,
    words,
)
from practice.takes.alone import is_alone, why_not_yet
from practice.takes.chapters import chapters_of
from practice.takes.models import Submission, Take
from practice.takes.reviewers import rule_of
from practice.takes.turnaround import usual_turnaround
from practice.takes.viewers import Viewers
from practice.web.edge import hour_of_reader, me, reading, wants_json, work
from practice.web.fields import show_again
from practice.web.playing import Played, as_take, fresh, playing, stills_file
from practice.web.signed import poster_url, signed

routes = Blueprint("takes", __name__)

TAKES_A_PAGE = 30
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "audio/mp4": "m4a"}


@routes.get("/takes")
def mine() -> ResponseReturnValue:
    """All of one's takes, the newest first."""
    page = forms.read_page(request.args)
    with reading() as session:
        return render_template("takes/mine.html", page=page, **_page_parts(session, page))


def _page_parts(session: Session, page: int) -> dict[str, Any]:
    first = (page - 1) * TAKES_A_PAGE
    takes = queries.my_takes(session, me(), limit=TAKES_A_PAGE, offset=first)
    return {
        "takes": takes,
        "submissions": queries.submissions_of(session, takes),
        "shared": sharing.shared_ids(session, takes),
        "total": queries.count_takes(session, me()),
        "first": first,
        "poster_url": poster_url,
    }


@routes.get("/takes/<uuid:take_id>")
def show(take_id: UUID) -> ResponseReturnValue:
    """One take: watch it, see how far it is and who sees it, submit, withdraw, delete."""
    with reading() as session:
        take = queries.get_take(session, me(), take_id)
        return render_template("takes/show.html", **_take_parts(session, take))


def _take_parts(session: Session, take: Take) -> dict[str, Any]:
    """What everybody sees who may watch it; teammates it is shared with see no more than that."""
    asset, viewers = take.asset, queries.viewers_of(session, take)
    knows = viewers.may_know(me())
    is_own = take.person_id == me().id
    submission = queries.last_submission(session, take.id) if knows else None
    return {
        "take": take,
        "recording": asset,
        "is_own": is_own,
        "can_practice": take.scenario_version.scenario.withdrawn_at is None,
        "submission": submission if submission and submission.withdrawn_at is None else None,
        "progress": progress_of(session, asset, hour_of_reader),
        "who": viewers.sentence_for(me()),
        "is_private": viewers.state != "submitted" and viewers.team is None,
        "watchers": queries.watchers_of(session, take, viewers, me()) if knows else (),
        "video": playing(played(take)),
        "remarks": sentences(asset),
        "own": _own_parts(session, take, submission, viewers) if is_own else None,
        "sound": sound_line(asset) if is_own else "",
        "quiet": quiet_note(asset, to_its_rep=True) if is_own else "",
        "languages": LANGUAGES,
    }


def _own_parts(
    session: Session, take: Take, submission: Submission | None, viewers: Viewers
) -> dict[str, Any]:
    """What its rep alone is shown: what they can do with it, and what they wrote about it."""
    counted = queries.counted_of_target(session, take.target_id) if take.target_id else 0
    review = self_reviews.find_self_review(session, take.id)
    why_not = rules.why_not_submit(take, submission)
    return {
        "counted": counted,
        "why_not_ask": why_not,
        "why_not_submit": why_not or words.why_not_now(take.target) or why_not_yet(session, take),
        "may_withdraw": submission is not None and rules.may_withdraw(submission),
        "may_delete": rules.may_delete(take, submission),
        "counts_from_ms": rules.counts_from_ms(take.scenario_version.target_seconds),
        **_hands(session, take, submission, viewers, counted),
        "usual": usual_turnaround(session, me().home_team_id, utcnow()),
        "states": STATES,
        "plan": preparing.plan_of(preparing.find_prep(session, me(), take)),
        "review": review,
        "criteria": self_reviews.criteria_of(session, take),
        "levels": {score.criterion_id: score.level for score in review.scores} if review else {},
        "why_not_review": self_reviews.why_not(session, take, submission),
        "is_shared": viewers.team is not None,
        "why_not_share": rules.why_not_share(take),
        "can_compare": queries.count_takes(session, me()) > 1,
    }


def _hands(
    session: Session, take: Take, submission: Submission | None, viewers: Viewers, counted: int
) -> dict[str, Any]:
    """Who reviews it, or would if it were handed in now, and whether anybody does."""
    standing = submission if submission and submission.withdrawn_at is None else None
    if standing and not standing.routed_at:
        viewers = _on_its_way(session, take, standing)
    is_usual = not viewers.is_kept and rule_of(take.target) == ReviewerRule.manager
    same = standing is not None or is_usual
    asked = viewers if same else queries.expected_viewers(session, me(), None, asks=True)
    return {
        "reviewer": words.who_gets_it(viewers),
        "reviewed_by": viewers.reviewer,
        "changes": words.what_submitting_changes(take, counted, viewers),
        "answers": words.who_gets_it(asked),
        "kept": words.where_it_goes(viewers, standing),
        "often": words.how_often(viewers),
        "is_alone": is_alone(take.target),
        "peers": queries.count_peers(session, standing) if standing else None,
        "are_many": viewers.peers is not None and viewers.peers.count > 1,
    }


def _on_its_way(session: Session, take: Take, submission: Submission) -> Viewers:
    """Who will have it as soon as it can be watched."""
    target, asks = submission.target, bool(submission.asks_help or submission.question)
    return queries.expected_viewers(session, me(), target, take.scenario_version_id, asks=asks)


@routes.get("/takes/<uuid:take_id>/status")
def status(take_id: UUID) -> ResponseReturnValue:
    """How far a take is, for everybody who may watch it."""
    with reading() as session:
        take = queries.get_take(session, me(), take_id)
        return progress_of(session, take.asset, hour_of_reader)


def played(take: Take) -> Played:
    """A take as its player and its doors know it, its chapters included."""
    return as_take(take.asset, take.id, chapters_of(take))


@routes.get("/takes/<uuid:take_id>/media")
def media(take_id: UUID) -> ResponseReturnValue:
    """Fresh addresses for a player; whoever asks is checked again."""
    with reading() as session:
        return fresh(played(queries.get_take(session, me(), take_id)))


@routes.get("/takes/<uuid:take_id>/storyboard.vtt")
def storyboard(take_id: UUID) -> ResponseReturnValue:
    """Which small still belongs to which moment, for the timeline."""
    with reading() as session:
        return stills_file(played(queries.get_take(session, me(), take_id)))


@routes.post("/takes/<uuid:take_id>/watched")
def watched(take_id: UUID) -> ResponseReturnValue:
    """Note that somebody else watched two seconds of it; its rep can read that."""
    with work() as session:
        take = queries.get_take(session, me(), take_id)
        if take.person_id != me().id:
            audit.note_watch(session, take.id, me())
    return "", 204


@routes.get("/takes/<uuid:take_id>/download")
def download(take_id: UUID) -> ResponseReturnValue:
    """One's own recording as a file: the original where it is kept."""
    with reading() as session:
        take = queries.get_own_take(session, me(), take_id)
    kinds = (RenditionKind.original, RenditionKind.main, RenditionKind.playable)
    made = take.asset.rendition(*kinds)
    if made is None or not take.asset.is_watchable:
        raise NotFound("There is no file of this take.")
    ending = ENDINGS.get(made.content_type.split(";")[0], "mp4")
    name = f"{take.scenario_version.title} take {take.number}.{ending}"
    return redirect(signed(made, name))


@routes.post("/takes/<uuid:take_id>/submit")
def submit(take_id: UUID) -> ResponseReturnValue:
    """Hand a take in, with a question if there is one."""
    with reading() as session:
        queries.get_own_take(session, me(), take_id)
    show_again(lambda: show(take_id))
    question = forms.read_question(request.form)
    with work() as session:
        handed_in = actions.submit(session, me(), take_id, question)
        said = words.handed_in(handed_in, pace.is_kept(session, handed_in))
    flash(said)
    return redirect(url_for(".show", take_id=take_id))


@routes.post("/takes/<uuid:take_id>/withdraw")
def withdraw(take_id: UUID) -> ResponseReturnValue:
    """Take a submission back before its review has begun."""
    with work() as session:
        actions.withdraw(session, me(), take_id)
    flash("You took it back. Your reviewer and your managers can’t see it anymore.")
    return redirect(url_for(".show", take_id=take_id))


@routes.post("/takes/<uuid:take_id>/delete")
def delete(take_id: UUID) -> ResponseReturnValue:
    """Delete one's own video; the count stays."""
    with work() as session:
        take = actions.delete(session, me(), take_id)
        scenario_id = take.scenario_version.scenario_id
    if wants_json():
        return "", 204
    flash("Deleted. What you practiced still counts.")
    return redirect(url_for("record.brief", scenario_id=scenario_id, target=take.target_id))
