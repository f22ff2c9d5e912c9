"""How long the pages of a large organization take: 10,000 people, a million takes.

    python -m bench.pages [--people 10000] [--takes 1000000] [--keep FILE] [--explain]

Fills an SQLite file in bulk, opens every page of progress through the test client, and prints
for each the processor's time (the median of several), the time on the wall, and the number of
queries. The goal is 100 ms of the processor; on the wall a busy machine counts too.
"""

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bench.filler import Filler
from practice.app import create_app
from practice.assignments.models import Assignment
from practice.db import Database
from practice.migrate import upgrade
from practice.people import actions as people_actions
from practice.people.models import Person, TeamManager
from practice.scenarios.models import (
    Scenario,
)
from practice.settings import Settings, load_settings
from practice.takes import actions as take_actions
from practice.takes import queries as take_queries
from practice.takes.models import Submission, Take
from practice.takes.notice import fingerprint

GOAL_MS = 100
ROUNDS = 7
HEX = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@contextmanager
def counted(db: Database) -> Iterator[list[tuple[float, str, Any]]]:
    """Every statement with its time."""
    seen: list[tuple[float, str, Any]] = []
    began: list[float] = []

    def before(*_: Any) -> None:
        began.append(time.perf_counter())

    def after(_c: Any, _cur: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((1000 * (time.perf_counter() - began.pop()), statement, parameters))

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    yield seen
    event.remove(db.engine, "before_cursor_execute", before)
    event.remove(db.engine, "after_cursor_execute", after)


def signed_in(app: Flask, db: Database, person_id: UUID) -> FlaskClient:
    """A browser of this person."""
    with db.work() as session:
        token = people_actions.begin_session(session, session.get_one(Person, person_id))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def measure(
    app: Flask, db: Database, who: UUID, path: str
) -> tuple[list[float], list[float], list[Any]]:
    """Processor and wall times of several requests, and the statements of the last."""
    client, busy, wall = signed_in(app, db, who), [], []
    client.get(path)
    with counted(app.extensions["freethrow"].db) as statements:
        for _ in range(ROUNDS):
            statements.clear()
            began, worked = time.perf_counter(), time.process_time()
            answer = client.get(path)
            wall.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - worked))
            assert answer.status_code == 200, (path, answer.status_code)
    return busy, wall, statements


def accept_notice(db: Database, rep: UUID) -> None:
    """So that the recorder opens, and not the page before it."""
    with db.work() as session:
        shown = fingerprint(take_queries.current_notice(session))
        take_actions.accept_notice(session, session.get_one(Person, rep), shown)


def pages(db: Database) -> list[tuple[str, UUID, str]]:
    """Who opens what: every kind of page that can be long."""
    with db.reading() as session:
        named = select(Person.name, Person.id).where(
            Person.name.in_(("Rep 7", "Enablement", "Admin"))
        )
        people = dict(session.execute(named).tuples().all())
        rep = people["Rep 7"]
        manager = session.scalars(
            select(TeamManager.person_id)
            .join(Person, Person.home_team_id == TeamManager.team_id)
            .where(Person.id == rep)
        ).one()
        assignment = session.scalars(select(Assignment.id)).first()
        scenario = session.scalars(select(Scenario.id)).first()
        take = session.scalars(select(Take.id).where(Take.person_id == rep)).first()
        submission = session.scalars(
            select(Submission.id).where(Submission.reviewer_id == manager)
        ).first()
    accept_notice(db, rep)
    own = ["/", "/progress", "/inbox", "/practice", f"/practice/{scenario}", "/takes",
           f"/takes/{take}", f"/record?scenario={scenario}", "/takes/compare",
           "/heard"]  # fmt: skip
    lead = ["/", "/team", "/team?weeks=26", "/team/growth", "/leaders", "/team/behind",
            f"/team/people/{rep}", "/team/takes",
            "/team/takes?show=submitted", "/team/takes?show=waiting", "/assignments",
            "/assignments/new", f"/assignments/{assignment}", "/reviews"]  # fmt: skip
    room = [f"/submissions/{submission}", f"/submissions/{submission}/review"]
    run = ["/people", "/people?q=rep+77", f"/people/{rep}", "/teams", "/audit", "/settings"]
    written = ["/scenarios", "/scenarios/new?interaction=pitch"]
    visits = {
        ("rep", rep): own,
        ("manager", manager): lead + room,
        ("enablement", people["Enablement"]): [*lead, *written],
        ("admin", people["Admin"]): run,
    }
    return [(who, person, path) for (who, person), paths in visits.items() for path in paths]


def report(db: Database, app: Flask, explain: bool) -> int:
    """One line a page; answers how many miss the goal."""
    missed = 0
    print(f"{'who':<11} {'page':<34} {'cpu':>8} {'wall':>8} {'queries':>8}")
    for who, person, path in pages(db):
        busy, wall, statements = measure(app, db, person, path)
        median, shown = statistics.median(busy), HEX.sub("…", path)
        missed += median > GOAL_MS
        mark = "  over" if median > GOAL_MS else ""
        line = f"{median:>6.0f}ms {statistics.median(wall):>6.0f}ms {len(statements):>8}{mark}"
        print(f"{who:<11} {shown:<34} {line}")
        if explain and median > GOAL_MS:
            show_slow(db, statements)
    return missed


def show_slow(db: Database, statements: list[tuple[float, str, Any]]) -> None:
    """The slowest statements and how SQLite finds its rows."""
    for took, statement, parameters in sorted(statements, key=lambda one: -one[0])[:3]:
        print(f"    {took:.0f} ms: {' '.join(statement.split())[:700]}")
        with db.engine.connect() as connection:
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters):
                print(f"        {row[3]}")


def main() -> int:
    """Fill, open, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--takes", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a directory to fill once and use again")
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings(
            {"DATA_DIR": str(asked.keep or scratch), "SECRET_KEY": "only for this bench"}
        )
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        return 1 if report(*opened(settings, asked.people, asked.takes), asked.explain) else 0


def opened(settings: Settings, people: int, takes: int) -> tuple[Database, Flask]:
    """The filled database and the app on it."""
    fresh = not (settings.data_dir / "freethrow.db").exists()
    db = Database(settings.database_url)
    if fresh:
        began = time.perf_counter()
        upgrade(db.engine)
        Filler(db, people, takes).fill()
        print(f"filled in {time.perf_counter() - began:.0f} s")
    return db, create_app(settings)


if __name__ == "__main__":
    sys.exit(main())
