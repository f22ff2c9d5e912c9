"""Finding somebody's feed, and what stands in it: their own dates, and no one else's words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from practice.assignments.models import REPS_TURN, AssignmentTarget
from practice.audit.models import AuditEntry
from practice.calendars.ics import Entry
from practice.calendars.models import CalendarFeed
from practice.coaching.queries import Promise, own_promises
from practice.db import utcnow
from practice.errors import NotFound
from practice.people.models import Person
from practice.people.tokens import hash_of
from practice.reviews import queries as reviews
from practice.reviews import rules as patience
from practice.reviews import slots
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take

MOST = 500
DATED = ("agreed_new_date", "changed_assignment")  # what may give a target another date


def find_feed(session: Session, person: Person) -> CalendarFeed | None:
    """This person's own feed; None while they have no address."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.person_id == person.id))


def get_feed(session: Session, token: str) -> CalendarFeed:
    """The feed behind an address; an ended one and a deactivated person's look like none."""
    found = session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.person)
        .where(CalendarFeed.token_hash == hash_of(token), Person.deactivated_at.is_(None))
        .options(contains_eager(CalendarFeed.person))
    )
    if found is None:
        raise NotFound
    return found


def entries(session: Session, person: Person) -> list[Entry]:
    """What has a date for this person: to practice, promised, and feedback that they owe."""
    return [
        *due(session, person),
        *map(promised, (one for one in own_promises(session, person, MOST) if not one.is_reached)),
        *owed(session, person),
        *set_aside(session, person),
        *planned(session, person),
    ]


def set_aside(session: Session, person: Person) -> Iterator[Entry]:
    """The times that this person keeps free for reviews, with how many wait for each."""
    coming = slots.coming(session, person, utcnow(), MOST)
    changed = slots.changed(session, [each.slot.id for each in coming])
    for each in coming:
        slot, waiting = each.slot, f"{each.taken} review{'' if each.taken == 1 else 's'}"
        title = f"Review slot: {waiting}, {slot.minutes} min"
        changed_at = max(slot.created_at, changed.get(slot.id, slot.created_at))
        uid, until = f"slot-{slot.id}", slots.end_of(slot)
        yield Entry(uid, title, slot.starts_at, changed_at, "/slots", until)


def planned(session: Session, person: Person) -> Iterator[Entry]:
    """When what this person handed in is to be reviewed."""
    for seat in slots.seats_of(session, person, utcnow()):
        title = f"Feedback planned: {seat.submission.take.scenario_version.title}"
        uid, path = f"seat-{seat.submission_id}", f"/submissions/{seat.submission_id}"
        yield Entry(uid, title, seat.slot.starts_at, seat.created_at, path)


def due(session: Session, person: Person) -> list[Entry]:
    """What it is this person's turn to practice, where it has a date."""
    rows = session.execute(
        select(AssignmentTarget.id, AssignmentTarget.due_at, ScenarioVersion.title, *_changed())
        .join(AssignmentTarget.scenario_version)
        .where(
            AssignmentTarget.person_id == person.id,
            AssignmentTarget.state.in_(REPS_TURN),
            AssignmentTarget.due_at.is_not(None),
        )
        .order_by(AssignmentTarget.due_at, AssignmentTarget.id)
        .limit(MOST)
    )
    return [_due(target_id, at, title, moments) for target_id, at, title, *moments in rows]


def _changed() -> tuple[Any, ...]:
    """When a target came to be as it is: given, dated anew, its scenario published anew."""
    about = AuditEntry.subject_id.in_((AssignmentTarget.id, AssignmentTarget.assignment_id))
    dated = select(func.max(AuditEntry.created_at)).where(about, AuditEntry.action.in_(DATED))
    return AssignmentTarget.created_at, ScenarioVersion.published_at, dated.scalar_subquery()


def _due(target_id: UUID, at: datetime, title: str, moments: list[datetime | None]) -> Entry:
    changed_at = max(moment for moment in moments if moment)
    return Entry(
        f"target-{target_id}", f"Practice due: {title}", at, changed_at, f"/targets/{target_id}"
    )


def promised(promise: Promise) -> Entry:
    """A promise on its day; of what was said only the number and the scenario."""
    given = promise.commitment
    other = given.coach_id if given.owner_id == given.rep_id else given.rep_id
    takes = f"{promise.takes} take{'' if promise.takes == 1 else 's'}"
    what = f"{takes} of {promise.title}" if promise.title else takes
    title = f"Promised: {what}" if promise.takes else "A promise to keep"
    path = f"/one-on-ones/{other}"
    return Entry(f"promise-{given.id}", title, given.due_on, given.created_at, path)


def owed(session: Session, person: Person) -> Iterator[Entry]:
    """The last day for feedback on what waits longest for this person, if anything does."""
    take = joinedload(Submission.take).joinedload(Take.scenario_version)
    oldest = session.scalar(reviews.waiting_for(person).options(take).limit(1))
    if oldest is not None:
        title = f"Feedback owed: {oldest.take.scenario_version.title}"
        changed_at = oldest.routed_at or oldest.created_at
        yield Entry(f"review-{oldest.id}", title, _owed_on(oldest, person), changed_at, "/reviews")


def _owed_on(submission: Submission, person: Person) -> date:
    return patience.owed_since(submission.created_at, ZoneInfo(person.timezone))
