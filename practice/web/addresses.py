"""Addresses in templates, worked out as seldom as can be: each costs as much as a line of a list.

Of a place that needs nothing to be known, such as an entry of the navigation, a process remembers
the address. Of the places that the lines of a list lead to, a template works out one with `any_id`
in it, and says on each line whose it is: `{{ opens | with_id(each.id) }}`.
"""

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Flask, request

ANY_ID = str(UUID(int=0))  # stands in an address until it is known whose it is


def with_id(address: str, one: UUID | str | date) -> str:
    """An address with `any_id` in it, as that of this one, or of this day."""
    return address.replace(ANY_ID, str(one))


def init_addresses(app: Flask) -> None:
    """Make them known to the templates."""

    @lru_cache(maxsize=256)
    def place(_: str, endpoint: str) -> str:
        return app.url_for(endpoint)

    def url_for(endpoint: str, **values: Any) -> str:
        if values or endpoint.startswith("."):
            return app.url_for(endpoint, **values)
        return place(request.script_root, endpoint)

    app.jinja_env.filters["with_id"] = with_id
    app.jinja_env.globals.update(url_for=url_for, any_id=ANY_ID)
