"""Every page of a large organization: how long it takes, how many questions, and how long those.

*On the wall* is the whole request in the test client; *bare* is the same statements with the same
values once more, straight through the driver, down to the last row.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Row, Select, select

from bench.page import Figures
from bench.pages import HEX, accept_notice, counted, signed_in
from practice.assignments.models import Assignment, Cadence
from practice.db import Database
from practice.people.models import PeopleSegment, Person, TeamManager
from practice.scenarios.models import Scenario
from practice.takes.models import Submission

ROUNDS = 20
WARM = 10  # rounds that come first: by then PostgreSQL has planned every question for good
SHARE = 0.95


@dataclass(frozen=True)
class Size:
    """One organization with so many takes, and the app on its database."""

    db: Database
    app: Flask
    takes: int


@dataclass(frozen=True)
class Known:
    """Whom and what the addresses name."""

    people: dict[str, UUID]
    segment: UUID
    weekly: UUID
    scenario: UUID
    submission: UUID


def opened_pages(*sizes: Size) -> list[Figures]:
    """All of them, one after the other; each with every number of takes before the next.

    How fast a machine is changes by the minute: what is compared is measured side by side.
    """
    found: list[Figures] = [{"takes": one.takes, "pages": []} for one in sizes]
    everywhere = [list(visits(known_in(one.db))) for one in sizes]
    for alike in zip(*everywhere, strict=True):
        for one, figures, (who, path) in zip(sizes, found, alike, strict=True):
            figures["pages"].append(measured(one.db, one.app, who, path))
            print("{who:<11} {page:<46} {p95_ms:>6.0f} ms {bare_ms:>6.0f} ms {queries:>4}".format(
                **figures["pages"][-1]), flush=True)  # fmt: skip
    return found


def known_in(db: Database) -> Known:
    """Rep 7 and those above, and what they look at."""
    with db.reading() as session:

        def one(found: Select[UUID]) -> UUID:
            return session.scalars(found.limit(1)).one()

        named = ("Rep 7", "Enablement", "Admin", "Director 0")
        rows = select(Person.name, Person.id).where(Person.name.in_(named))
        people: dict[str, UUID] = {row.name: row.id for row in session.execute(rows)}
        people["Manager"] = one(
            select(TeamManager.person_id)
            .join(Person, Person.home_team_id == TeamManager.team_id)
            .where(Person.id == people["Rep 7"])
        )
        weekly = select(Assignment.id).where(Assignment.cadence == Cadence.weekly)
        return Known(
            people, one(select(PeopleSegment.id)), one(weekly), one(select(Scenario.id)),
            one(select(Submission.id).where(Submission.reviewer_id == people["Manager"],
                                            Submission.reviewed_at.is_not(None))),
        )  # fmt: skip


def visits(known: Known) -> Iterator[tuple[tuple[str, UUID], str]]:
    """Who opens what."""
    rep, weekly, scenario = known.people["Rep 7"], known.weekly, known.scenario
    lead = ["/", "/team", "/team?weeks=26", f"/team?scenario={scenario}", "/team/growth",
            "/leaders", "/team/behind", f"/team/people/{rep}", "/team/takes",
            "/team/takes?show=submitted", "/assignments", f"/assignments/{weekly}",
            "/reviews"]  # fmt: skip
    wide = [f"/team?segment={known.segment}", f"/leaders?segment={known.segment}",
            f"/team/growth?segment={known.segment}"]  # fmt: skip
    paths = {
        "Rep 7": ["/", "/progress", "/inbox", "/practice", "/takes"],
        "Manager": [*lead, f"/submissions/{known.submission}"],
        "Director 0": ["/", "/team", "/team/growth", "/leaders"],
        "Enablement": [*lead, *wide],
        "Admin": ["/people", "/people?q=rep+77", f"/people/{rep}", "/teams"],
    }
    for who, each in paths.items():
        yield from (((who, known.people[who]), path) for path in each)


def measured(db: Database, app: Flask, who: tuple[str, UUID], path: str) -> Figures:
    """One page: the times of several requests, each beside what it asked once more, bare."""
    accept_notice(db, who[1])
    client, wall, bare = signed_in(app, db, who[1]), [], []
    asked: list[tuple[float, str, Any]] = []
    with counted(app.extensions["freethrow"].db) as statements:
        for _ in range(WARM + ROUNDS):
            statements.clear()
            began = time.perf_counter()
            answer = client.get(path)
            wall.append(1000 * (time.perf_counter() - began))
            assert answer.status_code == 200, (path, answer.status_code)
            asked = [each for each in statements if not each[1].startswith("BEGIN")]
            bare.append(replayed(db, asked))
    wall, bare = wall[WARM:], bare[WARM:]
    return {
        "who": who[0].split()[0].lower(), "page": HEX.sub("…", path),
        "p95_ms": sorted(wall)[int(SHARE * (ROUNDS - 1))], "median_ms": statistics.median(wall),
        "bare_ms": statistics.median(bare), "queries": len(asked),
        "slowest": max((took, sql) for took, sql, _ in asked),
    }  # fmt: skip


def replayed(db: Database, statements: list[tuple[float, str, Any]]) -> float:
    """The same statements once more, without anything of ours around them; in milliseconds."""
    rows: list[Row[Any]] = []
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        cursor = driver.cursor()
        began = time.perf_counter()
        for _, statement, values in statements:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        took = 1000 * (time.perf_counter() - began)
        cursor.close()
    del rows
    return took
