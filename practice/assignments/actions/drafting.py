"""Writing an assignment before anybody gets it, and changing it when two people may do so at once.

Whoever saves says which version they had before them. If somebody else saved meanwhile, nothing is
written: they are told by whom and what was changed, and decide again with their own words kept.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from practice.assignments import rules
from practice.assignments.actions.assigning import change, check_reach, check_rhythm, check_scenario
from practice.assignments.actions.checking import check_reviewers
from practice.assignments.models import Assignment
from practice.assignments.values import Line, Order, Rhythm, Terms
from practice.audit import actions as audit
from practice.audit.models import AuditEntry
from practice.db import utcnow
from practice.errors import Invalid, WrongState
from practice.people.models import Person

EDITS = ("edited_draft", "changed_assignment")
PARTS = {
    "scenario_id": "scenario",
    "message": "message",
    "minimum_takes": "number of takes",
    "due_kind": "due date",
    "due_date": "due date",
    "due_at": "due date",
    "due_days": "due date",
    "pass_level": "level asked for",
    "cadence": "how often",
    "every_weeks": "how often",
    "due_weekday": "due date",
    "starts_on": "first day",
    "ends_on": "last day",
    "reviewer_rule": "who reviews",
    "reviewer_id": "who reviews",
    "peer_count": "who reviews",
    "hides_peers": "who reviews",
    "is_enforced": "required or optional",
    "enablement_sees": "who may watch",
}


def revise(session: Session, by: Person, draft: Assignment, order: Order, version: int) -> None:
    """Write a draft anew, audience and all; refuses what was published or saved meanwhile."""
    if not rules.is_draft(draft):
        raise WrongState("This assignment was given to people already. Change its terms instead.")
    take_turn(session, draft, version)
    check_scenario(session, order.scenario_id)
    check_reach(session, by, order.lines)
    check_reviewers(session, order.reviewers)
    wanted = {
        **vars(order.terms), **vars(order.rhythm), **vars(order.reviewers),
        "scenario_id": order.scenario_id, "is_enforced": order.is_enforced,
        "enablement_sees": order.enablement_sees,
    }  # fmt: skip
    parts = changed_parts(draft, wanted)
    if set(order.lines) != {Line.of(each) for each in draft.audience}:
        parts.append("who gets it")
        draft.audience = [line.audience() for line in dict.fromkeys(order.lines)]
    for name, value in wanted.items():
        setattr(draft, name, value)
    audit.note(session, "edited_draft", by=by, subject_id=draft.id, detail=edit(version, parts))
    session.flush()


def change_running(
    session: Session,
    by: Person,
    assignment: Assignment,
    terms: Terms,
    ends_on: date | None,
    version: int,
    now: datetime | None = None,
) -> None:
    """Change the terms and the last day of what people have; refuses what was saved meanwhile."""
    now = now or utcnow()
    if rules.is_draft(assignment):
        raise WrongState("Nobody has this yet. Write on the draft instead.")
    take_turn(session, assignment, version)
    parts = changed_parts(assignment, {**vars(terms), "ends_on": ends_on})
    if ends_on != assignment.ends_on:
        check_rhythm(Rhythm(ends_on=ends_on, starts_on=assignment.starts_on), by, now)
    assignment.ends_on = ends_on
    change(session, by, assignment, terms, now, edit(version, parts))


def discard(session: Session, by: Person, draft: Assignment) -> None:
    """Throw a draft away; refuses what people were given."""
    if not rules.is_draft(draft):
        raise WrongState("People were given this already. End it instead.")
    audit.note(session, "discarded_draft", by=by, subject_id=draft.id)
    session.delete(draft)


def take_turn(session: Session, assignment: Assignment, version: int) -> None:
    """Compare and set: only who saw the newest version may write the next."""
    session.flush()
    taken = session.execute(
        update(Assignment)
        .where(Assignment.id == assignment.id, Assignment.version == version)
        .values(version=version + 1)
        .returning(Assignment.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(assignment, ["version"])
    if taken is None:
        told = what_changed(session, assignment.id, version)
        raise Invalid(told, {"version": "Your words stand below. Save again to keep them instead."})


def changed_parts(assignment: Assignment, wanted: Mapping[str, Any]) -> list[str]:
    """What these values would change, in the words of the form."""
    changed = [name for name, value in wanted.items() if getattr(assignment, name) != value]
    return list(dict.fromkeys(PARTS[name] for name in changed))


def edit(version: int, parts: list[str]) -> dict[str, Any]:
    """What was changed, for the log and for whoever was writing at the same time."""
    return {"version": version + 1, "parts": parts}


def what_changed(session: Session, assignment_id: UUID, since: int) -> str:
    """Who saved since this version, and what they changed: a sentence for the one who is later."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_id == assignment_id, AuditEntry.action.in_(EDITS))
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.created_at)
    )
    later = [each for each in entries if each.detail.get("version", 0) > since]
    names = list(dict.fromkeys(each.actor.name if each.actor else "Somebody" for each in later))
    parts = list(dict.fromkeys(part for each in later for part in each.detail.get("parts", [])))
    who = " and ".join(names) or "Somebody"
    return f"{who} changed this while you were writing: {', '.join(parts) or 'nothing you see'}."
