"""What waits for a review."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.clock import zone_of
from practice.db import utcnow
from practice.people.models import Role
from practice.reviews import actions, claims, queries, rules, slots
from practice.reviews import queue as waiting
from practice.reviews.queue import Filter, Show
from practice.reviews.queue_forms import query_of, read_filter
from practice.reviews.views.doors import routes
from practice.takes import queries as takes
from practice.takes.models import Submission
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.signed import poster_url

FEW = 5  # so many are seen at a glance; more may be narrowed to a person or a scenario
NAMES = {
    Show.all: "All",
    Show.late: "Waiting too long",
    Show.help: "Asked for help",
    Show.first: "First",
    Show.again: "Resubmissions",
}


@routes.get("/reviews")
@for_roles(Role.manager, Role.enablement)
def queue() -> ResponseReturnValue:
    """What waits for a review, oldest first."""
    chosen = read_filter(request.args)
    with reading() as session:
        return render_template("reviews/queue.html", **queue_parts(session, chosen))


def queue_parts(session: Session, chosen: Filter) -> dict[str, Any]:
    """What the queue shows of the chosen part."""
    now, zone = utcnow(), zone_of(me().timezone)
    found = waiting.tallies(session, me(), chosen, now, zone)
    counts = waiting.counts(session, me(), found, chosen, now)
    scenarios, people = waiting.choices(found)
    return {
        "chosen": chosen,
        "mine": waiting.mine(session, me(), chosen, now, zone),
        "team": waiting.with_others(session, me(), chosen, now, zone),
        "total": counts.of[chosen.show],
        "minutes": counts.minutes,
        "tabs": tabs_of(chosen, counts.of),
        "scenarios": scenarios,
        "people": people,
        "is_long": sum(number for _, _, number in people) > FEW,
        "pages": pages_of(chosen, counts.of[chosen.show]),
        "query": query_of(chosen),
        "coming": next(iter(slots.coming(session, me(), now, 1)), None),
    } | queue_words()


def tabs_of(chosen: Filter, counts: dict[Show, int]) -> list[tuple[str, str, bool, int]]:
    """The parts of the queue that have something in them, and the one that is open."""
    return [
        (NAMES[show], url_for(".queue", **query_of(chosen, show=show)), show == chosen.show, number)
        for show, number in counts.items()
        if number or show in (Show.all, chosen.show)
    ]


def pages_of(chosen: Filter, total: int) -> tuple[str, str | None, str | None]:
    """Where this page lies in a long queue, and its neighbors."""
    first, last = (chosen.page - 1) * waiting.PAGE + 1, min(chosen.page * waiting.PAGE, total)
    before = url_for(".queue", **query_of(chosen, page=chosen.page - 1))
    after = url_for(".queue", **query_of(chosen, page=chosen.page + 1))
    words = f"{first}–{last} of {total}"
    return words, before if chosen.page > 1 else None, after if last < total else None


def queue_words() -> dict[str, Any]:
    """What pages about a submission need to say how long it waits."""
    zone, now = zone_of(me().timezone), utcnow()

    def too_long(submission: Submission) -> bool:
        return rules.waits_too_long(submission.created_at, now, zone)

    def may_take_over(submission: Submission) -> bool:
        with reading() as session:
            return queries.is_open_to(session, me(), submission.id)

    return {"too_long": too_long, "poster_url": poster_url, "may_take_over": may_take_over}


@routes.post("/reviews/next")
@for_roles(Role.manager, Role.enablement)
def review_next() -> ResponseReturnValue:
    """Hold the oldest of the chosen part that nobody else is at, and go to its room."""
    chosen, now = read_filter(request.form), utcnow()
    with work() as session:
        among = waiting.narrowed(queries.waiting_for(me()), chosen, now, zone_of(me().timezone))
        found = claims.claim_next(session, me(), now, among)
        room = url_for(".room", submission_id=found.id) if found else None
    if room is None:
        flash("Nothing else waits for you here.")
    return redirect(room or url_for(".queue"))


def take_over_page(session: Session, submission: Submission) -> str:
    """Whose review it is, or who is at it right now, and the offer to do it instead."""
    at_it = claims.holder(session, submission.id, utcnow())
    seats = takes.count_peers(session, submission)
    return render_template(
        "reviews/take_over.html", submission=submission, at_it=at_it, seats=seats
    )


@routes.post("/submissions/<uuid:submission_id>/review/take-over")
@for_roles(Role.manager, Role.enablement)
def take_over(submission_id: UUID) -> ResponseReturnValue:
    """Become the reviewer."""
    with work() as session:
        actions.take_over(session, me(), submission_id)
    return redirect(url_for(".room", submission_id=submission_id))
