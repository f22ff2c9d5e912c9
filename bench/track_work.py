"""The work behind the pages: handing out to everybody, the turn of a week, a file of all rows."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.filler import WEEKS
from bench.page import Figures
from bench.pages import signed_in
from practice.assignments import actions as assignments
from practice.assignments.models import Assignment, AssignmentTarget, Cadence
from practice.assignments.values import Line, Order
from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.scenarios.models import Scenario

PIECE = 1_000_000
STATUS, REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def handed_out(db: Database, _: Flask) -> Figures:
    """An assignment to everybody: how soon it answers, and when the last of them has it."""
    began = time.perf_counter()
    with db.work() as session:
        by = session.get_one(Person, _named(session, "Enablement"))
        scenario = session.scalars(select(Scenario.id).limit(1)).one()
        made = assignments.assign(session, by, Order(scenario, (Line(role=Role.rep),)))
        assignment_id = made.id
    answered = time.perf_counter() - began
    bites = in_bites(
        db, lambda session: assignments.hand_out_some(session, assignment_id, utcnow()).is_more
    )
    took = time.perf_counter() - began
    return {
        "people": _count(db, assignment_id), "answered_s": answered, "all_s": took, "bites": bites,
    }  # fmt: skip


def week_begun(db: Database, _: Flask) -> Figures:
    """A week is over: what was not met closes, and everybody gets the next."""
    with db.reading() as look:
        weekly = select(Assignment.id).where(Assignment.cadence == Cadence.weekly)
        assignment_id = look.scalars(weekly.limit(1)).one()
    before, now = _count(db, assignment_id), next_monday(utcnow())
    began = time.perf_counter()
    in_bites(db, lambda session: bool(assignments.close_over(session, now)))
    closed = time.perf_counter() - began
    in_bites(db, lambda session: assignments.hand_out_some(session, assignment_id, now).is_more)
    took = time.perf_counter() - began
    opened = _count(db, assignment_id) - before
    return {"opened": opened, "closed_s": closed, "all_s": took} | _idle(db, assignment_id, now)


def next_monday(now: datetime) -> datetime:
    """Noon of it: the week has begun wherever people are."""
    noon = now.replace(hour=12, minute=0)
    return noon + timedelta(days=7 - noon.weekday())


def _idle(db: Database, assignment_id: UUID, now: datetime) -> Figures:
    """The same once more, with nothing left to do."""
    began = time.perf_counter()
    with db.work() as session:
        assignments.is_any_over(session, now)
        assignments.hand_out_some(session, assignment_id, now)
    return {"idle_ms": 1000 * (time.perf_counter() - began)}


def in_bites(db: Database, bite: Callable[[Session], bool]) -> int:
    """A transaction each, until there is nothing more to do."""
    count = 1
    while True:
        with db.work() as session:
            is_more = bite(session)
        if not is_more:
            return count
        count += 1


def long_file(db: Database, app: Flask) -> Figures:
    """A table of everybody's weeks as XLSX, and the same of one director's people for memory."""
    with db.reading() as look:
        few, all_of = _named(look, "Director 0"), _named(look, "Enablement")
        people = look.scalar(select(func.count()).where(Person.home_team_id.is_not(None))) or 0
    small, large = _downloaded(db, app, few), _downloaded(db, app, all_of)
    return {"rows": people * WEEKS, "few": small, "all": large}


def _downloaded(db: Database, app: Flask, who: UUID) -> Figures:
    client = signed_in(app, db, who)
    client.get("/team")
    before = memory("VmRSS")
    REFERENCES.write_text("5")  # the highest mark begins anew
    began, size = time.perf_counter(), 0
    with client.get("/team/export?what=weeks&as=xlsx", buffered=False) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_encoded():
            size += len(piece)
    return {
        "bytes": size, "s": time.perf_counter() - began, "before_mb": before,
        "peak_mb": memory("VmHWM"),
    }  # fmt: skip


def memory(what: str) -> float:
    """Of this process, in megabytes."""
    lines = (line.split() for line in STATUS.read_text().splitlines())
    return next(int(line[1]) / 1000 for line in lines if line[0] == f"{what}:")


def _named(session: Session, name: str) -> UUID:
    return session.scalars(select(Person.id).where(Person.name == name)).one()


def _count(db: Database, assignment_id: UUID) -> int:
    with db.reading() as look:
        given = AssignmentTarget.assignment_id == assignment_id
        return look.scalar(select(func.count(AssignmentTarget.id)).where(given)) or 0
