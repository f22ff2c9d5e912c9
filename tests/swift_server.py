"""A real OpenStack Swift with its S3 API in one process, for tests that sign requests.

    python tests/swift_server.py FOLDER BUCKET ORIGIN [PORT]

Prints one JSON line (endpoint, access key, secret, bucket) once the bucket exists,
and ends when its standard input closes, so it never outlives the test run. Unlike
mocks of S3 it really checks signatures, lengths and checksums.
"""

import json
import os
import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()  # Swift expects it before its own modules are loaded

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from eventlet import wsgi  # noqa: E402
from eventlet.patcher import original  # noqa: E402
from swift.common import storage_policy, utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

ACCOUNT, USER, SECRET = "tests", "tests", "tests-secret"
BACKENDS = ("account", "container", "object")
PIPELINE = (
    "catch_errors gatekeeper listing_formats s3api tempauth copy bulk slo dlo"
    " versioned_writes symlink proxy-server"
)
OPTIONS = {
    "tempauth": f"user_{ACCOUNT}_{USER} = {SECRET} .admin",
    "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true",
}


def main(folder: Path, bucket: str, origin: str, port: int = 0) -> None:
    """Start the four servers and wait for standard input to close."""
    sockets = {name: eventlet.listen(("127.0.0.1", 0)) for name in BACKENDS}
    sockets["proxy"] = eventlet.listen(("127.0.0.1", port))
    prepare(folder, sockets)
    for name, socket in sockets.items():
        text = proxy_conf(folder, origin) if name == "proxy" else backend_conf(folder, name)
        serve(socket, write(folder / f"{name}.conf", text))
    endpoint = f"http://127.0.0.1:{sockets['proxy'].getsockname()[1]}"
    create_bucket(endpoint, bucket)
    ready = {"endpoint": endpoint, "access_key": f"{ACCOUNT}:{USER}", "secret": SECRET}
    print(json.dumps(ready | {"bucket": bucket}), flush=True)
    original("threading").Thread(target=end_with_input, daemon=True).start()
    while True:
        eventlet.sleep(60)


def end_with_input() -> None:
    """Runs in a real thread: leave when whoever started us is gone."""
    while original("os").read(0, 1024):
        pass
    os._exit(0)


def prepare(folder: Path, sockets: dict) -> None:
    """The cluster's identity and its rings: one device, one copy."""
    (folder / "node" / "d1").mkdir(parents=True, exist_ok=True)
    hashes = "[swift-hash]\nswift_hash_path_prefix = t\nswift_hash_path_suffix = t\n"
    write(folder / "swift.conf", hashes + "[storage-policy:0]\nname = one\ndefault = yes\n")
    utils.set_swift_dir(str(folder))
    storage_policy.reload_storage_policies()
    for name in BACKENDS:
        ring = RingBuilder(4, 1, 1)
        ring.add_dev(device(sockets[name].getsockname()[1]))
        ring.rebalance()
        ring.get_ring().save(str(folder / f"{name}.ring.gz"))


def device(port: int) -> dict:
    """The only disk, as a ring describes it."""
    place = {"id": 0, "region": 1, "zone": 1, "weight": 1.0, "device": "d1", "meta": ""}
    here = {"ip": "127.0.0.1", "port": port}
    return place | here | {f"replication_{name}": value for name, value in here.items()}


def common(folder: Path) -> str:
    """What all four configurations begin with."""
    return (
        f"[DEFAULT]\nswift_dir = {folder}\ndevices = {folder / 'node'}\nmount_check = false\n"
        "workers = 0\nlog_level = CRITICAL\nlog_headers = no\n"
    )


def backend_conf(folder: Path, name: str) -> str:
    """An account, container or object server."""
    app = f"{name}-server"
    return (
        common(folder) + f"[pipeline:main]\npipeline = {app}\n[app:{app}]\nuse = egg:swift#{name}\n"
    )


def proxy_conf(folder: Path, origin: str) -> str:
    """The front door: S3 requests in, CORS for one origin."""
    options = OPTIONS | {
        "s3api": f"location = us-east-1\ns3_acl = false\ncors_preflight_allow_origin = {origin}"
    }
    filters = "".join(
        f"[filter:{name}]\nuse = egg:swift#{name}\n{options.get(name, '')}\n"
        for name in PIPELINE.split()[:-1]
    )
    return common(folder) + (
        f"cors_allow_origin = {origin}\nstrict_cors_mode = true\n"
        "cors_expose_headers = etag,content-range,accept-ranges,content-length\n"
        f"[pipeline:main]\npipeline = {PIPELINE}\n"
        "[app:proxy-server]\nuse = egg:swift#proxy\n"
        "account_autocreate = true\nallow_account_management = true\n" + filters
    )


def write(path: Path, text: str) -> Path:
    """Write one configuration file."""
    path.write_text(text)
    return path


class Silence:
    """A log that keeps nothing."""

    def write(self, *_: object) -> None: ...
    def info(self, *_: object) -> None: ...
    def debug(self, *_: object) -> None: ...
    def error(self, *_: object) -> None: ...


def serve(socket: object, conf: Path) -> None:
    """Serve one of the four on its socket, in a green thread."""
    app = loadapp(str(conf), global_conf={"log_requests": "no"})
    eventlet.spawn(
        wsgi.server,
        socket,
        app,
        log=Silence(),
        log_output=False,
        protocol=SwiftHttpProtocol,
        capitalize_response_headers=False,
    )


def create_bucket(endpoint: str, bucket: str) -> None:
    """Make the bucket, unless this folder already has it."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=f"{ACCOUNT}:{USER}",
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}),
    )
    if bucket not in [found["Name"] for found in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=bucket)


if __name__ == "__main__":
    place, name, allowed, *rest = sys.argv[1:]
    main(Path(place).absolute(), name, allowed, *map(int, rest))
