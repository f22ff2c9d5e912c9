"""Segments: words that group people across teams, and who is in which."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from practice.db import Folded, among
from practice.errors import NotFound
from practice.people.models import PeopleSegment, Person, SegmentMember
from practice.questions import put_together


def members_of(segment_id: UUID | ColumnElement[UUID]) -> Select[UUID]:
    """The ids of everybody in a segment, the deactivated as well; for conditions in SQL."""
    return select(SegmentMember.person_id).where(SegmentMember.segment_id == segment_id)


def in_segment(segment_id: UUID) -> ColumnElement[bool]:
    """Whether a `Person` is in this segment."""
    return Person.id.in_(members_of(segment_id))


def segment_names(session: Session) -> list[tuple[UUID, str]]:
    """All segments by name, for choosing one."""
    return [(segment_id, name) for segment_id, name in session.execute(*_segment_names()).all()]


@put_together
def _segment_names() -> Select[UUID, str]:
    return select(PeopleSegment.id, PeopleSegment.name).order_by(func.lower(PeopleSegment.name))


def count_segments(session: Session) -> int:
    """How many segments there are."""
    return session.scalar(select(func.count(PeopleSegment.id))) or 0


def segment_sizes(session: Session) -> dict[UUID, int]:
    """How many active people are in each segment."""
    rows = session.execute(
        select(SegmentMember.segment_id, func.count())
        .join(Person, Person.id == SegmentMember.person_id)
        .where(Person.deactivated_at.is_(None))
        .group_by(SegmentMember.segment_id)
    )
    return dict(rows.all())


def get_segment(session: Session, segment_id: UUID) -> PeopleSegment:
    """The segment with this id."""
    found = session.get(PeopleSegment, segment_id)
    if found is None:
        raise NotFound
    return found


def find_segment(session: Session, name: str) -> PeopleSegment | None:
    """The segment of this name, in any spelling of upper and lower case."""
    wanted = Folded(PeopleSegment.name) == Folded(name.strip())
    return session.scalar(select(PeopleSegment).where(wanted))


def names_of(session: Session, people: Collection[UUID]) -> dict[UUID, list[str]]:
    """What the segments of each of these people are called, by name; of a page of them."""
    found: dict[UUID, list[str]] = {person_id: [] for person_id in people}
    for person_id, name in session.execute(*_names_of(list(people))).all():
        found[person_id].append(name)
    return found


@put_together
def _names_of(people: list[UUID]) -> Select[UUID, str]:
    return (
        select(SegmentMember.person_id, PeopleSegment.name)
        .join(PeopleSegment, PeopleSegment.id == SegmentMember.segment_id)
        .where(among(SegmentMember.person_id, people))
        .order_by(func.lower(PeopleSegment.name))
    )


def segments_of(session: Session, people: Collection[UUID]) -> dict[UUID, list[PeopleSegment]]:
    """The segments of each of these people, by name; of a page or a bite of them at most."""
    found: dict[UUID, list[PeopleSegment]] = {person_id: [] for person_id in people}
    rows = session.execute(
        select(SegmentMember.person_id, PeopleSegment)
        .join(PeopleSegment, PeopleSegment.id == SegmentMember.segment_id)
        .where(among(SegmentMember.person_id, people))
        .order_by(func.lower(PeopleSegment.name))
    )
    for person_id, segment in rows:
        found[person_id].append(segment)
    return found
