"""Captions at the edge: what a player has to know of them, and the file that brings them."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from werkzeug.datastructures import FileStorage

from media.captions import MOST_BYTES, Cleaned
from practice.recordings.languages import Language, language_name
from practice.recordings.models import Captions, MediaAsset
from practice.web.fields import Reader
from practice.web.filters import plural

NO_FILE = "Choose a WebVTT or SRT file first."
HEADERS = {  # what is read comes from a file that somebody uploaded
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


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


def as_file(captions: Captions) -> Response:
    """The captions as WebVTT, to read along and to download."""
    return Response(captions.body, content_type="text/vtt; charset=utf-8", headers=HEADERS)


def read_captions(
    sent: Mapping[str, Any], files: Mapping[str, FileStorage]
) -> tuple[Language, bytes]:
    """The language, and of the file no more than it takes to see that it is too large."""
    reader = Reader(sent)
    language = reader.choice("language", Language, default=Language.english)
    file = files.get("captions")
    raw = file.read(MOST_BYTES + 1) if file and file.filename else b""
    if not raw:
        reader.problems["captions"] = "That file is empty." if file and file.filename else NO_FILE
    reader.finish()
    return language, raw


def told(cleaned: Cleaned) -> str:
    """What became of the lines of a file."""
    added, others = f"Captions added: {plural(cleaned.cues, 'line')}.", cleaned.left_out
    if not others:
        return added
    return f"{added} {plural(others, 'other')} had no words or no time within this take."
