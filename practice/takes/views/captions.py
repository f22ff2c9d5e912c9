"""The doors of captions: reading along, and bringing them for one's own take."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from practice.recordings.captions import read_file
from practice.takes import captions, queries
from practice.takes.views.takes import played, show
from practice.web.captions import read_captions, told
from practice.web.edge import me, reading, work
from practice.web.fields import show_again
from practice.web.playing import captions_file

routes = Blueprint("captions", __name__)


@routes.get("/takes/<uuid:take_id>/captions.vtt")
def read(take_id: UUID) -> ResponseReturnValue:
    """The captions as a file, for everybody who may watch the take."""
    with reading() as session:
        return captions_file(played(queries.get_take(session, me(), take_id)))


@routes.post("/takes/<uuid:take_id>/captions")
def keep(take_id: UUID) -> ResponseReturnValue:
    """Give one's own take the captions in a file; what is wrong with it is told beside the form."""
    with reading() as session:
        asset = queries.get_own_take(session, me(), take_id).asset
    show_again(lambda: show(take_id))
    language, raw = read_captions(request.form, request.files)
    cleaned = read_file(raw, asset)
    with work() as session:
        captions.keep(session, me(), take_id, language, cleaned)
    flash(told(cleaned))
    return back_to(take_id)


@routes.post("/takes/<uuid:take_id>/captions/remove")
def remove(take_id: UUID) -> ResponseReturnValue:
    """Take the captions off again."""
    with work() as session:
        captions.remove(session, me(), take_id)
    flash("Captions removed.")
    return back_to(take_id)


def back_to(take_id: UUID) -> ResponseReturnValue:
    """The take's page, at the card of captions."""
    return redirect(url_for("takes.show", take_id=take_id, _anchor="captions-card"))
