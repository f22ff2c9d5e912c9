"""What only the S3 store promises: direct addresses, versions, honest checks."""

import dataclasses
import socket
from pathlib import Path
from typing import Any

import pytest

from media.errors import StoreError
from media.s3 import S3Store
from media.storage import StoreConfig


def test_browsers_are_sent_to_the_public_address(swift_config: StoreConfig):
    config = dataclasses.replace(swift_config, public_url="https://files.example:9443")
    store = S3Store(config)
    assert store.browser_origin == "https://files.example:9443"
    assert store.sign_get("a", 60, "video/mp4").startswith(
        "https://files.example:9443/recordings/a"
    )
    assert store.head("a") is None  # our own requests still go to the endpoint


def test_a_page_from_elsewhere_may_not_send(s3_store: S3Store):
    failed = [found.sentence for found in s3_store.check("http://evil.example") if not found.ok]
    assert failed[0] == (
        "Failed: the store lets pages from http://evil.example send (it answered 401)."
    )


def test_a_missing_bucket_is_said_plainly(swift_config: StoreConfig):
    findings = S3Store(dataclasses.replace(swift_config, bucket="elsewhere")).check()
    assert [found.ok for found in findings] == [False]
    assert "elsewhere" in findings[0].sentence


def test_a_store_that_is_down_is_a_temporary_error(swift_config: StoreConfig, tmp_path: Path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{unused.getsockname()[1]}"
        store = S3Store(dataclasses.replace(swift_config, endpoint_url=down))
        with pytest.raises(StoreError) as caught:
            store.head("a")
    assert caught.value.temporary


def test_erasing_removes_every_version(swift_config: StoreConfig, tmp_path: Path):
    store = S3Store(dataclasses.replace(swift_config, bucket="versioned"))
    store.client.create_bucket(Bucket="versioned")
    store.client.put_bucket_versioning(
        Bucket="versioned", VersioningConfiguration={"Status": "Enabled"}
    )
    for body in (b"first", b"second"):
        (tmp_path / "source").write_bytes(body)
        store.upload(tmp_path / "source", "a/b", "video/mp4")
    store.delete(["a/b"])
    left = store.client.list_object_versions(Bucket="versioned")
    assert left.get("Versions", []) + left.get("DeleteMarkers", []) == []


def test_what_a_worker_uploads_is_checked_by_its_digest(
    s3_store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "source").write_bytes(b"as it was made")
    real = s3_store.client.put_object

    def altered(**sent: Any) -> Any:
        return real(**(sent | {"Body": b"as it arrived."}))

    monkeypatch.setattr(s3_store.client, "put_object", altered)
    with pytest.raises(StoreError):
        s3_store.upload(tmp_path / "source", "a/b", "video/mp4")
    assert s3_store.head("a/b") is None
