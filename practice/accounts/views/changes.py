"""How far a change of many people is, for admins: while a worker does it, and afterwards."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.accounts import queries
from practice.accounts.actions import turns
from practice.accounts.views import wording
from practice.accounts.views.routes import routes
from practice.db import utcnow
from practice.people import rules
from practice.people.models import PeopleChange, Role, WorkState
from practice.web.access import for_roles
from practice.web.edge import me, reading, work


@routes.get("/people/changes/<uuid:change_id>")
@for_roles(Role.admin)
def show_change(change_id: UUID) -> ResponseReturnValue:
    """How far a change is, and who stays as they are; a script keeps it right."""
    return render_template("people/changed.html", **shown(change_id))


@routes.get("/people/changes/<uuid:change_id>/live")
@for_roles(Role.admin)
def live_change(change_id: UUID) -> ResponseReturnValue:
    """The same without the page around it, for that script."""
    return render_template("people/_changed.html", **shown(change_id))


@routes.post("/people/changes/<uuid:change_id>/stop")
@for_roles(Role.admin)
def stop_change(change_id: UUID) -> ResponseReturnValue:
    """Do no more of it; done or stopped already, it stays as it is."""
    with work() as session:
        queries.get_change(session, change_id)
        turns.give_up(session, change_id, f"{me().name} stopped it.")
    return redirect(url_for("people.show_change", change_id=change_id))


def shown(change_id: UUID) -> dict[str, Any]:
    """A change, and who stays as they are."""
    with reading() as session:
        found = queries.get_change(session, change_id)
        return {
            "change": found,
            "is_going": found.state in queries.GOING,
            "is_slow": queries.is_silent(found, utcnow()),
            "is_done": found.state == WorkState.done,
            "said": wording.done(found.kind, found.changed),
            "left": left(session, found),
            "left_count": sum(count for _, count, _ in found.left),
            "to_undo": to_undo(session, found),
        }


def left(session: Session, change: PeopleChange) -> list[tuple[str, int, dict[UUID, str]]]:
    """Why people stay as they are, how many, and the names of the first of them."""
    told = [(why, count, [UUID(each) for each in ids]) for why, count, ids in change.left]
    names = queries.names_of(session, [each for *_, ids in told for each in ids])
    return [
        (why, count, {each: names[each] for each in ids if each in names})
        for why, count, ids in told
    ]


def to_undo(session: Session, change: PeopleChange) -> int:
    """How many it deactivated who may still be brought back together."""
    if change.step_at is None or change.state in queries.GOING:
        return 0
    if change.step_at < utcnow() - rules.MAY_BE_A_SLIP:
        return 0
    return len(queries.deactivated_at(session, change.step_at))
