"""Where recordings are kept: one protocol, two stores (a folder, or any S3 service).

`open_store(config)` picks the store. Keys are made by the server; browsers only
ever hold signed, short-lived addresses for one key and one purpose.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from media.folder import FolderStore
from media.objects import Answer, Finding, Findings, SignedPut, StoreConfig, StoredObject
from media.s3 import S3Store

__all__ = [
    "Answer",
    "Finding",
    "FolderStore",
    "S3Store",
    "SignedPut",
    "Store",
    "StoreConfig",
    "StoredObject",
    "open_store",
]


class Store(Protocol):
    """What every store can do. Errors are `StoreError`s; keys are checked."""

    @property
    def browser_origin(self) -> str | None:
        """The origin browsers talk to directly, for the CSP; None when it is ours."""

    def sign_put(
        self, key: str, size: int, sha256_hex: str, content_type: str, seconds: int
    ) -> SignedPut:
        """An address that takes exactly these bytes (length and SHA-256) and no others."""

    def sign_get(
        self, key: str, seconds: int, content_type: str, filename: str | None = None
    ) -> str:
        """An address to read one object; with `filename` it downloads as an attachment."""

    def head(self, key: str) -> StoredObject | None:
        """What is stored under this key, or None."""

    def download(self, key: str, path: Path) -> None:
        """Write the object to a local file; `NotStored` when there is none."""

    def upload(self, path: Path, key: str, content_type: str) -> StoredObject:
        """Store a local file whole: readers see the old state or the new, never half."""

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects and all their versions; absent ones are no error."""

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key begins with `prefix`, in no promised order."""

    def tidy(self, older_than_seconds: int) -> int:
        """Remove half-written leftovers of interrupted writes; returns how many."""

    def check(self, origin: str | None = None) -> Findings:
        """Prove with real requests that this store works, for browsers at `origin` too."""


def open_store(config: StoreConfig) -> FolderStore | S3Store:
    """The store the configuration names: the folder when one is set, else S3."""
    if config.folder is not None:
        return FolderStore(config)
    return S3Store(config)
