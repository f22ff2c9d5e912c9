"""Waiting until something is so, with a patience that a slow and busy machine does not wear out.

Nothing here measures: a wait ends as soon as there is nothing to wait for.
"""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 180.0  # seconds
Found = TypeVar("Found")


def until(
    what: str,
    look: Callable[[], Found | None],
    within: float = PATIENCE,
    rest: Callable[[float], object] = time.sleep,
) -> Found:
    """Look again and again until something is found, and answer that."""
    give_up = time.monotonic() + within
    while time.monotonic() < give_up:
        if found := look():
            return found
        rest(0.05)
    raise AssertionError(f"not within {within:.0f} s: {what}")
