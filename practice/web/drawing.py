"""Pictures of many days, put together at once: templates take several steps for each."""

from collections.abc import Iterable, Sequence
from datetime import date

DARKEST = 3  # takes on a day; more look the same
STEP, INSET = 13, 2  # from one day to the next, and half of the line that rounds each off
Weeks = Iterable[tuple[date, Sequence[int | None]]]


def shades(weeks: Weeks) -> list[str]:
    """The days of a year without a take, with one, two, and more: a path of each.

    Weeks stand side by side; days to come are None and stay empty.
    """
    paths: list[list[str]] = [[] for _ in range(DARKEST + 1)]
    for x, (_, days) in enumerate(weeks):
        for y, takes in enumerate(days):
            if takes is not None:
                square = f"M{STEP * x + INSET} {STEP * y + INSET}h6v6h-6z"
                paths[min(takes, DARKEST)].append(square)
    return list(map("".join, paths))


def active(weeks: Weeks) -> list[tuple[date, int, int]]:
    """The weeks with practice, the newest first: its days and its takes."""
    counted = [(first, [takes for takes in days if takes]) for first, days in weeks]
    return [(first, len(days), sum(days)) for first, days in reversed(counted) if days]
