"""The folder store's self-check: real writes, real refusals, room on the disk."""

import hashlib
import io
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from media.errors import StoreError
from media.landing import Readable
from media.objects import Answer, Finding, SignedPut

LITTLE_ROOM = 5 * 1024**3


class Checked(Protocol):
    """The part of the folder store that the check uses."""

    folder: Path

    def sign_put(
        self, key: str, size: int, sha256_hex: str, content_type: str, seconds: int, /
    ) -> SignedPut: ...
    def sign_get(self, key: str, seconds: int, content_type: str, /) -> str: ...
    def accept(self, token: str, stream: Readable, /) -> Answer: ...
    def open_range(self, token: str, range_header: str | None, /) -> Answer: ...
    def delete(self, keys: Iterable[str], /) -> None: ...


def findings(store: Checked) -> list[Finding]:
    """Every promise of the folder store, tried once."""
    try:
        return [*_round_trip(store), _room(store.folder)]
    except (OSError, StoreError) as error:
        return [Finding(False, f"The folder {store.folder} can’t be used: {error}.")]


def _round_trip(store: Checked) -> Iterator[Finding]:
    key, body = f"check/{secrets.token_hex(8)}", secrets.token_bytes(64)
    put = store.sign_put(key, 64, hashlib.sha256(body).hexdigest(), "video/webm", 60)
    token = put.url.rsplit("/", 1)[1]
    wrong = store.accept(token, io.BytesIO(bytes(64)))
    yield _finding(wrong.status == 400, "refuses bytes other than those announced")
    stored = store.accept(token, io.BytesIO(body))
    yield _finding(stored.status == 200, f"takes a file ({store.folder})")
    get = store.sign_get(key, 60, "video/webm").rsplit("/", 1)[1]
    part = store.open_range(get, "bytes=8-15")
    yield _finding((part.status, part.body) == (206, body[8:16]), "gives back a part of a file")
    store.delete([key])
    yield _finding(store.open_range(get, None).status == 404, "removes a file")


def _finding(ok: bool, what: str) -> Finding:
    return Finding(ok, f"The folder {what}." if ok else f"Failed: the folder {what}.")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding(free >= LITTLE_ROOM, f"The disk has {free / 1024**3:.1f} GiB free.")
