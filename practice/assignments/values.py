"""What somebody decides when assigning, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from practice.assignments.models import Audience, DueKind
from practice.people.models import Role


@dataclass(frozen=True)
class Line:
    """One line of an audience; every part that is set must match, none at all is everyone."""

    team_id: UUID | None = None
    role: Role | None = None
    person_id: UUID | None = None

    def audience(self) -> Audience:
        return Audience(team_id=self.team_id, role=self.role, person_id=self.person_id)


@dataclass(frozen=True)
class Terms:
    """What can still change after assigning."""

    message: str = ""
    minimum_takes: int = 1
    due_kind: DueKind = DueKind.none
    due_date: date | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Order:
    """A whole new assignment."""

    scenario_id: UUID
    lines: tuple[Line, ...]
    terms: Terms = Terms()
    is_enforced: bool = True
    enablement_sees: bool = False
