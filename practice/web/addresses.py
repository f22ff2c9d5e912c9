"""Addresses in templates, worked out as seldom as can be: each costs as much as a line of a list.

Of a place that needs nothing to be known, such as an entry of the navigation, a process remembers
the address. Of the places that the lines of a list lead to, a template works out one with `any_id`
in it, and says on each line whose it is: `{{ opens | with_id(each.id) }}`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Flask, request
from markupsafe import Markup

ANY_ID = str(UUID(int=0))  # stands in an address until it is known whose it is
ANY_DAY = str(date.min)  # and this, until it is known of which day


def with_id(address: str, one: UUID | str | date) -> str:
    """An address with `any_id` in it, as that of this one, or of this day."""
    return address.replace(ANY_ID, str(one))


def each_day(kinds: Iterable[Any], looks: Mapping[Any, str], days: Iterable[str]) -> Markup:
    """A line of many cells, each as one of its kind looks, with the day of its own in its address.

    What they look like comes from templates; a template that went through hundreds of cells would
    take longer for them than for all the rest of the page.
    """
    each = [str.replace(looks[kind], ANY_DAY, day) for kind, day in zip(kinds, days, strict=True)]
    return Markup("".join(each))  # noqa: S704 - it is markup already, and a day has nothing to escape


def init_addresses(app: Flask) -> None:
    """Make them known to the templates."""

    @lru_cache(maxsize=256)
    def place(_: str, endpoint: str) -> str:
        return app.url_for(endpoint)

    def url_for(endpoint: str, **values: Any) -> str:
        if values or endpoint.startswith("."):
            return app.url_for(endpoint, **values)
        return place(request.script_root, endpoint)

    app.jinja_env.filters.update(with_id=with_id, each_day=each_day)
    app.jinja_env.globals.update(url_for=url_for, any_id=ANY_ID, any_day=ANY_DAY)
