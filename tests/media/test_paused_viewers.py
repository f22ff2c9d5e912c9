"""The web server as it is started, with more viewers who stopped reading than it has threads."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.ranges import MOST_BYTES
from media.storage import StoreConfig, open_store
from practice.db import Database
from practice.settings import Settings, load_settings
from tests import factories
from tests.product import ROOT, environment, free_port

TYPE = "video/mp4"
TINY = 4096  # the smallest window that a viewer may offer: nothing more is taken in


@dataclass
class Running:
    """The web server as an operator starts it."""

    url: str
    settings: Settings
    port: int

    @property
    def threads(self) -> int:
        return self.settings.web_processes * self.settings.web_threads


@pytest.fixture
def web(tmp_path: Path, migrated: Path) -> Iterator[Running]:
    port = free_port()
    env = environment(tmp_path, port, SECRET_KEY="a secret for tests only, long enough")
    (tmp_path / "freethrow.db").write_bytes(migrated.read_bytes())
    settings = load_settings(env)
    with Database(settings.database_url).work() as session:
        factories.organization(session)
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "web"],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield started(Running(f"http://127.0.0.1:{port}", settings, port))
        finally:
            process.terminate()
            process.wait(20)


def started(web: Running) -> Running:
    why: OSError | None = None
    for _ in range(300):
        try:
            assert seconds_for_a_page(web) > 0
            return web
        except OSError as error:
            why = error
            time.sleep(0.1)
    raise AssertionError(f"the web server did not start: {why}")


def seconds_for_a_page(web: Running) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{web.url}/sign-in", timeout=10) as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - began


def stopped_viewer(web: Running, address: str, more: str) -> socket.socket:
    """Asks for the video, and never reads a byte of it."""
    viewer = socket.socket()
    viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY)
    viewer.connect(("127.0.0.1", web.port))
    ask = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\n{more}\r\n"
    viewer.sendall(ask.encode())
    return viewer


@pytest.mark.parametrize("name", [None, "take.mp4"], ids=["viewers", "downloads"])
def test_pages_answer_while_more_have_stopped_reading_than_there_are_threads(
    web: Running, tmp_path: Path, name: str | None
) -> None:
    store = open_store(StoreConfig(folder=web.settings.store_dir, secret=web.settings.secret_key))
    (tmp_path / "film").write_bytes(os.urandom(4 * MOST_BYTES))
    store.upload(tmp_path / "film", "r/film", TYPE)
    address = store.sign_get("r/film", 600, TYPE, name)
    more = "" if name else "Range: bytes=0-\r\n"
    with ExitStack() as stack:
        for _ in range(2 * web.threads):
            stack.enter_context(stopped_viewer(web, address, more))
        time.sleep(1)
        assert max(seconds_for_a_page(web) for _ in range(5)) < 1
        address = store.sign_get("r/film", 600, TYPE)
        part = urllib.request.Request(web.url + address, headers={"Range": "bytes=5-9"})
        with urllib.request.urlopen(part, timeout=5) as answer:
            assert (answer.status, len(answer.read())) == (206, 5)


def turned_away(address: str) -> bool:
    """Whether one more is told to come back, as soon as all those before it have their turn."""
    for _ in range(20):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as error:
            return error.code == 503
        time.sleep(0.25)
    return False


def test_downloads_that_ended_or_were_given_up_make_room(web: Running, tmp_path: Path) -> None:
    store = open_store(StoreConfig(folder=web.settings.store_dir, secret=web.settings.secret_key))
    (tmp_path / "film").write_bytes(os.urandom(4 * MOST_BYTES))
    store.upload(tmp_path / "film", "r/film", TYPE)
    address = web.url + store.sign_get("r/film", 600, TYPE, "take.mp4")
    with ExitStack() as stack:
        for _ in range(2 * web.threads):
            stack.enter_context(stopped_viewer(web, address.removeprefix(web.url), ""))
        assert turned_away(address)
    time.sleep(1)
    for _ in range(2 * web.threads):
        with urllib.request.urlopen(address, timeout=5) as answer:
            assert len(answer.read()) == 4 * MOST_BYTES
