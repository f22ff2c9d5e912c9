"""Short-lived addresses of what lies in the store, for pages that have checked who asks."""

from practice.recordings.models import MediaAsset, Rendition, RenditionKind
from practice.web.edge import settings, store


def poster_url(asset: MediaAsset) -> str | None:
    """Its still picture; None when there is none yet."""
    made = asset.rendition(RenditionKind.poster) if asset.is_watchable else None
    return signed(made) if made else None


def signed(made: Rendition, filename: str | None = None) -> str:
    """Where a browser reads one object for a while; players renew theirs, and are checked again."""
    return store().sign_get(made.key, settings().video_link_seconds, made.content_type, filename)
