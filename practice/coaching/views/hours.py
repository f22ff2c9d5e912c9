"""Coaching time by rep and month, and logging it in ten seconds."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.coaching import actions, forms, hours, queries
from practice.coaching.hours import Month
from practice.coaching.views.doors import routes
from practice.coaching.words import KINDS
from practice.errors import NotFound
from practice.people.models import BY_NAME, Role
from practice.reviews.keeping import helped_totals
from practice.web.access import for_roles
from practice.web.edge import me, reading, today_of, work
from practice.web.fields import Reader, show_again


def month_asked() -> Month:
    """The month in the address, as a day of it; this one without."""
    form, today = Reader(request.args), today_of(me())
    asked = form.day("month") or today
    if form.problems or not today.year - 5 <= asked.year <= today.year + 1:
        raise NotFound
    return Month.of(min(asked, today))


@routes.get("/coaching")
@for_roles(Role.manager)
def time() -> ResponseReturnValue:
    """Review minutes and what was logged, person by person."""
    month, today = month_asked(), today_of(me())
    with reading() as session:
        members = session.scalars(queries.members_of(me()).order_by(*BY_NAME)).all()
        return render_template(
            "coaching/time.html", month=month, rows=hours.hours(session, me(), month),
            entries=hours.entries(session, me(), month), mark=hours.mark(session), today=today,
            is_now=month == Month.of(today), members=members, kinds=KINDS,
            helped=helped_totals(session, me()),
        )  # fmt: skip


@routes.post("/coaching/entries")
@for_roles(Role.manager)
def log_time() -> ResponseReturnValue:
    """Log a 1:1, a meeting or an observation."""
    show_again(time)
    given, person_id = forms.read_log(request.form), forms.read_person(request.form)
    with work() as session:
        entry = actions.log(session, me(), person_id, given)
    flash("Logged.", "ok")
    return redirect(url_for(".time", month=entry.held_on.isoformat()))


@routes.post("/coaching/entries/<uuid:entry_id>/delete")
@for_roles(Role.manager)
def strike(entry_id: UUID) -> ResponseReturnValue:
    """Take back what was logged by mistake."""
    with work() as session:
        actions.strike(session, me(), entry_id)
    flash("Deleted.", "ok")
    return redirect(url_for(".time"))
