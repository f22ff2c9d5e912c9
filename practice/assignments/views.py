"""The doors of assigning, and of what one does about a single target."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from practice.assignments import actions, due, forms, queries, reach, rules, words
from practice.assignments.models import AssignmentTarget, DueKind
from practice.assignments.values import Line, Order
from practice.db import utcnow
from practice.errors import Invalid, NotAllowed
from practice.people.models import Role, Team
from practice.scenarios import queries as scenarios
from practice.web.access import for_roles
from practice.web.edge import me, reading, today_of, work
from practice.web.fields import Reader, problem, show_again
from practice.web.filters import plural
from practice.web.security import host_of

routes = Blueprint("assignments", __name__)
LEADERS = (Role.manager, Role.enablement)
SAMPLE = 5
FRIDAY = 4


@routes.get("/assignments")
@for_roles(*LEADERS)
def index() -> ResponseReturnValue:
    """Every assignment this leader may see, with its numbers."""
    with reading() as session:
        rows = queries.overviews(session, me(), utcnow())
    return render_template("assignments/index.html", rows=rows, words=words)


@routes.get("/assignments/new")
@for_roles(*LEADERS)
def new() -> ResponseReturnValue:
    """The assign form; `?scenario=`, `?team=` and `?person=` fill in what is known already."""
    return assign_page(Reader(request.args))


@routes.post("/assignments/new")
@for_roles(*LEADERS)
def create() -> ResponseReturnValue:
    """Assign it."""
    show_again(lambda: assign_page(Reader(request.form)))
    order = forms.order_from(request.form, me().timezone)
    with work() as session:
        assignment = actions.assign(session, me(), order)
        count = queries.count_targets(session, assignment)
    flash(f"Assigned to {plural(count, 'person', 'people')}.", "ok")
    return redirect(url_for("progress.assignment", assignment_id=assignment.id))


def assign_page(given: Reader) -> str:
    """The form with what was typed or is known."""
    with reading() as session:
        teams = reach.assignable_teams(session, me())
        lines = lines_given(given, teams)
        values = {**in_a_week(), **request.values.to_dict()}
        order = replace(forms.typed_order(MultiDict(values), me().timezone), lines=lines)
        return render_template(
            "assignments/new.html",
            scenarios=scenarios.published(session),
            teams=teams,
            lines=lines,
            names=reach.names_of(session, me(), lines),
            given=values,
            roles=words.ROLES,
            wrong=problems(),
            sentence=problem(),
            **summary_parts(session, order),
        )


def in_a_week() -> dict[str, str]:
    """The date that a new form proposes, since an agreement has one: never on a weekend."""
    day = today_of(me()) + timedelta(days=7)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    return {"due_kind": DueKind.wherever, "due_date": day.isoformat()}


def lines_given(given: Reader, teams: Sequence[Team]) -> tuple[Line, ...]:
    """The audience in the form, or the one team or person that a link named.

    A manager of one team means that team.
    """
    if "role" in given.given:
        return forms.read_lines(given, request.values)
    person_id, team_id = given.uuid("person"), given.uuid("team")
    if person_id or team_id:
        return (Line(team_id=None if person_id else team_id, person_id=person_id),)
    is_plain = len(teams) == 1 and not me().is_enablement
    return (Line(team_id=teams[0].id),) if is_plain else ()


def problems() -> dict[str, str]:
    """What is wrong with each field of the form."""
    names = ("scenario", "audience", "message", "minimum_takes", "due_kind", "due_date", "due_at")
    return {name: problem(name) for name in names}


@routes.get("/assignments/preview")
@for_roles(*LEADERS)
def preview() -> ResponseReturnValue:
    """The live summary: how many, who for instance, by when, how often."""
    order = forms.typed_order(request.args, me().timezone)
    with reading() as session:
        return render_template("assignments/_summary.html", **summary_parts(session, order))


def summary_parts(session: Session, order: Order) -> dict[str, Any]:
    """What the summary says about an assignment as it is typed so far."""
    refused = beyond_reach(session, order.lines)
    reached = reach.reach_of(session, me(), () if refused else order.lines, SAMPLE)
    found = {each.scenario_id: each.title for each in scenarios.published(session)}
    return {
        "order": order,
        "reach": reached,
        "refused": refused,
        "title": found.get(order.scenario_id),
        "when": words.summary_of(order.terms, me().timezone),
    }


def beyond_reach(session: Session, lines: tuple[Line, ...]) -> str:
    """Why this person may not assign to all of these lines; empty when they may."""
    try:
        if lines:
            actions.check_reach(session, me(), lines)
    except NotAllowed as refused:
        return refused.sentence
    return ""


@routes.get("/assignments/people")
@for_roles(*LEADERS)
def people() -> ResponseReturnValue:
    """Finding single people for an audience."""
    wanted = Reader(request.args).text("q", 80)
    with reading() as session:
        found = reach.assignable_people(session, me(), wanted) if wanted else []
        return {
            "people": [
                {
                    "id": str(each.id),
                    "name": each.name,
                    "about": each.home_team.name if each.home_team else each.email,
                }
                for each in found
            ]
        }


@routes.get("/assignments/<uuid:assignment_id>/edit")
@for_roles(*LEADERS)
def edit(assignment_id: UUID) -> ResponseReturnValue:
    """What can still change: message, takes, date; and closing it."""
    return edit_page(assignment_id)


@routes.post("/assignments/<uuid:assignment_id>/edit")
@for_roles(*LEADERS)
def change(assignment_id: UUID) -> ResponseReturnValue:
    """Change the terms."""
    show_again(lambda: edit_page(assignment_id))
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        actions.change(session, me(), assignment, forms.terms_from(request.form, me().timezone))
    flash("Changed. Whoever has another date now was told.", "ok")
    return redirect(url_for("progress.assignment", assignment_id=assignment_id))


def edit_page(assignment_id: UUID) -> str:
    """The terms of one assignment."""
    with reading() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        return render_template(
            "assignments/edit.html",
            assignment=assignment,
            title=queries.title_of(session, assignment),
            audience=[words.line(each) for each in assignment.audience],
            given=request.form or forms.typed_terms(assignment, me().timezone),
            wrong=problems(),
            sentence=problem(),
        )


@routes.post("/assignments/<uuid:assignment_id>/close")
@for_roles(*LEADERS)
def close(assignment_id: UUID) -> ResponseReturnValue:
    """End it for everybody who still owes it."""
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        closed = actions.close(session, me(), assignment)
    flash(f"Closed, with {plural(closed, 'open target')}.", "ok")
    return redirect(url_for("progress.assignment", assignment_id=assignment_id))


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
        suggested=words.suggested_nudge(found, now),
        wrong={name: problem(name) for name in ("text", "due_date", "reason")},
        sentence=problem(),
        state=words.STATES[found.state],
    )


@routes.post("/targets/<uuid:target_id>/nudge")
@for_roles(*LEADERS)
def nudge(target_id: UUID) -> ResponseReturnValue:
    """Remind a rep; words left empty become the suggested sentence."""
    with work() as session:
        found = led(session, target_id)
        text = typed_text("text") or words.suggested_nudge(found, utcnow())
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
