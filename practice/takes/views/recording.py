"""The doors of preparing and recording: what to practice, the brief, the recorder and its wire."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import own
from practice.assignments import queries as targets
from practice.assignments.models import AssignmentTarget
from practice.assignments.words import STATES
from practice.db import utcnow
from practice.errors import NotFound
from practice.recordings import queries as recordings
from practice.recordings.wire import read_manifest
from practice.scenarios import heard
from practice.scenarios import queries as scenarios
from practice.scenarios.models import HeardLine, ScenarioKind, ScenarioVersion
from practice.scenarios.rules import stops_after
from practice.scenarios.values import CriterionContent
from practice.takes import actions, forms, queries, rules, words
from practice.takes.drills import drill_of, noun, shown_before
from practice.takes.notice import fingerprint
from practice.takes.preparing import plan_of
from practice.takes.prompter import reading_from
from practice.takes.sharing import shared_by_team, shared_ids
from practice.web.edge import me, reading, settings, work
from practice.web.fields import json_object, show_again
from practice.web.signed import clip, poster_url

routes = Blueprint("record", __name__)


# ---- preparing --------------------------------------------------------------------------------


@routes.get("/practice")
def practice() -> ResponseReturnValue:
    """What one was asked to practice, and everything else that can be practiced freely."""
    with reading() as session:
        return render_template("takes/practice.html", **_practice_parts(session))


def _practice_parts(session: Session) -> dict[str, Any]:
    return {
        "targets": own.still_given(session, me()),
        "now": utcnow(),
        "words": STATES,
        "scenarios": scenarios.published(session),
        "counted": queries.counted_of_scenarios(session, me()),
        "counted_of_targets": queries.counted_of_targets(session, me()),
        "has_takes": queries.count_takes(session, me()) > 0,
        "team_shares": shared_by_team(session, me()),
        "poster_url": poster_url,
    }


@routes.get("/practice/<uuid:scenario_id>")
def brief(scenario_id: UUID) -> ResponseReturnValue:
    """Everything to know before recording: persona, prompts, rubric, length, who will see it."""
    with reading() as session:
        place = forms.read_place(request.args)
        target = _own_target(session, place.target)
        version = _version(session, scenario_id, target)
        if version.scenario.kind == ScenarioKind.heard:
            return redirect(url_for("heard.mine"))
        return render_template("takes/brief.html", **_brief_parts(session, version, target))


def _brief_parts(
    session: Session, version: ScenarioVersion, target: AssignmentTarget | None
) -> dict[str, Any]:
    takes = queries.my_takes(session, me(), scenario_id=version.scenario_id, limit=12)
    viewers = queries.expected_viewers(session, me(), target, version.id)
    prompts = shown_before(version)
    return {
        "version": version,
        "target": target,
        "criteria": [CriterionContent.of(one) for one in version.rubric_version.criteria],
        "prompts": prompts,
        "clips": {one.id: clip(one.asset) for one in prompts if one.asset},
        "noun": noun(version),
        "who": viewers.sentence_for(me()),
        "reviewer": viewers.reviewer,
        "fate": words.before_recording(viewers, target),
        "takes": takes,
        "submissions": queries.submissions_of(session, takes),
        "shared": shared_ids(session, takes),
        "team_shares": shared_by_team(session, me(), version.scenario_id),
        "plan": plan_of(
            queries.newest_prep(session, me(), version.scenario_id, target.id if target else None)
        ),
        "counted": queries.counted_of_target(session, target.id) if target else None,
        "poster_url": poster_url,
    }


def _own_target(session: Session, target_id: UUID | None) -> AssignmentTarget | None:
    target = targets.get_target(session, me(), target_id) if target_id else None
    if target is not None and target.person_id != me().id:
        raise NotFound
    return target


def _version(
    session: Session,
    scenario_id: UUID | None,
    target: AssignmentTarget | None,
    *,
    goes_on: bool = False,
) -> ScenarioVersion:
    """The version to practice: the target's own, else the newest; parent and child must match.

    What a device kept goes on (`goes_on`), even when its scenario was withdrawn meanwhile.
    """
    if target is not None:
        version = scenarios.get_version(session, target.scenario_version_id)
        if scenario_id not in (None, version.scenario_id):
            raise NotFound
        return version
    if scenario_id is None:
        raise NotFound
    return scenarios.newest_version(session, scenario_id, also_withdrawn=goes_on)


# ---- recording --------------------------------------------------------------------------------


@routes.get("/record")
def record() -> ResponseReturnValue:
    """The recorder; before the first time, the notice about what happens to recordings."""
    place = forms.read_place(request.args)
    if place.scenario is None and place.target is None:
        return redirect(url_for(".practice"))
    with reading() as session:
        target = _own_target(session, place.target)
        version = _version(session, place.scenario, target, goes_on=place.kept is not None)
        if not queries.has_accepted(session, me()):
            return _notice_page(session)
        if _prepares_first(session, version, place):
            return redirect(_sheet_url(version, place))
        parts = _brief_parts(session, version, target)
        return render_template(
            "takes/record.html",
            **parts,
            **_recorder_parts(session, version, target, place),
            reading_from=reading_from(version, parts["plan"]),
        )


def _prepares_first(session: Session, version: ScenarioVersion, place: forms.Place) -> bool:
    """Whether the scenario wants a prep sheet that isn't there; not in a hurry, and not to go on
    with a recording that this device kept."""
    wanted = rules.wants_prep(version, place.prompt, place.target is not None)
    if not wanted or place.kept:
        return False
    return queries.newest_prep(session, me(), version.scenario_id, place.target) is None


def _sheet_url(version: ScenarioVersion, place: forms.Place) -> str:
    return url_for(
        "prep.sheet", scenario_id=version.scenario_id, target=place.target, again=place.again
    )


def _recorder_parts(
    session: Session, version: ScenarioVersion, target: AssignmentTarget | None, place: forms.Place
) -> dict[str, Any]:
    """What the recorder goes by: what is answered, and for how long."""
    one_prompt = _one_prompt(version, place)
    return {
        "again": place.again or queries.find_feedback_to_answer(session, target),
        "number": queries.last_number(session, me(), version.scenario_id) + 1,
        "limits": settings(),
        "counts_from_ms": rules.counts_from_ms(version.target_seconds),
        "most_ms": stops_after(version, settings().max_take_minutes) * 1000,
        "drill": drill_of(version, one_prompt),
        "one_prompt": one_prompt,
        "heard": _line(session, place),
    }


def _one_prompt(version: ScenarioVersion, place: forms.Place) -> UUID | None:
    """The one prompt of a hurry; what was kept goes on where a newer version has it no more."""
    is_there = place.prompt in {prompt.id for prompt in version.prompts}
    return place.prompt if is_there or not place.kept else None


def _line(session: Session, place: forms.Place) -> HeardLine | None:
    """The line that is answered; what was kept goes on without one that was deleted."""
    if place.heard is None or place.kept:
        return heard.find_own(session, me(), place.heard)
    return heard.get_own(session, me(), place.heard)


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
        take = actions.begin(session, me(), wanted)
    limits = {"minutes": settings().max_take_minutes, "bytes": int(settings().max_take_bytes)}
    return {
        "take": str(take.id),
        "recording": str(take.asset_id),
        "number": take.number,
        "take_url": url_for("takes.show", take_id=take.id),
        "limits": limits,
    }, 201


@routes.post("/recordings/<uuid:asset_id>/finish")
def finish(asset_id: UUID) -> ResponseReturnValue:
    """Hand in the manifest of a take or of a clip; twice gives the same answer."""
    with reading() as session:
        recordings.get_own(session, me(), asset_id)
    sent = json_object()
    manifest, chapters = read_manifest(sent), forms.read_chapters(sent)
    with work() as session:
        asset, take = actions.finish(session, me(), asset_id, manifest, chapters)
    take_url = url_for("takes.show", take_id=take.id) if take else ""
    return {"state": asset.state.value, "take_url": take_url}


@routes.post("/takes/<uuid:take_id>/discard")
def discard(take_id: UUID) -> ResponseReturnValue:
    """Throw away an unfinished recording: a restart."""
    with work() as session:
        actions.discard(session, me(), take_id)
    return "", 204
