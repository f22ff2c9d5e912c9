"""Runs migrations with the engine it is given, on SQLite and PostgreSQL alike."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from practice.db import StrEnumType, UtcDateTime
from practice.tables import metadata


def plain_types(kind: str, thing: Any, _: Any) -> str | Literal[False]:
    """Migrations speak of plain columns, so that they outlive the types of today's code."""
    if kind == "type" and isinstance(thing, StrEnumType):
        return "sa.String(40)"
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Migrate; SQLite rebuilds tables, so its foreign keys rest meanwhile and are checked after."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"a migration broke {len(broken)} references")


with context.config.attributes["engine"].connect() as connection:
    with connection.begin():
        run(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
