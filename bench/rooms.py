"""How long the server needs for the queue and the review room, from few takes to a million.

On PostgreSQL, through the test client. The manager who is asked for always has the same number of
takes waiting, whatever else lies in the tables.
"""

import statistics
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from bench.filler import Filler
from bench.page import Figures
from bench.pages import HEX, measure
from practice.app import create_app
from practice.db import Database
from practice.recordings.models import MediaAsset, Rendition
from practice.settings import load_settings
from practice.takes.models import Submission, Take
from tests.postgres import postgres

FEW = 1_000
WAITING = 8


def server_times(people: int, takes: int) -> list[Figures]:
    """The same pages with few takes and with many, on one database."""
    with postgres() as server, tempfile.TemporaryDirectory(prefix="bench-rooms-") as folder:
        url = server.migrated()
        settings = load_settings(
            {"DATA_DIR": folder, "SECRET_KEY": "only for this bench", "DATABASE_URL": url}
        )
        Path(folder).mkdir(exist_ok=True)
        db = Database(url)
        try:
            return _grown(db, create_app(settings), people, takes)
        finally:
            db.dispose()


def _grown(db: Database, app: Flask, people: int, takes: int) -> list[Figures]:
    filler = Filler(db, people, FEW)
    filler.fill()
    manager = filler.managers[0]
    waiting = _wait(filler, manager)
    found = [_sized(db, app, manager, waiting, FEW)]
    print(f"filling {takes:,} takes …", flush=True)
    filler.takes_count = takes - FEW
    filler.takes()
    return [*found, _sized(db, app, manager, waiting, takes)]


def _wait(filler: Filler, manager: UUID) -> list[UUID]:
    """So many takes of one team that wait for their manager, handed in one after the other."""
    team = filler.teams[0]
    own = [person for person, home in filler.members if home == team]
    batch = [filler._take(n) for n in range(WAITING)]
    submissions = []
    for n, (asset, take) in enumerate(batch):
        asset["owner_id"] = take["person_id"] = own[n % len(own)]
        take |= {"team_id": team, "created_at": filler.now - timedelta(days=1, hours=n)}
        submissions.append(filler._submission(take, manager) | {"reviewed_at": None})
    filler.insert(MediaAsset, [asset for asset, _ in batch])
    filler.insert(Rendition, [filler._rendition(asset) for asset, _ in batch])
    filler.insert(Take, [take for _, take in batch])
    filler.insert(Submission, submissions)
    return [each["id"] for each in submissions]


def _sized(db: Database, app: Flask, manager: UUID, waiting: list[UUID], takes: int) -> Figures:
    """The pages as they are now. The planner knows the tables, as it would by itself."""
    others = update(Submission).where(
        Submission.reviewer_id == manager, Submission.id.not_in(waiting)
    )
    with db.work() as session:
        session.execute(others.values(reviewed_at=Submission.created_at))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    paths = ["/reviews", f"/submissions/{waiting[0]}/review"]
    return {"takes": takes, "pages": [_page(app, db, manager, path) for path in paths]}


def _page(app: Flask, db: Database, manager: UUID, path: str) -> Figures:
    busy, wall, statements = measure(app, db, manager, path)
    return {"page": HEX.sub("…", path), "cpu_ms": statistics.median(busy),
            "wall_ms": statistics.median(wall), "queries": len(statements)}  # fmt: skip
