"""What a player has to know about the captions of the recording that it plays."""

from practice.recordings.languages import language_name
from practice.recordings.models import MediaAsset


def captions_of(asset: MediaAsset, url: str) -> dict[str, str] | None:
    """Address, language and label of the track; None without captions.

    The address is this site's own, and whoever reads there is checked again.
    """
    captions = asset.captions
    if captions is None or not asset.is_watchable:
        return None
    return {
        "url": url,
        "language": captions.language,
        "label": language_name(captions.language),
    }
