"""What every test may ask for: a real database, a real store, the app, a client that looks."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from media.storage import Store, StoreConfig, open_store
from practice.db import Database, new_id
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
# Both take long. The first mostly wait, for a picture or a clock; the others keep a core busy.
WAITING = ("tests/journeys/", "tests/browser/")
WORKING = (
    "tests/test_bad_input.py",
    "tests/workers/",
    "tests/faults/",
    "tests/media/",
    "tests/test_permissions.py",
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

# One page makes more objects than the usual 700, and hardly any of them in circles. Looking for
# those so often was a tenth of the work of these processes.
gc.set_threshold(50_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql", action="store_true", help="the domain's tests on PostgreSQL as well"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On PostgreSQL only what touches the test's own database says anything new."""
    where = metafunc.definition
    if (
        metafunc.config.getoption("--postgresql")
        and "settings" in metafunc.fixturenames
        and not where.get_closest_marker("browser")
        and not where.nodeid.startswith(SAME_EVERYWHERE)
    ):
        metafunc.parametrize("standing", ("sqlite", "postgresql"), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that nobody waits for it in the end."""
    items[:] = _in_turn(items)


def _in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Long files of both kinds by turns, so that the cores are neither idle nor overrun."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.split("::")[0], []).append(item)
    waiting, working = (_long(files, places) for places in (WAITING, WORKING))
    turns = [name for pair in zip_longest(waiting, working) for name in pair if name]
    rest = [name for name in files if not name.startswith(WAITING + WORKING)]
    return [item for name in turns + rest for item in files[name]]


def _long(files: Iterable[str], places: Sequence[str]) -> list[str]:
    """The files in these places, the first place first."""
    return [name for place in places for name in files if name.startswith(place)]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nobody need look at it again."""
    gc.collect()
    gc.freeze()


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
def on_sqlite(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """What tests of this process work with."""
    made = Standing(tmp_path_factory.mktemp("standing"), migrated)
    yield made
    made.db.dispose()


@pytest.fixture(scope="session")
def on_postgresql(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """The same on the other database."""
    made = Standing(tmp_path_factory.mktemp("standing"), postgres_server)
    yield made
    made.db.dispose()


@pytest.fixture
def standing(request: pytest.FixtureRequest) -> Standing:
    """The one on SQLite, or on the database that this run of a test is for."""
    found: Standing = request.getfixturevalue(f"on_{getattr(request, 'param', 'sqlite')}")
    return found


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


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any schema, for tests of upgrades; always on both."""
    made = f"sqlite:///{tmp_path / 'blank.db'}"
    if request.param == "postgresql":
        made = request.getfixturevalue("postgres_server").create(f"blank-{new_id()}")
    empty = Database(made)
    yield empty
    empty.dispose()


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
