"""What every test may ask for: a real database, a real store, the app, a client that looks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from media.storage import Store, StoreConfig, open_store
from practice.app import create_app
from practice.db import Database
from practice.migrate import upgrade
from practice.settings import Settings, load_settings
from tests.client import Page
from tests.fakes import ListeningDoorbell
from tests.postgres import Server, postgres

# Bytes and encoding, and a walk through pages that other tests open on both databases.
SAME_EVERYWHERE = (
    "tests/media/",
    "tests/test_nothing_leaks.py",
    "tests/workers/test_ingest.py",
    "tests/workers/test_reprocess.py",
)
LONG = ("tests/journeys/", "tests/browser/", "tests/workers/", "tests/faults/", "tests/web/")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="the domain's tests on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long comes first, so that nobody waits for it in the end.

    On PostgreSQL only what touches the test's own database says anything new.
    """
    items.sort(key=_turn)
    if config.getoption("--postgresql"):
        items[:] = [
            item
            for item in items
            if "settings" in getattr(item, "fixturenames", ())
            and not item.get_closest_marker("browser")
            and not item.nodeid.startswith(SAME_EVERYWHERE)
        ]


def _turn(item: pytest.Item) -> int:
    places = (n for n, place in enumerate(LONG) if item.nodeid.startswith(place))
    return next(places, len(LONG))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema, made once; every test starts from a copy."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    db = Database(f"sqlite:///{path}")
    upgrade(db.engine)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    db.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL, started for the first test that wants it."""
    with postgres() as server:
        yield server


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The embedded default in a directory of the test's own; with --postgresql, on that."""
    given = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "a secret for tests only"}
    if not request.config.getoption("--postgresql"):
        shutil.copy(request.getfixturevalue("migrated"), tmp_path / "freethrow.db")
        yield load_settings(given)
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.migrated()
    yield load_settings(given | {"DATABASE_URL": url})
    server.drop(url)


@pytest.fixture
def doorbell() -> ListeningDoorbell:
    """Hears what was rung, instead of waking a worker."""
    return ListeningDoorbell()


@pytest.fixture
def db(settings: Settings, doorbell: ListeningDoorbell) -> Iterator[Database]:
    """A fresh database with the newest schema."""
    database = Database(settings.database_url, doorbell)
    yield database
    database.dispose()


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """One write transaction around the whole test; for rules and queries, not for pages."""
    with db.work() as opened:
        yield opened


@pytest.fixture
def store(settings: Settings) -> Store:
    """A folder as store."""
    return open_store(StoreConfig(folder=settings.store_dir, secret=settings.secret_key))


@pytest.fixture
def app(settings: Settings, store: Store, doorbell: ListeningDoorbell) -> Iterator[Flask]:
    """The whole application on the test's database and store."""
    made = create_app(settings, doorbell=doorbell, store=store)
    yield made
    made.extensions["freethrow"].db.dispose()


@pytest.fixture
def page(app: Flask) -> Page:
    """A browser without a screen that checks every page it is shown."""
    return Page(app)
