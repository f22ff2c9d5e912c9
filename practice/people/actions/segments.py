"""Segments: making, naming, joining and removing them, and who is put into which."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Table, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from practice.db import Base, insert_or_skip
from practice.errors import Invalid, TooLarge
from practice.people import queries, rules
from practice.people.models import PeopleSegment, SegmentMember

CHUNK = 500


def add_segment(session: Session, name: str) -> PeopleSegment:
    """A new segment; refuses a name that is taken, and more than anybody can choose from."""
    refuse_taken(session, name)
    if queries.count_segments(session) >= rules.MOST_SEGMENTS:
        raise TooLarge(
            f"There are {rules.MOST_SEGMENTS} segments already. Merge or delete some first."
        )
    segment = PeopleSegment(name=name)
    session.add(segment)
    session.flush()
    return segment


def segment_named(session: Session, name: str) -> tuple[PeopleSegment, bool]:
    """The segment of this name, and whether it was made for that."""
    found = queries.find_segment(session, name)
    return (found, False) if found else (add_segment(session, name), True)


def rename_segment(session: Session, segment: PeopleSegment, name: str) -> None:
    """Give a segment another name; refuses one that another has."""
    refuse_taken(session, name, but=segment)
    segment.name = name


def refuse_taken(session: Session, name: str, but: PeopleSegment | None = None) -> None:
    """Two segments of one name could not be told apart."""
    found = queries.find_segment(session, name)
    if found is not None and found is not but:
        taken = "A segment has this name already. To make one of the two, merge them."
        raise Invalid("Some fields need another look.", {"name": taken})


def put_in(session: Session, segment: PeopleSegment, people: Sequence[UUID]) -> list[UUID]:
    """Put people into a segment; answers those who were not in it yet."""
    rows = [{"person_id": each, "segment_id": segment.id} for each in people]
    if not rows:
        return []
    statement = insert_or_skip(session, SegmentMember).returning(SegmentMember.person_id)
    return list(session.scalars(statement, rows))


def take_out(session: Session, segment: PeopleSegment, people: Sequence[UUID]) -> list[UUID]:
    """Take people out of a segment; answers those who were in it."""
    gone: list[UUID] = []
    for start in range(0, len(people), CHUNK):
        statement = delete(SegmentMember).where(
            SegmentMember.segment_id == segment.id,
            SegmentMember.person_id.in_(people[start : start + CHUNK]),
        )
        gone += session.scalars(statement.returning(SegmentMember.person_id)).all()
    return gone


def set_segments(session: Session, wanted: Mapping[UUID, Collection[str]]) -> None:
    """Put each of these people into exactly the segments named; all of them have to be there."""
    by_name = {each.name.lower(): each for each in session.scalars(select(PeopleSegment))}
    held = queries.segments_of(session, wanted)
    joining: dict[PeopleSegment, list[UUID]] = {}
    leaving: dict[PeopleSegment, list[UUID]] = {}
    for person_id, names in wanted.items():
        named = [by_name[name.lower()] for name in names]
        for segment in (each for each in named if each not in held[person_id]):
            joining.setdefault(segment, []).append(person_id)
        for segment in (each for each in held[person_id] if each not in named):
            leaving.setdefault(segment, []).append(person_id)
    for segment, people in joining.items():
        put_in(session, segment, people)
    for segment, people in leaving.items():
        take_out(session, segment, people)


def merge_segments(session: Session, gone: PeopleSegment, into: PeopleSegment) -> None:
    """Make one of two: its people and whatever names it are the other's from now on."""
    if gone is into:
        raise Invalid("Choose another one.", {"into": "A segment can’t be merged into itself."})
    session.flush()
    put_all_in(session, gone, into)
    for table in Base.metadata.tables.values():
        if table.name != SegmentMember.__tablename__:
            point_elsewhere(session, table, gone, into)
    delete_segment(session, gone)


def put_all_in(session: Session, gone: PeopleSegment, into: PeopleSegment) -> None:
    """Put everybody of one segment into the other as well."""
    there = select(SegmentMember.person_id).where(SegmentMember.segment_id == into.id)
    theirs = select(SegmentMember.person_id, literal(into.id)).where(
        SegmentMember.segment_id == gone.id, SegmentMember.person_id.not_in(there)
    )
    session.execute(insert(SegmentMember).from_select(["person_id", "segment_id"], theirs))


def point_elsewhere(
    session: Session, table: Table, gone: PeopleSegment, into: PeopleSegment
) -> None:
    """Let what names the one segment name the other: rooms that this one doesn't know do so."""
    for key in table.foreign_keys:
        if key.column.table.name == PeopleSegment.__tablename__:
            column = key.parent
            session.execute(update(table).where(column == gone.id).values({column.name: into.id}))


def delete_segment(session: Session, segment: PeopleSegment) -> None:
    """Remove a segment; to whatever names it, it is as if nobody were in it any more."""
    session.delete(segment)
    session.flush()
