"""The doors of putting an assignment together: the list, the form, its live summary, drafts."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import actions, forms, listing, queries, reach, rules
from practice.assignments.models import Assignment
from practice.assignments.values import Line, Order
from practice.assignments.views import sheet
from practice.assignments.views.blueprint import LEADERS, routes
from practice.db import utcnow
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import Reader, show_again
from practice.web.filters import plural

ADDING = ("add", "leave_out")
PAGE = 50


@routes.get("/assignments")
@for_roles(*LEADERS)
def index() -> ResponseReturnValue:
    """A page of the assignments this leader may see, with their numbers."""
    first = Reader(request.args).number("from", 0, 10_000_000, 0)
    with reading() as session:
        rows, count = listing.overviews(session, me(), utcnow(), PAGE, first)
    if first and not rows:
        return redirect(url_for("assignments.index"))
    return render_template("assignments/index.html", rows=rows, count=count, first=first, size=PAGE)


@routes.get("/assignments/new")
@for_roles(*LEADERS)
def new() -> ResponseReturnValue:
    """The assign form; `?scenario=`, `?team=` and `?person=` fill in what is known already."""
    with reading() as session:
        lines = sheet.lines_asked(reach.assignable_teams(session, me()))
        return sheet.sheet(session, sheet.fresh_values(), lines)


@routes.post("/assignments/new")
@for_roles(*LEADERS)
def create() -> ResponseReturnValue:
    """Assign it, keep it as a draft, or look at it as a draft first."""
    if wants_line():
        return one_more_line(None)
    show_again(lambda: typed_again(None))
    with work() as session:
        order = ordered(session)
        made = actions.assign(session, me(), order, is_draft=is_draft_wanted())
        done = outcome(session, made)
    return said(*done)


@routes.post("/assignments/<uuid:assignment_id>/draft")
@for_roles(*LEADERS)
def revise(assignment_id: UUID) -> ResponseReturnValue:
    """Save a draft anew; and assign it, if that was pressed."""
    if wants_line():
        return one_more_line(assignment_id)
    show_again(lambda: typed_again(assignment_id))
    with work() as session:
        draft = queries.get_own_assignment(session, me(), assignment_id)
        actions.revise(session, me(), draft, ordered(session), sheet.version_typed())
        if not is_draft_wanted():
            actions.publish(session, me(), draft)
        done = outcome(session, draft)
    return said(*done)


@routes.post("/assignments/<uuid:assignment_id>/publish")
@for_roles(*LEADERS)
def publish(assignment_id: UUID) -> ResponseReturnValue:
    """Give a draft to everybody it reaches."""
    show_again(lambda: stored_again(assignment_id))
    with work() as session:
        draft = queries.get_own_assignment(session, me(), assignment_id)
        sheet.check_offered(session, draft.scenario_id)
        actions.publish(session, me(), draft)
        done = outcome(session, draft)
    return said(*done)


@routes.post("/assignments/<uuid:assignment_id>/discard")
@for_roles(*LEADERS)
def discard(assignment_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    with work() as session:
        actions.discard(session, me(), queries.get_own_assignment(session, me(), assignment_id))
    flash("The draft is gone.", "ok")
    return redirect(url_for("assignments.index"))


def ordered(session: Session) -> Order:
    """The assignment in the form, with whoever is named as the reviewer."""
    order = forms.order_from(request.form, me().timezone)
    sheet.check_offered(session, order.scenario_id)
    return sheet.with_reviewer(session, order, request.form)


def pressed() -> str:
    """Which button of the form was pressed."""
    return Reader(request.form).text("do", 20)


def is_draft_wanted() -> bool:
    """Whether nobody should get it yet."""
    return pressed() in ("draft", "preview")


def outcome(session: Session, assignment: Assignment) -> tuple[str, str]:
    """What to say after saving, and where to go on."""
    if rules.is_draft(assignment):
        place = "look" if pressed() == "preview" else "edit"
        path = url_for(f"assignments.{place}", assignment_id=assignment.id)
        return "Saved as a draft. Nobody gets it yet.", path
    count = queries.count_targets(session, assignment)
    told = f"Assigned to {plural(count, 'person', 'people')}."
    path = url_for("progress.assignment", assignment_id=assignment.id)
    return told if count else "Assigned. It is being handed out.", path


def said(told: str, path: str) -> ResponseReturnValue:
    """Say what was done, where it goes on."""
    flash(told, "ok")
    return redirect(path)


def wants_line() -> bool:
    """Whether a line was asked for, as the form does where no script adds them."""
    return pressed() in ADDING


def one_more_line(draft_id: UUID | None) -> ResponseReturnValue:
    """The form as it was typed, with one more person or an empty line."""
    leaves_out = pressed() == "leave_out"
    name = Reader(request.form).text("find_out" if leaves_out else "find", 80)
    with reading() as session:
        person_id, found = sheet.person_found(session, name)
        new = (Line(person_id=person_id, is_exception=leaves_out),) if person_id else ()
        return sheet.sheet(
            session, request.form.to_dict(), (*lines_typed(), *new), find(session, draft_id),
            found, "" if name else pressed(),
        )  # fmt: skip


def typed_again(draft_id: UUID | None) -> ResponseReturnValue:
    """The form as it was typed."""
    with reading() as session:
        return sheet.sheet(session, request.form.to_dict(), lines_typed(), find(session, draft_id))


def stored_again(draft_id: UUID) -> ResponseReturnValue:
    """The draft as it is stored, with what keeps it from being assigned."""
    with reading() as session:
        return sheet.draft_sheet(session, queries.get_own_assignment(session, me(), draft_id))


def lines_typed() -> Sequence[Line]:
    """As much of the audience as can be understood."""
    return forms.read_lines(Reader(request.form), request.form)


def find(session: Session, draft_id: UUID | None) -> Assignment | None:
    """The draft that is being written, if it is one already."""
    return queries.get_own_assignment(session, me(), draft_id) if draft_id else None


@routes.post("/assignments/preview")
@for_roles(*LEADERS)
def preview() -> ResponseReturnValue:
    """The live summary: how many, who for instance, by when, how often, and who reviews it.

    It changes nothing; it is sent like a form because two hundred lines fit in no address.
    """
    with reading() as session:
        lines = forms.read_lines(Reader(request.form), request.form)
        order = sheet.typed_so_far(session, request.form, lines)
        parts = sheet.summary_parts(session, order, Reader(request.form).text("due_at", 30))
        return render_template("assignments/_summary.html", **parts)


@routes.get("/assignments/people")
@for_roles(*LEADERS)
def people() -> ResponseReturnValue:
    """Finding single people for an audience, or with `reviewers` somebody to review."""
    asked = Reader(request.args)
    wanted = asked.text("q", 80)
    with reading() as session:
        if asked.flag("reviewers"):
            found = reach.possible_reviewers(session, wanted) if wanted else []
        else:
            found = reach.assignable_people(session, me(), wanted) if wanted else []
        return {
            "people": [
                {
                    "id": str(each.id),
                    "name": each.name,
                    "email": each.email,
                    "about": each.home_team.name if each.home_team else each.email,
                }
                for each in found
            ]
        }
