"""Backup and restore: everything comes back, on either database, or nothing is touched."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from media.storage import Store, StoreConfig, open_store
from practice.db import Database
from practice.migrate import upgrade
from practice.people.models import Person
from practice.tables import metadata
from tests import factories
from tests.postgres import Server
from workers.backup import BackupError, back_up, object_path, restore

TAKE = b"the bytes of a take" * 1000


def ignore(done: int, total: int) -> None:
    pass


def fill(db: Database, store: Store, folder: Path) -> None:
    """People, a take in two objects, and rows that point at each other."""
    with db.work() as session:
        manager = factories.person(session, "Zoë “Żuk” O'Neill 🎯")
        rep = factories.person(session, "Rep", team=factories.team(session, manager=manager))
        manager.delegate_id = rep.id
        take = factories.take(session, rep, target=factories.target(session, rep, by=manager))
        factories.submission(session, take, reviewer=manager)
    (folder / "take").write_bytes(TAKE)
    for key in ("r/1/original", "r/1/main.mp4"):
        store.upload(folder / "take", key, "video/mp4")
    (folder / "empty").write_bytes(b"")
    store.upload(folder / "empty", "r/2/empty", "video/mp4")


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    with db.engine.connect() as connection:
        return {
            table.name: [
                tuple(r) for r in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


def objects(store: Store, folder: Path) -> dict[str, str]:
    found = {}
    for stored in store.list():
        store.download(stored.key, folder / "looked-at")
        found[stored.key] = hashlib.sha256((folder / "looked-at").read_bytes()).hexdigest()
    return found


def new_store(folder: Path) -> Store:
    return open_store(StoreConfig(folder=folder, secret="another"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A second installation on SQLite."""
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other.engine)
    yield other
    other.dispose()


@pytest.fixture
def kept(db: Database, store: Store, tmp_path: Path) -> Path:
    """A backup of a filled installation."""
    fill(db, store, tmp_path)
    back_up(db, store, tmp_path / "backup", ignore)
    return tmp_path / "backup"


def test_all_rows_and_objects_come_back(
    db: Database, store: Store, kept: Path, empty: Database, tmp_path: Path
) -> None:
    other = new_store(tmp_path / "other-store")

    restore(empty, other, kept, ignore)

    assert everything(empty) == everything(db)
    assert objects(other, tmp_path) == objects(store, tmp_path)
    assert len(objects(other, tmp_path)) == 3


def test_an_installation_moves_from_sqlite_to_postgresql_and_back(
    db: Database,
    store: Store,
    kept: Path,
    empty: Database,
    postgres_server: Server,
    tmp_path: Path,
) -> None:
    postgres = Database(postgres_server.migrated())
    there, back = new_store(tmp_path / "there"), new_store(tmp_path / "back")

    restore(postgres, there, kept, ignore)
    back_up(postgres, there, tmp_path / "second backup", ignore)
    restore(empty, back, tmp_path / "second backup", ignore)
    postgres.dispose()

    assert everything(empty) == everything(db)
    assert objects(back, tmp_path) == objects(store, tmp_path)


def test_a_missing_value_stays_missing_and_is_not_the_word_null(
    kept: Path, db: Database, empty: Database, tmp_path: Path
) -> None:
    restore(empty, new_store(tmp_path / "other-store"), kept, ignore)

    for table in metadata.sorted_tables:
        for column in table.columns:
            missing = select(table).where(column.is_(None))
            with db.engine.connect() as one, empty.engine.connect() as two:
                was, came = one.execute(missing).all(), two.execute(missing).all()
            assert len(was) == len(came), column


def test_progress_is_told_object_by_object(db: Database, store: Store, tmp_path: Path) -> None:
    fill(db, store, tmp_path)
    told: list[tuple[int, int]] = []

    back_up(db, store, tmp_path / "backup", lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_equal_bytes_are_kept_once(kept: Path) -> None:
    assert len([path for path in (kept / "objects").rglob("*") if path.is_file()]) == 2


def test_a_backup_never_mixes_with_other_files(db: Database, store: Store, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")

    with pytest.raises(BackupError, match="is not empty"):
        back_up(db, store, tmp_path / "full", ignore)


def test_an_installation_in_use_is_not_overwritten(kept: Path, db: Database, store: Store) -> None:
    before = everything(db)

    with pytest.raises(BackupError, match="already has people in it"):
        restore(db, store, kept, ignore)

    assert everything(db) == before


def test_a_store_in_use_is_not_overwritten(
    kept: Path, empty: Database, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="store already has objects"):
        restore(empty, store, kept, ignore)


def test_replace_leaves_exactly_what_the_backup_holds(
    kept: Path, db: Database, store: Store, tmp_path: Path
) -> None:
    before, kept_objects = everything(db), objects(store, tmp_path)
    with db.work() as session:
        factories.person(session, "Came later")
    store.upload(tmp_path / "take", "r/3/later", "video/mp4")

    restore(db, store, kept, ignore, replace=True)

    assert everything(db) == before
    assert objects(store, tmp_path) == kept_objects


@pytest.mark.parametrize("what", ["a table", "an object", "a missing object"])
def test_a_damaged_backup_changes_nothing(
    kept: Path, db: Database, store: Store, tmp_path: Path, what: str
) -> None:
    before, stored = everything(db), objects(store, tmp_path)
    thing = object_path(kept, hashlib.sha256(TAKE).hexdigest())
    if what == "a table":
        thing = kept / "tables" / "person.jsonl"
    if what == "a missing object":
        thing.unlink()
    else:
        thing.write_bytes(thing.read_bytes()[:-1])

    with pytest.raises(BackupError, match=r"missing or damaged\. Nothing was changed\."):
        restore(db, store, kept, ignore, replace=True)

    assert everything(db) == before
    assert objects(store, tmp_path) == stored


def test_a_half_written_backup_is_none(kept: Path, empty: Database, store: Store) -> None:
    (kept / "manifest.json").unlink()

    with pytest.raises(BackupError, match="is not a backup"):
        restore(empty, store, kept, ignore)


def test_a_backup_of_another_release_is_refused(kept: Path, empty: Database, store: Store) -> None:
    manifest = json.loads((kept / "manifest.json").read_text())
    (kept / "manifest.json").write_text(json.dumps(manifest | {"revision": "9999"}))

    with pytest.raises(BackupError, match="of another release"):
        restore(empty, store, kept, ignore)


def test_a_row_that_cannot_be_stored_undoes_all_others(
    kept: Path, db: Database, store: Store
) -> None:
    before = everything(db)
    path = kept / "tables" / "submission.jsonl"
    path.write_text(path.read_text() * 2)
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["tables"]["submission"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (kept / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(IntegrityError):
        restore(db, store, kept, ignore, replace=True)

    assert everything(db) == before


def test_people_keep_their_delegates(
    kept: Path, empty: Database, db: Database, tmp_path: Path
) -> None:
    restore(empty, new_store(tmp_path / "other-store"), kept, ignore)

    with empty.reading() as session:
        delegates = session.scalars(select(Person.delegate_id)).all()
    assert any(delegates)
