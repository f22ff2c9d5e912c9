"""The doors of this room; importing it hangs all of them."""

from practice.accounts.views import links, sign_in
from practice.accounts.views.doors import doors

__all__ = ["doors", "links", "sign_in"]
