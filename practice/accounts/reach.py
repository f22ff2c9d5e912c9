"""Whether a phone can reach this installation, and by which address."""

import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

ONLY_HERE = (
    "This Freethrow answers only on this computer, so a phone can’t reach it. An admin can change "
    "that: start it with HOST=0.0.0.0, or set BASE_URL to the address of your server."
)
NOT_SECURE = (
    "Phones turn on the camera only over https, and this address has none. There you can still "
    "send a video from the camera app. An admin can set BASE_URL to an https:// address."
)


@dataclass(frozen=True)
class Reach:
    """The address a phone should open, empty when there is none, and what to know about it."""

    address: str
    caution: str = ""


def reach_of(base_url: str, visited: str) -> Reach:
    """The configured address if a phone can reach it, else the one this browser came by."""
    for address in (base_url, visited):
        if not is_only_here(address):
            secure = address.startswith("https://")
            return Reach(address.rstrip("/"), "" if secure else NOT_SECURE)
    return Reach("", ONLY_HERE)


def is_only_here(address: str) -> bool:
    """Whether an address means the machine itself; one that can't be read helps nobody either."""
    host = _host(address)
    if not host or host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        number = ipaddress.ip_address(host)
        return number.is_loopback or number.is_unspecified
    return False


def _host(address: str) -> str:
    with suppress(ValueError):
        return (urlsplit(address).hostname or "").lower()
    return ""
