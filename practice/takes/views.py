"""The doors of practicing: what to practice, the brief, the recorder, and one's own takes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import queries as targets
from practice.assignments.models import AssignmentTarget
from practice.assignments.rules import is_late, may_go_on
from practice.assignments.words import STATES
from practice.audit import actions as audit
from practice.audit.queries import watchers
from practice.db import utcnow
from practice.errors import NotFound
from practice.recordings import queries as recordings
from practice.recordings.languages import LANGUAGES
from practice.recordings.models import RenditionKind
from practice.recordings.progress import progress_of
from practice.recordings.remarks import sentences
from practice.recordings.sound import quiet_note, sound_line
from practice.recordings.wire import read_manifest
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion
from practice.scenarios.values import CriterionContent
from practice.takes import actions, forms, queries, rules
from practice.takes.models import Take
from practice.takes.notice import fingerprint
from practice.web.edge import hour_of_reader, me, reading, settings, wants_json, work
from practice.web.fields import json_object, show_again
from practice.web.playing import playing, stills
from practice.web.signed import poster_url, signed

routes = Blueprint("takes", __name__)

TAKES_A_PAGE = 30
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "audio/mp4": "m4a"}


# ---- preparing --------------------------------------------------------------------------------


@routes.get("/practice")
def practice() -> ResponseReturnValue:
    """What one was asked to practice, and everything else that can be practiced freely."""
    with reading() as session:
        mine = [target for target in targets.my_targets(session, me()) if may_go_on(target)]
        return render_template(
            "takes/practice.html",
            targets=mine,
            late={target.id for target in mine if is_late(target, utcnow())},
            words=STATES,
            scenarios=scenarios.published(session),
            counted=queries.counted_of_scenarios(session, me()),
            counted_of_targets=queries.counted_of_targets(session, me()),
            has_takes=queries.count_takes(session, me()) > 0,
        )


@routes.get("/practice/<uuid:scenario_id>")
def brief(scenario_id: UUID) -> ResponseReturnValue:
    """Everything to know before recording: persona, prompts, rubric, length, who will see it."""
    with reading() as session:
        place = forms.read_place(request.args)
        target = _own_target(session, place.target)
        version = _version(session, scenario_id, target)
        return render_template("takes/brief.html", **_brief_parts(session, version, target))


def _brief_parts(
    session: Session, version: ScenarioVersion, target: AssignmentTarget | None
) -> dict[str, Any]:
    takes = queries.my_takes(session, me(), scenario_id=version.scenario_id, limit=12)
    viewers = queries.expected_viewers(session, me(), target, version.id)
    return {
        "version": version,
        "target": target,
        "criteria": [CriterionContent.of(one) for one in version.rubric_version.criteria],
        "who": viewers.sentence_for(me()),
        "takes": takes,
        "submissions": queries.submissions_of(session, takes),
        "counted": queries.counted_of_target(session, target.id) if target else None,
        "poster_url": poster_url,
    }


def _own_target(session: Session, target_id: UUID | None) -> AssignmentTarget | None:
    target = targets.get_target(session, me(), target_id) if target_id else None
    if target is not None and target.person_id != me().id:
        raise NotFound
    return target


def _version(
    session: Session, scenario_id: UUID | None, target: AssignmentTarget | None
) -> ScenarioVersion:
    """The version to practice: the target's own, else the newest; parent and child must match."""
    if target is not None:
        version = scenarios.get_version(session, target.scenario_version_id)
        if scenario_id not in (None, version.scenario_id):
            raise NotFound
        return version
    if scenario_id is None:
        raise NotFound
    return scenarios.newest_version(session, scenario_id)


# ---- recording --------------------------------------------------------------------------------


@routes.get("/record")
def record() -> ResponseReturnValue:
    """The recorder; before the first time, the notice about what happens to recordings."""
    place = forms.read_place(request.args)
    if place.scenario is None and place.target is None:
        return redirect(url_for(".practice"))
    with reading() as session:
        target = _own_target(session, place.target)
        version = _version(session, place.scenario, target)
        if not queries.has_accepted(session, me()):
            return _notice_page(session)
        return render_template(
            "takes/record.html",
            counts_from_ms=rules.counts_from_ms(version.target_seconds),
            again=place.again or queries.find_feedback_to_answer(session, target),
            number=queries.last_number(session, me(), version.scenario_id) + 1,
            limits=settings(),
            **_brief_parts(session, version, target),
        )


def _notice_page(session: Session) -> str:
    text = queries.current_notice(session)
    back = request.full_path.rstrip("?") if request.method == "GET" else _back_to_recorder()
    return render_template(
        "takes/notice.html", paragraphs=text.split("\n"), shown=fingerprint(text), back=back
    )


@routes.post("/record/notice")
def accept_notice() -> ResponseReturnValue:
    """Accept the notice, then go on to the camera."""

    def page() -> ResponseReturnValue:
        with reading() as session:
            return _notice_page(session)

    show_again(page)
    with work() as session:
        actions.accept_notice(session, me(), request.form.get("shown", ""))
    return redirect(_back_to_recorder())


def _back_to_recorder() -> str:
    """Only ever the recorder: nobody is sent elsewhere by a crafted form."""
    back = request.form.get("back", "")
    return back if back.startswith("/record?") else url_for(".practice")


@routes.post("/takes")
def begin() -> ResponseReturnValue:
    """Open a take for a recorder or a file."""
    wanted = forms.read_beginning(json_object())
    with work() as session:
        take = actions.begin(session, me(), wanted.scenario, wanted.target, wanted.kind)
    limits = {"minutes": settings().max_take_minutes, "bytes": int(settings().max_take_bytes)}
    return {
        "take": str(take.id),
        "recording": str(take.asset_id),
        "number": take.number,
        "take_url": url_for(".show", take_id=take.id),
        "limits": limits,
    }, 201


@routes.post("/recordings/<uuid:asset_id>/finish")
def finish(asset_id: UUID) -> ResponseReturnValue:
    """Hand in the manifest; twice gives the same answer."""
    with reading() as session:
        recordings.get_own(session, me(), asset_id)
    manifest = read_manifest(json_object())
    with work() as session:
        take = actions.finish(session, me(), asset_id, manifest)
    return {"state": take.asset.state.value, "take_url": url_for(".show", take_id=take.id)}


@routes.post("/takes/<uuid:take_id>/discard")
def discard(take_id: UUID) -> ResponseReturnValue:
    """Throw away an unfinished recording: a restart."""
    with work() as session:
        actions.discard(session, me(), take_id)
    return "", 204


# ---- one's takes ------------------------------------------------------------------------------


@routes.get("/takes")
def mine() -> ResponseReturnValue:
    """All of one's takes, the newest first."""
    page = forms.read_page(request.args)
    first = (page - 1) * TAKES_A_PAGE
    with reading() as session:
        takes = queries.my_takes(session, me(), limit=TAKES_A_PAGE, offset=first)
        return render_template(
            "takes/mine.html",
            takes=takes,
            submissions=queries.submissions_of(session, takes),
            total=queries.count_takes(session, me()),
            first=first,
            page=page,
            poster_url=poster_url,
        )


@routes.get("/takes/<uuid:take_id>")
def show(take_id: UUID) -> ResponseReturnValue:
    """One take: watch it, see how far it is and who sees it, submit, withdraw, delete."""
    with reading() as session:
        take = queries.get_take(session, me(), take_id)
        return render_template("takes/show.html", **_take_parts(session, take))


def _take_parts(session: Session, take: Take) -> dict[str, Any]:
    submission, asset = queries.last_submission(session, take.id), take.asset
    is_own = take.person_id == me().id
    return {
        "take": take,
        "recording": asset,
        "is_own": is_own,
        "submission": submission if submission and submission.withdrawn_at is None else None,
        "progress": progress_of(session, asset, hour_of_reader),
        "why_not_submit": rules.why_not_submit(take, submission),
        "may_withdraw": submission is not None and rules.may_withdraw(submission),
        "may_delete": rules.may_delete(take, submission),
        "counts_from_ms": rules.counts_from_ms(take.scenario_version.target_seconds),
        "who": queries.viewers_of(session, take).sentence_for(me()),
        "watchers": watchers(session, take.id),
        "counted": queries.counted_of_target(session, take.target_id) if take.target_id else None,
        "video": playing(asset, take.id),
        "remarks": sentences(asset),
        "sound": sound_line(asset) if is_own else "",
        "quiet": quiet_note(asset, to_its_rep=True) if is_own else "",
        "languages": LANGUAGES,
    }


@routes.get("/takes/<uuid:take_id>/status")
def status(take_id: UUID) -> ResponseReturnValue:
    """How far a take is, for everybody who may watch it."""
    with reading() as session:
        take = queries.get_take(session, me(), take_id)
        return progress_of(session, take.asset, hour_of_reader)


@routes.get("/takes/<uuid:take_id>/media")
def media(take_id: UUID) -> ResponseReturnValue:
    """Fresh addresses for a player; whoever asks is checked again."""
    with reading() as session:
        asset = queries.get_take(session, me(), take_id).asset
        found = playing(asset, take_id)
    if found is None:
        raise NotFound("This take can’t be watched yet.")
    return found


@routes.get("/takes/<uuid:take_id>/storyboard.vtt")
def storyboard(take_id: UUID) -> ResponseReturnValue:
    """Which small still belongs to which moment, for the timeline."""
    with reading() as session:
        found = stills(queries.get_take(session, me(), take_id).asset)
    if found is None:
        raise NotFound("There are no stills of this take.")
    return Response(found, content_type="text/vtt; charset=utf-8")


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
        actions.submit(session, me(), take_id, question)
    flash("Submitted. You’ll hear as soon as there is feedback.")
    return redirect(url_for(".show", take_id=take_id))


@routes.post("/takes/<uuid:take_id>/withdraw")
def withdraw(take_id: UUID) -> ResponseReturnValue:
    """Take a submission back before its review has begun."""
    with work() as session:
        actions.withdraw(session, me(), take_id)
    flash("Withdrawn. Only you can see this take again.")
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
    return redirect(url_for(".brief", scenario_id=scenario_id, target=take.target_id))
