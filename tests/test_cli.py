"""The command line: it teaches, refuses with sentences, and runs the whole product."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.product import Product, embedded, free_port
from workers.cli import main


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def freethrow(folder: Path, *words: str, **env: str) -> Result:
    return CliRunner(env={"DATA_DIR": str(folder), **env}).invoke(main, words)


@pytest.mark.parametrize("name", [name for name, _ in commands(main)])
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--help"])

    assert result.exit_code == 0
    assert len(result.output.split()) > 25


def test_a_setting_that_cannot_work_stops_with_its_sentence(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "web", PORT="eighty")

    assert result.exit_code == 1
    assert result.output.startswith("Error: PORT (eighty) does not work: ")
    assert "Traceback" not in result.output


def test_a_new_database_is_upgraded_and_then_current(tmp_path: Path) -> None:
    before = freethrow(tmp_path, "db", "check")
    upgraded = freethrow(tmp_path, "db", "upgrade")
    after = freethrow(tmp_path, "db", "check")

    assert before.exit_code == 1
    assert "Run: freethrow db upgrade" in before.output
    assert upgraded.exit_code == 0
    assert after.exit_code == 0


def test_the_folder_store_passes_its_check(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "storage", "check")

    assert result.exit_code == 0, result.output
    assert "ok  " in result.output
    assert "FAIL" not in result.output


def test_a_backup_comes_back_by_the_command_line(tmp_path: Path) -> None:
    freethrow(tmp_path / "a", "first-admin")

    backed_up = freethrow(tmp_path / "a", "backup", str(tmp_path / "copy"))
    restored = freethrow(tmp_path / "b", "restore", str(tmp_path / "copy"))
    again = freethrow(tmp_path / "b", "restore", str(tmp_path / "copy"))

    assert backed_up.exit_code == 0, backed_up.output
    assert restored.exit_code == 0, restored.output
    assert "already has people in it" in again.output


def test_the_first_admin_gets_a_link(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "first-admin", BASE_URL="https://ft.example")

    assert result.exit_code == 0, result.output
    assert result.output.startswith("https://ft.example/link/")


def test_the_web_server_refuses_plain_http_to_a_network(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "web", HOST="0.0.0.0")

    assert result.exit_code == 1
    assert "would serve plain http to the network" in result.output


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with embedded(tmp_path) as running:
        yield running


def offspring(pid: int) -> set[int]:
    """All processes that descend from this one."""
    found = set()
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found |= {int(child)} | offspring(int(child))
    return found


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def answer(url: str) -> dict[str, str]:
    trusting = ssl._create_unverified_context()
    with urllib.request.urlopen(url, timeout=10, context=trusting) as got:
        told: dict[str, str] = json.load(got)
    return told


def wait_until_it_says_so(product: Product, words: str) -> str:
    deadline = time.monotonic() + 30
    while words not in (said := product.log.read_text()):
        assert time.monotonic() < deadline, said
        time.sleep(0.1)
    return said


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_whole_product_starts_and_ends_without_a_trace(product: Product) -> None:
    said = wait_until_it_says_so(product, "Ctrl-C ends it.")
    family = offspring(product.parts["up"].pid)

    product.parts["up"].send_signal(signal.SIGTERM)

    assert f"Freethrow is ready: {product.url}" in said
    assert "/link/" in said
    assert len(family) >= 7  # supervisor, queue, web and its processes, two workers, sweep
    assert product.parts["up"].wait(20) == 0
    assert all(map(is_gone, family))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_killing_the_product_leaves_no_process_and_it_starts_again(
    product: Product, tmp_path: Path
) -> None:
    family = offspring(product.parts["up"].pid)

    product.parts["up"].kill()
    product.parts["up"].wait()

    deadline = time.monotonic() + 20
    while not all(map(is_gone, family)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with embedded(tmp_path) as again:
        assert answer(f"{again.url}/healthz") == {"status": "ok"}


def test_a_second_start_on_the_same_data_says_so(product: Product) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "workers.cli", "up"],
        env=product.env | {"PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert second.returncode == 1
    assert "Freethrow is already running on" in second.stderr
    assert answer(f"{product.url}/healthz") == {"status": "ok"}


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = freethrow(tmp_path, "up", PORT=str(taken.getsockname()[1]))

    assert result.exit_code == 1
    assert "cannot be used: Address already in use" in result.output


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
        said = wait_until_it_says_so(Product("", {}, tmp_path / "out.log"), "Ctrl-C ends it.")
        assert answer(f"https://127.0.0.1:{port}/healthz") == {"status": "ok"}
        assert "https://" in said.split("Freethrow is ready: ")[1]
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    finally:
        process.terminate()
        process.wait(30)
