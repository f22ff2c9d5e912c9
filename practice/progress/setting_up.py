"""Setting up: what an empty organization still needs before the first take."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment
from practice.people.models import Person, Role, Team, TeamManager
from practice.scenarios.models import ScenarioKind, ScenarioVersion


@dataclass(frozen=True)
class Step:
    """One step of setting up."""

    title: str
    why: str
    is_done: bool
    endpoint: str
    action: str
    is_admins: bool  # else it is enablement's


def steps(session: Session) -> list[Step]:
    """The way from an empty organization to the first take, with what is done of it."""
    people = session.scalar(select(func.count()).select_from(Person)) or 0
    led = select(exists().where(TeamManager.team_id == Team.id))
    usual = ScenarioVersion.scenario.has(kind=ScenarioKind.usual)
    published = select(exists().where(ScenarioVersion.published_at.is_not(None), usual))
    assigned = select(exists().where(Assignment.id.is_not(None)))
    return [
        Step("Name your organization", "Its timezone, its weeks and how long takes are kept, too.",
             True, "people.organization", "Open settings", True),
        Step("Add your people", "One by one, or all at once from a CSV file.", people > 1,
             "people.index", "Add people", True),
        Step("Invite them", "By mail, or with a link to hand over from each person’s page.",
             _has_come(session), "people.index", "Open people", True),
        Step("Make teams and name their managers", "Managers review what their team submits.",
             bool(session.scalar(led)), "people.teams", "Make a team", True),
        Step("Choose who writes scenarios", "Give somebody, or yourself, the enablement role.",
             _is_held(session, Role.enablement), "people.show", "Choose", True),
        Step("Publish a scenario", "Begin with the starter library, or write your own.",
             bool(session.scalar(published)), "scenarios.index", "Open scenarios", False),
        Step("Assign it", "Say who practices it, and by when.", bool(session.scalar(assigned)),
             "assignments.new", "Assign practice", False),
    ]  # fmt: skip


def _is_held(session: Session, role: Role) -> bool:
    """Whether anybody in use has this role."""
    here = Person.deactivated_at.is_(None)
    return bool(session.scalar(select(exists().where(here, Person.roles.any(role=role)))))


def _has_come(session: Session) -> bool:
    """Whether anybody but the first admin has chosen a password."""
    come = select(func.count()).select_from(Person).where(Person.password_hash.is_not(None))
    return (session.scalar(come) or 0) > 1
