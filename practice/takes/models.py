"""Recording attempts, and the one that is handed in.

Take:        recording → recorded → deleted (the count stays, the video goes)
Submission:  open → withdrawn (until the review begins) | reviewed
A take is private until it is submitted. Whether it counts is settled when it has been decoded.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.assignments.models import AssignmentTarget
from practice.db import Base, Identified, StrEnumType, big
from practice.people.models import Person, Team
from practice.recordings.models import MediaAsset
from practice.scenarios.models import HeardLine, Prompt, RubricVersion, ScenarioVersion


class TakeState(StrEnum):
    """See the state line above."""

    recording = "recording"
    recorded = "recorded"
    deleted = "deleted"


WHOSE = ("team_id", "reviewer_id", "take_id", "scenario_version_id", "person_id")
SUMS = ("counted_ms", "scenario_version_id")
SUMMED = ("person_id", *SUMS)
# Partial, so that no planner takes them for a way to find a single take or submission.
COUNTED: dict[str, Any] = {
    "sqlite_where": text("is_counted = 1"),
    "postgresql_where": text("is_counted"),
}
HANDED_IN: dict[str, Any] = {  # word for word as it is asked, or SQLite doesn't see that it fits
    "sqlite_where": text("withdrawn_at IS NULL AND asks_help IS 0"),
    "postgresql_where": text("withdrawn_at IS NULL AND asks_help IS FALSE"),
}
FATE = ("reviewed_at", "reviewer_id", "scenario_version_id", "asks_help")
SEEN = (
    "id", "person_id", "team_id", "reviewer_id", "target_id", "routed_at", "reviewed_at", "kept_at",
    "withdrawn_at",
)  # fmt: skip
IN_HAND: dict[str, Any] = {
    f"{dialect}_where": text("withdrawn_at IS NULL") for dialect in ("sqlite", "postgresql")
}
UNREVIEWED: dict[str, Any] = {
    f"{dialect}_where": text("withdrawn_at IS NULL AND reviewed_at IS NULL AND kept_at IS NULL")
    for dialect in ("sqlite", "postgresql")
}


class RecordingNotice(Identified, Base):
    """Who sees a take and how long it is kept, as a text that is accepted before the camera."""

    __tablename__ = "recording_notice"

    version: Mapped[int] = mapped_column(unique=True)
    body: Mapped[str]
    published_at: Mapped[datetime]


class NoticeAcceptance(Identified, Base):
    """That a person accepted a version of the notice."""

    __tablename__ = "notice_acceptance"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("recording_notice.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))

    __table_args__ = (UniqueConstraint("person_id", "notice_id"),)


class PrepSheet(Identified, Base):
    """A plan written before recording; takes keep the one they were recorded with.

    `remember` begins with what the last self-review said was forgotten; `script` is what the
    teleprompter shows this person.
    """

    __tablename__ = "prep_sheet"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id", ondelete="CASCADE"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment_target.id"))
    purpose: Mapped[str] = mapped_column(String(500), default="")
    who: Mapped[str] = mapped_column(String(500), default="")
    learn: Mapped[str] = mapped_column(String(500), default="")
    give: Mapped[str] = mapped_column(String(500), default="")
    commitment: Mapped[str] = mapped_column(String(500), default="")
    remember: Mapped[str] = mapped_column(String(500), default="")
    script: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_prep_sheet_newest", "person_id", "scenario_id", "created_at"),)


class Take(Identified, Base):
    """One recording attempt of a scenario, for a target or in free practice."""

    __tablename__ = "take"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    scenario_version_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_version.id"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment_target.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("media_asset.id"), unique=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))  # where the person was then
    local_day: Mapped[date]  # the person's own date when it was recorded
    number: Mapped[int]  # 1, 2, 3 … of this person and scenario
    state: Mapped[TakeState] = mapped_column(StrEnumType(TakeState), default=TakeState.recording)
    is_counted: Mapped[bool] = mapped_column(default=False)
    counted_ms: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None]
    retention_told_at: Mapped[datetime | None]
    # what the device called it when it began: asked twice, it is begun once
    begun_as: Mapped[UUID | None]
    prep_sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("prep_sheet.id"))
    heard_line_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("heard_line.id", ondelete="SET NULL"), index=True
    )

    person: Mapped[Person] = relationship()
    team: Mapped[Team | None] = relationship()
    scenario_version: Mapped[ScenarioVersion] = relationship()
    target: Mapped[AssignmentTarget | None] = relationship()
    asset: Mapped[MediaAsset] = relationship()
    prep_sheet: Mapped[PrepSheet | None] = relationship()
    heard_line: Mapped[HeardLine | None] = relationship()
    chapters: Mapped[list["Chapter"]] = relationship(
        back_populates="take", order_by="Chapter.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("person_id", "begun_as"),
        Index(None, "person_id", "local_day"),
        # What the numbers of a team, of the organization and of some people, such as a segment, are
        # added up from, without its rows:
        Index("ix_take_by_team", "team_id", "local_day", *SUMMED, **COUNTED),
        Index("ix_take_by_day", "local_day", "team_id", *SUMMED, **COUNTED),
        Index("ix_take_by_person", "person_id", "local_day", "team_id", *SUMS, **COUNTED),
        Index("ix_take_by_version", "scenario_version_id", "id"),
        Index(None, "target_id"),
    )


class PracticeDay(Base):
    """The takes of one day that count, of everybody, as `by_day` adds them up."""

    __tablename__ = "practice_day"

    day: Mapped[date] = mapped_column(primary_key=True)  # each person's own date
    takes: Mapped[int] = mapped_column(default=0)
    ms: Mapped[int] = big()


class Chapter(Identified, Base):
    """Where in a take one prompt was answered, as the recorder noted it."""

    __tablename__ = "chapter"

    take_id: Mapped[UUID] = mapped_column(ForeignKey("take.id", ondelete="CASCADE"))
    position: Mapped[int]
    prompt_id: Mapped[UUID] = mapped_column(ForeignKey("prompt.id"))
    at_ms: Mapped[int]  # on the published timeline
    response_ms: Mapped[int | None]  # until the first word; None: nothing was heard

    take: Mapped[Take] = relationship(back_populates="chapters")
    prompt: Mapped[Prompt] = relationship()

    __table_args__ = (UniqueConstraint("take_id", "position"),)


class SelfReview(Identified, Base):
    """What the rep thinks of a take, written before the manager's view of it is shown.

    `kept_to_plan` answers "did I do what I prepared to do?" from 1 to 10.
    """

    __tablename__ = "self_review"

    take_id: Mapped[UUID] = mapped_column(ForeignKey("take.id", ondelete="CASCADE"), unique=True)
    kept_to_plan: Mapped[int | None]
    worked: Mapped[str] = mapped_column(String(1000), default="")
    did_not: Mapped[str] = mapped_column(String(1000), default="")
    forgot: Mapped[str] = mapped_column(String(500), default="")
    saved_at: Mapped[datetime]

    scores: Mapped[list["SelfScore"]] = relationship(cascade="all, delete-orphan")


class SelfScore(Identified, Base):
    """The rep's own level of one criterion."""

    __tablename__ = "self_score"

    self_review_id: Mapped[UUID] = mapped_column(ForeignKey("self_review.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int]

    __table_args__ = (UniqueConstraint("self_review_id", "criterion_id"),)


class TakeShare(Identified, Base):
    """That a rep lets a team watch a take, until they take it back."""

    __tablename__ = "take_share"

    take_id: Mapped[UUID] = mapped_column(ForeignKey("take.id", ondelete="CASCADE"), unique=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    shared_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    take: Mapped[Take] = relationship()
    team: Mapped[Team] = relationship()

    __table_args__ = (Index(None, "team_id", "shared_at"),)


class Submission(Identified, Base):
    """The one take handed in: immutable, apart from being withdrawn or getting a reviewer."""

    __tablename__ = "submission"

    take_id: Mapped[UUID] = mapped_column(ForeignKey("take.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment_target.id"), index=True)
    # its take's, which never changes: the submissions of one scenario are found in an index
    scenario_version_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_version.id"))
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    round: Mapped[int] = mapped_column(default=1)
    question: Mapped[str] = mapped_column(String(1000), default="")
    asks_help: Mapped[bool] = mapped_column(default=False)  # a question, not handed in for a target
    withdrawn_at: Mapped[datetime | None]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    routed_at: Mapped[datetime | None]  # None until somebody (or the pool) was told
    review_begun_at: Mapped[datetime | None]  # first saved marker or level: withdrawing ends here
    reviewed_at: Mapped[datetime | None]  # when feedback was released
    kept_at: Mapped[datetime | None]  # kept as practice: nobody reviews it, as agreed

    take: Mapped[Take] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    target: Mapped[AssignmentTarget | None] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()

    @property
    def notice_key(self) -> str:
        """Under which reviewers are told about it, so that it can be taken back again."""
        return f"submitted:{self.id}"

    __table_args__ = (
        Index(
            "uq_submission_open_take",
            "take_id",
            unique=True,
            **IN_HAND,
        ),
        Index(None, "reviewer_id", "reviewed_at"),
        Index(None, "routed_at"),
        Index(None, "person_id", "created_at"),
        Index("ix_submission_by_time", "created_at", "reviewed_at", *WHOSE, **HANDED_IN),
        # What was handed in of a scenario, and who may see it, without the rows:
        Index("ix_submission_by_scenario", "scenario_version_id", "created_at", *SEEN, **HANDED_IN),
        # What some teams or people, such as those of a segment, handed in, without its rows:
        Index("ix_submission_by_team", "team_id", "created_at", "person_id", *FATE, **IN_HAND),
        Index("ix_submission_by_person", "person_id", "created_at", "team_id", *FATE, **IN_HAND),
        Index("ix_submission_unreviewed", "created_at", *WHOSE, **UNREVIEWED),
    )


class PeerSeat(Identified, Base):
    """That a peer was asked to review a submission, and may watch it; peers never decide *met*."""

    __tablename__ = "peer_seat"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    released_at: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]  # they left, or others were enough

    submission: Mapped[Submission] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def notice_key(self) -> str:
        """Under which the peer is told, so that it can be taken back again."""
        return f"peer:{self.submission_id}:{self.person_id}"

    __table_args__ = (UniqueConstraint("submission_id", "person_id"),)
