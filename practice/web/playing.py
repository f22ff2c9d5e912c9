"""What a player has to know about a recording, and what its three doors answer.

Takes and model takes are played alike: addresses to play from, stills for the timeline, captions.
Stills and captions are read at addresses of this site, where whoever asks is checked again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, url_for

from media.storyboard import Tiles, storyboard_vtt
from practice.errors import NotFound
from practice.recordings.models import MediaAsset, Rendition, RenditionKind
from practice.web.captions import as_file, captions_of
from practice.web.edge import settings
from practice.web.signed import signed, still_url

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Played:
    """A recording that somebody plays: what it is, and where its stills and captions are read."""

    asset: MediaAsset
    noun: str
    stills_url: str
    captions_url: str
    chapters: "Sequence[DataclassInstance]" = ()


def as_take(
    asset: MediaAsset, take_id: UUID, chapters: "Sequence[DataclassInstance]" = ()
) -> Played:
    """The recording of a take; its doors are the same on every page that shows it."""
    stills_url = url_for("takes.storyboard", take_id=take_id)
    return Played(asset, "take", stills_url, url_for("captions.read", take_id=take_id), chapters)


def playing(played: Played) -> dict[str, Any] | None:
    """All that a player needs, on the page and later as JSON; None while nothing can be watched.

    `version` is another as soon as something better can be played.
    """
    asset = played.asset
    best = asset.best if asset.is_watchable else None
    if best is None:
        return None
    sources = _sources(asset, best)
    return {
        "url": sources[0]["url"],
        "sources": sources,
        "version": sources[0]["version"],
        "poster": still_url(asset),
        "duration_ms": asset.duration_ms,
        "expires_in": settings().video_link_seconds,
        "peaks": asset.figures.peaks if asset.figures else "",
        "storyboard": played.stills_url if _has_stills(asset) else None,
        "captions": captions_of(asset, played.captions_url),
        "chapters": [asdict(chapter) for chapter in played.chapters],
    }


def fresh(played: Played) -> dict[str, Any]:
    """The same for a player whose addresses ran out; NotFound while nothing can be watched."""
    found = playing(played)
    if found is None:
        raise NotFound(f"This {played.noun} can’t be watched yet.")
    return found


def stills_file(played: Played) -> Response:
    """Which small still belongs to which moment, as WebVTT; NotFound when there are none."""
    asset, figures = played.asset, played.asset.figures
    picture = asset.rendition(RenditionKind.storyboard)
    if picture is None or figures is None or not asset.is_watchable:
        raise NotFound(f"There are no stills of this {played.noun}.")
    tiles = Tiles(
        figures.tiles,
        max(1, figures.tile_columns),
        figures.tile_every_ms,
        figures.tile_width,
        figures.tile_height,
    )
    told = storyboard_vtt(signed(picture), tiles, asset.duration_ms)
    return Response(told, content_type="text/vtt; charset=utf-8")


def captions_file(played: Played) -> Response:
    """The captions as WebVTT, to read along and to download; NotFound when there are none."""
    asset = played.asset
    if asset.captions is None or not asset.is_watchable:
        raise NotFound(f"There are no captions for this {played.noun}.")
    return as_file(asset.captions)


def _sources(asset: MediaAsset, best: Rendition) -> list[dict[str, Any]]:
    """The best first, then the lighter one for slow lines.

    Last what was watched before, while it is kept: whoever is watching it goes on undisturbed.
    """
    kinds = (best.kind, RenditionKind.low, RenditionKind.playable)
    found = {kind: asset.rendition(kind) for kind in kinds}
    return [_source(made) for made in found.values() if made]


def _source(made: Rendition) -> dict[str, Any]:
    return {
        "url": signed(made),
        "type": made.content_type,
        "kind": made.kind.value,
        "height": made.height,
        "version": hashlib.sha256(made.key.encode()).hexdigest()[:16],
    }


def _has_stills(asset: MediaAsset) -> bool:
    return asset.rendition(RenditionKind.storyboard) is not None and asset.figures is not None
