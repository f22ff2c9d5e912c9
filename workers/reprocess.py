"""`freethrow media reprocess`: has old recordings made anew, and follows how that goes.

It only asks and looks. The workers do it, behind all other work, whether this runs or not.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from practice.db import Database
from practice.doorbell import Listener, Task
from practice.errors import NotFound
from practice.recordings import remaking
from practice.recordings.remaking import Standing, Wanted
from practice.takes.models import Take

BATCH = 50  # recordings that are asked for in one transaction
LOOK_EVERY = 2.0  # seconds
Tick = Callable[[int, int], None]
Show = Callable[[Standing], None]


def count(db: Database, wanted: Wanted, most: int | None) -> int:
    """How many recordings would be made anew."""
    with db.reading() as look:
        found = remaking.count_to_remake(look, wanted)
    return found if most is None else min(most, found)


def ask_for_all(db: Database, wanted: Wanted, most: int | None, tick: Tick) -> int:
    """Ask for all that are wanted, the newest first; answers how many."""
    total = count(db, wanted, most)
    asked, last = 0, None
    while asked < total:
        with db.reading() as look:
            found = remaking.to_remake(look, wanted, min(BATCH, total - asked), last)
        if not found:
            break
        with db.work() as session:
            # In one order always: two who ask at once must not wait for each other in a circle.
            asked += sum(remaking.remake(session, one, wanted.anew) for one in sorted(found))
        last = found[-1]
        tick(asked, total)
    return asked


def ask_for_take(db: Database, take_id: UUID, anew: bool) -> bool:
    """Ask for the recording of one take; False when there is nothing to do for it."""
    with db.work() as session:
        take = session.get(Take, take_id)
        if take is None:
            raise NotFound("There is no take with this id.")
        return remaking.remake(session, take.asset_id, anew)


def watch(db: Database, since: datetime, show: Show, every: float = LOOK_EVERY) -> Standing:
    """Look again and again until nothing is left; `show` gets each look."""
    while True:
        with db.reading() as look:
            now = remaking.standing(look, since)
        show(now)
        if not now.left:
            return now
        time.sleep(every)


def told(now: Standing, passed: timedelta) -> str:
    """The numbers beside the bar: what failed, what is left, and how fast it goes."""
    failed = f"{now.failed:,} failed, " if now.failed else ""
    pace = f", {now.closed / (passed.total_seconds() / 60):.1f} a minute" if now.closed else ""
    return f"{failed}{now.running:,} in work, {now.waiting:,} waiting{pace}"


def nobody_does_it(listeners: list[Listener] | None) -> str:
    """A sentence when no worker was heard of that would do it; empty when one was."""
    if listeners is None:
        return "The queue can’t be reached, so nothing of it is done until that is back."
    if not any(Task.media_bulk in one.tasks for one in listeners):
        return "No worker is running that would do it: start freethrow up, or freethrow worker."
    return ""
