"""What tests in a browser share: the browser, the product, and the app on a port of its own."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.chromium import chromium
from tests.product import Product, embedded


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


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The app on a port of its own, in a thread of the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
