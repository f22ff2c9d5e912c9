"""What only the folder store promises: caps, headers, atomic writes, a full disk."""

import errno
import hashlib
import io
import os
import shutil
import time
from pathlib import Path

import pytest
import requests

from media.errors import NoSpace, Refused, StoreError
from media.folder import FolderStore
from media.ranges import MOST_BYTES
from media.storage import StoreConfig, open_store
from media.tokens import Grant, seal, unseal
from tests.media.storefront import Shop

WEBM = "video/webm"
BIG = os.urandom(MOST_BYTES + 1000)


@pytest.fixture
def big(folder_store: FolderStore, tmp_path: Path) -> str:
    """A stored object larger than one answer may be."""
    (tmp_path / "big").write_bytes(BIG)
    return folder_store.upload(tmp_path / "big", "takes/big", WEBM).key


def token(url: str) -> str:
    return url.removeprefix("/store/")


def put_token(store: FolderStore, body: bytes, seconds: int = 60) -> str:
    digest = hashlib.sha256(body).hexdigest()
    return token(store.sign_put("a/b", len(body), digest, WEBM, seconds).url)


def playing(store: FolderStore, key: str) -> str:
    return token(store.sign_get(key, 600, WEBM))


@pytest.mark.parametrize("asked", [None, "bytes=0-", "bytes=0-9999999", "chapters=1-2"])
def test_a_player_gets_at_most_one_mebibyte_an_answer(
    folder_store: FolderStore, big: str, asked: str | None
):
    answer = folder_store.open_range(playing(folder_store, big), asked)
    assert (answer.status, answer.body) == (206, BIG[:MOST_BYTES])
    assert answer.headers["Content-Range"] == f"bytes 0-{MOST_BYTES - 1}/{len(BIG)}"


def test_a_range_of_bytes_that_were_replaced_begins_anew(folder_store: FolderStore, big: str):
    opened = playing(folder_store, big)
    etag = folder_store.open_range(opened, None).headers["ETag"]
    same = folder_store.open_range(opened, "bytes=5-9", if_range=etag)
    assert (same.status, same.body) == (206, BIG[5:10])
    for other in ('"another"', f"W/{etag}", "Sat, 21 Nov 2026 10:00:00 GMT", ""):
        anew = folder_store.open_range(opened, "bytes=5-9", if_range=other)
        assert (anew.status, anew.body) == (206, BIG[:MOST_BYTES])
        assert anew.headers["Content-Range"].startswith("bytes 0-")


def test_a_download_brings_the_whole_file(folder_shop: Shop, big: str):
    url = folder_shop.store.sign_get(big, 60, WEBM, filename="take.webm")
    answer = requests.get(folder_shop.address(url), timeout=10)
    assert (answer.status_code, answer.content) == (200, BIG)


def test_head_names_the_whole_length_and_sends_nothing(folder_shop: Shop, big: str):
    url = folder_shop.address(folder_shop.store.sign_get(big, 60, WEBM))
    answer = requests.head(url, timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(BIG))


def test_stored_bytes_can_never_run_as_a_page(folder_store: FolderStore, big: str):
    headers = folder_store.open_range(playing(folder_store, big), None).headers
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, max-age=600"


def test_a_full_disk_answers_507_and_leaves_nothing_behind(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert folder_store.accept(put_token(folder_store, b"abc"), io.BytesIO(b"abc")).status == 507
    assert list(folder_store.incoming.iterdir()) == []
    assert folder_store.head("a/b") is None


def test_no_space_and_store_errors_are_temporary():
    assert NoSpace("").temporary
    assert StoreError("").temporary


def test_a_refused_body_is_read_to_its_end(folder_store: FolderStore):
    stream = io.BytesIO(b"abc")
    assert folder_store.accept(put_token(folder_store, b"abc", seconds=-5), stream).status == 403
    assert stream.tell() == 3


def test_a_stream_longer_than_announced_is_not_read_on(folder_store: FolderStore):
    stream = io.BytesIO(bytes(10_000_000))
    assert folder_store.accept(put_token(folder_store, b"abc"), stream).status == 400
    assert stream.tell() <= 8


def test_another_secret_opens_nothing(folder_store: FolderStore, tmp_path: Path):
    other = FolderStore(StoreConfig(folder=tmp_path / "store", secret="another secret"))
    assert other.accept(put_token(folder_store, b"abc"), io.BytesIO(b"abc")).status == 403


@pytest.mark.parametrize("text", ["", ".", "a.b", "ü.ü", "e30.e30", "x" * 5000])
def test_nonsense_tokens_are_refused(folder_store: FolderStore, text: str):
    assert folder_store.open_range(text, None).status == 403
    assert folder_store.accept(text, io.BytesIO(b"")).status == 403


def test_a_token_survives_the_trip_and_no_change():
    grant = Grant("PUT", "a/b", WEBM, 12, 5, "ff" * 32, "Zoë.webm")
    assert unseal("secret", seal("secret", grant)) == grant
    with pytest.raises(Refused):
        unseal("secret", seal("secret", grant).replace(".", "A.", 1))


def test_a_folder_store_without_a_secret_does_not_open(tmp_path: Path):
    with pytest.raises(ValueError, match="secret"):
        open_store(StoreConfig(folder=tmp_path))


def test_deleting_the_last_object_removes_its_directories(folder_store: FolderStore, big: str):
    folder_store.delete([big])
    assert list(folder_store.objects.iterdir()) == []


def test_tidying_removes_only_old_leftovers(folder_store: FolderStore, big: str):
    old, new = folder_store.incoming / "old", folder_store.incoming / "new"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    assert folder_store.tidy(3600) == 1
    assert [path.name for path in folder_store.incoming.iterdir()] == ["new"]
    assert folder_store.head(big)


def test_a_listing_cannot_climb_out(folder_store: FolderStore, big: str):
    assert list(folder_store.list("../")) == []
    assert list(folder_store.list("/etc/")) == []


def test_the_check_says_when_the_folder_is_gone(folder_store: FolderStore):
    shutil.rmtree(folder_store.folder)
    assert [found.ok for found in folder_store.check()].count(False) >= 1
