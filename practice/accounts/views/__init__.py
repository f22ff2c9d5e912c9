"""The doors of this room; importing it hangs all of them."""

from practice.accounts.views import (
    bulk,
    changes,
    imports,
    intent,
    links,
    organization,
    people,
    phone,
    profile,
    segments,
    sign_in,
    teams,
)
from practice.accounts.views.routes import routes

__all__ = [
    "bulk",
    "changes",
    "imports",
    "intent",
    "links",
    "organization",
    "people",
    "phone",
    "profile",
    "routes",
    "segments",
    "sign_in",
    "teams",
]
