"""The doors of preparing: the sheet between the brief and the camera."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.takes import forms, preparing
from practice.takes.writing_forms import read_plan
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

routes = Blueprint("prep", __name__)


@routes.get("/practice/<uuid:scenario_id>/prepare")
def sheet(scenario_id: UUID) -> ResponseReturnValue:
    """The prep sheet, begun with what the last one said and what was forgotten."""
    place = forms.read_place(request.args)
    with reading() as session:
        version, target = preparing.to_practice(session, me(), scenario_id, place.target)
        plan = preparing.plan_to_begin_with(session, me(), version, place.target)
        return render_template(
            "takes/prepare.html", version=version, target=target, plan=plan, go_on=here(scenario_id)
        )


@routes.post("/practice/<uuid:scenario_id>/prepare")
def save(scenario_id: UUID) -> ResponseReturnValue:
    """Keep the sheet and go on to the camera."""
    place = forms.read_place(request.args)
    with reading() as session:
        preparing.to_practice(session, me(), scenario_id, place.target)
    show_again(lambda: sheet(scenario_id))
    plan = read_plan(request.form)
    with work() as session:
        version, target = preparing.to_practice(session, me(), scenario_id, place.target)
        preparing.prepare(session, me(), version, target, plan)
    return redirect(url_for("record.record", **here(scenario_id)))


def here(scenario_id: UUID) -> dict[str, Any]:
    """What the recorder needs to know of where somebody comes from."""
    place = forms.read_place(request.args)
    return {"scenario": scenario_id, "target": place.target, "again": place.again}
