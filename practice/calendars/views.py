"""The doors of the calendar: one's page about it, and the address that calendars read."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.calendars import actions, ics, queries, rules
from practice.calendars.models import CalendarFeed
from practice.db import utcnow
from practice.people.queries import organization
from practice.web.access import public
from practice.web.edge import close_reading, me, reading, settings, work

routes = Blueprint("calendars", __name__)


@routes.get("/calendar")
def index(address: str = "") -> ResponseReturnValue:
    """Whether one has an address; the address itself only right after it was made."""
    with reading() as session:
        feed = queries.find_feed(session, me())
        return render_template("calendars/index.html", feed=feed, address=address)


@routes.post("/calendar")
def make() -> ResponseReturnValue:
    """A new address, shown this one time; the one before ends."""
    with work() as session:
        token = actions.make_address(session, me())
    close_reading()
    return index(settings().base_url + url_for(".feed", token=token))


@routes.post("/calendar/stop")
def stop() -> ResponseReturnValue:
    """End the address."""
    with work() as session:
        actions.stop(session, me())
    flash("The address is ended. You can remove the calendar from your devices.")
    return redirect(url_for(".index"))


@routes.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """What has a date for one person, for whoever knows the address."""
    with reading() as session:
        found = queries.get_feed(session, token)
        name = f"Practice at {organization(session).name}"
        text = ics.calendar(name, queries.entries(session, found.person), settings().base_url)
    note_read(found)
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def note_read(found: CalendarFeed) -> None:
    """Write down that a calendar asked, not too often."""
    now = utcnow()
    if rules.may_be_noted(found, now):
        with work() as session:
            actions.note_read(session, found.id, now)
