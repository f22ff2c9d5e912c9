"""Whole files from the folder store: each holds a thread of the web server to its last byte.

A download can be slow, or paused and forgotten; so only half of the threads may serve them, and
pages always find one.
"""

from threading import BoundedSemaphore

from flask import Response, current_app

from media.ranges import MOST_BYTES
from practice.web.edge import settings

LATER = "Many downloads are running right now. Try again in a moment."


def in_its_turn(response: Response) -> Response:
    """The same answer, if it is short or there is room for it; else one that says to come again."""
    if (response.content_length or 0) <= MOST_BYTES:
        return response
    room = _room()
    if not room.acquire(blocking=False):
        headers = {"Retry-After": "10", "Cache-Control": "no-store"}
        return Response(LATER, 503, headers, content_type="text/plain; charset=utf-8")
    response.call_on_close(room.release)
    return response


def _room() -> BoundedSemaphore:
    half = max(1, settings().web_threads // 2)
    room: BoundedSemaphore = current_app.extensions.setdefault(
        "freethrow_downloads", BoundedSemaphore(half)
    )
    return room
