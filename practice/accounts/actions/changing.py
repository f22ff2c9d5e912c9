"""Changing several people in one transaction, each written down by itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.accounts import bulk, queries
from practice.accounts.actions import caring, segments
from practice.accounts.actions.moving import tell_moved
from practice.accounts.bulk import Choice, Effect
from practice.audit.actions import note
from practice.db import utcnow
from practice.errors import WrongState
from practice.people import actions, rules
from practice.people.models import ChangeKind, PeopleSegment, Person

STILL = (
    "People are still being deactivated: {done:,} of {total:,}. "
    "Wait until it is done, then bring them back."
)


def change(
    session: Session, by: Person, ids: Sequence[UUID], choice: Choice, now: datetime
) -> Effect:
    """Do to a bite of people what was chosen, but to whom it no longer changes; whom it did."""
    effect = bulk.effect_of(session, by, list(bulk.known(session, ids)), choice)
    people = queries.people_by_id(session, effect.ids)
    if people:
        CHANGES[choice.kind](session, by, people, choice, now)
    return effect


def move(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Give them another home team."""
    team = queries.team_or_none(session, choice.team_id)  # held: nobody asks for it each time
    for person in people:
        before = person.home_team.name if person.home_team else ""
        actions.move_to_team(session, person, choice.team_id, now)
        detail = {"from": before, "to": team.name if team else ""}
        note(session, "moved_team", by=by, subject_id=person.id, detail=detail)
    tell_moved(session, people)


def put_in(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Put them into a segment, made if there is none of that name."""
    regroup(session, by, people, choice, actions.put_in, "put_in_segment")


def take_out(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Take them out of a segment."""
    regroup(session, by, people, choice, actions.take_out, "took_out_of_segment")


def regroup(
    session: Session,
    by: Person,
    people: Sequence[Person],
    choice: Choice,
    do: Callable[[Session, PeopleSegment, Sequence[UUID]], list[UUID]],
    verb: str,
) -> None:
    """Do one or the other, written down for each whom it changed."""
    segment = segments.named(session, by, choice.segment)
    for person_id in do(session, segment, [person.id for person in people]):
        detail = {"segment": segment.name}
        note(session, verb, by=by, subject_id=person_id, detail=detail)


def set_timezone(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Give them another timezone; dates that were given keep the one they were given in."""
    for person in people:
        detail = {"from": person.timezone, "to": choice.timezone}
        person.timezone = choice.timezone
        note(session, "changed_timezone", by=by, subject_id=person.id, detail=detail)


def invite(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Mail each an invitation; earlier links close."""
    caring.invite_all(session, by, people)


def deactivate(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Close the door behind them, all in one moment."""
    actions.deactivate_all(session, people, by, now)
    for person in people:
        note(session, "deactivated", by=by, subject_id=person.id)


def reactivate(
    session: Session, by: Person, people: Sequence[Person], choice: Choice, now: datetime
) -> None:
    """Let them in again."""
    for person in people:
        actions.reactivate(session, person)
        note(session, "reactivated", by=by, subject_id=person.id)


CHANGES: dict[ChangeKind, Callable[[Session, Person, Sequence[Person], Choice, datetime], None]] = {
    ChangeKind.team: move,
    ChangeKind.put_in: put_in,
    ChangeKind.take_out: take_out,
    ChangeKind.timezone: set_timezone,
    ChangeKind.invite: invite,
    ChangeKind.deactivate: deactivate,
    ChangeKind.reactivate: reactivate,
}


def to_bring_back(session: Session, at: datetime, now: datetime | None = None) -> Sequence[UUID]:
    """Whom one step deactivated.

    Refuses while it goes on, when nobody of it is left, and when it is too long ago to be a slip.
    """
    if (going := queries.deactivating(session)) is not None:
        raise WrongState(STILL.format(done=going.done, total=going.total))
    if at < (now or utcnow()) - rules.MAY_BE_A_SLIP:
        late = "That was more than ten minutes ago. Search for deactivated people to select them."
        raise WrongState(late)
    found = queries.deactivated_at(session, at)
    if not found:
        raise WrongState("Nobody of that step is left to bring back.")
    return found
