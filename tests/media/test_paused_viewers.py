"""The web server as it is started, with more viewers who stopped reading than it has threads."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.ranges import MOST_BYTES
from media.storage import StoreConfig, open_store
from practice.db import Database
from practice.settings import Settings, load_settings
from tests import factories
from tests.product import ROOT, environment, free_port
from tests.waiting import PATIENCE, until

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
            process.wait(PATIENCE)


def started(web: Running) -> Running:
    def answers() -> bool:
        with suppress(OSError):
            return seconds_for_a_page(web) > 0
        return False

    until("the web server answers", answers)
    return web


def seconds_for_a_page(web: Running) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{web.url}/sign-in", timeout=PATIENCE) as answer:
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


def has_an_answer(viewer: socket.socket) -> bool:
    """Whether the first byte is there; it stays where it is."""
    viewer.settimeout(PATIENCE)
    return bool(viewer.recv(1, socket.MSG_PEEK))


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
        viewers = [
            stack.enter_context(stopped_viewer(web, address, more)) for _ in range(2 * web.threads)
        ]
        assert all(map(has_an_answer, viewers))
        assert max(seconds_for_a_page(web) for _ in range(5)) < 1
        address = store.sign_get("r/film", 600, TYPE)
        part = urllib.request.Request(web.url + address, headers={"Range": "bytes=5-9"})
        with urllib.request.urlopen(part, timeout=PATIENCE) as answer:
            assert (answer.status, len(answer.read())) == (206, 5)


def turned_away(address: str) -> bool:
    """Whether one more is told to come back."""
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()
    except urllib.error.HTTPError as error:
        return error.code == 503
    return False


def is_downloaded(address: str) -> bool:
    """Whether there was room for it; one that ended a moment ago may still be clearing up."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return len(answer.read()) == 4 * MOST_BYTES
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return False


def test_downloads_that_ended_or_were_given_up_make_room(web: Running, tmp_path: Path) -> None:
    store = open_store(StoreConfig(folder=web.settings.store_dir, secret=web.settings.secret_key))
    (tmp_path / "film").write_bytes(os.urandom(4 * MOST_BYTES))
    store.upload(tmp_path / "film", "r/film", TYPE)
    address = web.url + store.sign_get("r/film", 600, TYPE, "take.mp4")
    with ExitStack() as stack:
        for _ in range(2 * web.threads):
            stack.enter_context(stopped_viewer(web, address.removeprefix(web.url), ""))
        until("all have had their turn", lambda: turned_away(address))
    for _ in range(2 * web.threads):
        until("there is room for it", lambda: is_downloaded(address))
