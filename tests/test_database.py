"""The database keeps its promises: no lost update, aware times, schema in step with models."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from practice.db import Database, UtcDateTime, new_id
from practice.doorbell import Task, ask
from practice.migrate import is_current, upgrade
from practice.people.models import Organization, Team
from practice.tables import metadata
from tests import factories
from tests.fakes import ListeningDoorbell
from tests.postgres import Server

# Of SQLite's indexes on expressions nobody tells what they are on: the next test looks them up.
UNTOLD = pytest.mark.filterwarnings("ignore:.*(expression-based|functional) index")


@UNTOLD
def test_the_migrations_make_exactly_what_the_models_say(db: Database) -> None:
    assert is_current(db.engine)
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_on_sqlite_an_index_on_an_expression_is_what_the_models_say(tmp_path: Path) -> None:
    made = "SELECT lower(sql) FROM sqlite_master WHERE type = 'index' AND sql LIKE '%lower(%'"
    found = []
    for name, make in {"migrated": upgrade, "created": metadata.create_all}.items():
        db = Database(f"sqlite:///{tmp_path / name}.db")
        make(db.engine)
        with db.engine.connect() as connection:
            found.append(sorted(connection.exec_driver_sql(made).scalars()))
        db.dispose()
    assert found[0] == found[1] and found[0]


def test_on_sqlite_other_programs_can_write_to_the_file_as_well(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'made.db'}")
    upgrade(db.engine)
    with db.work() as session:
        factories.person(session, "Özil Acar")
    db.dispose()
    with closing(sqlite3.connect(tmp_path / "made.db")) as other:
        other.execute("UPDATE person SET name = 'Ömer Acar'")
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_racing_writers_that_lock_what_they_change_lose_no_update(db: Database) -> None:
    with db.work() as session:
        factories.organization(session)

    def count_up(_: int) -> None:
        for _ in range(20):
            with db.work() as session:
                found = session.get_one(Organization, 1, with_for_update=True)
                found.keep_unsubmitted_days += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(8)))
    with db.reading() as session:
        assert session.get_one(Organization, 1).keep_unsubmitted_days == 90 + 8 * 20


def test_a_failed_piece_of_work_leaves_nothing_behind(db: Database) -> None:
    with pytest.raises(RuntimeError), db.work() as session:
        factories.team(session, "West")
        raise RuntimeError("half-way")
    with db.reading() as session:
        assert session.scalars(select(Team)).all() == []


def test_what_changes_while_one_only_looks_is_never_written(db: Database) -> None:
    with db.work() as session:
        factories.organization(session)
    with db.reading() as session:
        session.get_one(Organization, 1).name = "Not this"
    with db.reading() as session:
        assert session.get_one(Organization, 1).name != "Not this"


def test_postgresql_keeps_the_plans_of_questions_that_are_asked_often(
    postgres_server: Server,
) -> None:
    db = Database(postgres_server.migrated())
    for _ in range(6):
        with db.reading() as session:
            session.scalars(select(Team)).all()
    with db.reading() as session:
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    db.dispose()
    assert any("FROM team" in statement for statement in kept)


def test_times_come_back_aware_and_in_utc(session: Session) -> None:
    noon_in_paris = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    made = factories.person(session, created_at=noon_in_paris)
    session.expire(made)
    assert made.created_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert made.created_at.tzinfo is UTC


def test_a_server_that_lives_in_new_york_tells_times_in_utc(postgres_server: Server) -> None:
    db = Database(postgres_server.migrated())
    name = db.engine.url.database
    with db.work() as session:
        session.execute(text(f"ALTER DATABASE \"{name}\" SET timezone TO 'America/New_York'"))
    db.dispose()
    with db.reading() as session:
        told = session.scalars(select(func.now(type_=UtcDateTime()))).one()
    db.dispose()
    assert told.tzinfo is UTC
    assert abs(told - datetime.now(UTC)) < timedelta(hours=1)


def test_a_naive_time_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"), db.work() as session:
        factories.person(session, created_at=datetime(2026, 7, 1, 12))  # noqa: DTZ001 - the point


def test_ids_grow_with_time() -> None:
    made = [new_id() for _ in range(50)]
    assert len(set(made)) == 50
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)
    assert all(one.version == 7 for one in made)


def test_the_bell_rings_only_after_the_commit(db: Database, doorbell: ListeningDoorbell) -> None:
    subject = new_id()
    with pytest.raises(RuntimeError), db.work() as session:
        ask(session, Task.route, subject)
        raise RuntimeError("half-way")
    assert doorbell.heard == []
    with db.work() as session:
        ask(session, Task.route, subject)
        assert doorbell.heard == []
    assert doorbell.heard == [(Task.route, subject)]
