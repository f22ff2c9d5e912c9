"""The doors of model takes for everybody: watch one, score it, compare, or end it.

How they are made stands in `making_views`. The brief and the scenario's page ask `shown_models`
what there is to watch.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.library import actions, forms, queries, rules, shelf
from practice.library.models import ModelTake
from practice.library.words import KINDS, difference
from practice.scenarios.models import Criterion
from practice.scenarios.values import CriterionContent
from practice.web.edge import me, reading, work
from practice.web.fields import Reader, show_again
from practice.web.playing import Played, captions_file, fresh, playing, stills_file
from practice.web.signed import poster_url

routes = Blueprint("models", __name__)


@routes.get("/models")
def index() -> ResponseReturnValue:
    """The library: what there is to learn from, by what it shows."""
    wanted, number = forms.read_wanted(request.args)
    with reading() as session:
        total = shelf.count(session, me(), wanted)
        first = min(number - 1, max(0, total - 1) // shelf.PAGE) * shelf.PAGE
        models = shelf.page(session, me(), wanted, first)
        titles = shelf.titles(session, {model.scenario_id for model in models})
        offered = shelf.offered(session, me())
    return render_template(
        "library/index.html", models=models, titles=titles, offered=offered, wanted=wanted,
        total=total, first=first, most=shelf.PAGE, kinds=KINDS, poster_url=poster_url,
    )  # fmt: skip


@routes.get("/models/<uuid:model_id>")
def show(model_id: UUID) -> ResponseReturnValue:
    """Watch it; score it before the expert's levels are shown, or compare."""
    with reading() as session:
        model = queries.get_model(session, me(), model_id)
        return render_template("library/show.html", **_parts(session, model))


@routes.get("/models/<uuid:model_id>/example")
def example(model_id: UUID) -> ResponseReturnValue:
    """The part of a page that plays it beside whatever somebody is at; never the levels."""
    with reading() as session:
        model = queries.get_model(session, me(), model_id)
        return render_template(
            "library/_example.html", model=model, recording=model.asset,
            video=playing(played(model)), kinds=KINDS,
        )  # fmt: skip


def _parts(session: Session, model: ModelTake) -> dict[str, Any]:
    scoring = queries.find_scoring(session, me(), model.id)
    standing = rules.standing(model, rules.local_day(me()))
    is_shown = standing == rules.Standing.published
    version = queries.current_version(session, model.scenario_id)
    return {
        "model": model,
        "standing": standing,
        "version": version,
        "is_older": version.rubric_version_id != model.rubric_version_id,
        "recording": model.asset,
        "video": playing(played(model)),
        "rows": queries.compare(model, scoring),
        "scoring": scoring,
        "to_score": is_shown and scoring is None and rules.may_score(me(), model),
        "is_seen_in_it": model.person_id == me().id and model.published_at is not None,
        "kinds": KINDS,
        "difference": difference,
        "target": _target(),
    }


def _target() -> UUID | None:
    """The obligation that somebody came from; their own take belongs to it afterwards."""
    return Reader(request.args).uuid("target")


def _levels(model_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", model_id=model_id, target=_target(), _anchor="levels"))


def played(model: ModelTake) -> Played:
    """A model take as its player and its doors know it."""
    stills_url = url_for("models.storyboard", model_id=model.id)
    captions_url = url_for("models.captions", model_id=model.id)
    return Played(model.asset, "model take", stills_url, captions_url)


@routes.get("/models/<uuid:model_id>/media")
def media(model_id: UUID) -> ResponseReturnValue:
    """Fresh addresses for a player; whoever asks is checked again."""
    with reading() as session:
        return fresh(played(queries.get_model(session, me(), model_id)))


@routes.get("/models/<uuid:model_id>/storyboard.vtt")
def storyboard(model_id: UUID) -> ResponseReturnValue:
    """Which small still belongs to which moment, for the timeline."""
    with reading() as session:
        return stills_file(played(queries.get_model(session, me(), model_id)))


@routes.get("/models/<uuid:model_id>/captions.vtt")
def captions(model_id: UUID) -> ResponseReturnValue:
    """The captions as a file, for everybody who may watch it."""
    with reading() as session:
        return captions_file(played(queries.get_model(session, me(), model_id)))


@routes.post("/models/<uuid:model_id>/score")
def score(model_id: UUID) -> ResponseReturnValue:
    """Keep one's own levels, then show them beside the expert's."""
    with reading() as session:
        criteria = queries.get_to_score(session, me(), model_id).rubric_version.criteria
    show_again(lambda: show(model_id))
    levels = forms.read_levels(request.form, criteria)
    with work() as session:
        actions.score(session, me(), model_id, levels)
    return _levels(model_id)


@routes.post("/models/<uuid:model_id>/look")
def look(model_id: UUID) -> ResponseReturnValue:
    """Show the expert's levels without scoring first."""
    with work() as session:
        actions.look(session, me(), model_id)
    return _levels(model_id)


@routes.post("/models/<uuid:model_id>/disagree")
def disagree(model_id: UUID) -> ResponseReturnValue:
    """End it as the person who is seen in it."""
    with work() as session:
        model = actions.disagree(session, me(), model_id)
    flash("It isn’t shown to anybody from now on. The enablement team has been told.", "ok")
    return redirect(url_for("scenarios.show", scenario_id=model.scenario_id))


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What pages upstream and downstream may ask: what there is of a scenario or a criterion."""
    return {"shown_models": shown_models, "models_for": models_for}


def models_for(criteria: Iterable[Criterion | CriterionContent]) -> dict[str, list[ModelTake]]:
    """A few model takes for each criterion that has any, by the criterion's key as text."""
    keys = {one.key for one in criteria if one.key is not None}
    if not keys:
        return {}
    with reading() as session:
        found = shelf.showing(session, me(), keys)
    return {str(key): models for key, models in found.items()}


def shown_models(scenario_id: UUID) -> list[dict[str, Any]]:
    """The model takes that everybody can watch, and whether one may score each of them first."""
    with reading() as session:
        models = queries.shown_of(session, me(), scenario_id)
        known = queries.opened_by(session, me(), models) if models else set()
    return [
        {
            "model": model,
            "poster": poster_url(model.asset),
            "kind": KINDS[model.kind],
            "to_score": model.id not in known and rules.may_score(me(), model),
        }
        for model in models
    ]
