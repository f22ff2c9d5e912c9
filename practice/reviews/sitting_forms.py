"""What the review room tells about a sitting, read field by field."""

from collections.abc import Mapping
from typing import Any

from practice.errors import Invalid
from practice.reviews.sittings import Beat, Part
from practice.web.fields import Reader

LONGEST_MS = 24 * 3_600_000
MOST_PARTS = 500  # in fifteen seconds; a player jumped about for an hour tells fewer
UNREADABLE = "We couldn’t read which parts were played."


def read_beat(given: Mapping[str, Any]) -> Beat:
    """Time at work and the parts played since the last beat; refuses what is no time."""
    form = Reader(given)
    active_ms = form.number("active_ms", 0, LONGEST_MS, default=0)
    form.finish("We couldn’t read how long you were at work.")
    parts = given.get("parts", [])
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise Invalid(UNREADABLE)
    return Beat(active_ms, [_part(one) for one in parts])


def _part(given: object) -> Part:
    if not isinstance(given, list) or len(given) != 2:
        raise Invalid(UNREADABLE)
    return _ms(given[0]), _ms(given[1])


def _ms(given: object) -> int:
    """A time in the take; a number far outside of any take is none."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Invalid(UNREADABLE)
    if not abs(given) <= LONGEST_MS:  # the other way around NaN would pass
        raise Invalid(UNREADABLE)
    return int(given)
