"""Going on with an import of people away from the page, a transaction for each bite."""

from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from practice.accounts.actions import applying
from practice.db import Database
from practice.errors import PracticeError

log = structlog.get_logger()
OUR_FAULT = "Something went wrong on our side."


def go_on(db: Database, import_id: UUID) -> None:
    """Apply an import to its end; what can't be applied ends it with a sentence.

    A database that is out of reach ends nothing: the sweep rings again.
    """
    try:
        while apply_bite(db, import_id):
            pass
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


def stop(db: Database, import_id: UUID, sentence: str) -> None:
    """End it there."""
    with db.work() as session:
        applying.give_up(session, import_id, sentence)
