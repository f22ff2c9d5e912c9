"""The door of the effort board."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from practice.progress import board
from practice.web.edge import me, reading, today_of

routes = Blueprint("board", __name__)


@routes.get("/effort")
def show() -> ResponseReturnValue:
    """How often one's teammates practice; absent unless the organization turned it on."""
    with reading() as session:
        found = board.board(session, me(), today_of(me()))
        return render_template("progress/board.html", board=found, weeks=board.WEEKS)
