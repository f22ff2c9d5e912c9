"""The doors of this room; importing it hangs all of them."""

from practice.accounts.views import imports, links, organization, people, profile, sign_in, teams
from practice.accounts.views.doors import doors

__all__ = ["doors", "imports", "links", "organization", "people", "profile", "sign_in", "teams"]
