"""What somebody decides when assigning, as plain values."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from practice.assignments.models import Assignment, Audience, Cadence, DueKind, ReviewerRule
from practice.people.models import Role


@dataclass(frozen=True)
class Line:
    """One line of an audience; every part that is set must match, none at all is everyone."""

    team_id: UUID | None = None
    role: Role | None = None
    person_id: UUID | None = None
    segment_id: UUID | None = None
    hired_after: date | None = None
    includes_below: bool = False  # the teams below this one as well
    is_exception: bool = False  # whom it matches does not get it

    def audience(self) -> Audience:
        return Audience(**vars(self))

    @classmethod
    def of(cls, line: Audience) -> "Line":
        """The same as a plain value again."""
        return cls(**{each.name: getattr(line, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Terms:
    """What can still change after assigning."""

    message: str = ""
    minimum_takes: int = 1
    due_kind: DueKind = DueKind.none
    due_date: date | None = None
    due_at: datetime | None = None
    due_days: int | None = None
    pass_level: int | None = None

    @classmethod
    def of(cls, assignment: Assignment) -> "Terms":
        """As they stand."""
        return cls(**{each.name: getattr(assignment, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Rhythm:
    """How often it is asked for anew, and from when to when."""

    cadence: Cadence = Cadence.once
    every_weeks: int = 1
    due_weekday: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @classmethod
    def of(cls, assignment: Assignment) -> "Rhythm":
        """As it stands."""
        return cls(**{each.name: getattr(assignment, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Reviewers:
    """Who reviews what is handed in."""

    reviewer_rule: ReviewerRule = ReviewerRule.manager
    reviewer_id: UUID | None = None
    peer_count: int = 0
    hides_peers: bool = False

    @classmethod
    def of(cls, assignment: Assignment) -> "Reviewers":
        """As they stand."""
        return cls(**{each.name: getattr(assignment, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Order:
    """A whole new assignment."""

    scenario_id: UUID
    lines: tuple[Line, ...]
    terms: Terms = Terms()
    rhythm: Rhythm = Rhythm()
    reviewers: Reviewers = Reviewers()
    is_enforced: bool = True
    enablement_sees: bool = False
