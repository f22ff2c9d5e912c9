"""The doors of progress: one's own pages, a leader's pages, and the lists behind the numbers."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import openings
from practice.assignments import queries as assignments
from practice.assignments.models import KEPT, Assignment, Cadence
from practice.assignments.phrases import reviewer_of
from practice.assignments.values import Reviewers
from practice.assignments.words import STATES
from practice.coaching.queries import own_promises
from practice.db import once, utcnow
from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import Person, Role
from practice.progress import (
    behind,
    board,
    completion,
    disk,
    effort,
    lists,
    overview,
    scope,
    setting_up,
    waiting,
)
from practice.progress import home as first_page
from practice.progress.element import Element, one_element
from practice.progress.export import Kind
from practice.progress.figures_views import as_file
from practice.progress.forms import chosen_asked, list_asked, start, whom_asked
from practice.progress.weeks import YEAR
from practice.recordings import queries as recordings
from practice.takes import heard as takes_heard
from practice.takes import queries as takes
from practice.takes import sharing
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings, today_of
from practice.web.fields import Reader
from practice.web.signed import poster_url

routes = Blueprint("progress", __name__)
PAGE = 50
LATE_PAGE = 20
OWED_SHOWN = 4
LIST_SHOWN = 3
PROMISES_SHOWN = 4
UNANSWERED_SHOWN = 2
LEADERS = (Role.manager, Role.enablement)


@routes.app_context_processor
def on_pages() -> dict[str, Any]:
    """What the page of a 1:1 asks about the rep of the two."""
    return {"element_of": element_of}


def element_of(person: Person) -> Element | None:
    """What that person works on now."""
    with reading() as session:
        return one_element(session, person)


@routes.get("/")
def home() -> ResponseReturnValue:
    """What is next for oneself; what waits, for those who lead."""
    now = utcnow()
    with reading() as session:
        organization = people.organization(session)
        return render_template(
            "progress/home.html",
            shows_effort=board.is_shown(organization, me()),
            **own_part(session, now),
            leading=leading_part(session, now) if leads() else None,
            steps=steps_left(session),
            low_disks=disk.low_disks(settings()) if me().is_admin else [],
            failed_jobs=recordings.count_failed(session) if me().is_admin else 0,
            poster_url=poster_url,
        )


def leads() -> bool:
    """Whether the signed-in person follows other people's practice."""
    return me().is_manager or me().is_enablement


def own_part(session: Session, now: datetime) -> dict[str, Any]:
    """One's own half of the home page."""
    owed = first_page.owed(session, me(), now, OWED_SHOWN)
    year, waits = own_year(session), first_page.waits(session, me(), now, LIST_SHOWN)
    feedback = first_page.feedback(session, me(), LIST_SHOWN)
    return {
        "greeting": first_page.greeting(me(), now),
        "intent": people.intent_for(session, me()),
        "owed": owed,
        "sees": who_sees(session, owed),
        "can_practice": bool(owed) or at_hand(session)[2],
        "unanswered": takes_heard.unanswered(session, me(), UNANSWERED_SHOWN),
        "element": one_element(session, me()) if feedback else None,
        "promises": own_promises(session, me(), PROMISES_SHOWN),
        "today": today_of(me(), now),
        "shared": sharing.shared_by_team(session, me(), most=LIST_SHOWN),
        "feedback": feedback,
        "levels": first_page.levels,
        "in_review": waits.own,
        "with_peers": waits.with_peers,
        "usual": waits.usual,
        "asked_by_peers": waits.peers,
        "year": year,
        "days": first_page.days_this_week(year),
        "goal": first_page.WEEKLY_GOAL,
        "rhythm": first_page.rhythm(first_page.days_this_week(year)),
    }


def who_sees(session: Session, owed: list[first_page.Owed]) -> str:
    """The sentence under what is next; the same function guards the door."""
    if not owed:
        return ""
    return takes.expected_viewers(session, me(), owed[0].target).sentence_for(me())


def own_year(session: Session) -> effort.Year:
    """The signed-in person's year."""
    first_weekday = people.organization(session).first_weekday
    return effort.year_of(session, me(), today_of(me()), first_weekday, YEAR)


def at_hand(session: Session) -> tuple[int, datetime | None, bool]:
    """What waits for one’s review, since when, and whether there is practice; asked once."""
    return once(session, "at hand", lambda: waiting.waiting_and_published(session, me()))


def leading_part(session: Session, now: datetime) -> dict[str, Any]:
    """What waits for a leader, and who is behind."""
    where = scope.whole_scope(session, me())
    count, oldest, _ = at_hand(session)
    late, late_count = behind.late_of_all(session, where, now, LIST_SHOWN)
    return {"waiting": count, "oldest": oldest, "late": late, "late_count": late_count}


def steps_left(session: Session) -> list[setting_up.Step]:
    """The set-up list, for those who can do something about it, until all of it is done."""
    if not (me().is_enablement or me().is_admin):
        return []
    steps = setting_up.steps(session)
    return [] if all(step.is_done for step in steps) else steps


@routes.get("/progress")
def mine() -> ResponseReturnValue:
    """One's own practice: the year, the weeks, the assignments."""
    with reading() as session:
        weeks, row = overview.mine(session, me(), today_of(me()))
        return render_template(
            "progress/mine.html",
            year=own_year(session),
            weeks=weeks,
            row=row,
            given=behind.given_with_takes(session, me()),
            words=STATES,
            now=utcnow(),
        )


@routes.get("/team")
@for_roles(*LEADERS)
def team() -> ResponseReturnValue:
    """Who is behind, what the team did, each person’s weeks and levels."""
    with reading() as session:
        chosen = chosen_asked(session)
        map_of = Reader(request.args).uuid("map") or chosen.scope.scenario_id
        shown = overview.team_page(session, me(), chosen, start(), map_of, utcnow())
        return render_template("progress/team.html", shown=shown, size=overview.PEOPLE_SHOWN)


@routes.get("/team/behind")
@for_roles(*LEADERS)
def late() -> ResponseReturnValue:
    """All that is late, the longest overdue first."""
    with reading() as session:
        chosen = chosen_asked(session)
        found, count = behind.late_of_all(session, chosen.scope, utcnow(), LATE_PAGE, start())
        return render_template(
            "progress/behind.html", chosen=chosen, late=found, count=count, start=start(),
            size=LATE_PAGE,
        )  # fmt: skip


@routes.get("/team/people/<uuid:person_id>")
@for_roles(*LEADERS)
def person(person_id: UUID) -> ResponseReturnValue:
    """One person's weeks, assignments and submissions."""
    with reading() as session:
        shown = overview.person_page(session, me(), person_id, today_of(me()))
        return render_template("progress/person.html", shown=shown, words=STATES, now=utcnow())


@routes.get("/team/takes", endpoint="takes")
@for_roles(*LEADERS)
def takes_list() -> ResponseReturnValue:
    """The list behind a number: takes added up, or what was handed in."""
    with reading() as session:
        shown = list_asked(session)
        return render_template(
            "progress/takes.html", shown=shown, Show=lists.Show, start=start(), size=PAGE,
            **rows_of(session, shown),
        )  # fmt: skip


def rows_of(session: Session, shown: overview.ListPage) -> dict[str, Any]:
    """One page of the list: takes by team or person, or submissions and who may be watched."""
    if shown.show != lists.Show.takes:
        return {"handed_in": lists.handed_in(session, me(), shown.asked, shown.show, PAGE, start())}
    if shown.asked.is_everybody:
        rest = lists.without_team(session, shown.asked) if start() == 0 else []
        return {"teams": [*rest, *lists.by_team(session, shown.asked, PAGE, start())]}
    return {"groups": lists.groups(session, shown.asked, PAGE, start())}


@routes.get("/assignments/<uuid:assignment_id>")
@for_roles(*LEADERS)
def assignment(assignment_id: UUID) -> ResponseReturnValue:
    """Where everybody stands who was given this; what nobody has is still written on."""
    with reading() as session:
        shown = assignments.get_shown(session, me(), assignment_id)
        if shown.assignment.published_at is None:
            return redirect(url_for("assignments.edit", assignment_id=assignment_id))
        return standing_page(session, shown)


def standing_page(session: Session, shown: assignments.Shown) -> str:
    """The counts, and the people behind them."""
    found = shown.assignment
    return render_template(
        "progress/assignment.html", shown=shown, assignment=found, words=completion.WORDS,
        start=start(), size=PAGE, handing=handing_out(session, found),
        reviewer=reviewer_of(Reviewers.of(found), shown.reviewer), **how_it_goes(session, found),
    )  # fmt: skip


def handing_out(session: Session, found: Assignment) -> openings.Progress | None:
    """How far it is handed out; None once everybody has it."""
    is_going_on = openings.is_being_handed_out(found)
    return openings.progress(session, found, utcnow()) if is_going_on else None


def how_it_goes(session: Session, found: Assignment) -> dict[str, Any]:
    """The counts and a page of people, of the periods asked for; of all where none runs."""
    chosen, now = whom_asked(session), utcnow()
    asked = standing_asked(found, chosen)
    counts = completion.counts(session, me(), found, now, asked)
    if len(counts) == 1 and asked.which == completion.Which.now:  # nothing but who is late
        asked = replace(asked, which=completion.Which.all)
        counts = completion.counts(session, me(), found, now, asked)
    rows = completion.standings(session, me(), found, now, asked, PAGE, start())
    told = {"chosen": chosen, "asked": asked, "counts": counts}
    return told | {"standings": rows, "kept_reason": KEPT}


def standing_asked(found: Assignment, chosen: overview.Chosen) -> completion.Asked:
    """The filters: a state, `late`, `kept` or nothing; of what comes back, which periods; and a
    team or a segment, where one was picked."""
    state, comes_back = request.args.get("state", ""), found.cadence != Cadence.once
    if state and state not in {completion.LATE, *completion.WORDS}:
        raise NotFound
    form = Reader(request.args)
    usual = completion.Which.now if comes_back else completion.Which.all
    which = form.choice("which", completion.Which, usual)
    form.finish("That list can’t be found.")
    team_ids = frozenset({chosen.team_id}) if chosen.team_id else None
    where = scope.Scope(team_ids, segment_id=chosen.scope.segment_id)
    return completion.Asked(state, which if comes_back else completion.Which.all, where)


@routes.get("/assignments/<uuid:assignment_id>/export.csv", defaults={"kind": "csv"})
@routes.get("/assignments/<uuid:assignment_id>/export.xlsx", defaults={"kind": "xlsx"})
@for_roles(*LEADERS)
def assignment_file(assignment_id: UUID, kind: str) -> ResponseReturnValue:
    """The same people as a file, filtered the same way."""
    with reading() as session:
        shown, now = assignments.get_shown(session, me(), assignment_id), utcnow()
        found, chosen = shown.assignment, whom_asked(session)
        asked = standing_asked(found, chosen)
        rows = completion.every_standing(session, me(), found, now, asked)
        told = completion.about(shown, chosen, asked, now)
        return as_file(completion.table(told, rows), Kind(kind))
