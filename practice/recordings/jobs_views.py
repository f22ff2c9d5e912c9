"""What could not be prepared, for admins: why, and a button that tries again.

Whose recording it is stands there by name; admins have no playback, so nothing of it shows.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from practice.people.models import Role
from practice.recordings import jobs, queries
from practice.recordings.models import JobKind
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import show_again

routes = Blueprint("jobs", __name__)

MOST_SHOWN = 100
KINDS = {
    JobKind.playable: "Making it watchable",
    JobKind.renditions: "Making the versions for every screen",
}


@routes.get("/jobs")
@for_roles(Role.admin)
def failed() -> ResponseReturnValue:
    """Every job that was given up, newest first, and how many are still open."""
    with reading() as session:
        return render_template(
            "recordings/jobs.html",
            failed=queries.failed_jobs(session, MOST_SHOWN),
            count=queries.count_failed(session),
            open_count=queries.count_open(session),
            kinds=KINDS,
        )


@routes.post("/jobs/<uuid:job_id>/retry")
@for_roles(Role.admin)
def retry(job_id: UUID) -> ResponseReturnValue:
    """Let one run again from its beginning."""
    show_again(failed)
    with work() as session:
        jobs.retry(session, me(), job_id)
    flash("It is tried again. If it fails once more, it comes back to this list.")
    return redirect(url_for("jobs.failed"))
