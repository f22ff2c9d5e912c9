"""The doors of an assignment that exists: changing, pausing and ending it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.assignments import actions, forms, phrases, queries, rules, words
from practice.assignments.models import Assignment, Cadence
from practice.assignments.values import Rhythm
from practice.assignments.views import sheet
from practice.assignments.views.blueprint import LEADERS, routes
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import problem, show_again
from practice.web.filters import plural


@routes.get("/assignments/<uuid:assignment_id>/edit")
@for_roles(*LEADERS)
def edit(assignment_id: UUID) -> ResponseReturnValue:
    """A draft as a whole; of what runs what can still change, and pausing and ending it."""
    with reading() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        if not rules.is_draft(assignment):
            return edit_page(assignment_id)
        return sheet.draft_sheet(session, assignment)


@routes.post("/assignments/<uuid:assignment_id>/edit")
@for_roles(*LEADERS)
def change(assignment_id: UUID) -> ResponseReturnValue:
    """Change the terms, and the day from which on nobody gets it."""
    show_again(lambda: edit_page(assignment_id))
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        terms, ends_on = forms.terms_from(request.form, me().timezone)
        version = sheet.version_typed()
        actions.change_running(session, me(), assignment, terms, ends_on, version)
    return back_to(assignment_id, "Changed. Whoever has another date now was told.")


def edit_page(assignment_id: UUID) -> str:
    """The terms of one assignment."""
    with reading() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        stored = forms.typed_terms(assignment, me().timezone)
        return render_template(
            "assignments/edit.html",
            assignment=assignment,
            title=queries.title_of(session, assignment),
            audience=words.audience(assignment),
            facts=facts_of(assignment),
            given=(stored | request.form.to_dict() | sheet.seen_version(stored)),
            phrases=phrases,
            wrong=sheet.wrong(),
            sentence=problem(),
        )


def facts_of(assignment: Assignment) -> dict[str, str]:
    """What stays as it is, in words."""
    rhythm = Rhythm.of(assignment)
    return {
        "rhythm": "once" if rhythm.cadence == Cadence.once else phrases.rhythm_of(rhythm),
        "reviewer": phrases.reviewer_for(assignment),
    }


@routes.post("/assignments/<uuid:assignment_id>/pause")
@for_roles(*LEADERS)
def pause(assignment_id: UUID) -> ResponseReturnValue:
    """Rest it for a while."""
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        actions.pause(session, me(), assignment)
    return back_to(assignment_id, "Paused. Nobody is reminded of it, and nobody is late.")


@routes.post("/assignments/<uuid:assignment_id>/go-on")
@for_roles(*LEADERS)
def go_on(assignment_id: UUID) -> ResponseReturnValue:
    """Let it go on."""
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        actions.go_on(session, me(), assignment)
    return back_to(assignment_id, "It goes on. The dates are as they were.")


@routes.post("/assignments/<uuid:assignment_id>/close")
@for_roles(*LEADERS)
def close(assignment_id: UUID) -> ResponseReturnValue:
    """End it for everybody who still owes it."""
    with work() as session:
        assignment = queries.get_own_assignment(session, me(), assignment_id)
        closed = actions.close(session, me(), assignment)
    return back_to(assignment_id, f"Closed, with {plural(closed, 'open target')}.")


def back_to(assignment_id: UUID, told: str) -> ResponseReturnValue:
    """Its page, with a word about what was done."""
    flash(told, "ok")
    return redirect(url_for("progress.assignment", assignment_id=assignment_id))
