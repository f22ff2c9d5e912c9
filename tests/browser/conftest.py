"""What tests in a browser share: the browser, the product, the app on a port, a room to review."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from media.storage import Store
from practice.db import Database
from tests.browser.reviewing import Room, make_video, prepared, window
from tests.chromium import chromium
from tests.product import Product, embedded
from tests.reviews.conftest import Scene
from tests.serving import served


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
    with served(app) as at:
        yield at


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
