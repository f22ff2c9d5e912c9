"""Short-lived addresses of what lies in the store, for pages that have checked who asks."""

from practice.recordings.models import MediaAsset, RenditionKind
from practice.web.edge import store

SECONDS = 15 * 60  # players renew theirs, and are checked again then


def video_url(asset: MediaAsset) -> str | None:
    """Where the browser can watch a recording; None while there is nothing to watch."""
    return _signed(asset, RenditionKind.main, RenditionKind.playable)


def poster_url(asset: MediaAsset) -> str | None:
    """Its still picture; None when there is none yet."""
    return _signed(asset, RenditionKind.poster)


def _signed(asset: MediaAsset, *kinds: RenditionKind) -> str | None:
    made = asset.rendition(*kinds) if asset.is_watchable else None
    return store().sign_get(made.key, SECONDS, made.content_type) if made else None
