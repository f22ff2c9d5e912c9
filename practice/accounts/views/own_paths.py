"""Where to go after signing in: only to places on this site."""

from urllib.parse import urlsplit

ELSEWHERE = ("/sign-in", "/sign-out", "/link/", "/forgot-password", "/session", "/store/")


def own_path(wanted: str | None) -> str:
    """The wanted path if it is one of ours to open, else the home page."""
    if not wanted or not wanted.startswith("/") or not wanted.isprintable():
        return "/"
    if wanted[1:2] in ("/", "\\") or "\\" in wanted or wanted.startswith(ELSEWHERE):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted
