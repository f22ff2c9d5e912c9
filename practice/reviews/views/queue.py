"""What waits for a review."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from practice.db import utcnow
from practice.people.models import Role
from practice.reviews import actions, queries, rules
from practice.reviews.views.doors import routes
from practice.takes.models import Submission
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.filters import zone_named
from practice.web.signed import poster_url


@routes.get("/reviews")
@for_roles(Role.manager, Role.enablement)
def queue() -> ResponseReturnValue:
    """What waits for a review, oldest first."""
    with reading() as session:
        mine, team = queries.queue(session, me()), queries.team_queue(session, me())
        return render_template("reviews/queue.html", mine=mine, team=team, **queue_words())


def queue_words() -> dict[str, Any]:
    """What the rows of the queue need to say how long something waits."""
    zone, now = zone_named(me().timezone), utcnow()

    def too_long(submission: Submission) -> bool:
        return rules.waits_too_long(submission.created_at, now, zone)

    return {"too_long": too_long, "poster_url": poster_url}


@routes.post("/submissions/<uuid:submission_id>/review/take-over")
@for_roles(Role.manager, Role.enablement)
def take_over(submission_id: UUID) -> ResponseReturnValue:
    """Become the reviewer."""
    with work() as session:
        actions.take_over(session, me(), submission_id)
    return redirect(url_for(".room", submission_id=submission_id))
