"""Who should practice what by when.

AssignmentTarget:
    not_started → practicing → submitted → in_review → another_take → submitted → … → met
    any open state → waived | missed | closed;  optional ones → declined ("not now"), and back
Late is a flag worked out from the due date, never a state.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType, UtcDateTime, utcnow
from practice.people.models import PeopleSegment, Person, Role, Team
from practice.scenarios.models import Criterion, Scenario, ScenarioVersion

SUMMED = ("state", "due_at", "person_id")
OWED = ("id", "assignment_id", "scenario_version_id")
ONCE = "once"  # the period of an assignment without a cadence
KEPT = "Kept as practice, as agreed."  # why a target closes whose take nobody reviews
LEFT = "They left."  # the reason of what closed when its person was deactivated


class TargetState(StrEnum):
    """See the state line above."""

    not_started = "not_started"
    practicing = "practicing"
    submitted = "submitted"
    in_review = "in_review"
    another_take = "another_take"
    met = "met"
    waived = "waived"
    missed = "missed"
    declined = "declined"
    closed = "closed"


OPEN_STATES = (
    TargetState.not_started,
    TargetState.practicing,
    TargetState.submitted,
    TargetState.in_review,
    TargetState.another_take,
)
UNSETTLED = (*OPEN_STATES, TargetState.declined)  # what may still come to something
REPS_TURN = (TargetState.not_started, TargetState.practicing, TargetState.another_take)


class DueKind(StrEnum):
    """`wherever`: 5:00 PM in each person's own zone. `instant`: one moment for all.

    `after_start`: 5:00 PM so many days after somebody was given it.
    """

    none = "none"
    wherever = "wherever"
    instant = "instant"
    after_start = "after_start"


class Cadence(StrEnum):
    """`weekly`: anew every so many weeks. `spaced`: 1, 3, 7 and 21 days on, what is weak."""

    once = "once"
    weekly = "weekly"
    spaced = "spaced"


class ReviewerRule(StrEnum):
    """Who reviews what is handed in."""

    manager = "manager"
    named = "named"
    peers = "peers"
    self_only = "self_only"


class Assignment(Identified, Base):
    """A central directive: practice this scenario.

    draft → running ⇄ paused → closed. It is handed out in bites: whoever is found once
    `handed_out_at` is set joined later.
    """

    __tablename__ = "assignment"

    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id"), index=True)
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    message: Mapped[str] = mapped_column(default="")
    is_enforced: Mapped[bool] = mapped_column(default=True)
    minimum_takes: Mapped[int] = mapped_column(default=1)
    due_kind: Mapped[DueKind] = mapped_column(StrEnumType(DueKind), default=DueKind.none)
    due_date: Mapped[date | None]  # with `wherever`
    due_at: Mapped[datetime | None]  # with `instant`
    due_days: Mapped[int | None]  # with `after_start`
    cadence: Mapped[Cadence] = mapped_column(StrEnumType(Cadence), default=Cadence.once)
    every_weeks: Mapped[int] = mapped_column(default=1)  # with `weekly`
    due_weekday: Mapped[int | None]  # with `weekly`: Monday is 0; 5:00 PM, in its last week
    starts_on: Mapped[date | None]  # the first period is the week of this day
    ends_on: Mapped[date | None]  # no period begins after this day
    reviewer_rule: Mapped[ReviewerRule] = mapped_column(
        StrEnumType(ReviewerRule), default=ReviewerRule.manager
    )
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # with `named`
    peer_count: Mapped[int] = mapped_column(default=0)  # with `peers`
    hides_peers: Mapped[bool] = mapped_column(default=False)  # the rep reads no names
    pass_level: Mapped[int | None]  # from which level a review preselects *Meets the bar*
    enablement_sees: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # of what can be edited
    published_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime().evaluates_none(), default=utcnow
    )  # None, where it is said, is a draft: the default must not come in for it
    handed_out_at: Mapped[datetime | None]  # when everybody had got it for the first time
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    scenario: Mapped[Scenario] = relationship()
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    audience: Mapped[list["Audience"]] = relationship(
        back_populates="assignment", cascade="all, delete-orphan"
    )


class Audience(Identified, Base):
    """One line of the rule who gets it: every part that is set must match.

    The lines of an assignment are alternatives; none at all means nobody. Whom a line that
    `is_exception` matches does not get it, whatever the others say.
    """

    __tablename__ = "audience"

    assignment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    role: Mapped[Role | None] = mapped_column(StrEnumType(Role))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    segment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people_segment.id", ondelete="CASCADE")
    )
    hired_after: Mapped[date | None]
    includes_below: Mapped[bool] = mapped_column(default=False)  # the teams below `team` as well
    is_exception: Mapped[bool] = mapped_column(default=False)

    assignment: Mapped[Assignment] = relationship(back_populates="audience")
    team: Mapped[Team | None] = relationship()
    person: Mapped[Person | None] = relationship()
    segment: Mapped[PeopleSegment | None] = relationship()


class AssignmentTarget(Identified, Base):
    """One rep's obligation; one, however many rules match."""

    __tablename__ = "assignment_target"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    period: Mapped[str] = mapped_column(String(20), default=ONCE)
    scenario_version_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_version.id"))
    state: Mapped[TargetState] = mapped_column(
        StrEnumType(TargetState), default=TargetState.not_started
    )
    minimum_takes: Mapped[int] = mapped_column(default=1)  # asked now; a review may ask again
    bar_met_at: Mapped[datetime | None]  # a released review said so; `met` also needs the takes
    due_at: Mapped[datetime | None]
    due_zone: Mapped[str] = mapped_column(String(64), default="UTC")  # frozen when assigned
    closes_at: Mapped[datetime | None]  # the end of its period: unmet, it is *missed*
    focus_criterion_id: Mapped[UUID | None] = mapped_column(ForeignKey("criterion.id"))
    reminded_at: Mapped[datetime | None]  # that this date is near; a new date clears it
    escalation: Mapped[int] = mapped_column(default=0)  # 1 the rep, 2 the manager, 3 above
    escalated_at: Mapped[datetime | None]  # the last of these; a new date clears both
    declined_from: Mapped[TargetState | None] = mapped_column(StrEnumType(TargetState))
    reason: Mapped[str] = mapped_column(default="")  # why waived or closed
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    assignment: Mapped[Assignment] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    scenario_version: Mapped[ScenarioVersion] = relationship()
    focus_criterion: Mapped[Criterion | None] = relationship()

    __table_args__ = (
        UniqueConstraint("assignment_id", "person_id", "period"),
        Index(None, "state", "closes_at"),
        # Who is behind, of everybody and of some people, without the rows:
        Index("ix_target_by_due", "state", "due_at", "person_id", *OWED),
        Index("ix_target_by_person", "person_id", "state", "due_at", *OWED),
        # What an assignment's numbers are added up from, of its current period or of all:
        Index("ix_target_by_assignment", "assignment_id", "closes_at", *SUMMED),
    )

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def was_kept(self) -> bool:
        """Whether it closed because nobody was to review it, as agreed."""
        return self.state == TargetState.closed and self.reason == KEPT


class Nudge(Identified, Base):
    """A manager's reminder in their own words; one for a target in 48 hours."""

    __tablename__ = "nudge"

    target_id: Mapped[UUID] = mapped_column(ForeignKey("assignment_target.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(500), default="")

    target: Mapped[AssignmentTarget] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "target_id", "created_at"),)
