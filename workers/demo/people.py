"""Who works at the demo organization."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from practice.people.actions import found_organization
from practice.people.models import Person, PersonRole, Role, Team, TeamManager

TEAMS = ("West", "East")


@dataclass(frozen=True)
class Somebody:
    """One demo person; `busy` is how many takes a week they usually record."""

    name: str
    roles: tuple[Role, ...]
    team: str | None = None
    busy: int = 0
    zone: str = "America/Los_Angeles"

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@demo.example"


REP, MANAGER = (Role.rep,), (Role.manager,)
CAST = (
    Somebody("Priya Raman", REP, "West", 3),
    Somebody("Marcus Hale", REP, "West", 1),
    Somebody("Sofia Lindqvist", REP, "West", 2),
    Somebody("Theo Brandt", REP, "West", 4),
    Somebody("Grace Kim", REP, "East", 2, "America/New_York"),
    Somebody("Luis Ortega", REP, "East", 1, "America/New_York"),
    Somebody("Hannah Weiss", REP, "East", 2, "Europe/Berlin"),
    Somebody("Dana Moss", MANAGER, busy=1),
    Somebody("Omar Haddad", MANAGER, zone="America/New_York"),
    Somebody("Elena Petrova", (Role.enablement,), zone="America/New_York"),
    Somebody("Sam Whitfield", (Role.admin,), zone="America/New_York"),
)
SIGN_INS = {
    "rep": "priya@demo.example",
    "manager": "dana@demo.example",
    "enablement": "elena@demo.example",
    "admin": "sam@demo.example",
}
RUN_BY = {"West": "Dana Moss", "East": "Omar Haddad"}
INTENT = {"West": "By the new year every one of us holds the price without a discount."}


@dataclass
class Cast:
    """The people and teams, by name; `who("Priya")` finds one."""

    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def who(self, first_name: str) -> Person:
        """The person with this first name."""
        return next(person for name, person in self.people.items() if name.split()[0] == first_name)

    def manager_of(self, rep: Person) -> Person:
        """Who runs this rep's team."""
        team = next(name for name, team in self.teams.items() if team.id == rep.home_team_id)
        return self.people[RUN_BY[team]]

    @property
    def reps(self) -> list[Person]:
        return [person for person in self.people.values() if person.is_rep]


def hire(session: Session, password_hash: str, now: datetime) -> Cast:
    """Found the organization and fill its teams; everybody has been there for half a year."""
    organization = found_organization(session, "Northwind (demo)", "America/Los_Angeles")
    organization.name, organization.is_demo = "Northwind (demo)", True
    since, cast = now - timedelta(days=180), Cast()
    for name in TEAMS:
        cast.teams[name] = Team(name=name, created_at=since, intent=INTENT.get(name, ""))
    session.add_all(cast.teams.values())
    session.flush()
    for one in CAST:
        cast.people[one.name] = _person(one, cast, password_hash, since)
    session.add_all(cast.people.values())
    session.flush()
    for team, name in RUN_BY.items():
        session.add(
            TeamManager(
                team_id=cast.teams[team].id, person_id=cast.people[name].id, is_primary=True
            )
        )
    session.flush()
    return cast


def _person(one: Somebody, cast: Cast, password_hash: str, since: datetime) -> Person:
    return Person(
        name=one.name,
        email=one.email,
        timezone=one.zone,
        password_hash=password_hash,
        home_team_id=cast.teams[one.team].id if one.team else None,
        joined_team_at=since,
        created_at=since,
        roles=[PersonRole(role=role) for role in one.roles],
    )
