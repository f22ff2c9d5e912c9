"""What the recorder sends, as typed values: a piece to announce, a manifest to finish with."""

import re
from collections.abc import Mapping
from typing import Any

from practice.errors import Invalid, TooLarge
from practice.recordings.rules import LARGEST_PIECE, MOST_PIECES
from practice.recordings.values import Manifest, ManifestPiece, ManifestSegment, PieceClaim

SHA256 = re.compile(r"[0-9a-f]{64}")
MIME_TYPE = re.compile(
    r"(video|audio|application)/[a-z0-9.+-]{1,60}( ?; ?[a-z]+=[\"a-zA-Z0-9., -]+)*"
)
LONGEST_MS = 24 * 60 * 60 * 1000
UNREADABLE = "We couldn’t read what the recorder sent. Your take is safe on this device."


def read_piece(sent: Mapping[str, Any]) -> PieceClaim:
    """The announcement of one piece; refuses an empty one and one that is too large."""
    size = _whole(sent.get("size"), most=1 << 50)
    if size == 0:
        raise Invalid("An empty piece can’t be kept. Is the file empty?")
    if size > LARGEST_PIECE:
        raise TooLarge("A piece can be at most 32 MB.")
    return PieceClaim(
        segment=_place(sent.get("segment")),
        position=_place(sent.get("piece")),
        mime_type=_mime_type(sent.get("mime_type")),
        size=size,
        sha256=_sha256(sent.get("sha256")),
    )


def read_manifest(sent: Mapping[str, Any]) -> Manifest:
    """The whole recording as the browser saw it; refuses one without a single piece."""
    segments = tuple(_segment(told) for told in _objects(sent.get("segments")))
    if not any(segment.pieces for segment in segments):
        raise Invalid("There is nothing in this recording. Is the file empty?")
    if len({segment.position for segment in segments}) != len(segments):
        raise Invalid(UNREADABLE)
    return Manifest(segments, _whole(sent.get("recorded_ms"), most=LONGEST_MS))


def _segment(told: Mapping[str, Any]) -> ManifestSegment:
    pieces = tuple(_piece(piece) for piece in _objects(told.get("pieces")))
    if [piece.position for piece in pieces] != list(range(len(pieces))):
        raise Invalid(UNREADABLE)
    return ManifestSegment(
        position=_place(told.get("position")),
        mime_type=_mime_type(told.get("mime_type")),
        video_ms=_whole(told.get("video_ms"), most=LONGEST_MS),
        audio_ms=_whole(told.get("audio_ms"), most=LONGEST_MS),
        pieces=pieces,
    )


def _piece(told: Mapping[str, Any]) -> ManifestPiece:
    size = _whole(told.get("size"), most=LARGEST_PIECE)
    return ManifestPiece(_place(told.get("position")), size, _sha256(told.get("sha256")))


def _objects(given: object) -> list[Mapping[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Invalid(UNREADABLE)
    if len(given) > MOST_PIECES:
        raise TooLarge("A take can’t have that many pieces.")
    return given


def _place(given: object) -> int:
    place = _whole(given, most=1 << 50)
    if place >= MOST_PIECES:
        raise TooLarge("A take can’t have that many pieces.")
    return place


def _whole(given: object, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise Invalid(UNREADABLE)
    return given


def _sha256(given: object) -> str:
    if not isinstance(given, str) or not SHA256.fullmatch(given):
        raise Invalid(UNREADABLE)
    return given


def _mime_type(given: object) -> str:
    if not isinstance(given, str) or len(given) > 120 or not MIME_TYPE.fullmatch(given):
        raise Invalid(UNREADABLE)
    return given
