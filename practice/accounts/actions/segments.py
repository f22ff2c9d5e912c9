"""What admins do with segments, written down."""

from uuid import UUID

from sqlalchemy.orm import Session

from practice.audit.actions import note
from practice.errors import Invalid
from practice.people import actions, queries, rules
from practice.people.models import PeopleSegment, Person


def add(session: Session, by: Person, name: str) -> PeopleSegment:
    """A new segment; refuses a name that is taken."""
    made = actions.add_segment(session, name)
    note(session, "added_segment", by=by, detail={"segment": name})
    return made


def rename(session: Session, by: Person, segment_id: UUID, name: str) -> None:
    """Give a segment another name; refuses one that another has."""
    segment = queries.get_segment(session, segment_id)
    detail = {"from": segment.name, "to": name}
    actions.rename_segment(session, segment, name)
    note(session, "renamed_segment", by=by, detail=detail)


def merge(session: Session, by: Person, segment_id: UUID, into_id: UUID) -> PeopleSegment:
    """Make one of two; answers the one that stays."""
    gone, into = queries.get_segment(session, segment_id), queries.get_segment(session, into_id)
    detail = {"from": gone.name, "to": into.name}
    actions.merge_segments(session, gone, into)
    note(session, "merged_segments", by=by, detail=detail)
    return into


def delete(session: Session, by: Person, segment_id: UUID) -> str:
    """Remove a segment; its people stay. Answers what it was called."""
    segment = queries.get_segment(session, segment_id)
    note(session, "deleted_segment", by=by, detail={"segment": segment.name})
    actions.delete_segment(session, segment)
    return segment.name


def put_in(session: Session, by: Person, person_id: UUID, name: str) -> Person:
    """Put somebody into a segment, made if there is none of that name."""
    person = queries.get_person(session, person_id)
    refuse_too_many(session, person)
    segment = named(session, by, name)
    if not actions.put_in(session, segment, [person.id]):
        in_it = f"{person.name} is in {segment.name} already."
        raise Invalid("Nothing was changed.", {"segment": in_it})
    detail = {"segment": segment.name}
    note(session, "put_in_segment", by=by, subject_id=person.id, detail=detail)
    return person


def refuse_too_many(session: Session, person: Person) -> None:
    """A person in everything is in nothing."""
    if len(queries.segments_of(session, [person.id])[person.id]) >= rules.MOST_SEGMENTS_EACH:
        most = f"Somebody can be in at most {rules.MOST_SEGMENTS_EACH} segments."
        raise Invalid("Nothing was changed.", {"segment": most})


def named(session: Session, by: Person, name: str) -> PeopleSegment:
    """The segment of this name, made if there is none."""
    segment, is_new = actions.segment_named(session, name)
    if is_new:
        note(session, "added_segment", by=by, detail={"segment": name})
    return segment


def take_out(session: Session, by: Person, person_id: UUID, segment_id: UUID) -> PeopleSegment:
    """Take somebody out of a segment; doing it twice is doing it once."""
    person = queries.get_person(session, person_id)
    segment = queries.get_segment(session, segment_id)
    if actions.take_out(session, segment, [person.id]):
        detail = {"segment": segment.name}
        note(session, "took_out_of_segment", by=by, subject_id=person.id, detail=detail)
    return segment
