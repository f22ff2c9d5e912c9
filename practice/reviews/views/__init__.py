"""The doors of reviewing: the queue, the room, and the page of feedback."""

from practice.reviews.views import (
    feedback,
    nominations,
    pacing,
    passing_on,
    peers,
    queue,
    replies,
    reusable,
    room,
    saving,
    sitting,
    slots,
)
from practice.reviews.views.doors import routes

__all__ = [
    "feedback",
    "nominations",
    "pacing",
    "passing_on",
    "peers",
    "queue",
    "replies",
    "reusable",
    "room",
    "routes",
    "saving",
    "sitting",
    "slots",
]
