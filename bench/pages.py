"""Opening pages through the test client: what a request costs, and what it asks the database."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from practice.db import Database
from practice.people import actions as people_actions
from practice.people.models import Person
from practice.takes import actions as take_actions
from practice.takes import queries as take_queries
from practice.takes.notice import fingerprint

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
