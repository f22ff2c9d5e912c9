"""The doors of making model takes: for enablement alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.library import actions, calibration, forms, queries, rules
from practice.library.models import ModelTake
from practice.library.values import Seen
from practice.library.views import played
from practice.library.words import KINDS, STANDINGS
from practice.people.models import Role
from practice.recordings.captions import read_file
from practice.recordings.languages import LANGUAGES
from practice.recordings.progress import progress_of
from practice.scenarios import queries as scenarios
from practice.web.access import for_roles
from practice.web.captions import read_captions, told
from practice.web.edge import hour_of_reader, me, reading, settings, work
from practice.web.fields import show_again
from practice.web.playing import playing
from practice.web.signed import poster_url

routes = Blueprint("shelf", __name__)

A_YEAR = timedelta(days=365)


@routes.get("/scenarios/<uuid:scenario_id>/models/new")
@for_roles(Role.enablement)
def new(scenario_id: UUID) -> ResponseReturnValue:
    """Record or upload an example; what is seen in it is written on the next page."""
    with reading() as session:
        version = scenarios.newest_version(session, scenario_id)
        return render_template("library/new.html", version=version, kinds=KINDS, limits=settings())


@routes.post("/scenarios/<uuid:scenario_id>/models/new")
@for_roles(Role.enablement)
def create(scenario_id: UUID) -> ResponseReturnValue:
    """Keep it as a draft."""
    with reading() as session:
        scenarios.newest_version(session, scenario_id)
    show_again(lambda: new(scenario_id))
    clip = forms.read_clip(request.form)
    with work() as session:
        model = actions.begin(session, me(), scenario_id, clip)
    return redirect(url_for(".edit", model_id=model.id))


@routes.get("/models/<uuid:model_id>/edit")
@for_roles(Role.enablement)
def edit(model_id: UUID) -> ResponseReturnValue:
    """Who is in it, until when, and the levels with what shows them."""
    with reading() as session:
        model = queries.get_model(session, me(), model_id)
        return render_template("library/edit.html", **_parts(session, model))


def _parts(session: Session, model: ModelTake) -> dict[str, Any]:
    today = rules.local_day(me())
    return {
        "model": model,
        "version": queries.current_version(session, model.scenario_id),
        "standing": rules.standing(model, today),
        "standings": STANDINGS,
        "recording": model.asset,
        "video": playing(played(model)),
        "progress": progress_of(session, model.asset, hour_of_reader),
        "rows": queries.compare(model, None),
        "seen": _seen(model),
        "today": today,
        "next_year": today + A_YEAR,
        "may_delete": rules.may_delete(model),
        "kinds": KINDS,
        "languages": LANGUAGES,
    }


def _seen(model: ModelTake) -> Seen:
    if model.person_id is None:
        return Seen.nobody
    return Seen.me if model.person_id == me().id else Seen.colleague


@routes.post("/models/<uuid:model_id>/edit")
@for_roles(Role.enablement)
def save(model_id: UUID) -> ResponseReturnValue:
    """Keep what was written; then, if that was the button, show it to everybody."""
    with reading() as session:
        criteria = queries.get_model(session, me(), model_id).rubric_version.criteria
    show_again(lambda: edit(model_id))
    details = forms.read_details(request.form, criteria)
    with work() as session:
        actions.save(session, me(), model_id, details)
    if "publish" in request.form:
        return redirect(url_for(".publish", model_id=model_id), code=307)
    flash("Saved.", "ok")
    return redirect(url_for(".edit", model_id=model_id))


@routes.post("/models/<uuid:model_id>/publish")
@for_roles(Role.enablement)
def publish(model_id: UUID) -> ResponseReturnValue:
    """Show it to everybody, for the first time or again."""
    with reading() as session:
        queries.get_model(session, me(), model_id)
    show_again(lambda: edit(model_id))
    with work() as session:
        actions.publish(session, me(), model_id)
    flash("Published. Everybody can watch it now.", "ok")
    return redirect(url_for("models.show", model_id=model_id))


@routes.post("/models/<uuid:model_id>/withdraw")
@for_roles(Role.enablement)
def withdraw(model_id: UUID) -> ResponseReturnValue:
    """Stop showing it."""
    with work() as session:
        actions.withdraw(session, me(), model_id)
    flash("Withdrawn. Only the enablement team can watch it now.", "ok")
    return redirect(url_for(".edit", model_id=model_id))


@routes.post("/models/<uuid:model_id>/delete")
@for_roles(Role.enablement)
def delete(model_id: UUID) -> ResponseReturnValue:
    """Delete it with its recording."""
    with work() as session:
        scenario_id = actions.delete(session, me(), model_id)
    flash("Deleted, with its recording.", "ok")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id))


@routes.post("/models/<uuid:model_id>/captions")
@for_roles(Role.enablement)
def keep_captions(model_id: UUID) -> ResponseReturnValue:
    """Give it the captions in a file; what is wrong with it is told beside the form."""
    with reading() as session:
        asset = queries.get_model(session, me(), model_id).asset
    show_again(lambda: edit(model_id))
    language, raw = read_captions(request.form, request.files)
    cleaned = read_file(raw, asset)
    with work() as session:
        actions.caption(session, me(), model_id, language, cleaned)
    flash(told(cleaned), "ok")
    return redirect(url_for(".edit", model_id=model_id, _anchor="captions-card"))


@routes.post("/models/<uuid:model_id>/captions/remove")
@for_roles(Role.enablement)
def remove_captions(model_id: UUID) -> ResponseReturnValue:
    """Take the captions off again."""
    with work() as session:
        actions.remove_captions(session, model_id)
    flash("Captions removed.", "ok")
    return redirect(url_for(".edit", model_id=model_id, _anchor="captions-card"))


@routes.get("/models/<uuid:model_id>/status")
@for_roles(Role.enablement)
def status(model_id: UUID) -> ResponseReturnValue:
    """How far its recording is."""
    with reading() as session:
        return progress_of(
            session, queries.get_model(session, me(), model_id).asset, hour_of_reader
        )


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What the scenario's page asks for its writers."""
    return {"all_models": all_models}


def all_models(scenario_id: UUID) -> list[dict[str, Any]]:
    """Every model take of a scenario with its state, and how people see it; for enablement."""
    with reading() as session:
        models = queries.all_of(session, scenario_id)
        seen = calibration.calibrations(session, models)
    today = rules.local_day(me())
    return [
        {
            "model": model,
            "poster": poster_url(model.asset),
            "kind": KINDS[model.kind],
            "standing": rules.standing(model, today),
            "standing_words": STANDINGS[rules.standing(model, today)],
            "calibration": seen[model.id],
        }
        for model in models
    ]
