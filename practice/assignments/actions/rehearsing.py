"""What an assignment would do if it were given to people now; nothing is kept and nobody told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from practice.assignments import openings, periods, queries, reach
from practice.assignments.actions.handing import telling
from practice.assignments.models import Assignment, Cadence
from practice.assignments.openings import Given
from practice.assignments.values import Line, Order, Reviewers, Rhythm, Terms
from practice.clock import zone_of
from practice.notices import letters
from practice.notices.letters import Letter
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person
from practice.settings import Settings

NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class Expected:
    """One person who would get it, what they would get first, from when on, and who reviews it."""

    person: Person
    given: Given | None
    starts_at: datetime
    manager: str


def order_of(draft: Assignment) -> Order:
    """A stored assignment as a plain value."""
    return Order(
        draft.scenario_id,
        tuple(Line.of(each) for each in draft.audience),
        Terms.of(draft),
        Rhythm.of(draft),
        Reviewers.of(draft),
        is_enforced=draft.is_enforced,
        enablement_sees=draft.enablement_sees,
    )


def expected(
    session: Session, draft: Assignment, now: datetime, offset: int, limit: int
) -> list[Expected]:
    """Some of those who would get it, by name, each with what they would get first."""
    found = reach.people_page(session, draft.created_by, order_of(draft).lines, offset, limit)
    zones = {each.person.timezone for each in found}
    first = {zone: first_given(session, draft, zone, now) for zone in zones}
    return [Expected(each.person, *first[each.person.timezone], each.manager) for each in found]


def first_given(
    session: Session, draft: Assignment, zone: str, now: datetime
) -> tuple[Given | None, datetime]:
    """What somebody in that zone would be given first, and when; nothing when it is over before."""
    there = zone_of(zone)
    start = max(now, periods.midnight(draft.starts_on, there) if draft.starts_on else now)
    if draft.cadence == Cadence.once:
        return Given(NOBODYS, zone, openings.date_of(draft, zone, start)), start
    if draft.cadence == Cadence.spaced:
        step = periods.step(periods.STEPS[0], periods.day_there(start, there), there)
        return openings.given(NOBODYS, zone, step), start
    week = first_week(openings.weeks_of(session, draft), there, start)
    if week is None:
        return None, start
    return openings.given(NOBODYS, zone, week), max(start, week.begins)


def first_week(weeks: periods.Weeks, zone: ZoneInfo, start: datetime) -> periods.Period | None:
    """The week that runs, or the next where too little of it is left."""
    start = max(start, periods.midnight(weeks.start, zone))
    week = periods.running(weeks, zone, start)
    if week is not None and not periods.may_open(week, start):
        week = periods.running(weeks, zone, week.closes_at)
    return week


def letter_to(
    session: Session, settings: Settings, draft: Assignment, who: Expected
) -> Letter | None:
    """The mail that this person would get; nothing is sent, and its links lead nowhere yet."""
    if who.given is None:
        return None
    told = telling(draft, queries.title_of(session, draft), NOBODYS, who.given)
    notice = Notice(
        person=who.person, kind=NoticeKind.assigned, title=told.title, body=told.body,
        path=told.path,
    )  # fmt: skip
    return letters.rehearse(session, settings, notice)
