"""Short-lived addresses of what lies in the store, for pages that have checked who asks."""

from typing import Any

from practice.recordings.models import MediaAsset, Rendition, RenditionKind
from practice.web.edge import settings, store


def poster_url(asset: MediaAsset) -> str | None:
    """Its still picture, for a list; None when there is none yet."""
    return signed(asset.poster) if asset.is_watchable and asset.poster else None


def still_url(asset: MediaAsset) -> str | None:
    """The same for a player, which has all the files at hand."""
    made = asset.rendition(RenditionKind.poster)
    return signed(made) if made else None


def clip(asset: MediaAsset) -> dict[str, Any] | None:
    """What it takes to play a clip, such as a recorded prompt; None until it can be."""
    best = asset.best if asset.is_watchable else None
    if best is None:
        return None
    return {
        "url": signed(best),
        "type": best.content_type,
        "duration_ms": asset.duration_ms,
        "has_video": asset.has_video,
        "poster": still_url(asset),
    }


def signed(made: Rendition, filename: str | None = None) -> str:
    """Where a browser reads one object for a while; players renew theirs, and are checked again."""
    return store().sign_get(made.key, settings().video_link_seconds, made.content_type, filename)
