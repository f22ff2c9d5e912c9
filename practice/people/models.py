"""People, the teams they belong to, and how they come in.

A person has one home team; the team has managers, one of them primary. A manager's own
home team gives the next level up. Sessions live on the server, links are used once.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from practice.db import Base, Identified, StrEnumType, utcnow


class Role(StrEnum):
    """What somebody may do; one person can be several."""

    rep = "rep"
    manager = "manager"
    enablement = "enablement"
    admin = "admin"


class LinkPurpose(StrEnum):
    """What a one-use link is for."""

    invite = "invite"
    reset = "reset"
    phone = "phone"  # signs the same person in on another device


class MailRhythm(StrEnum):
    """How often what stands in the inbox comes by mail; what can't wait comes at once."""

    at_once = "at_once"
    daily = "daily"
    weekly = "weekly"


class ReviewPace(StrEnum):
    """How many of a rep's submissions come back with feedback; the others are kept as practice."""

    every = "every"
    half = "half"  # one in two
    quarter = "quarter"  # one in four
    on_request = "on_request"


class Organization(Base):
    """The one organization of this installation, and its settings."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(120))
    first_weekday: Mapped[int] = mapped_column(default=0)  # Monday is 0
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    keep_unsubmitted_days: Mapped[int] = mapped_column(default=90)
    coaching_minutes: Mapped[int] = mapped_column(default=180)  # the mark for a rep and month
    shows_effort: Mapped[bool] = mapped_column(default=False)  # to teammates; never levels
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Team(Identified, Base):
    """A group of people with at least one manager."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    intent: Mapped[str] = mapped_column(String(300), default="")  # why, in its manager's words
    archived_at: Mapped[datetime | None]

    managers: Mapped[list["TeamManager"]] = relationship(
        back_populates="team",
        order_by="TeamManager.is_primary.desc()",
        cascade="all, delete-orphan",
    )


class Person(Identified, Base):
    """Somebody who practices, coaches, assigns or administers."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(String(254), unique=True)  # always lower case
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    password_hash: Mapped[str | None]
    home_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    joined_team_at: Mapped[datetime] = mapped_column(default=utcnow)
    hired_on: Mapped[date | None]
    review_pace: Mapped[ReviewPace] = mapped_column(
        StrEnumType(ReviewPace), default=ReviewPace.every
    )
    deactivated_at: Mapped[datetime | None]
    away_from: Mapped[datetime | None]
    away_until: Mapped[datetime | None]
    delegate_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    mail_rhythm: Mapped[MailRhythm] = mapped_column(
        StrEnumType(MailRhythm), default=MailRhythm.at_once
    )
    quiet_from: Mapped[int | None]  # minutes of the day in their own zone; both or none
    quiet_until: Mapped[int | None]

    # Whoever asks several people what they may do loads these with them: `selectinload`.
    roles: Mapped[list["PersonRole"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    home_team: Mapped[Team | None] = relationship(foreign_keys=[home_team_id])

    def has(self, role: Role) -> bool:
        """Whether this person holds that role."""
        return any(held.role == role for held in self.roles)

    @property
    def is_rep(self) -> bool:
        return self.has(Role.rep)

    @property
    def is_manager(self) -> bool:
        return self.has(Role.manager)

    @property
    def is_enablement(self) -> bool:
        return self.has(Role.enablement)

    @property
    def is_admin(self) -> bool:
        return self.has(Role.admin)

    @property
    def is_deactivated(self) -> bool:
        return self.deactivated_at is not None


# The order of every list of people: however a name was typed, Ann and ann stand together.
BY_NAME = (func.lower(Person.name), Person.id)
Index("ix_person_by_name", *BY_NAME, Person.deactivated_at)
Index(
    "ix_person_left",  # few: to leave them out, nobody reads everybody
    Person.id,
    sqlite_where=Person.deactivated_at.is_not(None),
    postgresql_where=Person.deactivated_at.is_not(None),
)


class PersonRole(Base):
    """One role that a person holds."""

    __tablename__ = "person_role"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(StrEnumType(Role), primary_key=True)

    person: Mapped[Person] = relationship(back_populates="roles")


class TeamManager(Base):
    """Who manages a team; the primary one is asked first."""

    __tablename__ = "team_manager"

    team_id: Mapped[UUID] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_primary: Mapped[bool] = mapped_column(default=False)

    team: Mapped[Team] = relationship(back_populates="managers")
    person: Mapped[Person] = relationship()


class PeopleSegment(Identified, Base):
    """Groups people across teams by a word, such as "Enterprise" or "New in 2026"."""

    __tablename__ = "people_segment"

    name: Mapped[str] = mapped_column(String(60), unique=True)


class SegmentMember(Base):
    """That a person is in a segment."""

    __tablename__ = "segment_member"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    segment_id: Mapped[UUID] = mapped_column(
        ForeignKey("people_segment.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class WorkState(StrEnum):
    """waiting → running → done | failed; interrupted, it goes on where it was."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"


class ChangeKind(StrEnum):
    """What can be done to many people at once."""

    team = "team"
    put_in = "put_in"
    take_out = "take_out"
    timezone = "timezone"
    invite = "invite"
    deactivate = "deactivate"
    reactivate = "reactivate"


class PeopleWork(Identified, Base):
    """What was accepted to be done to many people, and how far it is.

    Imports and changes stand in one table, since they take turns: whatever starts, resumes or
    ends one does so with the other.
    """

    __tablename__ = "people_work"
    __mapper_args__ = {"polymorphic_on": "what", "with_polymorphic": "*"}

    what: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[WorkState] = mapped_column(
        StrEnumType(WorkState), default=WorkState.waiting, index=True
    )
    text: Mapped[str] = mapped_column(default="")  # whom it is about, in the order of doing it
    total: Mapped[int] = mapped_column(default=0)  # of these, to be done
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    worked_at: Mapped[datetime | None]  # the last sign of life of whoever does it
    finished_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship()


class PeopleImport(PeopleWork):
    """A file of people that was accepted as shown; its text is the rows, its total those that
    change something.

    Once it is done only the rows that were left out stay, with the reasons, and for a month.
    """

    __mapper_args__ = {"polymorphic_identity": "import"}

    creates_teams: Mapped[bool] = mapped_column(default=False, nullable=True)
    invites: Mapped[bool] = mapped_column(default=False, nullable=True)
    added: Mapped[int] = mapped_column(default=0, nullable=True)


class PeopleChange(PeopleWork):
    """One thing done to many people as agreed; its text is their ids, gone once it is done."""

    __mapper_args__ = {"polymorphic_identity": "change"}

    kind: Mapped[ChangeKind] = mapped_column(StrEnumType(ChangeKind), nullable=True)
    told: Mapped[str] = mapped_column(String(300), nullable=True)  # what was agreed to, in words
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    segment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people_segment.id", ondelete="SET NULL")
    )
    timezone: Mapped[str] = mapped_column(String(64), default="", nullable=True)
    left: Mapped[list[Any]] = mapped_column(
        default=list, nullable=True
    )  # [why, how many, some ids]
    step_at: Mapped[datetime | None]  # the one moment that all whom it deactivates share


class SignInSession(Identified, Base):
    """One signed-in browser; the cookie holds an opaque token, here is only its hash."""

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class OneUseLink(Identified, Base):
    """An invitation, a password reset or a way to a phone; only its token's hash is kept."""

    __tablename__ = "one_use_link"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(StrEnumType(LinkPurpose))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    leads_to: Mapped[str] = mapped_column(String(300), default="")  # a path of ours


class SignInFailure(Identified, Base):
    """A failed attempt to sign in, kept for as long as it counts against the throttle."""

    __tablename__ = "sign_in_failure"

    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index(None, "email", "created_at"),
        Index(None, "address", "created_at"),
    )
