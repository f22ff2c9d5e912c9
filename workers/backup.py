"""`freethrow backup` and `freethrow restore`: everything there is, in one portable directory.

    DIR/manifest.json        what the backup holds, written last: without it there is no backup
    DIR/tables/<name>.jsonl  one row a line
    DIR/objects/ab/abcd…     stored objects, named by their SHA-256

Database and store may be of another kind when it is restored, so this is also how one moves from
SQLite and a folder to PostgreSQL and S3.
"""

import hashlib
import json
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from media.errors import NotStored
from media.storage import Store
from practice.db import Database, utcnow
from practice.migrate import current_revision, is_current
from practice.tables import metadata
from workers import rows

FORMAT = 1
Tick = Callable[[int, int], None]  # done, of how many


class BackupError(Exception):
    """Why a backup was not made or not restored: a sentence for the operator."""


@dataclass(frozen=True)
class TableNote:
    """What one table's file must be like."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class ObjectNote:
    """One stored object of the backup."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The content of a backup, and the proof that it is whole."""

    made_at: str
    revision: str | None
    tables: dict[str, TableNote]
    objects: list[ObjectNote]


def back_up(db: Database, store: Store, target: Path, tick: Tick) -> Manifest:
    """Write a backup to an empty or new directory, while others work.

    The tables are one moment. Objects are copied afterwards: one that was deleted meanwhile was
    deleted on purpose and is left out. Refuses a directory that holds anything.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty; choose a new directory.")
    if not is_current(db.engine):
        raise BackupError("The database is of another release. Run: freethrow db upgrade")
    (target / "tables").mkdir(mode=0o700, parents=True)
    tables = _write_tables(db, target)
    objects = list(_copy_objects(store, target, tick))
    manifest = Manifest(utcnow().isoformat(), current_revision(db.engine), tables, objects)
    (target / "manifest.json").write_text(json.dumps({"format": FORMAT} | asdict(manifest)))
    return manifest


def _write_tables(db: Database, target: Path) -> dict[str, TableNote]:
    with db.engine.connect() as connection:
        if not db.is_sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        return {
            table.name: _write(target / "tables" / f"{table.name}.jsonl", connection, table)
            for table in metadata.sorted_tables
        }


def _write(path: Path, connection: Connection, table: Any) -> TableNote:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, line in enumerate(rows.lines(connection, table), 1):  # noqa: B007
            file.write(line)
    return TableNote(count, digest(path))


def _copy_objects(store: Store, target: Path, tick: Tick) -> Iterator[ObjectNote]:
    found = sorted(store.list(), key=lambda stored: stored.key)
    arriving = target / "arriving"
    for done, stored in enumerate(found, 1):
        with suppress(NotStored):
            store.download(stored.key, arriving)
            yield _keep(arriving, stored.key, target)
        tick(done, len(found))


def _keep(arriving: Path, key: str, target: Path) -> ObjectNote:
    sha256, size = digest(arriving), arriving.stat().st_size
    place = object_path(target, sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    arriving.replace(place)
    return ObjectNote(key, size, sha256)


def read_manifest(source: Path) -> Manifest:
    """The manifest of a whole backup. Refuses what is not one."""
    try:
        data = json.loads((source / "manifest.json").read_text())
    except (OSError, ValueError):
        raise BackupError(f"{source} is not a backup: it has no readable manifest.") from None
    if data.get("format") != FORMAT:
        raise BackupError(f"{source} was made by another release, in a format we do not know.")
    tables = {name: TableNote(**note) for name, note in data["tables"].items()}
    objects = [ObjectNote(**note) for note in data["objects"]]
    return Manifest(data["made_at"], data["revision"], tables, objects)


def restore(
    db: Database, store: Store, source: Path, tick: Tick, replace: bool = False
) -> Manifest:
    """Bring back a backup. The schema must be in place (`freethrow db upgrade`).

    Checks every digest before it changes anything. Refuses a database with people or a store with
    objects unless `replace`, which removes what is there. Rows appear together or not at all.
    """
    manifest = read_manifest(source)
    if manifest.revision != current_revision(db.engine):
        raise BackupError("This backup is of another release. Restore with that one, then upgrade.")
    if not replace:
        _refuse_overwriting(db, store)
    _check(manifest, source)
    _upload(manifest, store, source, tick)
    with db.engine.begin() as connection:
        _load_tables(connection, manifest, source)
    wanted = {note.key for note in manifest.objects}
    store.delete([stored.key for stored in store.list() if stored.key not in wanted])
    return manifest


def _refuse_overwriting(db: Database, store: Store) -> None:
    with db.engine.connect() as connection:
        if connection.scalar(select(func.count()).select_from(metadata.tables["person"])):
            raise BackupError("The database already has people in it. Use --replace to lose them.")
    if next(iter(store.list()), None):
        raise BackupError("The store already has objects in it. Use --replace to lose them.")


def _check(manifest: Manifest, source: Path) -> None:
    files = {_table_path(source, name): note.sha256 for name, note in manifest.tables.items()}
    files |= {object_path(source, note.sha256): note.sha256 for note in manifest.objects}
    for path, sha256 in files.items():
        if not path.exists() or digest(path) != sha256:
            raise BackupError(f"{path} is missing or damaged. Nothing was changed.")


def _upload(manifest: Manifest, store: Store, source: Path, tick: Tick) -> None:
    for done, note in enumerate(manifest.objects, 1):
        kind = mimetypes.guess_type(note.key)[0] or "application/octet-stream"
        store.upload(object_path(source, note.sha256), note.key, kind)
        tick(done, len(manifest.objects))


def _load_tables(connection: Connection, manifest: Manifest, source: Path) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table in metadata.sorted_tables:
        note = manifest.tables[table.name]
        with _table_path(source, table.name).open(encoding="utf-8") as file:
            if rows.load(connection, table, file) != note.rows:
                raise BackupError(
                    f"The rows of {table.name} are not complete. Nothing was changed."
                )


def _table_path(source: Path, name: str) -> Path:
    return source / "tables" / f"{name}.jsonl"


def object_path(place: Path, sha256: str) -> Path:
    return place / "objects" / sha256[:2] / sha256


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
