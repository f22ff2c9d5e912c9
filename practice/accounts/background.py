"""Going on with work on many people away from the page, a transaction for each bite."""

import time
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from practice.accounts.actions import turns
from practice.db import Database
from practice.doorbell import Task, ask
from practice.errors import PracticeError

log = structlog.get_logger()
TURN = 5.0  # seconds
OUR_FAULT = "Something went wrong on our side."


def go_on(db: Database, work_id: UUID) -> None:
    """Do what fits into a turn, then ask for another one, so that other work comes in between.

    What can't be done ends the work with a sentence. A database that is out of reach ends
    nothing: the sweep rings again.
    """
    over = time.monotonic() + TURN
    try:
        while take_bite(db, work_id):
            if time.monotonic() > over:
                return ask_again(db, work_id)
    except OperationalError:
        raise
    except PracticeError as refused:
        stop(db, work_id, refused.sentence)
    except Exception:
        log.exception("people_work_failed", work_id=str(work_id))
        stop(db, work_id, OUR_FAULT)


def take_bite(db: Database, work_id: UUID) -> bool:
    """One bite; answers whether more is left."""
    with db.work() as session:
        return turns.take(session, work_id)


def ask_again(db: Database, work_id: UUID) -> None:
    """Have it go on behind what waits by now."""
    with db.work() as session:
        ask(session, Task.work_on_people, work_id)


def stop(db: Database, work_id: UUID, sentence: str) -> None:
    """End it there."""
    with db.work() as session:
        turns.give_up(session, work_id, sentence)
