"""Handing assignments out: a bite is a transaction, and many bites are a worker's work.

The sweep looks for who waits for something. That goes through everybody, so it looks only when
something may have changed: when anybody did anything to people or assignments, when a new day
begins somewhere, and every ten minutes all the same.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from practice.assignments import actions as assignments
from practice.assignments import openings
from practice.assignments.actions.handing import Bite
from practice.assignments.models import AssignmentTarget
from practice.assignments.periods import midnight
from practice.audit.queries import is_anything_since
from practice.clock import DAY, zone_of
from practice.db import utcnow
from practice.doorbell import Task
from practice.reviews.weakness import weakest
from practice.takes.queries import counted_of_target
from workers.boot import Parts

log = structlog.get_logger()
ALL_THE_SAME = timedelta(minutes=10)
STINT = 5.0  # seconds that a worker is held by one assignment while takes may come in
MOST_BACK = 200  # targets opened again at one look
SLOWEST = timedelta(minutes=2)  # how long a transaction may take from its first entry to its end
BESIDES = frozenset(
    {
        "signed_in", "signed_out", "sign_in_refused", "asked_for_phone", "continued_on_phone",
        "submitted_take", "withdrew_take", "deleted_take", "shared_take", "routed", "rerouted",
        "released_feedback", "took_over_review", "freed_review_seat", "waived_target",
        "agreed_new_date",
    }
)  # fmt: skip


def hand_out(parts: Parts, assignment_id: UUID, stint: float = STINT) -> None:
    """Hand one assignment out until nobody waits; after a while others go first."""
    end = time.monotonic() + stint
    while hand_out_some(parts, assignment_id).is_more:
        if time.monotonic() >= end:
            parts.db.doorbell.ring(Task.hand_out, assignment_id)
            return


def hand_out_some(parts: Parts, assignment_id: UUID) -> Bite:
    """One bite, in a transaction of its own."""
    with parts.db.work() as session:
        return assignments.hand_out_some(session, assignment_id, utcnow(), weakest)


def first_bite(parts: Parts, assignment_id: UUID) -> Bite:
    """The same for the sweep: one that fails must not keep the others waiting."""
    try:
        return hand_out_some(parts, assignment_id)
    except Exception:
        log.exception("not_handed_out", assignment=str(assignment_id))
        return Bite(0, is_more=False)


@dataclass
class Lookout:
    """When everybody was last gone through, and until when that holds if nothing is done."""

    looked_at: datetime | None = None
    until: datetime | None = None

    def hand_out_what_waits(self, parts: Parts) -> int:
        """Give the first bite of whatever anybody waits for, and ring for the rest of it."""
        now = utcnow()
        if not self.is_time(parts, now):
            return 0
        again = welcome_back(parts, now)
        bites = {each: first_bite(parts, each) for each in what_waits(parts, now)}
        more = [assignment_id for assignment_id, bite in bites.items() if bite.is_more]
        for assignment_id in more:
            parts.db.doorbell.ring(Task.hand_out, assignment_id)
        self.looked_at = None if more or again == MOST_BACK else now
        self.until = next_midnight(parts, now)
        return again + sum(bite.given for bite in bites.values())

    def is_time(self, parts: Parts, now: datetime) -> bool:
        """Whether anybody may wait for something now."""
        if self.looked_at is None or self.until is None or now >= self.until:
            return True
        if now - self.looked_at >= ALL_THE_SAME:
            return True
        with parts.db.reading() as look:
            return is_anything_since(look, self.looked_at - SLOWEST, BESIDES)


def welcome_back(parts: Parts, now: datetime) -> int:
    """Open again what closed because people left who are back; answers how many of it."""
    with parts.db.reading() as look:
        found = openings.closed_for_returned(look, now, MOST_BACK)
    for target_id in found:
        with parts.db.work() as session:
            target = session.get_one(AssignmentTarget, target_id, with_for_update=True)
            assignments.welcome_back(session, target, counted_of_target(session, target_id), now)
    return len(found)


def what_waits(parts: Parts, now: datetime) -> list[UUID]:
    """The assignments that somebody waits for, found without writing anything."""
    with parts.db.reading() as look:
        zones = openings.zones_in_use(look)
        return [
            each.id
            for each in openings.running(look)
            if openings.waiting(look, each, zones, now, 1)
            or openings.is_unnoted(look, each, zones, now)
        ]


def next_midnight(parts: Parts, now: datetime) -> datetime:
    """When a day begins next anywhere that somebody lives."""
    with parts.db.reading() as look:
        zones = [zone_of(name) for name in openings.zones_in_use(look)]
    return min(
        (midnight((now.astimezone(zone) + DAY).date(), zone) for zone in zones), default=now + DAY
    )
