"""Fetching another recording and cutting out the part that a new one is made of."""

from collections.abc import Callable
from pathlib import Path

from media.cutting import cut
from media.errors import BrokenPieces, NotStored
from media.probe import Bounds, probe
from media.storage import Store
from practice.recordings.models import AssetKind
from practice.recordings.values import Claim

GONE = "The recording that this is a part of was deleted."


def cut_out(
    store: Store,
    claim: Claim,
    folder: Path,
    tell: Callable[[float], None],
    *,
    ffmpeg: str,
    bounds: Bounds,
) -> Path:
    """The part as a file in `folder`; the rest of what was fetched does not stay there.

    Refuses for good when the recording was deleted before anybody came to cut it.
    """
    source, part = folder / "whole", claim.part
    if part is None or part.source_key is None:
        raise BrokenPieces(GONE)
    try:
        store.download(part.source_key, source)
    except NotStored as error:
        raise BrokenPieces(GONE, error.detail) from error
    is_screen = claim.asset_kind == AssetKind.screen
    span = (part.from_ms, part.until_ms)
    made = cut(ffmpeg, source, probe(source, bounds), folder, span, tell, is_screen=is_screen)
    source.unlink()
    return made.rename(folder / "part.mp4")
