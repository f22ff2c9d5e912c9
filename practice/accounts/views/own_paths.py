"""Where to go after signing in: only to places on this site."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

ELSEWHERE = (
    "/sign-in", "/sign-out", "/link/", "/phone/", "/forgot-password", "/session", "/store/",
)  # fmt: skip
RECORDED = ("scenario", "target", "again", "prompt", "heard")  # what a recorder is opened for


def own_path(wanted: str | None) -> str:
    """The wanted path if it is one of ours to open, else the home page."""
    if not wanted or not wanted.startswith("/") or not wanted.isprintable():
        return "/"
    if wanted[1:2] in ("/", "\\") or "\\" in wanted or wanted.startswith(ELSEWHERE):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def recorder_path(wanted: str | None) -> str:
    """The recorder that was asked for, rebuilt from its parts; else the list of what to practice.

    What one device keeps for itself is left out: another can't go on with it.
    """
    parts = urlsplit(own_path(wanted))
    given = [
        (name, one) for name, one in parse_qsl(parts.query) if name in RECORDED and _is_id(one)
    ]
    known = urlencode(dict(given))
    return f"/record?{known}" if parts.path == "/record" and known else "/practice"


def _is_id(given: str) -> bool:
    with suppress(ValueError):
        return str(UUID(given)) == given
    return False
