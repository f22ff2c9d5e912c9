"""Captions of a take: everybody who may watch it reads them, its own rep alone brings them."""

from uuid import UUID

from sqlalchemy.orm import Session

from media.captions import Cleaned, read_captions
from media.errors import MediaError, TooBig
from practice.errors import Invalid, NotFound, TooLarge, WrongState
from practice.people.models import Person
from practice.recordings.languages import Language
from practice.recordings.models import Captions, MediaAsset
from practice.takes import actions, queries, rules

TOO_SOON = "Captions can be added as soon as this take can be watched."
NOT_THERE = "There are no captions for this take."


def get_captions(session: Session, viewer: Person, take_id: UUID) -> Captions:
    """The captions of a take for whoever may watch it; NotFound for others and when it has none."""
    asset = queries.get_take(session, viewer, take_id).asset
    if asset.captions is None or not asset.is_watchable:
        raise NotFound(NOT_THERE)
    return asset.captions


def read_file(raw: bytes, asset: MediaAsset) -> Cleaned:
    """What an uploaded file says; done before anything is written, it may take a moment.

    Refuses what is no caption file, is too large, or belongs to another recording.
    """
    try:
        return read_captions(raw, asset.duration_ms)
    except MediaError as error:
        kind = TooLarge if isinstance(error, TooBig) else Invalid
        raise kind(error.sentence, {"captions": error.sentence}) from None


def keep(
    session: Session, by: Person, take_id: UUID, language: Language, cleaned: Cleaned
) -> Captions:
    """Give one's own take these captions instead of any it had.

    Possible at any time while it can be watched, submitted or not: words help whoever watches.
    """
    take = actions.held(session, by, take_id)
    if not rules.may_have_captions(take):
        raise WrongState(TOO_SOON)
    captions = take.asset.captions or Captions(asset_id=take.asset_id)
    captions.language, captions.body, captions.cues = language.value, cleaned.vtt, cleaned.cues
    captions.uploaded_by_id = by.id
    take.asset.captions = captions
    session.flush()
    return captions


def remove(session: Session, by: Person, take_id: UUID) -> None:
    """Take the captions off one's own take; without any, nothing happens."""
    take = actions.held(session, by, take_id)
    take.asset.captions = None
    session.flush()
