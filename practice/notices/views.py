"""The doors of the inbox."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.notices import actions, queries, rules
from practice.notices.models import Notice
from practice.web.edge import me, reading, work
from practice.web.fields import Reader

routes = Blueprint("notices", __name__)
PAGE = 50


@routes.get("/inbox")
def inbox() -> ResponseReturnValue:
    """What is new, then what was read before, day by day."""
    start = Reader(request.args).number("from", 0, 1_000_000, 0)
    with reading() as session:
        unread = queries.unread(session, me()) if not start else []
        before = queries.already_read(session, me(), PAGE + 1, start)
        days, more = by_day(before[:PAGE]), len(before) > PAGE
        return render_template(
            "notices/inbox.html", unread=unread, days=days, start=start, more=more, size=PAGE,
            picture_of=rules.picture_of,
        )  # fmt: skip


def by_day(notices: Sequence[Notice]) -> list[tuple[date, list[Notice]]]:
    """Notices under the reader's own dates."""
    zone = ZoneInfo(me().timezone)
    days = groupby(notices, key=lambda notice: notice.created_at.astimezone(zone).date())
    return [(day, list(same)) for day, same in days]


@routes.post("/inbox/<uuid:notice_id>/open")
def open(notice_id: UUID) -> ResponseReturnValue:  # noqa: A001 - the door is called that
    """Mark one read and go where it leads."""
    with work() as session:
        notice = queries.get_notice(session, me(), notice_id)
        actions.mark_read(notice)
        path = notice.path
    return redirect(path)


@routes.post("/inbox/read")
def read_all() -> ResponseReturnValue:
    """Mark everything read."""
    with work() as session:
        actions.mark_all_read(session, me())
    flash("Everything in your inbox is marked as read.", "ok")
    return redirect(url_for("notices.inbox"))
