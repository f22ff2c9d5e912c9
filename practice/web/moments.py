"""Moments on a timeline as people type them."""

import re

MOMENT = re.compile(r"(?:([0-9]{1,2}):)?([0-5]?[0-9]):([0-5][0-9])")


def moment_in(text: str) -> int | None:
    """What `0:42` means on a timeline, in milliseconds; None for anything else."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
