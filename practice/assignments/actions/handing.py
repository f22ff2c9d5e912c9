"""Handing an assignment out, in bites: at first, to late joiners, and period after period.

Every bite is a transaction of its own. Killed anywhere it goes on where it was, and two at once
do no harm: what somebody has, they are not given again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import openings, rules, words
from practice.assignments.models import (
    ONCE,
    Assignment,
    AssignmentTarget,
    Cadence,
    TargetState,
)
from practice.assignments.openings import Given
from practice.db import insert_missing, new_id
from practice.doorbell import Task, ask
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion

MOST_AT_A_BITE = 500
AT_ONCE = 200  # people who are given something while somebody waits for the answer
NOTHING_WEAK = "Not needed: nothing in your newest feedback is below the level asked for."

# The weakest criterion of each of these people on this map, or None where nothing is weak;
# whoever has no feedback yet is left out. What is at this level or above is not weak.
WeakOf = Callable[[Session, ScenarioVersion, Sequence[UUID], int], Mapping[UUID, UUID | None]]
DEFAULT_LEVEL = 4


@dataclass(frozen=True)
class Bite:
    """How many were given something, and whether there may be more."""

    given: int = 0
    is_more: bool = False


def nobody_is_weak(*_: object) -> Mapping[UUID, UUID | None]:
    """For whoever cannot know of feedback: no element is picked."""
    return {}


def hold(session: Session, assignment_id: UUID) -> Assignment:
    """The assignment as it is now, so that nobody hands it out or closes it meanwhile."""
    session.flush()
    return session.get_one(Assignment, assignment_id, with_for_update=True, populate_existing=True)


def begin(session: Session, assignment: Assignment, people: int, now: datetime) -> None:
    """Hand it out at once to few people; to many, and what looks at feedback, by a worker."""
    if people > AT_ONCE or assignment.cadence == Cadence.spaced:
        ask(session, Task.hand_out, assignment.id)
        return
    session.flush()
    hand_out_some(session, assignment.id, now)


def hand_out_some(
    session: Session, assignment_id: UUID, now: datetime, weak_of: WeakOf = nobody_is_weak
) -> Bite:
    """Give it to some who wait for it. What doesn't run is left alone."""
    assignment = hold(session, assignment_id)
    if not openings.runs(assignment):
        return Bite()
    zones = openings.zones_in_use(session)
    found = openings.waiting(session, assignment, zones, now, MOST_AT_A_BITE)
    new = give(session, assignment, found, now, weak_of) if found else 0
    is_more = len(found) == MOST_AT_A_BITE and new > 0
    if not is_more and openings.is_unnoted(session, assignment, zones, now):
        assignment.handed_out_at = now
    return Bite(new, is_more)


def give(
    session: Session,
    assignment: Assignment,
    people: Sequence[Given],
    now: datetime,
    weak_of: WeakOf = nobody_is_weak,
) -> int:
    """Make these targets where they are missing, and tell those people; answers how many."""
    version = scenarios.newest_version(session, assignment.scenario_id)
    weak = weak_spots(session, assignment, version, people, weak_of)
    rows = {new_id(): each for each in people}
    new = insert_missing(
        session, AssignmentTarget,
        [row_of(assignment, version, key, each, weak, now) for key, each in rows.items()],
    )  # fmt: skip
    tellings = [
        telling(assignment, version.title, key, rows[key])
        for key in new
        if not is_needless(rows[key], weak)
    ]
    # Their letters must not stand in the queue before the next bite.
    ring = 0 if len(new) > AT_ONCE else notices.RING_AT_MOST
    notices.tell_many(session, NoticeKind.assigned, tellings, ring)
    return len(new)


def weak_spots(
    session: Session,
    assignment: Assignment,
    version: ScenarioVersion,
    people: Sequence[Given],
    weak_of: WeakOf,
) -> Mapping[UUID, UUID | None]:
    """What each should look at, where the assignment comes back for what is weak."""
    if assignment.cadence != Cadence.spaced:
        return {}
    enough = assignment.pass_level or DEFAULT_LEVEL
    return weak_of(session, version, [each.person_id for each in people], enough)


def is_needless(given: Given, weak: Mapping[UUID, UUID | None]) -> bool:
    """Whether nothing of what this person showed is weak."""
    return given.person_id in weak and weak[given.person_id] is None


def row_of(
    assignment: Assignment,
    version: ScenarioVersion,
    target_id: UUID,
    given: Given,
    weak: Mapping[UUID, UUID | None],
    now: datetime,
) -> dict[str, Any]:
    """One obligation as a row; one that is due within a day needs no reminder besides.

    Where nothing is weak there is nothing to ask for: it is closed from the start.
    """
    near = given.due_at is not None and given.due_at <= now + rules.REMIND_BEFORE
    skip = is_needless(given, weak)
    return {
        "id": target_id, "assignment_id": assignment.id, "person_id": given.person_id,
        "scenario_version_id": version.id, "minimum_takes": assignment.minimum_takes,
        "period": given.period, "due_at": given.due_at, "due_zone": given.zone,
        "closes_at": given.closes_at, "reminded_at": now if near else None, "created_at": now,
        "focus_criterion_id": weak.get(given.person_id),
        "state": TargetState.closed if skip else TargetState.not_started,
        "reason": NOTHING_WEAK if skip else "", "settled_at": now if skip else None,
    }  # fmt: skip


def telling(assignment: Assignment, title: str, target_id: UUID, given: Given) -> notices.Telling:
    """What one of them reads."""
    when = words.period_name(given.period, assignment.every_weeks)
    name = assignment.created_by.name
    return notices.Telling(
        given.person_id,
        f"assigned:{target_id}",
        f"New practice: {title}" if given.period == ONCE else f"{when}: {title}",
        words.invitation(assignment, name, given.due_at, given.zone),
        words.path_of(target_id),
    )
