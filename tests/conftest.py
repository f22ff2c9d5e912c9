"""What every test may ask for: a real database, a real store, the app, a client that looks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from media.storage import Store, StoreConfig, open_store
from practice.db import Database
from practice.migrate import upgrade
from practice.settings import Settings, load_settings
from practice.web.edge import Parts
from tests.client import Page
from tests.fakes import ListeningDoorbell
from tests.postgres import Server, postgres
from tests.standing import GIVEN, Standing

# Bytes and encoding; a walk through pages that other tests open on both databases; and headers,
# tokens and origins, which are looked at before any door asks the database more than who it is.
SAME_EVERYWHERE = (
    "tests/media/",
    "tests/test_nothing_leaks.py",
    "tests/web/test_security.py",
    "tests/workers/test_ingest.py",
    "tests/workers/test_reprocess.py",
)
LONG = (
    "tests/journeys/",
    "tests/browser/",
    "tests/workers/",
    "tests/faults/",
    "tests/test_bad_input.py",
    "tests/media/test_cameras.py",
    "tests/media/test_hostile.py",
    "tests/test_permissions.py",
    "tests/media/",
    "tests/web/",
    "tests/test_nothing_leaks.py",
)

# A traceback in a frame with the values of all variables takes seconds to draw.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


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


@pytest.fixture(scope="session")
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """What every test of this process works with, on SQLite or with --postgresql on that."""
    folder = tmp_path_factory.mktemp("standing")
    if request.config.getoption("--postgresql"):
        made = Standing(folder, request.getfixturevalue("postgres_server"))
    else:
        made = Standing(folder, request.getfixturevalue("migrated"))
    yield made
    made.db.dispose()


@pytest.fixture
def settings(standing: Standing, tmp_path: Path) -> Settings:
    """A directory of the test's own, and a database that nobody has written to."""
    standing.lay_anew()
    return load_settings(GIVEN | {"DATA_DIR": str(tmp_path), "DATABASE_URL": standing.url})


@pytest.fixture
def doorbell() -> ListeningDoorbell:
    """Hears what was rung, instead of waking a worker."""
    return ListeningDoorbell()


@pytest.fixture
def db(settings: Settings, standing: Standing, doorbell: ListeningDoorbell) -> Database:
    """A fresh database with the newest schema."""
    standing.db.doorbell = doorbell
    return standing.db


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
def app(settings: Settings, db: Database, store: Store, standing: Standing) -> Flask:
    """The whole application on the test's database and store."""
    return standing.app_with(Parts(settings, db, store))


@pytest.fixture
def page(app: Flask) -> Page:
    """A browser without a screen that checks every page it is shown."""
    return Page(app)
