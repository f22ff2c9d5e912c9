"""The doors of one person's target: nudge, new date and waive; not now, for its rep."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import actions, due, queries, rules, words
from practice.assignments.models import AssignmentTarget
from practice.assignments.views.blueprint import LEADERS, routes
from practice.db import utcnow
from practice.errors import Invalid
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import Reader, problem, show_again
from practice.web.security import host_of


@routes.get("/targets/<uuid:target_id>")
def target(target_id: UUID) -> ResponseReturnValue:
    """Where a notice leads: the brief for its rep, what can be done about it for who leads."""
    with reading() as session:
        found = queries.get_target(session, me(), target_id)
        if found.person_id != me().id:
            return steer_page(session, found)
        scenario_id = found.scenario_version.scenario_id
    return redirect(url_for("record.brief", scenario_id=scenario_id, target=target_id))


def steer_page(session: Session, found: AssignmentTarget) -> str:
    """One person's target with nudge, new date and waive."""
    now, last = utcnow(), queries.last_nudge(session, found.id)
    return render_template(
        "assignments/target.html",
        target=found,
        rules=rules,
        now=now,
        last=last,
        nudge_from=rules.next_nudge_at(last),
        suggested=suggested(found, now),
        wrong={name: problem(name) for name in ("text", "due_date", "reason")},
        sentence=problem(),
        state=words.STATES[found.state],
    )


def suggested(target: AssignmentTarget, now: datetime) -> str:
    """A sentence to begin a nudge with."""
    name, title = target.person.name, target.scenario_version.title
    return words.suggested_nudge(name, title, target.due_at, target.due_zone, now)


@routes.post("/targets/<uuid:target_id>/nudge")
@for_roles(*LEADERS)
def nudge(target_id: UUID) -> ResponseReturnValue:
    """Remind a rep; words left empty become the suggested sentence."""
    with work() as session:
        found = led(session, target_id)
        text = typed_text("text") or suggested(found, utcnow())
        actions.nudge(session, me(), found, text)
    flash(f"{found.person.name} was nudged.", "ok")
    return redirect(back_from(target_id))


@routes.post("/targets/<uuid:target_id>/new-date")
@for_roles(*LEADERS)
def new_date(target_id: UUID) -> ResponseReturnValue:
    """Set the date agreed with one person: 5:00 PM where they are."""
    with work() as session:
        found = led(session, target_id)
        actions.agree_date(session, me(), found, date_typed(found))
    flash(f"{found.person.name} was told the new date.", "ok")
    return redirect(back_from(target_id))


def date_typed(found: AssignmentTarget) -> datetime:
    """The day in the form as a moment in the rep's zone."""
    form = Reader(request.form)
    day = form.day("due_date")
    form.finish()
    if day is None or not 1900 < day.year < 9000:
        raise Invalid("Choose a date.", {"due_date": "Choose a date."})
    return due.end_of(day, due.zone_of(found.due_zone))


@routes.post("/targets/<uuid:target_id>/waive")
@for_roles(*LEADERS)
def waive(target_id: UUID) -> ResponseReturnValue:
    """Let somebody off, with a reason."""
    with work() as session:
        found = led(session, target_id)
        actions.waive(session, me(), found, typed_text("reason"))
    flash(f"Waived for {found.person.name}.", "ok")
    return redirect(back_from(target_id))


def led(session: Session, target_id: UUID) -> AssignmentTarget:
    """The target if one may steer it; what is refused is shown on its page."""
    found = queries.get_led_target(session, me(), target_id)
    show_again(lambda: steer_again(target_id))
    return found


def steer_again(target_id: UUID) -> str:
    """The target's page once more, with what was refused."""
    with reading() as session:
        return steer_page(session, queries.get_led_target(session, me(), target_id))


def typed_text(name: str) -> str:
    """A few sentences from the form."""
    form = Reader(request.form)
    text = form.text(name, actions.LONGEST_NUDGE, lines=True)
    form.finish()
    return text


@routes.post("/targets/<uuid:target_id>/decline")
def decline(target_id: UUID) -> ResponseReturnValue:
    """Not now."""
    with work() as session:
        actions.decline(session, me(), queries.get_own_target(session, me(), target_id))
    flash("Put off. Take it up again whenever it suits you.", "ok")
    return redirect(back_from(target_id))


@routes.post("/targets/<uuid:target_id>/resume")
def resume(target_id: UUID) -> ResponseReturnValue:
    """Take up again what was put off."""
    with work() as session:
        actions.resume(session, me(), queries.get_own_target(session, me(), target_id))
    flash("It is on your list again.", "ok")
    return redirect(back_from(target_id))


def back_from(target_id: UUID) -> str:
    """The page of ours that the form stood on, else the target's own."""
    referrer = request.referrer or ""
    came = urlsplit(referrer if host_of(referrer) == request.host else "")
    if not came.path.startswith("/") or came.path[1:2] in ("/", "\\"):
        return url_for("assignments.target", target_id=target_id)
    return came.path + (f"?{came.query}" if came.query else "")
