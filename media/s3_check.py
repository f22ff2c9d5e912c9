"""The S3 store's self-check: does this service do what the product relies on?

Some services accept a signed PUT with other bytes, or leave out CORS; a recording
would be wrong or lost in the browser only. So every promise is tried with a real
request, the way a browser would send it.
"""

import hashlib
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from typing import Protocol

from media.errors import StoreError
from media.objects import Finding, Findings, SignedPut, StoredObject

TYPE = "video/webm"
SECONDS = 10


class Checked(Protocol):
    """The part of the S3 store that the check uses."""

    bucket: str
    public_url: str

    def sign_put(
        self, key: str, size: int, sha256_hex: str, content_type: str, seconds: int, /
    ) -> SignedPut: ...
    def sign_get(self, key: str, seconds: int, content_type: str, /) -> str: ...
    def head(self, key: str, /) -> StoredObject | None: ...
    def list(self, prefix: str, /) -> Iterator[StoredObject]: ...
    def delete(self, keys: Iterable[str], /) -> None: ...


def findings(store: Checked, origin: str | None) -> Findings:
    """Every promise, tried once; the first that makes the rest pointless ends the list."""
    key, body = f"check/{secrets.token_hex(8)}", secrets.token_bytes(64)
    try:
        next(iter(store.list("check/")), None)
    except StoreError as error:
        return [Finding(False, f"The bucket “{store.bucket}” can’t be used: {error.detail}")]
    found = [Finding(True, f"The bucket “{store.bucket}” answers.")]
    try:
        found += _round_trip(store, key, body)
        found += _cors(store, key, body, origin) if origin else []
    except (OSError, StoreError) as error:
        found.append(Finding(False, f"The store at {store.public_url} can’t be used: {error}"))
    return found


def _round_trip(store: Checked, key: str, body: bytes) -> Iterator[Finding]:
    put = store.sign_put(key, len(body), hashlib.sha256(body).hexdigest(), TYPE, 60)
    wrong = send("PUT", put.url, put.headers, bytes(len(body)))[0]
    yield _finding(400 <= wrong < 500, "refuses bytes other than those announced", wrong)
    longer = send("PUT", put.url, put.headers, body + b"x")[0]
    yield _finding(400 <= longer < 500, "refuses more bytes than announced", longer)
    right = send("PUT", put.url, put.headers, body)[0]
    yield _finding(right == 200, "takes the bytes that were announced", right)
    status, headers, got = send("GET", store.sign_get(key, 60, TYPE), {"Range": "bytes=8-15"})
    yield _finding((status, got) == (206, body[8:16]), "gives back a part of a file", status)
    yield _finding(headers.get("content-type") == TYPE, "serves the type we ask for", status)
    store.delete([key])
    yield _finding(store.head(key) is None, "removes a file")


def _cors(store: Checked, key: str, body: bytes, origin: str) -> Iterator[Finding]:
    put = store.sign_put(key, len(body), hashlib.sha256(body).hexdigest(), TYPE, 60)
    asked = ", ".join(name.lower() for name in put.headers)
    question = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": asked,
    }
    status, headers, _ = send("OPTIONS", put.url, question)
    allowed = headers.get("access-control-allow-origin") in (origin, "*")
    yield _finding(status in (200, 204) and allowed, f"lets pages from {origin} send", status)
    named = headers.get("access-control-allow-headers", "").lower()
    ok = named == "*" or all(name.lower() in named for name in put.headers)
    yield _finding(ok, "lets those pages send a type and a checksum", status)


def send(
    method: str, url: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One HTTP request: status, headers (lower case), body; an error status is an answer."""
    # S310 is about addresses from strangers; this one is the operator's own store.
    request = urllib.request.Request(url, data=body, headers=headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return answer.status, _lower(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _lower(error.headers.items()), error.read()


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _finding(ok: bool, what: str, status: int | None = None) -> Finding:
    got = f" (it answered {status})" if status else ""
    return Finding(ok, f"The store {what}." if ok else f"Failed: the store {what}{got}.")
