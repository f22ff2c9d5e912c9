"""The storage contract: every test runs on the folder and on a real S3 server."""

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from media.errors import BadKey, NotStored
from media.storage import SignedPut
from tests.media.storefront import Shop

BODY = os.urandom(5000)
WEBM = "video/webm"


def signed(shop: Shop, key: str = "takes/1/piece-0", body: bytes = BODY, seconds: int = 60):
    return shop.store.sign_put(key, len(body), hashlib.sha256(body).hexdigest(), WEBM, seconds)


def put(shop: Shop, address: SignedPut, body: bytes = BODY, **headers: str) -> int:
    url = shop.address(address.url)
    sent = address.headers | {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.put(url, data=body, headers=sent, timeout=10).status_code


def get(shop: Shop, key: str = "takes/1/piece-0", **headers: str) -> requests.Response:
    url = shop.address(shop.store.sign_get(key, 60, WEBM))
    return requests.get(url, headers=headers, timeout=10)


def stored(shop: Shop, tmp_path: Path, key: str, body: bytes = BODY) -> None:
    source = tmp_path / "source"
    source.write_bytes(body)
    shop.store.upload(source, key, WEBM)


def test_the_announced_bytes_are_kept_and_come_back(shop: Shop):
    assert put(shop, signed(shop)) == 200
    assert get(shop).content == BODY


def test_sending_a_piece_twice_is_harmless(shop: Shop):
    address = signed(shop)
    assert [put(shop, address), put(shop, address)] == [200, 200]
    assert get(shop).content == BODY


def test_other_bytes_of_the_same_length_are_refused_and_not_kept(shop: Shop):
    assert put(shop, signed(shop), bytes(len(BODY))) == 400
    assert shop.store.head("takes/1/piece-0") is None


@pytest.mark.parametrize("body", [BODY + b"x", BODY[:-1], b""])
def test_another_length_is_refused(shop: Shop, body: bytes):
    assert put(shop, signed(shop), body) in (400, 403)
    assert shop.store.head("takes/1/piece-0") is None


def test_another_type_is_refused(shop: Shop):
    assert put(shop, signed(shop), Content_Type="text/html") == 403


def test_a_changed_signature_is_refused(shop: Shop):
    address = signed(shop)
    other = address.url[:-1] + ("0" if address.url[-1] != "0" else "1")
    assert put(shop, SignedPut(other, address.headers)) == 403


def test_a_signature_for_reading_does_not_allow_writing(shop: Shop):
    url = shop.store.sign_get("takes/1/piece-0", 60, WEBM)
    assert put(shop, SignedPut(url, {"Content-Type": WEBM})) == 403


def test_a_signature_for_writing_does_not_allow_reading(shop: Shop):
    address = signed(shop)
    put(shop, address)
    answer = requests.get(shop.address(address.url), headers=address.headers, timeout=10)
    assert answer.status_code == 403


def test_addresses_expire(shop: Shop):
    address = signed(shop, seconds=1)
    reading = shop.address(shop.store.sign_get("takes/1/piece-0", 1, WEBM))
    time.sleep(2.1)
    assert put(shop, address) == 403
    assert requests.get(reading, timeout=10).status_code == 403


def test_an_object_has_a_size_and_a_time(shop: Shop):
    put(shop, signed(shop))
    found = shop.store.head("takes/1/piece-0")
    assert found
    assert (found.key, found.size) == ("takes/1/piece-0", len(BODY))
    assert abs(datetime.now(UTC) - found.modified) < timedelta(seconds=10)


def test_nothing_is_found_where_nothing_was_stored(shop: Shop, tmp_path: Path):
    assert shop.store.head("takes/none") is None
    assert get(shop, "takes/none").status_code == 404
    with pytest.raises(NotStored):
        shop.store.download("takes/none", tmp_path / "none")


def test_files_go_up_and_come_down_whole(shop: Shop, tmp_path: Path):
    stored(shop, tmp_path, "takes/2/original.webm")
    shop.store.download("takes/2/original.webm", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == BODY


def test_listing_finds_what_begins_with_the_prefix(shop: Shop, tmp_path: Path):
    for key in ("a/1", "a/10/x", "a/10", "ab/1"):
        stored(shop, tmp_path, key, key.encode())
    listed = {
        prefix: sorted(o.key for o in shop.store.list(prefix)) for prefix in ("", "a/", "a/1")
    }
    assert listed == {
        "": ["a/1", "a/10", "a/10/x", "ab/1"],
        "a/": ["a/1", "a/10", "a/10/x"],
        "a/1": ["a/1", "a/10", "a/10/x"],
    }
    assert {found.size for found in shop.store.list("ab/")} == {4}


def test_deleting_removes_and_forgives_what_is_absent(shop: Shop, tmp_path: Path):
    stored(shop, tmp_path, "a/1")
    stored(shop, tmp_path, "a/2")
    shop.store.delete(["a/1", "a/never"])
    assert [found.key for found in shop.store.list()] == ["a/2"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, 4999), ("bytes=10-19", 10, 19), ("bytes=-7", 4993, 4999),
     ("bytes=4990-9999", 4990, 4999), ("bytes=-9999", 0, 4999)],
)  # fmt: skip
def test_a_range_brings_exactly_those_bytes(shop: Shop, asked: str, first: int, last: int):
    put(shop, signed(shop))
    answer = get(shop, Range=asked)
    assert (answer.status_code, answer.content) == (206, BODY[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/5000"


def test_a_range_beyond_the_end_is_416(shop: Shop):
    put(shop, signed(shop))
    assert get(shop, Range="bytes=5000-").status_code == 416


def test_the_type_is_the_one_that_was_signed(shop: Shop):
    put(shop, signed(shop))
    answer = get(shop)
    assert answer.headers["Content-Type"] == WEBM
    assert answer.headers["Cache-Control"].startswith("private, max-age=")
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_download_is_an_attachment_with_any_name(shop: Shop):
    put(shop, signed(shop))
    url = shop.store.sign_get("takes/1/piece-0", 60, WEBM, filename='Zoë "1"\r\n.webm')
    answer = requests.get(shop.address(url), timeout=10)
    assert answer.content == BODY
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Zo_ _1___.webm\"; filename*=UTF-8''Zo%C3%AB%20%221%22%0D%0A.webm"
    )


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", "../a", "a/../b", ".", "a/.", "A", "a b", "a\0", "a\n", "ü", "a\\b",
     "-i.mp4\u202e", "x" * 501, "x" * 201],
)  # fmt: skip
def test_a_key_outside_the_alphabet_never_reaches_the_store(shop: Shop, key: str):
    with pytest.raises(BadKey):
        shop.store.sign_put(key, 1, "00" * 32, WEBM, 60)
    with pytest.raises(BadKey):
        shop.store.sign_get(key, 60, WEBM)
    with pytest.raises(BadKey):
        shop.store.head(key)


def test_the_store_proves_itself(shop: Shop):
    findings = shop.store.check("http://127.0.0.1:5000")
    assert findings
    assert [found.sentence for found in findings if not found.ok] == []
    assert list(shop.store.list()) == []
