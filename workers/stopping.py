"""Being told to stop in the middle of a job: at once where that loses nothing.

A worker passes SIGTERM on to the process that does its job. While something is being made, the
signal ends the work there and then, since all of it can be made again; while a result is being
published it has to wait the moment that takes.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class ToldToStop(BaseException):
    """The work was broken off; not an `Exception`, so that nothing takes it for a failure."""


class _Told:
    """Whether this process was told to stop, and whether it may just drop its work."""

    told = False
    droppable = False


def heed_sigterm() -> None:
    """From now on SIGTERM breaks off what is `droppable` and leaves everything else alone."""
    _Told.told = False
    signal.signal(signal.SIGTERM, _on_sigterm)


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    is_first, _Told.told = not _Told.told, True
    if _Told.droppable and is_first:  # a second one must not interrupt the clearing away
        raise ToldToStop


@contextmanager
def droppable() -> Iterator[None]:
    """Around work that may be broken off at any point by `ToldToStop`."""
    _Told.droppable = True
    try:
        if _Told.told:
            raise ToldToStop
        yield
    finally:
        _Told.droppable = False
