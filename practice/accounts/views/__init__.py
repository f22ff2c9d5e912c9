"""The doors of this room; importing it hangs all of them."""

from practice.accounts.views import (
    imports,
    intent,
    links,
    organization,
    people,
    phone,
    profile,
    sign_in,
    teams,
)
from practice.accounts.views.routes import routes

__all__ = [
    "imports",
    "intent",
    "links",
    "organization",
    "people",
    "phone",
    "profile",
    "routes",
    "sign_in",
    "teams",
]
