"""What one process of tests opens once: an engine and an application.

An engine keeps the statements it has compiled, an application its routes and templates. Made anew
for every test, that was more than half of all the work that tests did. So both stay, and what a
test may change is laid anew: the database, the parts the app works with, its doors.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from practice.app import create_app
from practice.db import Database
from practice.settings import load_settings
from practice.web.edge import Parts
from tests.postgres import Server, empty

GIVEN = {"SECRET_KEY": "a secret for tests only"}


class Standing:
    """A database that is laid anew from `source`, and an app on it."""

    def __init__(self, folder: Path, source: Path | Server) -> None:
        self.source, self.file = source, folder / "freethrow.db"
        on_server = isinstance(source, Server)
        self.url = source.migrated() if on_server else f"sqlite:///{self.file}"
        self.db = Database(self.url)
        if not on_server:
            event.listen(self.db.engine, "connect", hurry)
        given = GIVEN | {"DATA_DIR": str(folder), "DATABASE_URL": self.url}
        self.app = with_templates_kept(create_app(load_settings(given)), folder)
        self.extensions, self.doors = dict(self.app.extensions), dict(self.app.view_functions)

    def lay_anew(self) -> None:
        """A fresh database with the newest schema, at the same address."""
        if isinstance(self.source, Server):
            empty(self.db)
        else:
            self.db.dispose()
            lay(self.source, self.file)

    def app_with(self, parts: Parts) -> Flask:
        """The app as it was made, working with these parts."""
        self.app.extensions = self.extensions | {"freethrow": parts}
        self.app.view_functions = dict(self.doors)
        return self.app


def with_templates_kept(app: Flask, folder: Path) -> Flask:
    """This app, with its templates compiled once for all apps of a run, in whatever process.

    Each took two seconds for it. A process of several has a folder within that of the run.
    """
    beside = folder.parent
    kept = (beside.parent if "PYTEST_XDIST_WORKER" in os.environ else beside) / "templates"
    kept.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    return app


def hurry(connection: Any, _: Any) -> None:
    """What tests write need not reach the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def lay(source: Path, file: Path) -> None:
    """Put a copy of an SQLite database where another may lie, with what lies beside it."""
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    shutil.copy(source, file)
