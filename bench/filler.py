"""An organization of any size, written in bulk: people, teams, assignments, takes and feedback."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from practice.assignments.models import Assignment, AssignmentTarget, Audience, TargetState
from practice.db import Base, Database, new_id
from practice.people.models import Organization, Person, PersonRole, Role, Team, TeamManager
from practice.recordings.models import AssetKind, AssetState, MediaAsset, Rendition, RenditionKind
from practice.reviews.models import Decision, Review, ReviewState
from practice.scenarios.models import (
    HeardLine,
    Interaction,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioVersion,
)
from practice.takes.models import Submission, Take, TakeShare, TakeState

TEAM_SIZE = 10
DAYS = 365
SCENARIOS = 20
SUBMITTED = 0.2
SHARED = 0.01
LINES_EACH = 12
REVIEWED = 0.99
BATCH = 20_000

Row = dict[str, Any]


class Filler:
    """Writes rows in bulk; everything is drawn from one seed, so that runs compare."""

    def __init__(self, db: Database, people: int, takes: int) -> None:
        self.db, self.people_count, self.takes_count = db, people, takes
        self.now = datetime.now(UTC)
        self.chance = random.Random(7)
        self.versions: list[UUID] = []
        self.rubric = new_id()
        self.teams: list[UUID] = []
        self.managers: list[UUID] = []
        self.members: list[tuple[UUID, UUID]] = []
        self.enablement, self.admin = new_id(), new_id()

    def fill(self) -> None:
        """All of it, in the order of the foreign keys. No ANALYZE: nobody runs one."""
        self.scenarios()
        self.people()
        self.assignments()
        self.heard()
        self.takes()

    def insert(self, model: type[Base], rows: list[Row]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        with self.db.engine.begin() as connection:
            for start in range(0, len(rows), BATCH):
                connection.execute(table.insert(), rows[start : start + BATCH])

    def scenarios(self) -> None:
        rubric, ids = new_id(), [(new_id(), new_id()) for _ in range(SCENARIOS)]
        self.versions = [version for _, version in ids]
        self.insert(Organization, [{"id": 1, "name": "Bench", "is_demo": False}])
        self.insert(Rubric, [{"id": rubric, "title": "Map"}])
        self.insert(
            RubricVersion,
            [{"id": self.rubric, "rubric_id": rubric, "number": 1, "published_at": self.now}],
        )
        self.insert(Scenario, [{"id": scenario} for scenario, _ in ids])
        self.insert(
            ScenarioVersion,
            [
                {
                    "id": version, "scenario_id": scenario, "number": 1, "published_at": self.now,
                    "title": f"Scenario {index}", "interaction": Interaction.pitch,
                    "rubric_version_id": self.rubric,
                }
                for index, (scenario, version) in enumerate(ids)
            ],
        )  # fmt: skip

    def people(self) -> None:
        teams = self.people_count // TEAM_SIZE
        self.teams = [new_id() for _ in range(teams)]
        self.managers = [new_id() for _ in range(teams)]
        rows = [self._person(self.managers[n], f"Manager {n}", None) for n in range(teams)]
        rows.append(self._person(self.enablement, "Enablement", None))
        rows.append(self._person(self.admin, "Admin", None))
        for n in range(self.people_count):
            person, team = new_id(), self.teams[n % teams]
            self.members.append((person, team))
            rows.append(self._person(person, f"Rep {n}", team))
        self.insert(Team, [{"id": team, "name": f"Team {n}"} for n, team in enumerate(self.teams)])
        self.insert(Person, rows)
        roles = [(person, Role.rep) for person, _ in self.members]
        roles += [(person, Role.manager) for person in self.managers]
        roles += [(self.enablement, Role.enablement), (self.admin, Role.admin)]
        self.insert(PersonRole, [{"person_id": who, "role": role} for who, role in roles])
        self.insert(
            TeamManager,
            [
                {"team_id": team, "person_id": manager, "is_primary": True}
                for team, manager in zip(self.teams, self.managers, strict=True)
            ],
        )

    def _person(self, person_id: UUID, name: str, team_id: UUID | None) -> Row:
        return {
            "id": person_id, "name": name, "email": f"{person_id}@example.com",
            "home_team_id": team_id, "timezone": "UTC",
        }  # fmt: skip

    def assignments(self) -> None:
        """Three assignments for everybody: one met, one running, one a tenth is late with."""
        ids = [new_id() for _ in range(3)]
        self.insert(
            Assignment,
            [
                {
                    "id": each, "scenario_id": self._scenario_of(n), "minimum_takes": 2,
                    "created_by_id": self.enablement, "is_enforced": True,
                }
                for n, each in enumerate(ids)
            ],
        )  # fmt: skip
        self.insert(Audience, [{"id": new_id(), "assignment_id": each} for each in ids])
        states = (TargetState.met, TargetState.practicing, TargetState.not_started)
        rows = []
        for n, each in enumerate(ids):
            for place, (person, _) in enumerate(self.members):
                late = n == 2 and place % 10 == 0
                due = self.now + timedelta(days=-4 if late else 6)
                rows.append(
                    {
                        "id": new_id(), "assignment_id": each, "person_id": person,
                        "scenario_version_id": self.versions[n], "state": states[n],
                        "due_at": due,
                    }
                )  # fmt: skip
        self.insert(AssignmentTarget, rows)

    def _scenario_of(self, n: int) -> UUID:
        with self.db.reading() as session:
            found = select(ScenarioVersion.scenario_id)
            return session.scalars(found.where(ScenarioVersion.id == self.versions[n])).one()

    def heard(self) -> None:
        """Lines from calls: some for everybody, every third one offered."""
        self.insert(
            HeardLine,
            [
                {
                    "id": new_id(), "person_id": person, "text": f"Not this year {n}.",
                    "local_day": self.now.date(), "offered_at": None if n % 3 else self.now,
                }
                for person, _ in self.members
                for n in range(LINES_EACH)
            ],
        )  # fmt: skip

    def takes(self) -> None:
        """Takes over a year, a fifth submitted, most of those reviewed."""
        left, number = self.takes_count, 0
        while left > 0:
            batch = [self._take(number + n) for n in range(min(left, BATCH))]
            self.insert(MediaAsset, [asset for asset, _ in batch])
            self.insert(Rendition, [self._rendition(asset) for asset, _ in batch])
            self.insert(Take, [take for _, take in batch])
            self._hand_in([take for _, take in batch])
            self._share([take for _, take in batch])
            left, number = left - len(batch), number + len(batch)

    def _take(self, number: int) -> tuple[Row, Row]:
        person, team = self.members[self.chance.randrange(len(self.members))]
        at = self.now - timedelta(seconds=self.chance.randrange(DAYS * 86_400))
        asset, length = new_id(), self.chance.randrange(20_000, 240_000)
        return (
            {
                "id": asset, "owner_id": person, "kind": AssetKind.camera, "created_at": at,
                "state": AssetState.ready, "key_prefix": f"r/{asset.hex}", "duration_ms": length,
            },
            {
                "id": new_id(), "person_id": person, "team_id": team, "asset_id": asset,
                "scenario_version_id": self.chance.choice(self.versions), "number": number,
                "local_day": at.date(), "state": TakeState.recorded, "is_counted": True,
                "counted_ms": length, "created_at": at,
            },
        )  # fmt: skip

    def _rendition(self, asset: Row) -> Row:
        return {
            "id": new_id(), "asset_id": asset["id"], "kind": RenditionKind.main,
            "key": f"{asset['key_prefix']}/main.mp4", "content_type": "video/mp4", "size": 9,
        }  # fmt: skip

    def _share(self, takes: list[Row]) -> None:
        shared = [take for take in takes if self.chance.random() < SHARED]
        self.insert(
            TakeShare,
            [
                {
                    "id": new_id(), "take_id": take["id"], "team_id": take["team_id"],
                    "shared_at": take["created_at"],
                }
                for take in shared
            ],
        )  # fmt: skip

    def _hand_in(self, takes: list[Row]) -> None:
        manager_of = dict(zip(self.teams, self.managers, strict=True))
        chosen = [take for take in takes if self.chance.random() < SUBMITTED]
        submissions = [self._submission(take, manager_of[take["team_id"]]) for take in chosen]
        self.insert(Submission, submissions)
        self.insert(
            Review,
            [
                {
                    "id": new_id(), "submission_id": each["id"], "author_id": each["reviewer_id"],
                    "state": ReviewState.released, "decision": Decision.met,
                    "released_at": each["reviewed_at"],
                }
                for each in submissions
                if each["reviewed_at"]
            ],
        )  # fmt: skip

    def _submission(self, take: Row, manager: UUID) -> Row:
        at = take["created_at"] + timedelta(minutes=5)
        back = at + timedelta(hours=self.chance.randrange(1, 120))
        reviewed = back if back < self.now and self.chance.random() < REVIEWED else None
        return {
            "id": new_id(), "take_id": take["id"], "person_id": take["person_id"],
            "team_id": take["team_id"], "rubric_version_id": self.rubric, "created_at": at,
            "reviewer_id": manager, "routed_at": at, "reviewed_at": reviewed,
        }  # fmt: skip
