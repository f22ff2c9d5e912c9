"""What a player has to know about the captions of the take that it plays."""

from uuid import UUID

from flask import url_for

from practice.recordings.languages import language_name
from practice.recordings.models import MediaAsset


def captions_of(asset: MediaAsset, take_id: UUID) -> dict[str, str] | None:
    """Address, language and label of the track; None without captions.

    The address is this site's own, and whoever reads there is checked again.
    """
    captions = asset.captions
    if captions is None or not asset.is_watchable:
        return None
    return {
        "url": url_for("captions.read", take_id=take_id),
        "language": captions.language,
        "label": language_name(captions.language),
    }
