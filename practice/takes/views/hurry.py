"""The door for those in a hurry: one objection, straight to the camera."""

import random

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from practice.takes import hurry
from practice.web.edge import me, reading

routes = Blueprint("hurry", __name__)


@routes.get("/practice/one")
def one() -> ResponseReturnValue:
    """Pick one objection and go to the camera with it; without any, to what there is."""
    with reading() as session:
        prompt = hurry.one_prompt(session, me(), random.SystemRandom())
        if prompt is not None:
            scenario_id = prompt.version.scenario_id
            return redirect(url_for("record.record", scenario=scenario_id, prompt=prompt.id))
    flash("There is no objection to practice yet. As soon as one is published, you can start here.")
    return redirect(url_for("record.practice"))
