"""The sweep: what makes everything converge, whatever died or was lost.

It owns no state. Each chore asks the database what should have happened by now and has not,
and does it or rings for it; several sweeps at once do no harm.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from practice.db import SIZES_LAST
from practice.settings import Settings
from workers import chores, clips
from workers.boot import Parts, name_process, put_together, set_up_log
from workers.handing import Lookout

log = structlog.get_logger()
TICK = 1.0


@dataclass
class Chore:
    """Something to look after every so many seconds."""

    every: float
    do: Callable[[Parts], int]
    due: float = field(default=0.0)

    def turn(self, parts: Parts, now: float) -> None:
        """Do it if it is time; whatever goes wrong must not stop the other chores."""
        if now < self.due:
            return
        self.due = now + self.every
        try:
            done = self.do(parts)
        except Exception:
            log.exception("chore_failed", chore=self.do.__name__)
            return
        if done:
            log.info("chore_done", chore=self.do.__name__, count=done)


def all_chores() -> list[Chore]:
    """What is looked after, and how often."""
    return [
        Chore(2, chores.release_feedback),
        Chore(15, chores.ring_for_waiting_jobs),
        Chore(5, chores.take_back_expired_jobs),
        Chore(15, chores.close_abandoned_recordings),
        Chore(15, chores.route_submissions),
        Chore(60, chores.move_reviews),
        Chore(300, chores.carry_over_slots),
        Chore(15, chores.ring_for_people),
        Chore(15, chores.mail_what_waits),
        Chore(60, chores.close_periods),
        Chore(60, Lookout().hand_out_what_waits),
        Chore(60, chores.let_leavers_go),
        Chore(60, chores.complete_what_has_enough_takes),
        Chore(300, chores.remind_of_what_is_due),
        Chore(300, chores.tell_of_what_is_late),
        Chore(600, chores.sum_up_the_week),
        Chore(60, chores.purge_deleted_recordings),
        Chore(300, chores.drop_what_main_replaced),
        Chore(3600, chores.retire_old_takes),
        Chore(3600, clips.remove_unused_clips),
        Chore(3600, clips.remove_unused_files),
        Chore(3600, chores.remove_orphans),
        Chore(3600, chores.forget_old_sign_ins),
        Chore(600, chores.watch_the_disk),
        Chore(SIZES_LAST, chores.know_sizes),
        Chore(86_400, chores.recount_days),
    ]


def run(settings: Settings) -> None:
    """Sweep until told to stop."""
    set_up_log()
    name_process("sweep")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parts, todo = put_together(settings), all_chores()
    while not stop.is_set():
        sweep_once(parts, todo, time.monotonic())
        stop.wait(TICK)


def sweep_once(parts: Parts, todo: list[Chore], now: float) -> None:
    """One turn of every chore that is due."""
    for chore in todo:
        chore.turn(parts, now)
