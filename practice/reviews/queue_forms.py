"""What the address of the queue asks for; what makes no sense there is left out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from practice.reviews.queue import Filter, Show
from practice.web.fields import Reader

LAST_PAGE = 10_000


def read_filter(given: Mapping[str, Any]) -> Filter:
    """The part of the queue to show; an address that somebody mistyped shows the whole."""
    form = Reader(given)
    return Filter(
        show=form.choice("show", Show, Show.all),
        scenario_id=form.uuid("scenario"),
        person_id=form.uuid("person"),
        page=form.number("page", 1, LAST_PAGE, 1),
    )


def query_of(chosen: Filter, **other: Any) -> dict[str, Any]:
    """The same as part of an address, with some of it changed; what says nothing is left out."""
    now = asdict(chosen) | {"page": 1} | other
    names = {"scenario": now["scenario_id"], "person": now["person_id"]}
    if now["show"] != Show.all:
        names["show"] = now["show"].value
    if now["page"] > 1:
        names["page"] = now["page"]
    return {name: value for name, value in names.items() if value is not None}
