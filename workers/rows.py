"""Rows as JSON lines and back: the same text for SQLite and PostgreSQL.

One line a row, `{"column": value}`; ids, moments and days in their standard text forms.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, Table, bindparam, null, select
from sqlalchemy.types import TypeDecorator, TypeEngine

BATCH = 500
READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Every row of the table, in the order of its primary key."""
    rows = connection.execution_options(yield_per=BATCH).execute(
        select(table).order_by(*table.primary_key)
    )
    for row in rows.mappings():
        yield json.dumps(dict(row), default=_text, ensure_ascii=False) + "\n"


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no text form")


def load(connection: Connection, table: Table, source: Iterable[str]) -> int:
    """Insert the lines; returns how many. References within the table are set afterwards."""
    later = {column.name for column in table.columns if _points_home(column)}
    readers = {column.name: _reader(column) for column in table.columns}
    count = 0
    references: list[dict[str, Any]] = []
    for batch in _batches(source):
        rows = [{name: readers[name](value) for name, value in row.items()} for row in batch]
        connection.execute(table.insert(), [_without(row, later) for row in rows])
        references += [_reference(row, later) for row in rows if any(row[name] for name in later)]
        count += len(rows)
    if references:
        connection.execute(_setting(table, later), references)
    return count


def _batches(source: Iterable[str]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in source:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _points_home(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, JSON):
        return lambda value: null() if value is None else value  # not the JSON word null
    read = READERS.get(kind.python_type, lambda value: value)
    return lambda value: None if value is None else read(value)


def _without(row: Mapping[str, Any], later: set[str]) -> dict[str, Any]:
    return {name: None if name in later else value for name, value in row.items()}


def _reference(row: Mapping[str, Any], later: set[str]) -> dict[str, Any]:
    return {"key": row["id"]} | {f"new_{name}": row[name] for name in later}


def _setting(table: Table, later: set[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in later}
    return table.update().where(table.c.id == bindparam("key")).values(values)
