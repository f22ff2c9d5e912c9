"""Real object stores for tests: Swift's S3 API as a subprocess that dies with us.

with swift(folder, origin="http://127.0.0.1:5000") as config:
    store = open_store(config)
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from media.storage import StoreConfig
from tests.waiting import PATIENCE

SERVER = Path(__file__).with_name("swift_server.py")


@contextmanager
def swift(
    folder: Path, origin: str = "*", bucket: str = "recordings", port: int = 0
) -> Iterator[StoreConfig]:
    """Start Swift in `folder` (created) on a free port; CORS allows `origin`."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(SERVER), str(folder), bucket, origin, str(port)]
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        try:
            yield _config(process, folder)
        finally:
            _stop(process)


def _config(process: subprocess.Popen[bytes], folder: Path) -> StoreConfig:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("Swift did not start:\n" + (folder / "errors.log").read_text())
    ready = json.loads(line)
    return StoreConfig(
        endpoint_url=ready["endpoint"],
        bucket=ready["bucket"],
        access_key_id=ready["access_key"],
        secret_access_key=ready["secret"],
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=PATIENCE)
