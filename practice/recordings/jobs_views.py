"""The work on recordings, for admins: what runs, waits and failed, and a button that tries again.

Whose recording it is stands there by name; admins have no playback, so nothing of it shows.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from practice.db import utcnow
from practice.people.models import Role
from practice.recordings import jobs, jobs_words, overview, queries, rules
from practice.recordings.models import JobKind
from practice.web.access import for_roles
from practice.web.edge import me, parts, reading, work
from practice.web.fields import Reader, show_again
from practice.web.filters import plural

routes = Blueprint("jobs", __name__)

PAGE = 25
AT_ONCE, MOST_AT_ONCE = 100, 1000


@routes.get("/jobs")
@for_roles(Role.admin)
def index() -> ResponseReturnValue:
    """What runs, waits, failed and was done lately; a script keeps it right."""
    return render_template("recordings/jobs.html", **_shown())


@routes.get("/jobs/live")
@for_roles(Role.admin)
def live() -> ResponseReturnValue:
    """The same without the page around it, for that script."""
    return render_template("recordings/_jobs.html", **_shown())


@routes.post("/jobs/<uuid:job_id>/retry")
@for_roles(Role.admin)
def retry(job_id: UUID) -> ResponseReturnValue:
    """Let one run again from its beginning."""
    show_again(index)
    with work() as session:
        jobs.retry(session, me(), job_id)
    flash("It is tried again. If it fails once more, it comes back to this list.")
    return _back()


@routes.post("/jobs/retry")
@for_roles(Role.admin)
def retry_all() -> ResponseReturnValue:
    """Let all of the list run again, a thousand at a time."""
    done = sum(_some_again() for _ in range(MOST_AT_ONCE // AT_ONCE))
    with work() as session:  # a look from before would still count what is tried again now
        flash(_told(done, queries.count_failed(session)))
    return _back()


def _some_again() -> int:
    with work() as session:
        return jobs.retry_all(session, me(), _kind(), AT_ONCE)


def _told(done: int, left: int) -> str:
    if not done:
        return "There was nothing left to try again."
    is_tried = f"{plural(done, 'job')} {'is' if done == 1 else 'are'} tried again."
    stays = f" {plural(left, 'job')} {'is' if left == 1 else 'are'} still in the list."
    return is_tried + stays if left else is_tried


def _back() -> Response:
    return redirect(url_for("jobs.index", kind=_kind()))


def _kind() -> JobKind | None:
    """Which failed jobs are meant; all of them when that is not said."""
    asked = request.values.get("kind", "")
    return JobKind(asked) if asked in set(JobKind) else None


def _shown() -> dict[str, Any]:
    with reading() as session:
        return _work(session) | _failed(session)


def _work(session: Session) -> dict[str, Any]:
    now = utcnow()
    return {
        "running": overview.running(session),
        "lines": overview.lines(session, now),
        "postponed": overview.postponed(session, now),
        "done": overview.lately_done(session),
        "health": jobs_words.health_of(parts().db.doorbell.listeners()),
        "now": now,
        "words": jobs_words,
        "rules": rules,
    }


def _failed(session: Session) -> dict[str, Any]:
    page = Reader(request.args).number("page", 1, 1000, 1)
    kind, first = _kind(), (page - 1) * PAGE
    found = overview.failed(session, kind, first, PAGE + 1)
    return {
        "failed": found[:PAGE],
        "failed_count": queries.count_failed(session),
        "kinds": jobs_words.KINDS,
        "kind": kind,
        "page": page,
        "first": first,
        "before": url_for("jobs.index", kind=kind, page=page - 1) if page > 1 else None,
        "after": url_for("jobs.index", kind=kind, page=page + 1) if len(found) > PAGE else None,
    }
