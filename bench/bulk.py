"""Many rows at once: by COPY on PostgreSQL, by one statement for thousands on SQLite."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table

from practice.db import Base, Database

BATCH = 20_000
Row = dict[str, Any]
Cell = Callable[[Row], Any]


def insert(db: Database, model: type[Base], rows: Sequence[Row]) -> None:
    """Write these rows; what they leave out has its default."""
    table = model.__table__
    assert isinstance(table, Table)
    with db.engine.begin() as connection:
        if not db.is_sqlite:
            _copy(connection, table, rows)
            return
        for start in range(0, len(rows), BATCH):
            connection.execute(table.insert(), rows[start : start + BATCH])


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    cells = [_cell(connection, column) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as to:
        for row in rows:
            to.write_row([cell(row) for cell in cells])


def _cell(connection: Connection, column: Column[Any]) -> Cell:
    """How a row's value of this column goes to the database."""
    name, default = column.name, column.default
    given: Callable[[], Any] = lambda: None  # noqa: E731
    if default is not None and default.is_callable:
        given = lambda: default.arg(None)  # type: ignore[attr-defined]  # noqa: E731
    elif default is not None:
        given = lambda: default.arg  # type: ignore[attr-defined]  # noqa: E731
    bound = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)

    def cell(row: Row) -> Any:
        value = row[name] if name in row else given()
        return bound(value) if bound else value

    return cell
