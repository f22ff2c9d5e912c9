"""Captions of a take: its own rep alone brings them, everybody who may watch it reads them."""

from uuid import UUID

from sqlalchemy.orm import Session

from media.captions import Cleaned
from practice.errors import WrongState
from practice.people.models import Person
from practice.recordings import captions as recordings
from practice.recordings.languages import Language
from practice.recordings.models import Captions
from practice.takes import actions, rules

TOO_SOON = "Captions can be added as soon as this take can be watched."


def keep(
    session: Session, by: Person, take_id: UUID, language: Language, cleaned: Cleaned
) -> Captions:
    """Give one's own take these captions instead of any it had.

    Possible at any time while it can be watched, submitted or not: words help whoever watches.
    """
    take = actions.held(session, by, take_id)
    if not rules.may_have_captions(take):
        raise WrongState(TOO_SOON)
    return recordings.put(session, by, take.asset, language, cleaned)


def remove(session: Session, by: Person, take_id: UUID) -> None:
    """Take the captions off one's own take; without any, nothing happens."""
    take = actions.held(session, by, take_id)
    take.asset.captions = None
    session.flush()
