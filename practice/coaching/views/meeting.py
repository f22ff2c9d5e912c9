"""The page of a 1:1, one for each pair, and the list of them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.coaching import actions, forms, hours, meeting, queries, rules
from practice.coaching.queries import Pair
from practice.coaching.views.doors import routes
from practice.coaching.words import ANSWERS, KINDS, OUTCOMES
from practice.web.edge import me, reading, today_of, work
from practice.web.fields import show_again

SETTLED_SHOWN = 5


@routes.get("/one-on-ones")
def index() -> ResponseReturnValue:
    """Whom one meets, and what waits for each pair."""
    with reading() as session:
        return render_template("coaching/index.html", partners=meeting.partners(session, me()))


@routes.get("/one-on-ones/<uuid:person_id>")
def pair(person_id: UUID) -> ResponseReturnValue:
    """All that the two need for their next 1:1."""
    with reading() as session:
        found = queries.get_pair(session, me(), person_id)
        return render_template("coaching/pair.html", **pair_parts(session, found))


def pair_parts(session: Session, found: Pair) -> dict[str, Any]:
    """What the page of a pair shows."""
    today, met = today_of(me()), meeting.last_met(session, found)
    last = met.held_on if met else None
    return {
        "pair": found,
        "other": found.other(me()),
        "coaches": found.coach.id == me().id,
        "met": met,
        "practiced": meeting.practiced(session, found, last, today_of(found.rep)),
        "open": queries.open_promises(session, found),
        "settled": queries.settled_promises(session, found, SETTLED_SHOWN),
        "questions": queries.questions(session, found),
        "elements": meeting.elements(session, found),
        "scenarios": queries.to_promise(session),
        "agreed": meeting.element_named(session, met.criterion_key if met else None),
        "log": meeting.log_of(session, found),
        "month": hours.of_pair(session, found, hours.Month.of(today)),
        "mark": hours.mark(session),
        "today": today,
        "due_on": rules.usual_date(today),
        "rules": rules,
        "words": {"answers": ANSWERS, "kinds": KINDS, "outcomes": OUTCOMES},
    }


@routes.post("/one-on-ones/<uuid:person_id>/questions")
def ask_question(person_id: UUID) -> ResponseReturnValue:
    """Put something on the list of both."""
    with work() as session:
        found = queries.get_pair(session, me(), person_id)
        show_again(lambda: pair(person_id))
        actions.ask(session, me(), found, forms.read_question(request.form))
    return redirect(url_for(".pair", person_id=person_id, _anchor="questions"))


@routes.post("/questions/<uuid:question_id>/done")
def tick_off(question_id: UUID) -> ResponseReturnValue:
    """Take a question off the list."""
    with work() as session:
        found = actions.tick_off(session, me(), question_id)
    other = found.coach_id if found.rep_id == me().id else found.rep_id
    return redirect(url_for(".pair", person_id=other, _anchor="questions"))


@routes.post("/one-on-ones/<uuid:person_id>/log")
def log(person_id: UUID) -> ResponseReturnValue:
    """Note that the two met, with the two questions; the coach alone."""
    with reading() as session:
        queries.get_member(session, me(), person_id)
    show_again(lambda: pair(person_id))
    with work() as session:
        actions.log(session, me(), person_id, forms.read_log(request.form))
    flash("Logged. It counts as coaching time.", "ok")
    return redirect(url_for(".pair", person_id=person_id))
