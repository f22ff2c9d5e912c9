"""The door of looking at two takes side by side."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.takes import comparing
from practice.takes.models import Take
from practice.takes.writing_forms import read_pair
from practice.web.edge import me, reading
from practice.web.playing import as_take, playing

routes = Blueprint("comparing", __name__)


@routes.get("/takes/compare")
def beside() -> ResponseReturnValue:
    """Two takes in step; without two there is only a hint."""
    asked = read_pair(request.args)
    with reading() as session:
        pair = comparing.pair(session, me(), asked.a, asked.b)
        sides = [side(take) for take in (pair.left, pair.right) if take]
        return render_template(
            "takes/beside.html", sides=sides, choices=pair.choices, moments=(asked.at_a, asked.at_b)
        )


def side(take: Take) -> dict[str, Any]:
    """What one of the two players needs."""
    return {
        "take": take,
        "is_own": take.person_id == me().id,
        "video": playing(as_take(take.asset, take.id)),
        "media": url_for("takes.media", take_id=take.id),
        "watched": url_for("takes.watched", take_id=take.id),
    }
