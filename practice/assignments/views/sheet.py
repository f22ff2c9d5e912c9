"""The assign form as it is shown: what was typed or is known, whom it reaches and what it costs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from practice.assignments import actions, forms, phrases, reach, words
from practice.assignments.models import Assignment, DueKind
from practice.assignments.values import Line, Order
from practice.errors import Invalid, NotAllowed
from practice.people import queries as people
from practice.people.models import Team
from practice.scenarios import queries as scenarios
from practice.web.edge import me, today_of
from practice.web.fields import Reader, problem, problems

SAMPLE = 5
FRIDAY = 4


def sheet(
    session: Session,
    values: dict[str, str],
    lines: Sequence[Line],
    draft: Assignment | None = None,
    found: str = "",
    blank: str = "",
) -> str:
    """The form with these values and lines.

    `found` says what came of looking for a person, `blank` which list has one more empty line.
    """
    if draft is not None:
        values = values | seen_version({"version": str(draft.version)})
    teams = reach.assignable_teams(session, me())
    order = typed_so_far(session, MultiDict(values), lines)
    return render_template(
        "assignments/new.html",
        draft=draft,
        scenarios=scenarios.published(session),
        teams=teams,
        uppers=reach.teams_with_more(session),
        segments=people.segment_names(session),
        lines=[line for line in lines if not line.is_exception],
        exceptions=[line for line in lines if line.is_exception],
        names=reach.names_of(session, me(), lines),
        given=values,
        found=found,
        blank=blank,
        roles=words.ROLES,
        phrases=phrases,
        wrong=wrong(),
        sentence=problem(),
        **summary_parts(session, order, values.get("due_at", "")),
    )


def draft_sheet(session: Session, draft: Assignment) -> str:
    """A draft as it is stored."""
    lines = [Line.of(each) for each in draft.audience]
    return sheet(session, forms.typed_draft(draft, me().timezone), lines, draft)


def check_offered(session: Session, scenario_id: UUID) -> None:
    """Refuse a scenario that was withdrawn while the form was open."""
    if scenario_id not in {each.scenario_id for each in scenarios.published(session)}:
        problem_there = "It was withdrawn meanwhile. Choose another one."
        raise Invalid("This scenario can’t be assigned.", {"scenario": problem_there})


def typed_so_far(session: Session, form: MultiDict[str, str], lines: Sequence[Line]) -> Order:
    """What is typed, with these lines and whoever is named as the reviewer."""
    order = replace(forms.typed_order(form, me().timezone), lines=tuple(lines))
    return with_reviewer(session, order, form)


def wrong() -> Mapping[str, str]:
    """What is wrong with each field; nothing for all the others."""
    return defaultdict(str, problems())


def seen_version(stored: Mapping[str, str]) -> dict[str, str]:
    """The version that the next saving replaces, once somebody was told of what changed."""
    return {"version": stored["version"]} if problem("version") else {}


def with_reviewer(session: Session, order: Order, form: MultiDict[str, str]) -> Order:
    """The same with the one named as reviewer, if there is such a person."""
    found = reach.find_reviewer(session, forms.reviewer_typed(form))
    named = replace(order.reviewers, reviewer_id=found.id if found else None)
    return replace(order, reviewers=named)


def fresh_values() -> dict[str, str]:
    """What a new form proposes: due in a week, since an agreement has a date; on a working day."""
    day = today_of(me()) + timedelta(days=7)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    return {"due_kind": DueKind.wherever, "due_date": day.isoformat()} | request.args.to_dict()


def lines_asked(teams: Sequence[Team]) -> tuple[Line, ...]:
    """The one team or person that a link named; a manager of one team means that team."""
    asked = Reader(request.args)
    person_id, team_id = asked.uuid("person"), asked.uuid("team")
    if person_id or team_id:
        return (Line(team_id=None if person_id else team_id, person_id=person_id),)
    is_plain = len(teams) == 1 and not me().is_enablement
    return (Line(team_id=teams[0].id),) if is_plain else ()


def summary_parts(session: Session, order: Order, due_typed: str = "") -> dict[str, Any]:
    """What the summary says about an assignment as it is typed so far."""
    refused = beyond_reach(session, order.lines)
    lines = () if refused else order.lines
    found = {each.scenario_id: each.title for each in scenarios.published(session)}
    local = Reader({"due_at": due_typed}).local_moment("due_at")
    return {
        "order": order,
        "reach": reach.reach_of(session, me(), lines, SAMPLE),
        "costs": reach.costs_of(session, me(), lines, order.reviewers),
        "refused": refused,
        "title": found.get(order.scenario_id),
        "when": phrases.when_of(order.terms, order.rhythm, me().timezone),
        "each_time": phrases.per_round(order.terms, order.rhythm),
        "skipped": phrases.skipped_hour(local, order.terms.due_at, me().timezone),
    }


def beyond_reach(session: Session, lines: tuple[Line, ...]) -> str:
    """Why this person may not assign to all of these lines; empty when they may."""
    try:
        if lines:
            actions.check_reach(session, me(), lines)
    except NotAllowed as refused:
        return refused.sentence
    return ""


def version_typed() -> int:
    """Which version of the assignment the form was made of."""
    return Reader(request.form).number("version", 1, 10**9, 1)


def person_found(session: Session, name: str) -> tuple[UUID | None, str]:
    """The one person whom a name or address means, or why there is none; without scripts."""
    people_found = reach.assignable_people(session, me(), name) if name.strip() else []
    if len(people_found) == 1:
        return people_found[0].id, f"{people_found[0].name} was added."
    if not people_found:
        return None, f"Nobody you can assign to is called “{name}”." if name.strip() else ""
    names = ", ".join(each.name for each in people_found)
    return None, f"“{name}” could be {names}. Write the address of one of them."
