"""The doors of captions: reading along, and bringing them for one's own take."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from media.captions import Cleaned
from practice.takes import captions, forms, queries
from practice.takes.views import show
from practice.web.edge import me, reading, work
from practice.web.fields import show_again
from practice.web.filters import plural

routes = Blueprint("captions", __name__)

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@routes.get("/takes/<uuid:take_id>/captions.vtt")
def read(take_id: UUID) -> ResponseReturnValue:
    """The captions as a file, for everybody who may watch the take."""
    with reading() as session:
        body = captions.get_captions(session, me(), take_id).body
    return Response(body, content_type="text/vtt; charset=utf-8", headers=HEADERS)


@routes.post("/takes/<uuid:take_id>/captions")
def keep(take_id: UUID) -> ResponseReturnValue:
    """Give one's own take the captions in a file; what is wrong with it is told beside the form."""
    with reading() as session:
        asset = queries.get_own_take(session, me(), take_id).asset
    show_again(lambda: show(take_id))
    language, raw = forms.read_captions(request.form, request.files)
    cleaned = captions.read_file(raw, asset)
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


def told(cleaned: Cleaned) -> str:
    """What became of the lines of a file."""
    added, others = f"Captions added: {plural(cleaned.cues, 'line')}.", cleaned.left_out
    if not others:
        return added
    return f"{added} {plural(others, 'other')} had no words or no time within this take."


def back_to(take_id: UUID) -> ResponseReturnValue:
    """The take's page, at the card of captions."""
    return redirect(url_for("takes.show", take_id=take_id, _anchor="captions-card"))
