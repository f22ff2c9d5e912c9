"""The nouns of storage: configuration, stored objects, signed addresses, findings, keys."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from media.errors import BadKey

KEY = re.compile(r"[a-z0-9._-]+(/[a-z0-9._-]+)*")
LONGEST_KEY = 500
LONGEST_NAME = 200  # one part of a key is one file name in a folder store


@dataclass(frozen=True)
class StoreConfig:
    """Where objects live: a folder when `folder` is set, else an S3 bucket.

    `base_url` goes in front of `/store/<token>`; empty means same origin.
    `public_url` is the S3 address that browsers use when it differs from ours.
    """

    folder: Path | None = None
    secret: str = field(default="", repr=False)
    base_url: str = ""
    endpoint_url: str = ""
    public_url: str = ""
    bucket: str = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class StoredObject:
    """One object as the store sees it: size in bytes, `modified` in UTC."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class SignedPut:
    """An address that accepts exactly one body, and the headers to send with it."""

    url: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Finding:
    """One thing `check` looked at, as a sentence for the operator."""

    ok: bool
    sentence: str


Findings = list[Finding]


@dataclass(frozen=True)
class Answer:
    """What the folder store answers to one web request, framework-free."""

    status: int
    headers: Mapping[str, str]
    body: bytes | Iterator[bytes] = b""


def checked_key(key: str) -> str:
    """Return the key, or refuse one that could leave its place or confuse a store."""
    parts = key.split("/")
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise BadKey("That storage key is not allowed.", detail=repr(key[:80]))
    if any(set(part) == {"."} or len(part) > LONGEST_NAME for part in parts):
        raise BadKey("That storage key is not allowed.", detail=repr(key[:80]))
    return key
