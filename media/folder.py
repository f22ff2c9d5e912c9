"""The folder store: objects as files, signed addresses of our own, no other service.

    <folder>/objects/<key with "+" after each directory>    <folder>/incoming/<random>

The "+" (not in the key alphabet) lets a key and a longer key below it coexist, as
in S3. The web app serves `/store/<token>` with `accept` (PUT) and `open_range` (GET).
"""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from media import answers, tokens
from media.errors import NoSpace, NotStored, Refused, StoreError
from media.folder_check import findings
from media.landing import Headers, Readable, disk_errors, land, settle
from media.objects import Answer, Findings, SignedPut, StoreConfig, StoredObject, checked_key
from media.tokens import Grant


class FolderStore:
    """See the module; safe for several processes and threads at once."""

    browser_origin: str | None = None

    def __init__(self, config: StoreConfig) -> None:
        if config.folder is None or not config.secret:
            raise ValueError("A folder store needs a folder and a secret.")
        self.folder = config.folder.absolute()
        self.objects = self.folder / "objects"
        self.incoming = self.folder / "incoming"
        self._secret = config.secret
        self._address = config.base_url.rstrip("/") + "/store/"
        with disk_errors():
            for directory in (self.objects, self.incoming):
                directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def sign_put(
        self, key: str, size: int, sha256_hex: str, content_type: str, seconds: int
    ) -> SignedPut:
        """An address that takes exactly these bytes and no others."""
        grant = Grant("PUT", checked_key(key), content_type, _in(seconds), size, sha256_hex)
        url = self._address + tokens.seal(self._secret, grant)
        return SignedPut(url, {"Content-Type": content_type})

    def sign_get(
        self, key: str, seconds: int, content_type: str, filename: str | None = None
    ) -> str:
        """An address to read one object; with `filename` it downloads as an attachment."""
        expires, name = _in(seconds), filename or ""
        grant = Grant("GET", checked_key(key), content_type, expires, filename=name)
        return self._address + tokens.seal(self._secret, grant)

    def accept(self, token: str, stream: Readable, headers: Headers | None = None) -> Answer:
        """Answer a signed PUT: 200 kept, 400 other bytes, 403 not allowed, 507 disk full.

        `headers` are the request's (anything whose `get` finds "Content-Type" and
        "Content-Length"); a different type or length is refused before reading.
        """
        try:
            grant = tokens.unseal(self._secret, token)
        except Refused as error:
            return answers.refusal(403, error.sentence)
        if refused := _misused(grant, headers or {}):
            answers.drain(stream, grant.size)
            return answers.refusal(403, refused)
        return self._keep(grant, stream)

    def _keep(self, grant: Grant, stream: Readable) -> Answer:
        try:
            landed = land(stream, self.incoming, most=grant.size)
            if (landed.size, landed.sha256) != (grant.size, grant.sha256):
                landed.path.unlink(missing_ok=True)
                return answers.refusal(400, "These are not the bytes that were announced.")
            settle(landed, self.path_of(grant.key))
        except StoreError as error:
            answers.drain(stream, grant.size)
            return answers.refusal(507 if isinstance(error, NoSpace) else 503, error.sentence)
        return answers.kept(landed.sha256)

    def open_range(
        self,
        token: str,
        range_header: str | None,
        method: str = "GET",
        if_range: str | None = None,
    ) -> Answer:
        """Answer a signed GET or HEAD: 200, 206 (≤ 1 MiB), 403, 404 or 416."""
        try:
            grant = tokens.unseal(self._secret, token)
        except Refused as error:
            return answers.refusal(403, error.sentence)
        if grant.method != "GET" or (left := grant.expires - int(time.time())) < 0:
            return answers.refusal(403, "This link has expired. Reload the page for a new one.")
        try:
            if method == "HEAD":
                return answers.without_body(self.path_of(grant.key), grant, left)
            asked = answers.Asked(range_header, if_range)
            return answers.opened(self.path_of(grant.key), grant, asked, left)
        except FileNotFoundError:
            return answers.refusal(404, "This file is no longer stored.")
        except OSError:
            return answers.refusal(503, "The storage folder can’t be used right now.")

    def path_of(self, key: str) -> Path:
        """The file that holds a key."""
        *directories, name = checked_key(key).split("/")
        return self.objects.joinpath(*(part + "+" for part in directories), name)

    def head(self, key: str) -> StoredObject | None:
        """What is stored under this key, or None."""
        try:
            return _described(key, self.path_of(key))
        except FileNotFoundError:
            return None

    def download(self, key: str, path: Path) -> None:
        """Copy the object to a local file; `NotStored` when there is none."""
        source = self.path_of(key)
        if not source.is_file():
            raise NotStored("This file is no longer stored.", key)
        with disk_errors():
            shutil.copyfile(source, path)

    def upload(self, path: Path, key: str, content_type: str) -> StoredObject:
        """Store a local file, atomically; the type is the reader's grant to say."""
        target = self.path_of(key)
        with path.open("rb") as source:
            settle(land(source, self.incoming), target)
        return _described(key, target)

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects and the directories they leave empty; absent ones are no error."""
        for key in keys:
            path = self.path_of(key)
            with disk_errors():
                path.unlink(missing_ok=True)
            self._prune(path.parent)

    def _prune(self, directory: Path) -> None:
        with suppress(OSError):  # not empty, or another process was faster
            while directory != self.objects:
                directory.rmdir()
                directory = directory.parent

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key begins with `prefix`; files that vanish meanwhile are skipped."""
        parents = prefix.split("/")[:-1]
        start = self.objects.joinpath(*(part + "+" for part in parents if part not in ("", "..")))
        for directory, _, names in os.walk(start):
            above = Path(directory).relative_to(self.objects).parts
            for name in names:
                key = "/".join([*(part.removesuffix("+") for part in above), name])
                with suppress(FileNotFoundError):
                    if key.startswith(prefix):
                        yield _described(key, Path(directory, name))

    def tidy(self, older_than_seconds: int) -> int:
        """Remove what interrupted writes left behind; returns how many files."""
        before, removed = time.time() - older_than_seconds, 0
        for path in self.incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed

    def check(self, origin: str | None = None) -> Findings:
        """Prove that the folder takes, refuses, returns and removes bytes as promised."""
        return findings(self)


def _in(seconds: int) -> int:
    return int(time.time()) + seconds


def _misused(grant: Grant, headers: Headers) -> str | None:
    """Why this grant does not cover this PUT, or None."""
    if grant.method != "PUT":
        return "This link is not valid."
    if grant.expires < time.time():
        return "This link has expired. Ask for a new one."
    if headers.get("Content-Type", grant.content_type) != grant.content_type:
        return "This link is for another type of file."
    if headers.get("Content-Length", str(grant.size)) != str(grant.size):
        return "This link is for another number of bytes."
    return None


def _described(key: str, path: Path) -> StoredObject:
    stat = path.stat()
    return StoredObject(key, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))
