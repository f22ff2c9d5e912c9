"""What tests in a browser share: the browser, the product, the app on a port, a room to review."""

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from media.storage import Store
from practice.db import Database
from tests.browser.reviewing import Room, make_video, prepared, window
from tests.chromium import chromium
from tests.product import Product, embedded
from tests.reviews.conftest import Scene


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """What `make run` starts, for all files of a process. Addresses to send to expire soon."""
    with embedded(tmp_path_factory.mktemp("product"), UPLOAD_LINK_SECONDS="2") as running:
        yield running


class AtWork:
    """An app that knows how many requests it is at; a film may go out for as long as it likes."""

    def __init__(self, app: Flask) -> None:
        self.app, self.count, self.changed = app, 0, threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self._add(1)
        try:
            return self.app(environ, start)
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self.changed:
            self.count += number
            self.changed.notify_all()

    def wait(self) -> None:
        """Until it is at none."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.count == 0, 20), "a request has no end"


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The app on a port of its own, in a thread of the test.

    It ends when nobody is at work any more: the next test lays another database.
    """
    at_work = AtWork(app)
    server = make_server("127.0.0.1", 0, at_work, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    at_work.wait()
    server.server_close()


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One video for all that are played in the room."""
    return make_video(tmp_path_factory.mktemp("video"))


@pytest.fixture
def scene(db: Database, store: Store, video: Path) -> Scene:
    """A submitted take that can be watched, with its rep and its reviewer."""
    return prepared(db, store, video)


@pytest.fixture
def room(app: Flask, db: Database, scene: Scene, browser: Browser, url: str) -> Iterator[Room]:
    """The reviewer at a desk."""
    yield from window(app, db, scene, browser, url, viewport={"width": 1440, "height": 900})
