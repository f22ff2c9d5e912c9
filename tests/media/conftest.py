"""Both stores, each behind real HTTP, for the storage contract; real media tools."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from media.storage import FolderStore, S3Store, StoreConfig
from tests.media.canary import Canary
from tests.media.hostile import Kit
from tests.media.storefront import Shop, serving
from tests.stores import swift

ORIGIN = "http://127.0.0.1:5000"


@pytest.fixture(scope="session")
def swift_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreConfig]:
    """One Swift for the whole run."""
    with swift(tmp_path_factory.mktemp("swift"), origin=ORIGIN) as config:
        yield config


@pytest.fixture
def s3_store(swift_config: StoreConfig) -> S3Store:
    """The S3 store on a real server, emptied."""
    store = S3Store(swift_config)
    store.delete([found.key for found in store.list()])
    return store


@pytest.fixture
def folder_store(tmp_path: Path) -> FolderStore:
    """A folder store in a fresh folder."""
    return FolderStore(StoreConfig(folder=tmp_path / "store", secret="a test secret"))


@pytest.fixture
def folder_shop(folder_store: FolderStore) -> Iterator[Shop]:
    """The folder store behind a small real web server."""
    with serving(folder_store) as shop:
        yield shop


@pytest.fixture(params=["folder", "s3"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """Each store in turn: what holds for one must hold for the other."""
    if request.param == "folder":
        found: Shop = request.getfixturevalue("folder_shop")
        return found
    return Shop(request.getfixturevalue("s3_store"), "")


@pytest.fixture(scope="session")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    """What hostile files point at, for the whole run."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Canary(tmp_path_factory.mktemp("canary") / "canary.mp4", server)


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory, canary: Canary) -> Kit:
    """What hostile files are made from; the canary is a video that could be followed."""
    made = Kit(tmp_path_factory.mktemp("kit"), canary.path, canary.url)
    canary.path.write_bytes(made.mp4)
    return made
