"""Setting up: what an empty organization still needs before the first take."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment
from practice.people.models import Person, Role, Team, TeamManager
from practice.questions import put_together
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
    people, signed_up, led, enabled, published, assigned = session.execute(*_so_far()).one()
    return [
        Step("Name your organization", "Its timezone, its weeks and how long takes are kept, too.",
             True, "people.organization", "Open settings", True),
        Step("Add your people", "One by one, or all at once from a CSV file.", people > 1,
             "people.index", "Add people", True),
        Step("Invite them", "By mail, or with a link to hand over from each person’s page.",
             signed_up > 1, "people.index", "Open people", True),
        Step("Make teams and name their managers", "Managers review what their team submits.",
             led, "people.teams", "Make a team", True),
        Step("Choose who writes scenarios", "Give somebody, or yourself, the enablement role.",
             enabled, "people.show", "Choose", True),
        Step("Publish a scenario", "Begin with the starter library, or write your own.",
             published, "scenarios.index", "Open scenarios", False),
        Step("Assign it", "Say who practices it, and by when.", assigned,
             "assignments.new", "Assign practice", False),
    ]  # fmt: skip


@put_together
def _so_far() -> Select[*tuple[Any, ...]]:
    """What there is of people, of those who chose a password, of teams with a manager, and so on.

    Nobody has come while the first admin alone has a password.
    """
    usual = ScenarioVersion.scenario.has(kind=ScenarioKind.usual)
    holds = Person.roles.any(role=Role.enablement)
    come = select(Person.id).where(Person.password_hash.is_not(None))
    return select(
        _few(select(Person.id)),
        _few(come),
        exists().where(TeamManager.team_id == Team.id),
        exists().where(Person.deactivated_at.is_(None), holds),
        exists().where(ScenarioVersion.published_at.is_not(None), usual),
        exists().where(Assignment.id.is_not(None)),
    )


def _few(found: Select[UUID]) -> ScalarSelect[int]:
    """How many, as far as that matters: one or more."""
    return select(func.count()).select_from(found.limit(2).subquery()).scalar_subquery()
