"""What somebody was asked to review as a peer."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from practice.reviews import peers
from practice.reviews.views.doors import routes
from practice.takes.models import Submission
from practice.web.edge import me, reading
from practice.web.signed import poster_url


@routes.get("/reviews/asked")
def asked() -> ResponseReturnValue:
    """The takes of peers that wait for one's view, the oldest first."""
    with reading() as session:
        waiting = peers.asked_of(session, me())
        return render_template("reviews/asked.html", waiting=waiting, poster_url=poster_url)


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What one's first page asks."""
    return {"asked_of_me": asked_of_me}


def asked_of_me() -> Sequence[Submission]:
    """The same for a template."""
    with reading() as session:
        return peers.asked_of(session, me())
