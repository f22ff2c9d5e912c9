"""The doors of the inbox."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.errors import TooLarge
from practice.notices import actions, choosing, queries, rules, tokens, words
from practice.notices.models import Notice
from practice.people import queries as people
from practice.web.access import public
from practice.web.edge import me, reading, settings, work
from practice.web.fields import Reader
from practice.web.security import csrf

routes = Blueprint("notices", __name__)
PAGE = 50
LONGEST_CLICK = 2000  # bytes that a mail program sends along when it unsubscribes


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


@routes.get("/mail-off/<token>")
@public
def mail_off(token: str) -> ResponseReturnValue:
    """What mail this would end; a program that only follows links changes nothing."""
    person_id, kinds = tokens.read(settings().secret_key, token)
    with reading() as session:
        people.get_person(session, person_id)
    return render_template("notices/mail_off.html", about=words.about(kinds), is_off=False)


@routes.post("/mail-off/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def end_mail(token: str) -> ResponseReturnValue:
    """End mail of these kinds: from the page, or by the one click that mail programs offer.

    The signature is the permission: a mail program has no token of ours, and follows no redirect.
    """
    if (request.content_length or 0) > LONGEST_CLICK:
        raise TooLarge("That is more than it takes.")
    person_id, kinds = tokens.read(settings().secret_key, token)
    with work() as session:
        choosing.mute(session, person_id, kinds)
    return render_template("notices/mail_off.html", about=words.about(kinds), is_off=True)
