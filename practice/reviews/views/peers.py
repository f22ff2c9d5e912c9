"""What somebody was asked to review as a peer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from practice.reviews import peers
from practice.reviews.views.doors import routes
from practice.web.edge import me, reading
from practice.web.signed import poster_url


@routes.get("/reviews/asked")
def asked() -> ResponseReturnValue:
    """The takes of peers that wait for one's view, the oldest first."""
    with reading() as session:
        waiting = peers.asked_of(session, me())
        return render_template("reviews/asked.html", waiting=waiting, poster_url=poster_url)
