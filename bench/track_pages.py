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

from bench.machine import pace
from bench.page import Figures
from bench.pages import HEX, accept_notice, counted, signed_in
from practice.assignments.models import Assignment, Cadence
from practice.db import Database
from practice.people.models import PeopleSegment, Person, TeamManager
from practice.scenarios.models import Scenario
from practice.takes.models import Submission

ROUNDS = 20
TURNS = 5  # in which these are opened, between all the other pages
WARM = 12  # rounds that come first: by then PostgreSQL has planned every question for good
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
    """All of them with every number of takes, in turns that lie minutes apart.

    How fast a machine is changes by the second and by the minute: what is compared is measured side
    by side, and no page has all its rounds in one slow moment.
    """
    everywhere = [list(visits(known_in(one.db))) for one in sizes]
    pages = [
        [Opened(one, who, path) for one, (who, path) in zip(sizes, alike, strict=True)]
        for alike in zip(*everywhere, strict=True)
    ]
    paces: list[float] = []
    for rounds in [WARM, *[ROUNDS // TURNS] * TURNS]:
        print(f"opening {len(pages)} pages {rounds} times each …", flush=True)
        for alike in pages:
            paces.append(pace())
            for page in alike:
                page.open(rounds)
    quarters = statistics.quantiles(paces[len(pages) :], n=4)
    return [
        {"takes": size.takes, "pace_ms": quarters, "pages": [page.figures() for page in each]}
        for size, each in zip(sizes, zip(*pages, strict=True), strict=True)
    ]


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


class Opened:
    """One page: the times of several requests, each beside what it asked once more, bare."""

    def __init__(self, size: Size, who: tuple[str, UUID], path: str) -> None:
        accept_notice(size.db, who[1])
        self.size, self.who, self.path = size, who[0], path
        self.client = signed_in(size.app, size.db, who[1])
        self.wall: list[float] = []
        self.bare: list[float] = []
        self.asked: list[tuple[float, str, Any]] = []

    def open(self, rounds: int) -> None:
        """So many requests, one after the other."""
        with counted(self.size.app.extensions["freethrow"].db) as statements:
            for _ in range(rounds):
                statements.clear()
                began = time.perf_counter()
                answer = self.client.get(self.path)
                self.wall.append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, (self.path, answer.status_code)
                self.asked = [each for each in statements if not each[1].startswith("BEGIN")]
                self.bare.append(replayed(self.size.db, self.asked))

    def figures(self) -> Figures:
        """Of the last rounds: those before were for the database to plan its questions."""
        wall, bare = self.wall[-ROUNDS:], self.bare[-ROUNDS:]
        return {
            "who": self.who.split()[0].lower(), "page": HEX.sub("…", self.path),
            "p95_ms": sorted(wall)[int(SHARE * (ROUNDS - 1))],
            "median_ms": statistics.median(wall), "bare_ms": statistics.median(bare),
            "queries": len(self.asked), "slowest": max((took, sql) for took, sql, _ in self.asked),
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
        driver.commit()  # as after a page: at a rollback all would be planned anew
    del rows
    return took
