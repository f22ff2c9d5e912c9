"""The doors of this room, from preparing to sharing."""

from practice.takes.views import (
    captions,
    comparing,
    heard,
    hurry,
    preparing,
    recording,
    self_reviews,
    sharing,
    takes,
)

ROUTES = tuple(
    door.routes
    for door in (
        captions,
        comparing,
        heard,
        hurry,
        preparing,
        recording,
        self_reviews,
        sharing,
        takes,
    )
)
