"""An organization of any size, written in bulk: people, teams, assignments, takes and feedback."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from bench.bulk import BATCH, Row, insert
from practice.assignments.models import (
    Assignment,
    AssignmentTarget,
    Audience,
    Cadence,
    TargetState,
)
from practice.clock import week_of
from practice.db import Base, Database, new_id
from practice.people.models import (
    Organization,
    PeopleSegment,
    Person,
    PersonRole,
    Role,
    SegmentMember,
    Team,
    TeamManager,
)
from practice.recordings.models import AssetKind, AssetState, MediaAsset, Rendition, RenditionKind
from practice.reviews.models import CriterionScore, Decision, Review, ReviewState
from practice.scenarios.models import (
    Criterion,
    HeardLine,
    Interaction,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioVersion,
)
from practice.takes import by_day
from practice.takes.models import Submission, Take, TakeShare, TakeState

SCENARIOS = 20
CRITERIA = 5
TEAMS_LED = 20  # by one director each, through their managers
SEGMENTS = 20
FOR_ALL = 3  # assignments that everybody has; of the others each is for a twentieth
WEEKS = 10  # of the one that comes anew every week
FOR_A_TARGET = 0.3  # of all takes
SUBMITTED = 0.2
SHARED = 0.01
LINES_EACH = 12
REVIEWED = 0.99


@dataclass(frozen=True)
class Shape:
    """How an organization is made up besides its people and takes."""

    team_size: int = 10
    days: int = 365
    assignments: int = FOR_ALL


LARGE = Shape(team_size=25, days=730, assignments=200)


class Filler:
    """Writes rows in bulk; everything is drawn from one seed, so that runs compare."""

    def __init__(self, db: Database, people: int, takes: int, shape: Shape | None = None) -> None:
        self.db, self.people_count, self.takes_count = db, people, takes
        self.shape = shape or Shape()
        self.now = datetime.now(UTC)
        self.chance = random.Random(7)
        self.versions: list[UUID] = []
        self.rubric = new_id()
        self.criteria = [new_id() for _ in range(CRITERIA)]
        self.owed: dict[UUID, list[UUID]] = defaultdict(list)
        self.teams: list[UUID] = []
        self.managers: list[UUID] = []
        self.directors: list[UUID] = []
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
        insert(self.db, model, rows)

    def scenarios(self) -> None:
        rubric, ids = new_id(), [(new_id(), new_id()) for _ in range(SCENARIOS)]
        self.versions = [version for _, version in ids]
        self.insert(Organization, [{"id": 1, "name": "Bench", "is_demo": False}])
        self.insert(Rubric, [{"id": rubric, "title": "Map"}])
        self.insert(
            RubricVersion,
            [{"id": self.rubric, "rubric_id": rubric, "number": 1, "published_at": self.now}],
        )
        self.insert(
            Criterion,
            [
                {
                    "id": each, "rubric_version_id": self.rubric, "position": n, "key": new_id(),
                    "title": f"Criterion {n}",
                }
                for n, each in enumerate(self.criteria)
            ],
        )  # fmt: skip
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
        teams = self.people_count // self.shape.team_size
        self.teams = [new_id() for _ in range(teams)]
        self.managers = [new_id() for _ in range(teams)]
        self.directors = [new_id() for _ in range(-(-teams // TEAMS_LED))]
        leads = [new_id() for _ in self.directors]
        rows = [self._person(each, f"Director {n}", None) for n, each in enumerate(self.directors)]
        rows += [
            self._person(each, f"Manager {n}", leads[n // TEAMS_LED])
            for n, each in enumerate(self.managers)
        ]
        rows.append(self._person(self.enablement, "Enablement", None))
        rows.append(self._person(self.admin, "Admin", None))
        for n in range(self.people_count):
            person, team = new_id(), self.teams[n % teams]
            self.members.append((person, team))
            rows.append(self._person(person, f"Rep {n}", team))
        led = [
            *zip(self.teams, self.managers, strict=True),
            *zip(leads, self.directors, strict=True),
        ]
        named = [*((each, f"Team {n}") for n, each in enumerate(self.teams)),
                 *((each, f"Leads {n}") for n, each in enumerate(leads))]  # fmt: skip
        self.insert(Team, [{"id": each, "name": name} for each, name in named])
        self.insert(Person, rows)
        self._roles()
        self.insert(
            TeamManager,
            [{"team_id": team, "person_id": who, "is_primary": True} for team, who in led],
        )
        self._segments()

    def _roles(self) -> None:
        roles = [(person, Role.rep) for person, _ in self.members]
        roles += [(person, Role.manager) for person in (*self.managers, *self.directors)]
        roles += [(self.enablement, Role.enablement), (self.admin, Role.admin)]
        self.insert(PersonRole, [{"person_id": who, "role": role} for who, role in roles])

    def _segments(self) -> None:
        """Everybody is in one of them."""
        ids = [new_id() for _ in range(SEGMENTS)]
        named = [{"id": each, "name": f"Segment {n}"} for n, each in enumerate(ids)]
        self.insert(PeopleSegment, named)
        within = [(who, ids[(n // 7) % SEGMENTS]) for n, (who, _) in enumerate(self.members)]
        self.insert(
            SegmentMember, [{"person_id": who, "segment_id": segment} for who, segment in within]
        )

    def _person(self, person_id: UUID, name: str, team_id: UUID | None) -> Row:
        return {
            "id": person_id, "name": name, "email": f"{person_id}@example.com",
            "home_team_id": team_id, "timezone": "UTC",
        }  # fmt: skip

    def assignments(self) -> None:
        """Three for everybody: one met, one running, one a tenth is late with. Of the others the
        first comes anew every week to everybody, the rest go to a twentieth each."""
        ids = [new_id() for _ in range(self.shape.assignments)]
        self.insert(
            Assignment,
            [
                {
                    "id": each, "scenario_id": self._scenario_of(n % SCENARIOS), "minimum_takes": 2,
                    "created_by_id": self.enablement, "is_enforced": True, "enablement_sees": True,
                    "handed_out_at": self.now,
                    "published_at": self.now - timedelta(days=7 * WEEKS),
                    "cadence": Cadence.weekly if n == FOR_ALL else Cadence.once,
                }
                for n, each in enumerate(ids)
            ],
        )  # fmt: skip
        self.insert(Audience, [{"id": new_id(), "assignment_id": each} for each in ids])
        for n, each in enumerate(ids):
            rows = self._weekly(each, n) if n == FOR_ALL else self._targets(each, n)
            self.insert(AssignmentTarget, rows)
            for row in rows:
                self.owed[row["person_id"]].append(row["id"])

    def _targets(self, assignment: UUID, n: int) -> list[Row]:
        states = (TargetState.met, TargetState.practicing, TargetState.not_started)
        given = self.members if n < FOR_ALL else self.members[n % TEAMS_LED :: TEAMS_LED]
        rows = []
        for place, (person, _) in enumerate(given):
            late = n % 3 == 2 and place % 10 == 0
            due = self.now + timedelta(days=-4 if late else 6)
            rows.append(self._target(assignment, person, n, states[n % 3], due))
        return rows

    def _weekly(self, assignment: UUID, n: int) -> list[Row]:
        """Of each week that is over somebody missed it now and then."""
        this = week_of(self.now.date(), 0)
        rows = []
        for back in range(WEEKS):
            ended = TargetState.met if back else TargetState.practicing
            first = datetime.combine(this - timedelta(days=7 * back), time(), UTC)
            period, due = first.date().isoformat(), first + timedelta(days=4, hours=17)
            for place, (person, _) in enumerate(self.members):
                state = TargetState.missed if back and place % 5 == back % 5 else ended
                row = self._target(assignment, person, n, state, due)
                rows.append(row | {"period": period, "closes_at": first + timedelta(days=7)})
        return rows

    def _target(
        self, assignment: UUID, person: UUID, n: int, state: TargetState, due: datetime
    ) -> Row:
        return {
            "id": new_id(), "assignment_id": assignment, "person_id": person, "due_at": due,
            "scenario_version_id": self.versions[n % SCENARIOS], "state": state,
        }  # fmt: skip

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
        with self.db.work() as session:
            by_day.recount(session)

    def _take(self, number: int) -> tuple[Row, Row]:
        person, team = self.members[self.chance.randrange(len(self.members))]
        at = self.now - timedelta(seconds=self.chance.randrange(self.shape.days * 86_400))
        asset, length = new_id(), self.chance.randrange(20_000, 240_000)
        owed = self.owed[person] if self.chance.random() < FOR_A_TARGET else []
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
                "target_id": self.chance.choice(owed) if owed else None,
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
        reviews = [self._review(each) for each in submissions if each["reviewed_at"]]
        self.insert(Review, reviews)
        self.insert(
            CriterionScore,
            [
                {
                    "id": new_id(), "review_id": each["id"], "criterion_id": criterion,
                    "level": self.chance.randrange(1, 6),
                }
                for each in reviews
                for criterion in self.criteria
            ],
        )  # fmt: skip

    def _review(self, submission: Row) -> Row:
        return {
            "id": new_id(), "submission_id": submission["id"],
            "author_id": submission["reviewer_id"], "state": ReviewState.released,
            "decision": Decision.met, "released_at": submission["reviewed_at"],
        }  # fmt: skip

    def _submission(self, take: Row, manager: UUID) -> Row:
        at = take["created_at"] + timedelta(minutes=5)
        back = at + timedelta(hours=self.chance.randrange(1, 120))
        reviewed = back if back < self.now and self.chance.random() < REVIEWED else None
        return {
            "id": new_id(), "take_id": take["id"], "person_id": take["person_id"],
            "team_id": take["team_id"], "rubric_version_id": self.rubric, "created_at": at,
            "scenario_version_id": take["scenario_version_id"], "reviewer_id": manager,
            "target_id": take["target_id"], "routed_at": at, "reviewed_at": reviewed,
        }  # fmt: skip
