"""What a reviewer sets aside, read field by field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from practice.reviews import slots
from practice.reviews.values import SlotInput
from practice.web.fields import Reader

BEFORE = [
    ("0", "Until it begins"), ("30", "Until half an hour before"), ("60", "Until an hour before"),
    ("120", "Until two hours before"), ("1440", "Until a day before"),
]  # fmt: skip


def read_slot(given: Mapping[str, Any]) -> SlotInput:
    """When, how long, until when to hand in, how many fit in, and how often."""
    form = Reader(given)
    starts = form.local_moment("starts")
    if starts is None:
        form.problems.setdefault("starts", "Choose a day and a time.")
    minutes = form.number("minutes", slots.SHORTEST, slots.LONGEST)
    before = form.number("before", 0, 1440, 60)
    seats = form.number("seats", 0, slots.MOST_SEATS, 0)
    weeks = form.number("weeks", 1, slots.MOST_WEEKS, 1)
    form.finish("That slot needs another look.")
    return SlotInput(cast(datetime, starts), minutes, before, seats or None, weeks)
