"""`freethrow up` for real: the whole product starts, heals, and ends without a trace."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.settings import load_settings
from tests.product import ROOT, Product, embedded, free_port
from tests.waiting import PATIENCE, until
from workers.up import queue_answers

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One for all that leaves it running; what ends it comes last."""
    with embedded(tmp_path_factory.mktemp("up")) as running:
        yield running


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def offspring(pid: int) -> set[int]:
    """All processes that descend from this one."""
    return children(pid).union(*map(offspring, children(pid)))


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def answer(url: str) -> dict[str, str]:
    trusting = ssl._create_unverified_context()
    with urllib.request.urlopen(url, timeout=PATIENCE, context=trusting) as got:
        told: dict[str, str] = json.load(got)
    return told


def five_stay(supervisor: int) -> bool:
    """Whether five live on together; a worker that begins before the queue ends a few times."""
    before = children(supervisor)
    time.sleep(3)
    return len(before) == 5 and children(supervisor) == before


def what_it_says(log: Path) -> str:
    """The output, once it has said the last of it."""
    until("it is ready", lambda: "Ctrl-C ends it." in log.read_text())
    return log.read_text()


def is_serving(product: Product) -> bool:
    try:
        return answer(f"{product.url}/healthz") == {"status": "ok"}
    except OSError:
        return False


def test_a_second_start_on_the_same_data_says_so(product: Product) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "workers.cli", "up"],
        env=product.env | {"PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert second.returncode == 1
    assert "Freethrow is already running on" in second.stderr
    assert answer(f"{product.url}/healthz") == {"status": "ok"}


@on_linux
def test_whichever_part_is_killed_comes_back(product: Product) -> None:
    (supervisor,) = children(product.parts["up"].pid)
    what_it_says(product.log)
    until("all five", lambda: len(children(supervisor)) == 5)
    parts = children(supervisor)

    for part in parts:
        os.kill(part, signal.SIGKILL)

    until("five others", lambda: len(children(supervisor) - parts) == 5)
    until("the web", lambda: is_serving(product))
    until("the queue", lambda: queue_answers(load_settings(product.env)))
    until("they stay", lambda: five_stay(supervisor))
    assert product.log.read_text().count("starting it again") < 10
    assert not children(supervisor) & parts


@on_linux
def test_the_whole_product_starts_and_ends_without_a_trace(product: Product) -> None:
    said = what_it_says(product.log)
    family = offspring(product.parts["up"].pid)

    product.parts["up"].send_signal(signal.SIGTERM)

    assert f"Freethrow is ready: {product.url}" in said
    assert "/link/" in said
    assert len(family) >= 7  # supervisor, queue, web and its processes, two workers, sweep
    assert product.parts["up"].wait(PATIENCE) == 0
    assert all(map(is_gone, family))


@on_linux
def test_killing_the_product_leaves_no_process_and_it_starts_again(tmp_path: Path) -> None:
    with embedded(tmp_path) as product:
        family = offspring(product.parts["up"].pid)
        product.parts["up"].kill()
        product.parts["up"].wait()

    until("all are gone", lambda: all(map(is_gone, family)))
    with embedded(tmp_path) as again:
        assert answer(f"{again.url}/healthz") == {"status": "ok"}


def test_a_web_server_that_cannot_start_ends_the_start_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "wsgi.py").write_text("raise RuntimeError('the roof is missing')\n")
    env = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), "DEMO": "0"}

    ran = subprocess.run(
        [sys.executable, "-m", "workers.cli", "up"],
        cwd=tmp_path,  # where gunicorn looks first
        env=os.environ | env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert ran.returncode == 1
    said = ran.stdout[ran.stdout.index("The web did") :].splitlines()
    assert said[:2] == ["The web did not start:", "RuntimeError: the roof is missing"]
    assert len(said) == 3


def test_the_local_network_is_served_over_https_alone(tmp_path: Path) -> None:
    port = free_port()
    env = os.environ | {
        "DATA_DIR": str(tmp_path),
        "HOST": "0.0.0.0",
        "PORT": str(port),
        "DEMO": "0",
    }
    with (tmp_path / "out.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "workers.cli", "up"], env=env, stdout=log)
    try:
        said = what_it_says(tmp_path / "out.log")
        assert answer(f"https://127.0.0.1:{port}/healthz") == {"status": "ok"}
        assert "https://" in said.split("Freethrow is ready: ")[1]
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE)
    finally:
        process.terminate()
        process.wait(PATIENCE)
