"""What a player has to know about a recording: addresses to play from, and how it looks."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import url_for

from media.storyboard import Tiles, storyboard_vtt
from practice.recordings.models import MediaAsset, Rendition, RenditionKind
from practice.takes.chapters import Told, chapters_of
from practice.takes.models import Take
from practice.web.captions import captions_of
from practice.web.edge import settings
from practice.web.signed import poster_url, signed


def playing_of(take: Take) -> dict[str, Any] | None:
    """All that a player needs for a take, its chapters included."""
    return playing(take.asset, take.id, chapters_of(take))


def playing(
    asset: MediaAsset, take_id: UUID, chapters: Sequence[Told] = ()
) -> dict[str, Any] | None:
    """All that a player of a take needs; see `playing_from`."""
    stills_url = url_for("takes.storyboard", take_id=take_id)
    captions_url = url_for("captions.read", take_id=take_id)
    return playing_from(asset, stills_url, captions_url, chapters)


def playing_from(
    asset: MediaAsset, stills_url: str, captions_url: str, chapters: Sequence[Told] = ()
) -> dict[str, Any] | None:
    """All that a player needs, on the page and later as JSON; None while nothing can be watched.

    Stills and captions are read at addresses of this site, where whoever asks is checked again.
    `version` is another as soon as something better can be played.
    """
    best = asset.best if asset.is_watchable else None
    if best is None:
        return None
    sources = _sources(asset, best)
    return {
        "url": sources[0]["url"],
        "sources": sources,
        "version": hashlib.sha256(best.key.encode()).hexdigest()[:16],
        "poster": poster_url(asset),
        "duration_ms": asset.duration_ms,
        "expires_in": settings().video_link_seconds,
        "peaks": asset.figures.peaks if asset.figures else "",
        "storyboard": stills_url if _has_stills(asset) else None,
        "captions": captions_of(asset, captions_url),
        "chapters": [asdict(chapter) for chapter in chapters],
    }


def stills(asset: MediaAsset) -> str | None:
    """The storyboard as WebVTT; None when there is none."""
    picture, figures = asset.rendition(RenditionKind.storyboard), asset.figures
    if picture is None or figures is None or not asset.is_watchable:
        return None
    tiles = Tiles(
        figures.tiles,
        max(1, figures.tile_columns),
        figures.tile_every_ms,
        figures.tile_width,
        figures.tile_height,
    )
    return storyboard_vtt(signed(picture), tiles, asset.duration_ms)


def _sources(asset: MediaAsset, best: Rendition) -> list[dict[str, Any]]:
    """The best first, then the lighter one for slow lines."""
    low = asset.rendition(RenditionKind.low)
    return [
        {
            "url": signed(made),
            "type": made.content_type,
            "kind": made.kind.value,
            "height": made.height,
        }
        for made in (best, low)
        if made
    ]


def _has_stills(asset: MediaAsset) -> bool:
    return asset.rendition(RenditionKind.storyboard) is not None and asset.figures is not None
