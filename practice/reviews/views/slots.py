"""Time set aside for reviews: its reviewer's page, and what reps read of it."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.clock import zone_of
from practice.db import utcnow
from practice.people.models import Person, Role
from practice.reviews import slots
from practice.reviews.models import ReviewSlot
from practice.reviews.slot_forms import BEFORE, read_slot
from practice.reviews.slots import Slot
from practice.reviews.views.doors import routes
from practice.takes.models import Submission
from practice.web.access import for_roles
from practice.web.edge import close_reading, me, reading, work
from practice.web.fields import Reader, show_again

LEADERS = (Role.manager, Role.enablement)


@routes.get("/slots", endpoint="slots")
@for_roles(*LEADERS)
def index() -> ResponseReturnValue:
    """The slots to come, and setting another one."""
    with reading() as session:
        coming = slots.coming(session, me(), utcnow())
        return render_template(
            "reviews/slots.html", coming=coming, limits=slots, before=BEFORE,
            zone=me().timezone.replace("_", " "), proposed=proposed(),
        )  # fmt: skip


def proposed() -> str:
    """Tomorrow at 4:00 PM, as the field writes it."""
    there = utcnow().astimezone(zone_of(me().timezone)) + timedelta(days=1)
    return there.replace(hour=16, minute=0).strftime("%Y-%m-%dT%H:%M")


@routes.post("/slots", endpoint="set_slots")
@for_roles(*LEADERS)
def set_slots() -> ResponseReturnValue:
    """Set time aside, once or for some weeks."""
    show_again(again)
    given = read_slot(request.form)
    with work() as session:
        made = len(slots.set_slots(session, me(), given))
    flash("Set. Your reps read it before they submit." if made == 1 else f"Set, {made} times.")
    return redirect(url_for(".slots"))


def again() -> ResponseReturnValue:
    """The page once more, with what was typed."""
    close_reading()
    return index()


@routes.post("/slots/<uuid:slot_id>/cancel")
@for_roles(*LEADERS)
def cancel_slot(slot_id: UUID) -> ResponseReturnValue:
    """Take one back, or it and the rest of its series."""
    rest = Reader(request.form).flag("rest")
    with work() as session:
        gone = slots.cancel(session, me(), slot_id, rest)
    flash("Taken back." if gone == 1 else f"{gone} slots taken back.")
    return redirect(url_for(".slots"))


@routes.app_context_processor
def on_pages() -> dict[str, object]:
    """What the pages of takes and of submissions ask."""
    return {"slots_open_of": slots_open_of, "slot_of": slot_of}


def slots_open_of(reviewer: Person | None) -> list[Slot]:
    """The next slots that one can hand in for, of whoever would review it."""
    if reviewer is None:
        return []
    with reading() as session:
        return slots.open_to_reps(session, reviewer, utcnow())


def slot_of(submission: Submission) -> ReviewSlot | None:
    """The slot to come in which a submission has a seat."""
    with reading() as session:
        return slots.slots_of(session, [submission.id], utcnow()).get(submission.id)
