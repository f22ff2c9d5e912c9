"""What people change about themselves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.db import utcnow
from practice.errors import Invalid, WrongState
from practice.notices.choosing import reconsider
from practice.people import actions, queries
from practice.people.models import Person

LONGEST_LEAVE = timedelta(days=366)


@dataclass(frozen=True)
class Leave:
    """From the first day away to the last, both included; who stands in is optional."""

    first: date | None
    last: date | None
    delegate_id: UUID | None


def change_profile(session: Session, by: Person, name: str, timezone: str) -> None:
    """Change one's own name and timezone; mail that waits for its hour waits for the new one."""
    person = queries.get_person(session, by.id)
    person.name, person.timezone = name, timezone
    reconsider(session, person)


def change_password(
    session: Session, by: Person, new_hash: str, keep_token: str, address: str
) -> None:
    """Keep a new password; every other browser has to sign in again."""
    person = queries.get_person(session, by.id)
    actions.set_password(session, person, new_hash)
    actions.forgive(session, person.email, address)
    actions.end_all_sessions(session, person, but=keep_token)
    note(session, "changed_password", by=by, subject_id=by.id, address=address)


def plan_leave(session: Session, by: Person, person_id: UUID, leave: Leave) -> Person:
    """Say when a manager is away, or, without dates, that they are back: themselves, or an admin,
    since who falls ill says nothing beforehand.

    Refuses half a pair of dates, an end before its start, and a delegate who can't review. Who
    stands in sees what is handed in, so nobody becomes that by planning another's leave.
    """
    person = queries.get_person(session, person_id)
    is_own = person.id == by.id
    if not person.is_manager:
        raise WrongState("Only managers have somebody stand in for them.")
    if leave.first is None and leave.last is None:
        actions.set_leave(person, None, None, None)
        note(session, "ended_leave" if is_own else "ended_leave_of", by=by, subject_id=person.id)
        return person
    first, last = refuse_odd_dates(leave, _day(utcnow(), person))
    refuse_odd_delegate(session, by, person, leave.delegate_id)
    away_from, away_until = _start(first, person), _start(last + timedelta(days=1), person)
    actions.set_leave(person, away_from, away_until, leave.delegate_id)
    detail = {"from": first.isoformat(), "until": last.isoformat()}
    verb = "planned_leave" if is_own else "planned_leave_of"
    note(session, verb, by=by, subject_id=person.id, detail=detail)
    return person


def refuse_odd_dates(leave: Leave, today: date) -> tuple[date, date]:
    """Both dates, in order, not over yet, and no longer than a year."""
    if leave.first is None or leave.last is None:
        missing = "away_from" if leave.first is None else "away_until"
        raise Invalid("Leave needs both dates.", {missing: "Fill in both dates, or neither."})
    if leave.last < leave.first:
        raise Invalid("Those dates don’t fit.", {"away_until": "Use a day after the first one."})
    if leave.last < today:
        raise Invalid("Those dates don’t fit.", {"away_until": "That day is over already."})
    if leave.last - leave.first > LONGEST_LEAVE:
        raise Invalid("Those dates don’t fit.", {"away_until": "Use at most a year."})
    return leave.first, leave.last


def refuse_odd_delegate(
    session: Session, by: Person, person: Person, delegate_id: UUID | None
) -> None:
    """Only another active manager can stand in; who plans it for them, if they were asked to."""
    if delegate_id is None:
        return
    if delegate_id == by.id != person.delegate_id:
        raise Invalid("Choose somebody else.", {"delegate": "Somebody else has to stand in."})
    allowed = {each.id for each in queries.active_managers(session, but=person)}
    if delegate_id not in allowed:
        raise Invalid("Choose somebody else.", {"delegate": "Choose an active manager."})


def last_day(person: Person) -> date | None:
    """The last day of somebody's leave, by their own calendar."""
    if person.away_until is None:
        return None
    return _day(person.away_until - timedelta(seconds=1), person)


def first_day(person: Person) -> date | None:
    """The first day of somebody's leave, by their own calendar."""
    return _day(person.away_from, person) if person.away_from else None


def _start(day: date, person: Person) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(person.timezone))


def _day(moment: datetime, person: Person) -> date:
    return moment.astimezone(ZoneInfo(person.timezone)).date()
