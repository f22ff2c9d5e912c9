"""Captions of a recording: what a file says of it, and keeping that beside it.

Whose recording may have captions, and who reads them, is a matter of what it is used for.
"""

from sqlalchemy.orm import Session

from media.captions import Cleaned, read_captions
from media.errors import MediaError, TooBig
from practice.errors import Invalid, TooLarge
from practice.people.models import Person
from practice.recordings.languages import Language
from practice.recordings.models import Captions, MediaAsset


def read_file(raw: bytes, asset: MediaAsset) -> Cleaned:
    """What an uploaded file says; done before anything is written, it may take a moment.

    Refuses what is no caption file, is too large, or belongs to another recording.
    """
    try:
        return read_captions(raw, asset.duration_ms)
    except MediaError as error:
        kind = TooLarge if isinstance(error, TooBig) else Invalid
        raise kind(error.sentence, {"captions": error.sentence}) from None


def put(
    session: Session, by: Person, asset: MediaAsset, language: Language, cleaned: Cleaned
) -> Captions:
    """Give a recording these captions instead of any it had."""
    captions = asset.captions or Captions(asset_id=asset.id)
    captions.language, captions.body, captions.cues = language.value, cleaned.vtt, cleaned.cues
    captions.uploaded_by_id = by.id
    asset.captions = captions
    session.flush()
    return captions
