"""Signed permissions for the folder store: one key, one method, one moment.

A token is `payload.signature`, both base64url; the payload is the grant as JSON,
the signature HMAC-SHA256 over it. Nothing in a token is secret.
"""

import base64
import binascii
import hmac
import json
from dataclasses import astuple, dataclass

from media.errors import Refused


@dataclass(frozen=True)
class Grant:
    """What a token allows. `expires` is in Unix seconds, `size` in bytes."""

    method: str
    key: str
    content_type: str
    expires: int
    size: int = 0
    sha256: str = ""
    filename: str = ""


def seal(secret: str, grant: Grant) -> str:
    """The token for a grant."""
    payload = _encode(json.dumps(astuple(grant), separators=(",", ":")).encode())
    return f"{payload}.{_signature(secret, payload)}"


def unseal(secret: str, token: str) -> Grant:
    """The grant in a token with a right signature; expiry is the caller's to judge."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(secret, payload).encode(), signature.encode()):
        raise Refused("This link is not valid.")
    try:
        return Grant(*json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    except (TypeError, ValueError, binascii.Error) as error:
        raise Refused("This link is not valid.") from error


def _signature(secret: str, payload: str) -> str:
    return _encode(hmac.digest(b"store:" + secret.encode(), payload.encode(), "sha256"))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
