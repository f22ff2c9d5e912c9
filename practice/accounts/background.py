"""Going on with an import of people away from the page, a transaction for each bite."""

import time
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from practice.accounts.actions import applying
from practice.db import Database
from practice.doorbell import Task, ask
from practice.errors import PracticeError

log = structlog.get_logger()
TURN = 5.0  # seconds
OUR_FAULT = "Something went wrong on our side."


def go_on(db: Database, import_id: UUID) -> None:
    """Apply what fits into a turn, then ask for another one, so that other work comes in between.

    What can't be applied ends the import with a sentence. A database that is out of reach ends
    nothing: the sweep rings again.
    """
    over = time.monotonic() + TURN
    try:
        while apply_bite(db, import_id):
            if time.monotonic() > over:
                return ask_again(db, import_id)
    except OperationalError:
        raise
    except PracticeError as refused:
        stop(db, import_id, refused.sentence)
    except Exception:
        log.exception("import_failed", import_id=str(import_id))
        stop(db, import_id, OUR_FAULT)


def apply_bite(db: Database, import_id: UUID) -> bool:
    """One bite; answers whether more is left."""
    with db.work() as session:
        return applying.apply_some(session, import_id)


def ask_again(db: Database, import_id: UUID) -> None:
    """Have it go on behind what waits by now."""
    with db.work() as session:
        ask(session, Task.import_people, import_id)


def stop(db: Database, import_id: UUID, sentence: str) -> None:
    """End it there."""
    with db.work() as session:
        applying.give_up(session, import_id, sentence)
