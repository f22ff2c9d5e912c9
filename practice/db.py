"""The database: engine, transactions, column types and the base of all models.

Two ways in: `work()` for writing (on SQLite it takes the write lock at once, so that
two writers queue instead of failing half-way) and `reading()` for a consistent look.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Text,
    Uuid,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Session, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from practice.doorbell import Doorbell, SilentDoorbell, Task, asked

log = structlog.get_logger()

BUSY_TIMEOUT_MS = 5_000
PREPARED = 500  # statements that a connection keeps planned; psycopg's own 100 are few
LOOKED_AT = 1_000  # rows of each index, by which SQLite knows all of them well enough
SIZES_LAST = 3_600  # seconds; a connection learns of them when it begins
REMEMBERED = "remembered"
OF_COLUMNS = "of_columns"  # an option of questions that answer with no object
Answer = TypeVar("Answer")

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def utcnow() -> datetime:
    """Now, aware, in UTC: the only clock the domain reads."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7: unguessable enough for a URL, and ordered by time for the index."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on every database (SQLite alone would hand back naive ones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None] | None:
        """How a moment that was read becomes one: a page reads hundreds.

        A connection to PostgreSQL is told to speak UTC, so nothing remains to be done there.
        """
        return from_words if dialect.name == "sqlite" else None


moment_of = datetime.fromisoformat  # looked up once, not for each


def from_words(words: str | None) -> datetime | None:
    """A moment as SQLite keeps it: the words of its UTC, without saying so."""
    return None if words is None else moment_of(f"{words}+00:00")


class StrEnumType(TypeDecorator[StrEnum]):
    """A StrEnum stored by its value, as plain text: adding a state needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], StrEnum | None]:
        known: dict[str | None, StrEnum | None] = {each.value: each for each in self.kind}
        return (known | {None: None}).__getitem__


def in_sight(value: Answer, kind: TypeEngine[Any]) -> BindParameter[Answer]:
    """A value that stands in the statement itself.

    For what decides how a question is best answered, such as how many weeks it is about: of a
    prepared statement PostgreSQL plans all other values blindly. Only for dates and ids of which
    there are few, never for words. One that comes by name later may stand in it, too.
    """
    if isinstance(value, BindParameter):
        return bindparam(value.key, type_=kind, literal_execute=True)
    return bindparam(None, value, type_=kind, literal_execute=True)


class Among(FunctionElement[bool]):
    """Whether a column has one of the ids that come by name, however many these are.

    PostgreSQL gets them as one value. As one each they would be another statement for every number
    of them, written, read and planned anew.
    """

    name = "among"
    type = Boolean()
    inherit_cache = True


@compiles(Among, "postgresql")
def _any_of(wanted: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = wanted.clauses
    listed = bindparam(cast("BindParameter[Any]", ids).key, type_=ARRAY(column.type))
    return f"({compiler.process(column, **kw)} = ANY ({compiler.process(listed, **kw)}))"


@compiles(Among)
def _in_list(wanted: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = wanted.clauses
    return f"({compiler.process(column.in_(ids), **kw)})"


def among(
    column: ColumnElement[Any] | InstrumentedAttribute[Any],
    ids: Collection[UUID] | BindParameter[Any],
) -> ColumnElement[bool]:
    """Whether a column has one of these ids, also of those that come by name later."""
    by_name = isinstance(ids, BindParameter) and ids.value is None
    return Among(column, ids) if by_name else column.in_(ids)


class Folded(FunctionElement[str]):
    """A text in lower case, to be compared with another such: names in any spelling.

    Always both sides, in the database: how far PostgreSQL folds is up to its locale, and need not
    be how far Python does. SQLite's own `lower` folds English letters alone, so it asks Python; by
    another name, since indexes are built of `lower`, and other programs open the file as well.
    What is sorted by `lower` stays so, on SQLite with Ö behind z.
    """

    name = "folded"
    type = Text()
    inherit_cache = True


@compiles(Folded, "postgresql")
def _lower(wanted: Folded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower{compiler.process(wanted.clause_expr, **kw)}"


@compiles(Folded)
def _lower_by_python(wanted: Folded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"folded{compiler.process(wanted.clause_expr, **kw)}"


class Base(DeclarativeBase):
    """Every table: named constraints, aware times, UUID keys, JSON and text as typed."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime(),
        date: Date(),
        UUID: Uuid(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class Identified:
    """A row with an id that may stand in a URL, and the moment it was made."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    created_at: Mapped[datetime] = mapped_column(default=utcnow, sort_order=-1)


def big() -> Any:
    """A whole number that may pass two billion: bytes, and milliseconds of many people."""
    return mapped_column(BigInteger, default=0)


def insert_into(session: Session, model: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what becomes of rows whose unique key is there already."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def insert_or_skip(session: Session, model: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that leaves out rows whose unique key is there already."""
    return insert_into(session, model).on_conflict_do_nothing()


def insert_missing(
    session: Session, model: type[Identified], rows: Sequence[Mapping[str, Any]]
) -> list[UUID]:
    """Insert many rows in few statements, skipping those whose unique key is there already.

    Answers the ids of those that are new, so two processes at once never do it twice.
    """
    if not rows:
        return []
    session.flush()
    statement = insert_or_skip(session, model).returning(model.id)
    return list(session.scalars(statement, [{"id": new_id(), **row} for row in rows]))


def once(session: Session, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What `ask` answers, asked once in a look at the database; who writes asks every time."""
    remembered: dict[Hashable, Answer] = session.info.get(REMEMBERED, {})
    if key not in remembered:
        remembered[key] = ask()
    return remembered[key]


class Look(Session):
    """A session that only reads.

    What answers with columns, not with objects, goes past the machinery that makes objects: with it
    such a question takes a quarter longer, and one of four hundred rows nearly twice as long.
    """

    def execute(self, statement: Any, params: Any = None, **more: Any) -> Any:
        if not more and statement.get_execution_options().get(OF_COLUMNS):
            return self.connection().execute(statement, params)
        return super().execute(statement, params, **more)


class Database:
    """One database, opened once per process."""

    def __init__(self, url: str, doorbell: Doorbell | None = None) -> None:
        self.engine = make_engine(url)
        self.doorbell = doorbell or SilentDoorbell()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A write transaction: committed at the end, rolled back on any error.

        What was asked for meanwhile is rung after the commit, never before.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()
            rings = asked(session)
        for task, subject in rings:
            self._ring(task, subject)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look; nothing is ever written, so what is asked often is remembered.

        It ends by a commit of nothing: at a rollback psycopg forgets the statements it prepared,
        and PostgreSQL would plan every question of every page anew.
        """
        remembers: dict[Any, Any] = {REMEMBERED: {}}
        with Look(self.engine, expire_on_commit=False, autoflush=False, info=remembers) as session:
            yield session
            session.expunge_all()
            with suppress(SQLAlchemyError):  # where the connection is lost, closing is enough
                session.commit()

    def _ring(self, task: Task, subject: UUID) -> None:
        try:
            self.doorbell.ring(task, subject)
        except Exception:
            log.warning("doorbell_unheard", task=task, subject=str(subject), exc_info=True)

    def know_sizes(self) -> None:
        """Have SQLite look how many rows are alike; PostgreSQL does so by itself.

        Not knowing it, it went through all recordings to find the few that a team shares.
        """
        if not self.is_sqlite:
            return
        with self.work() as session:
            connection = session.connection()
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")

    def dispose(self) -> None:
        self.engine.dispose()


def make_engine(url: str) -> Engine:
    """An engine with the settings that were measured to lose nothing under many writers.

    What people wrote never stands in the message of an error, so it never stands in a log.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            pool_use_lifo=True,  # the one that has its questions planned already
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    connect = {"timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(url, connect_args=connect, pool_recycle=SIZES_LAST, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _: Any) -> None:
    """Plan for memory and solid disks: the defaults read a table whole to find its tenth part.

    All pages together ask some two hundred questions; each stays planned once it was.
    """
    connection.prepared_max = PREPARED
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1; SET jit = off; SET TIME ZONE 'UTC'")
    connection.commit()


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN is the only one
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("folded", 1, str.lower, deterministic=True)


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}")
