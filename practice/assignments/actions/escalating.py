"""What happens when required practice stays late: the rep is told, then who answers for them.

    late ─→ 1 the rep ─2 working days─→ 2 their manager ─3 more─→ 3 the next level, and no further
Each step is taken once per target and date; a new date begins anew. The sweep calls this again and
again: several at once make no difference.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from practice.assignments import queries, words
from practice.assignments.models import Assignment, AssignmentTarget
from practice.clock import after_working_days, is_working_day, zone_of
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people import queries as people
from practice.people.models import Person

TOLD_REP, TOLD_MANAGER, TOLD_ABOVE = 1, 2, 3
PATIENCE = {TOLD_REP: 2, TOLD_MANAGER: 3}  # working days until the next step
SHORTEST = timedelta(days=min(PATIENCE.values()))
MORNING = 8
MOST_AT_ONCE = 1000
BEHIND = "/team/behind"


def tell_late(session: Session, now: datetime) -> int:
    """Tell reps what has become late, the first so many; answers how many these were."""
    fresh = _late(now).where(AssignmentTarget.escalation == 0)
    targets = session.scalars(fresh.limit(MOST_AT_ONCE)).all()
    notices.tell_many(session, NoticeKind.late, [late_telling(each) for each in targets])
    for target in targets:
        target.escalation, target.escalated_at = TOLD_REP, now
    return len(targets)


def late_telling(target: AssignmentTarget) -> notices.Telling:
    """What the rep reads."""
    due_at = target.due_at or target.created_at
    when = words.on_the_clock(due_at, target.due_zone)
    return notices.Telling(
        target.person_id,
        words.late_key(target),
        f"Now late: {target.scenario_version.title}",
        f"It was due {when}. Record one short take, or ask your manager for another date.",
        words.path_of(target.id),
    )


def escalate(session: Session, now: datetime) -> int:
    """Tell whoever answers for reps that stay late; answers how many leaders were told.

    Somebody gets one such notice a day, on a working morning, with everything in it; what comes
    later that day waits for the next. Who is away is stood in for. Where nobody is above, it stops.
    """
    owed: dict[UUID, list[AssignmentTarget]] = defaultdict(list)
    leaders: dict[UUID, Person] = {}
    lines = Lines(session, now)
    for target in overdue(session, now):
        above = lines.above(target.person)
        if len(above) < target.escalation:
            target.escalation = TOLD_ABOVE
            continue
        leader = above[target.escalation - 1]
        leaders[leader.id] = leader
        owed[leader.id].append(target)
    return sum(tell_leader(session, leaders[key], targets, now) for key, targets in owed.items())


def overdue(session: Session, now: datetime) -> list[AssignmentTarget]:
    """Late targets whose next step is due, the longest overdue first."""
    found = _late(now).where(
        AssignmentTarget.escalation.in_([*PATIENCE]),
        AssignmentTarget.escalated_at <= now - SHORTEST,
    )
    return [target for target in session.scalars(found) if is_time(target, now)]


def is_time(target: AssignmentTarget, now: datetime) -> bool:
    """Whether enough working days have passed since the last step, by the rep's own calendar."""
    if target.escalated_at is None:
        return False
    days = PATIENCE[target.escalation]
    return after_working_days(target.escalated_at, days, zone_of(target.due_zone)) <= now


def _late(now: datetime) -> Select[AssignmentTarget]:
    """What is late and still runs, held so that nobody else takes the same step."""
    return (
        select(AssignmentTarget)
        .join(AssignmentTarget.assignment)
        .join(AssignmentTarget.person)
        .where(
            queries.is_late(now),
            Assignment.closed_at.is_(None),
            Assignment.paused_at.is_(None),
            or_(AssignmentTarget.closes_at.is_(None), AssignmentTarget.closes_at > now),
            Person.deactivated_at.is_(None),
        )
        .order_by(AssignmentTarget.due_at, AssignmentTarget.id)
        .options(
            contains_eager(AssignmentTarget.person).selectinload(Person.roles),
            joinedload(AssignmentTarget.scenario_version, innerjoin=True),
        )
        .with_for_update(of=AssignmentTarget)
    )


class Lines:
    """Who answers for whom, asked once for all reps of a team."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.known: dict[tuple[UUID | None, UUID | None], list[Person]] = {}

    def above(self, person: Person) -> list[Person]:
        """One person for each level above; a manager never answers for themselves."""
        key = (person.home_team_id, person.id if person.is_manager else None)
        if key not in self.known:
            self.known[key] = people.answering_for(self.session, person, self.now)
        return self.known[key]


def tell_leader(
    session: Session, leader: Person, targets: Sequence[AssignmentTarget], now: datetime
) -> int:
    """Tell one person about all of these, unless it is no time for it or they were told today."""
    local = now.astimezone(zone_of(leader.timezone))
    if local.hour < MORNING or not is_working_day(local):
        return 0
    title, body = words.late_below(targets)
    telling = notices.Telling(leader.id, f"late_below:{local:%Y-%m-%d}", title, body, BEHIND)
    told = notices.tell_many(session, NoticeKind.late_below, [telling])
    if told:
        for target in targets:
            target.escalation, target.escalated_at = target.escalation + 1, now
    return told
