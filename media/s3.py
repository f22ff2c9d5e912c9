"""The S3 store: any S3-compatible service; browsers go to it directly.

Two clients: one with our endpoint for the server's own work, one with the public
address, which only signs. Path addressing and checksums only where required, so
that services other than Amazon's understand us.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from media.answers import disposition
from media.errors import NotStored, StoreError
from media.landing import disk_errors
from media.objects import Findings, SignedPut, StoreConfig, StoredObject, checked_key
from media.s3_check import findings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef

    Names = list[ObjectIdentifierTypeDef]

PARTS = TransferConfig(
    multipart_threshold=64 * 1024**2, multipart_chunksize=32 * 1024**2, use_threads=False
)
AT_ONCE = 1000  # keys in one delete request, the protocol's limit
ABSENT = {"404", "NoSuchKey", "NotFound"}
UNKNOWN = {"NotImplemented", "MethodNotAllowed", "501", "405"}


class S3Store:
    """See the module; safe for several processes and threads at once."""

    def __init__(self, config: StoreConfig) -> None:
        if not (config.endpoint_url and config.bucket):
            raise ValueError("An S3 store needs an endpoint and a bucket.")
        self.bucket = config.bucket
        self.public_url = config.public_url or config.endpoint_url
        self.client = _client(config, config.endpoint_url)
        self._signer = _client(config, self.public_url)

    @property
    def browser_origin(self) -> str:
        """The origin browsers send pieces to and play from."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def sign_put(
        self, key: str, size: int, sha256_hex: str, content_type: str, seconds: int
    ) -> SignedPut:
        """An address that takes exactly these bytes: length, type and SHA-256 are signed."""
        digest = base64.b64encode(bytes.fromhex(sha256_hex)).decode()
        bound = {"ContentLength": size, "ContentType": content_type, "ChecksumSHA256": digest}
        url = self._signer.generate_presigned_url(
            "put_object", Params=self._named(key) | bound, ExpiresIn=seconds
        )
        return SignedPut(url, {"Content-Type": content_type, "x-amz-checksum-sha256": digest})

    def sign_get(
        self, key: str, seconds: int, content_type: str, filename: str | None = None
    ) -> str:
        """An address to read one object; with `filename` it downloads as an attachment."""
        params = self._named(key) | {
            "ResponseContentType": content_type,
            "ResponseCacheControl": f"private, max-age={seconds}",
        }
        if filename:
            params["ResponseContentDisposition"] = disposition(filename)
        return self._signer.generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)

    def head(self, key: str) -> StoredObject | None:
        """What is stored under this key, or None."""
        try:
            with _s3_errors():
                found = self.client.head_object(Bucket=self.bucket, Key=checked_key(key))
        except NotStored:
            return None
        return StoredObject(key, found["ContentLength"], found["LastModified"].astimezone(UTC))

    def download(self, key: str, path: Path) -> None:
        """Write the object to a local file; `NotStored` when there is none."""
        with _s3_errors():
            self.client.download_file(self.bucket, checked_key(key), str(path), Config=PARTS)

    def upload(self, path: Path, key: str, content_type: str) -> StoredObject:
        """Store a local file. The service checks its SHA-256 and keeps all of it or nothing."""
        with disk_errors(), path.open("rb") as body, _s3_errors():
            digest = hashlib.file_digest(body, "sha256").digest()
            body.seek(0)
            self.client.put_object(
                Bucket=self.bucket,
                Key=checked_key(key),
                Body=body,
                ContentType=content_type,
                ChecksumSHA256=base64.b64encode(digest).decode(),
            )
        stored = self.head(key)
        if stored is None or stored.size != path.stat().st_size:
            raise StoreError("The file store did not keep the whole file.", key)
        return stored

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects, in versioned buckets every version; absent ones are no error."""
        names = iter([checked_key(key) for key in keys])
        versioned = self._versioned()
        while some := list(islice(names, AT_ONCE)):
            self._delete([{"Key": key} for key in some])
            for key in some if versioned else ():
                self._delete(self._versions(key))

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key begins with `prefix`."""
        pages = self.client.get_paginator("list_objects_v2")
        with _s3_errors():
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
                for found in page.get("Contents", ()):
                    modified = found["LastModified"].astimezone(UTC)
                    yield StoredObject(found["Key"], found["Size"], modified)

    def tidy(self, older_than_seconds: int) -> int:
        """Nothing is ever half written: an object is stored whole or not at all."""
        return 0

    def check(self, origin: str | None = None) -> Findings:
        """Prove access, signatures and (for `origin`) CORS with real requests."""
        return findings(self, origin)

    def _named(self, key: str) -> dict[str, object]:
        return {"Bucket": self.bucket, "Key": checked_key(key)}

    def _versioned(self) -> bool:
        try:
            answer = self.client.get_bucket_versioning(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"].get("Code") in UNKNOWN:
                return False
            raise _translated(error) from error
        return bool(answer.get("Status"))

    def _versions(self, key: str) -> "Names":
        with _s3_errors():
            page = self.client.list_object_versions(Bucket=self.bucket, Prefix=key)
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        return [{"Key": key, "VersionId": v["VersionId"]} for v in found if v["Key"] == key]

    def _delete(self, names: "Names") -> None:
        if not names:
            return
        with _s3_errors():
            answer = self.client.delete_objects(
                Bucket=self.bucket, Delete={"Objects": names, "Quiet": True}
            )
        errors = [one for one in answer.get("Errors", ()) if one.get("Code") not in ABSENT]
        if errors:
            raise StoreError("The file store did not remove a file.", str(errors[:3]))


def _client(config: StoreConfig, endpoint: str) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=config.region,
        aws_access_key_id=config.access_key_id,
        aws_secret_access_key=config.secret_access_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 3},
        ),
    )


@contextmanager
def _s3_errors() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error) as error:
        raise _translated(error) from error


def _translated(error: Exception) -> StoreError:
    code = error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""
    if code in ABSENT:
        return NotStored("This file is no longer stored.", str(error))
    return StoreError("The file store can’t be used right now.", str(error))
