"""The segments that group people across teams, for admins."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import segments as caring
from practice.accounts.forms import read_segment
from practice.accounts.views.people import show
from practice.accounts.views.routes import routes
from practice.people import queries
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import Reader, show_again


@routes.get("/segments")
@for_roles(Role.admin)
def segments() -> ResponseReturnValue:
    """All segments by name, and a form for another."""
    with reading() as session:
        return render_template(
            "people/segments.html",
            segments=queries.segment_names(session),
            sizes=queries.segment_sizes(session),
        )


@routes.post("/segments")
@for_roles(Role.admin)
def add_segment() -> ResponseReturnValue:
    """Add a segment, then choose who is in it."""
    show_again(segments)
    name = read_segment(request.form)
    with work() as session:
        caring.add(session, me(), name)
    flash(f"{name} is added. Select people in the list to put them in.")
    return redirect(url_for("people.segments"))


@routes.get("/segments/<uuid:segment_id>")
@for_roles(Role.admin)
def segment(segment_id: UUID) -> ResponseReturnValue:
    """One segment: its name, and what can become of it."""
    with reading() as session:
        found = queries.get_segment(session, segment_id)
        return render_template(
            "people/segment.html",
            segment=found,
            size=queries.segment_sizes(session).get(segment_id, 0),
            others=[each for each in queries.segment_names(session) if each[0] != segment_id],
        )


@routes.post("/segments/<uuid:segment_id>")
@for_roles(Role.admin)
def rename_segment(segment_id: UUID) -> ResponseReturnValue:
    """Give a segment another name."""
    show_again(lambda: segment(segment_id))
    name = read_segment(request.form)
    with work() as session:
        caring.rename(session, me(), segment_id, name)
    flash("The name is saved.")
    return redirect(url_for("people.segment", segment_id=segment_id))


@routes.post("/segments/<uuid:segment_id>/merge")
@for_roles(Role.admin)
def merge_segment(segment_id: UUID) -> ResponseReturnValue:
    """Put everybody of it into another one, which stands for both from then on."""
    show_again(lambda: segment(segment_id))
    form = Reader(request.form)
    into = form.uuid("into", required=True)
    form.finish()
    with work() as session:
        stays = caring.merge(session, me(), segment_id, into or segment_id)
    flash(f"They are one now: {stays.name}.")
    return redirect(url_for("people.segment", segment_id=stays.id))


@routes.post("/segments/<uuid:segment_id>/delete")
@for_roles(Role.admin)
def delete_segment(segment_id: UUID) -> ResponseReturnValue:
    """Remove a segment; its people stay."""
    with work() as session:
        name = caring.delete(session, me(), segment_id)
    flash(f"{name} is deleted.")
    return redirect(url_for("people.segments"))


@routes.post("/people/<uuid:person_id>/segments")
@for_roles(Role.admin)
def put_in_segment(person_id: UUID) -> ResponseReturnValue:
    """Put somebody into a segment, new or not."""
    show_again(lambda: show(person_id))
    name = read_segment(request.form, "segment")
    with work() as session:
        caring.put_in(session, me(), person_id, name)
    return redirect(url_for("people.show", person_id=person_id))


@routes.post("/people/<uuid:person_id>/segments/<uuid:segment_id>/remove")
@for_roles(Role.admin)
def take_out_of_segment(person_id: UUID, segment_id: UUID) -> ResponseReturnValue:
    """Take somebody out of a segment."""
    with work() as session:
        found = caring.take_out(session, me(), person_id, segment_id)
    flash(f"No longer in {found.name}.")
    return redirect(url_for("people.show", person_id=person_id))
