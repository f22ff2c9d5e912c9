"""Times that a reviewer sets aside: who hands in before one begins has feedback the same day.

A seat counts while its submission stands, waits, and is still with the reviewer whose slot it is:
what was taken back, reviewed before or moved to somebody else makes room by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from practice.assignments.words import on_the_clock
from practice.audit import actions as audit
from practice.audit.models import AuditEntry
from practice.clock import moment
from practice.db import among, new_id, utcnow
from practice.errors import Invalid, NotFound
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.questions import put_together
from practice.reviews.models import ReviewSlot, SlotSeat
from practice.reviews.values import SlotInput
from practice.takes.models import Submission, Take

SHORTEST, LONGEST = 5, 240  # minutes
MOST_SEATS, MOST_WEEKS, MOST_AHEAD = 48, 12, 100
MOST_CARRIED = 200  # at one look
A_REVIEW = 5  # minutes
FARTHEST = timedelta(days=366)
MINUTE = timedelta(minutes=1)
SOME_MORE = timedelta(hours=2)  # a slot may run over; after that its reviews didn’t happen
LATELY = timedelta(days=2)  # older slots were looked after
FREED = "freed_review_seat"

TAKES_PART = and_(
    Submission.withdrawn_at.is_(None),
    Submission.reviewed_at.is_(None),
    Submission.reviewer_id == ReviewSlot.person_id,
)


@dataclass(frozen=True)
class Slot:
    """A slot, and how many of its seats are taken."""

    slot: ReviewSlot
    taken: int

    @property
    def is_full(self) -> bool:
        return self.taken >= self.slot.seats


def set_slots(
    session: Session, by: Person, given: SlotInput, now: datetime | None = None
) -> list[ReviewSlot]:
    """Set time aside, once or for some weeks at the same hour of the day there.

    What waits already comes first: it gets its places before anybody hands in for them.
    Refuses what has begun or is too far away, and what lies over another slot of one's own.
    """
    now = now or utcnow()
    session.get_one(Person, by.id, with_for_update=True, populate_existing=True)
    slots = _planned(by, given)
    _check(session, by, slots, now)
    before = {one.starts_at: one for one in _cancelled_at(session, by, slots)}
    kept = [_again(before[one.starts_at], one) if one.starts_at in before else one for one in slots]
    session.add_all(kept)
    session.flush()
    audit.note(session, "set_review_slots", by=by, detail={"slots": len(kept)})
    for submission in session.scalars(_without_seat(by, now).limit(MOST_AHEAD)).all():
        take_seat(session, submission, now)
    return kept


def _without_seat(by: Person, now: datetime) -> Select[Submission]:
    """What waits for this person and has no place in a slot to come, the oldest first."""
    seated = (
        select(SlotSeat.id)
        .join(ReviewSlot, ReviewSlot.id == SlotSeat.slot_id)
        .where(SlotSeat.submission_id == Submission.id, ReviewSlot.person_id == by.id)
        .where(ReviewSlot.starts_at > now, ReviewSlot.cancelled_at.is_(None))
    )
    waiting = select(Submission).where(
        Submission.reviewer_id == by.id,
        Submission.withdrawn_at.is_(None),
        Submission.reviewed_at.is_(None),
        Submission.kept_at.is_(None),
        ~seated.exists(),
    )
    return waiting.order_by(Submission.created_at, Submission.id)


def _planned(by: Person, given: SlotInput) -> list[ReviewSlot]:
    zone, series = ZoneInfo(by.timezone), new_id() if given.weeks > 1 else None
    seats = given.seats or max(1, given.minutes // A_REVIEW)
    starts = [moment(given.starts + timedelta(weeks=at), zone) for at in range(given.weeks)]
    return [
        ReviewSlot(
            person_id=by.id, starts_at=start, minutes=given.minutes, seats=seats,
            submit_by=start - timedelta(minutes=given.before), series_id=series,
        )
        for start in starts
    ]  # fmt: skip


def _check(session: Session, by: Person, slots: list[ReviewSlot], now: datetime) -> None:
    if slots[0].starts_at <= now:
        raise Invalid("That time has passed.", {"starts": "Choose a time to come."})
    if slots[-1].starts_at > now + FARTHEST:
        raise Invalid("That is too far away.", {"starts": "Choose a day within a year."})
    there = session.scalars(_ahead(by.id, now - timedelta(minutes=LONGEST))).all()
    if len(there) + len(slots) > MOST_AHEAD:
        raise Invalid(f"You have {len(there)} slots ahead of you; {MOST_AHEAD} are the most.")
    for slot in slots:
        other = next((one for one in there if _overlap(one, slot)), None)
        if other is not None:
            day = other.starts_at.astimezone(ZoneInfo(by.timezone))
            sentence = f"You have a slot at that time already, on {day:%A, %b} {day.day}."
            raise Invalid(sentence, {"starts": "Choose another time."})


def _overlap(one: ReviewSlot, other: ReviewSlot) -> bool:
    return one.starts_at < end_of(other) and other.starts_at < end_of(one)


class Planned(NamedTuple):
    """When a slot is, for what has a seat in it."""

    starts_at: datetime
    minutes: int


def end_of(slot: ReviewSlot | Planned) -> datetime:
    """When the time set aside is over."""
    return slot.starts_at + slot.minutes * MINUTE


def _cancelled_at(session: Session, by: Person, slots: list[ReviewSlot]) -> Sequence[ReviewSlot]:
    same = ReviewSlot.starts_at.in_([slot.starts_at for slot in slots])
    return session.scalars(select(ReviewSlot).where(ReviewSlot.person_id == by.id, same)).all()


def _again(old: ReviewSlot, new: ReviewSlot) -> ReviewSlot:
    """One that was cancelled at the very same time is set anew."""
    old.cancelled_at, old.minutes, old.seats = None, new.minutes, new.seats
    old.submit_by, old.series_id, old.created_at = new.submit_by, new.series_id, utcnow()
    return old


def cancel(
    session: Session, by: Person, slot_id: UUID, rest: bool, now: datetime | None = None
) -> int:
    """Take a slot back, or it and the rest of its series; answers how many.

    Who had a seat gets one in the next slot with room, and is told. Refuses another's slot and
    one that is over.
    """
    now = now or utcnow()
    slot = session.get(ReviewSlot, slot_id, with_for_update=True, populate_existing=True)
    if slot is None or slot.person_id != by.id or slot.cancelled_at or slot.starts_at <= now:
        raise NotFound("We can’t find that slot among those to come.")
    whole = _ahead(by.id, slot.starts_at).where(ReviewSlot.series_id == slot.series_id)
    gone = session.scalars(whole).all() if rest and slot.series_id else [slot]
    for one in gone:
        one.cancelled_at = now
    session.flush()
    ids = [one.id for one in gone]
    audit.note(session, "cancelled_review_slots", by=by, detail={"slots": len(ids)})
    seated = select(Submission).join(SlotSeat).join(ReviewSlot).where(ReviewSlot.id.in_(ids))
    for submission in session.scalars(seated.where(TAKES_PART)).all():
        slot = take_seat(session, submission, now)
        title = f"{by.name} can’t review “{_title(submission)}” at that time"
        _tell_moved(session, title, submission, slot)
    return len(ids)


def is_any_left_over(session: Session, now: datetime) -> bool:
    """Whether anything still waits though the slot that it had a place in is well over."""
    return any(_is_well_over(slot, now) for _, slot in session.execute(_left_over(now)))


def carry_over(session: Session, now: datetime) -> int:
    """Give that a place in the next slot, the oldest first, and tell its rep; answers how many.

    What somebody else carries over at this moment is left to them.
    """
    held = _left_over(now).with_for_update(of=Submission, skip_locked=True)
    waiting = [one for one, slot in session.execute(held).all() if _is_well_over(slot, now)]
    for submission in waiting:
        slot = take_seat(session, submission, now)
        title = f"“{_title(submission)}” wasn’t reviewed in the time set aside"
        _tell_moved(session, title, submission, slot)
    return len(waiting)


def _left_over(now: datetime) -> Select[Submission, ReviewSlot]:
    return (
        select(Submission, ReviewSlot)
        .join(SlotSeat, SlotSeat.submission_id == Submission.id)
        .join(ReviewSlot, ReviewSlot.id == SlotSeat.slot_id)
        .where(ReviewSlot.starts_at.between(now - LATELY, now - SOME_MORE))
        .where(TAKES_PART, Submission.kept_at.is_(None), ReviewSlot.cancelled_at.is_(None))
        .order_by(Submission.created_at, Submission.id)
        .limit(MOST_CARRIED)
    )


def _is_well_over(slot: ReviewSlot, now: datetime) -> bool:
    return end_of(slot) + SOME_MORE <= now


def _title(submission: Submission) -> str:
    return submission.take.scenario_version.title


def _tell_moved(
    session: Session, title: str, submission: Submission, slot: ReviewSlot | None
) -> None:
    rep = submission.person
    if slot is None:
        then = "It waits in the queue, as usual."
    else:
        then = f"It is planned for {on_the_clock(slot.starts_at, rep.timezone)} instead."
    key = f"slot:{submission.id}:{utcnow().isoformat(timespec='milliseconds')}"
    kind = NoticeKind.reviewer_changed
    notices.tell(session, rep, kind, key, title, then, f"/submissions/{submission.id}")


def take_seat(session: Session, submission: Submission, now: datetime) -> ReviewSlot | None:
    """A place in the next slot of its reviewer that it came in time for; None without any."""
    _free_seat(session, submission)
    if submission.reviewer_id is None:
        return None
    given = (submission.reviewer_id, submission.created_at, now)
    held = _in_time(*given).with_for_update(of=ReviewSlot).execution_options(populate_existing=True)
    ours = set(session.scalars(held).all())  # one set meanwhile is not held, so not given away
    there = [Slot(*row) for row in session.execute(*_in_time_with_taken(*given)).all()]
    slot = next((one.slot for one in there if one.slot in ours and not one.is_full), None)
    if slot is not None:
        session.add(SlotSeat(slot_id=slot.id, submission_id=submission.id))
        session.flush()
    return slot


def _free_seat(session: Session, submission: Submission) -> None:
    """Let go of its seat, noting when: no row is left that tells it to the slot's calendar."""
    own = delete(SlotSeat).where(SlotSeat.submission_id == submission.id)
    for slot_id in session.scalars(own.returning(SlotSeat.slot_id)).all():
        audit.note(session, FREED, subject_id=slot_id)


def _in_time(reviewer_id: UUID, handed_in: datetime, now: datetime) -> Select[ReviewSlot]:
    """The slots to come of this reviewer that something handed in then is in time for."""
    in_time = (ReviewSlot.submit_by >= handed_in, ReviewSlot.starts_at > now)
    return _ahead(reviewer_id, now).where(*in_time)


@put_together
def _in_time_with_taken(
    reviewer_id: UUID, handed_in: datetime, now: datetime
) -> Select[ReviewSlot, int]:
    return _in_time(reviewer_id, handed_in, now).add_columns(_taken())


def _ahead(person_id: UUID, since: datetime) -> Select[ReviewSlot]:
    mine = select(ReviewSlot).where(ReviewSlot.person_id == person_id)
    coming = mine.where(ReviewSlot.starts_at >= since, ReviewSlot.cancelled_at.is_(None))
    return coming.order_by(ReviewSlot.starts_at)


def _taken() -> ColumnElement[int]:
    """How many seats of a `ReviewSlot` of the question are taken."""
    return (
        select(func.count(SlotSeat.id))
        .join(Submission, Submission.id == SlotSeat.submission_id)
        .where(SlotSeat.slot_id == ReviewSlot.id, TAKES_PART)
        .correlate(ReviewSlot)
        .scalar_subquery()
    )


def coming(session: Session, person: Person, now: datetime, most: int = MOST_AHEAD) -> list[Slot]:
    """The slots of this person that are not over, the next one first."""
    rows = session.execute(*_coming(person.id, now - timedelta(minutes=LONGEST), most)).all()
    return [Slot(slot, taken) for slot, taken in rows if end_of(slot) > now]


@put_together
def _coming(person_id: UUID, since: datetime, most: int) -> Select[ReviewSlot, int]:
    return _ahead(person_id, since).add_columns(_taken()).limit(most)


def open_to_reps(session: Session, reviewer: Person, now: datetime) -> list[Slot]:
    """Those that one can still hand in for, up to the first with room; all when none has any.

    In that first one `take_seat` gives what is handed in now its place.
    """
    return [Slot(*row) for row in session.execute(*_up_to_room(reviewer.id, now)).all()]


@put_together
def _up_to_room(reviewer_id: UUID, now: datetime) -> Select[ReviewSlot, int]:
    there = _in_time(reviewer_id, now, now)
    begins = there.with_only_columns(ReviewSlot.starts_at).where(_taken() < ReviewSlot.seats)
    first = begins.limit(1).correlate(None).scalar_subquery()
    near = there.where(ReviewSlot.starts_at <= func.coalesce(first, ReviewSlot.starts_at))
    return near.add_columns(_taken())


def changed(session: Session, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When a place in each of these slots was last taken or freed, if any ever was."""
    moments: dict[UUID, datetime] = {}
    for question in (_seats_changed(list(ids)), _seats_freed(list(ids))):
        for slot_id, *found in session.execute(*question):
            known = [moments.get(slot_id), *found]
            moments[slot_id] = max(moment for moment in known if moment)
    return moments


@put_together
def _seats_changed(ids: list[UUID]) -> Select[UUID, datetime, datetime | None, datetime | None]:
    seats = select(
        SlotSeat.slot_id,
        func.max(SlotSeat.created_at),
        func.max(Submission.withdrawn_at),
        func.max(Submission.reviewed_at),
    )
    of_these = seats.join(SlotSeat.submission).where(among(SlotSeat.slot_id, ids))
    return of_these.group_by(SlotSeat.slot_id)


@put_together
def _seats_freed(ids: list[UUID]) -> Select[UUID | None, datetime]:
    freed = select(AuditEntry.subject_id, func.max(AuditEntry.created_at))
    of_these = freed.where(among(AuditEntry.subject_id, ids), AuditEntry.action == FREED)
    return of_these.group_by(AuditEntry.subject_id)


def slots_of(session: Session, ids: Sequence[UUID], now: datetime) -> dict[UUID, ReviewSlot]:
    """In which slot to come each of these submissions has a seat; those without are left out."""
    rows = session.execute(*_planned_for(list(ids))).all()
    return {key: slot for key, slot in rows if end_of(slot) > now}


@put_together
def _planned_for(ids: list[UUID]) -> Select[UUID, ReviewSlot]:
    return (
        select(SlotSeat.submission_id, ReviewSlot)
        .join(ReviewSlot, ReviewSlot.id == SlotSeat.slot_id)
        .join(Submission, Submission.id == SlotSeat.submission_id)
        .where(among(SlotSeat.submission_id, ids), TAKES_PART, ReviewSlot.cancelled_at.is_(None))
        .options(joinedload(ReviewSlot.person))
    )


def seats_of(session: Session, rep: Person, now: datetime) -> Sequence[SlotSeat]:
    """When what this rep handed in is planned to be reviewed, the next first."""
    submission = contains_eager(SlotSeat.submission)
    return session.scalars(
        select(SlotSeat)
        .join(SlotSeat.slot)
        .join(SlotSeat.submission)
        .where(Submission.person_id == rep.id, TAKES_PART, ReviewSlot.cancelled_at.is_(None))
        .where(ReviewSlot.starts_at > now)
        .options(contains_eager(SlotSeat.slot))
        .options(submission.joinedload(Submission.take).joinedload(Take.scenario_version))
        .order_by(ReviewSlot.starts_at)
    ).all()
