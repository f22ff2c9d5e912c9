"""Time set aside for reviews: set, filled by who hands in before it begins, and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from practice.calendars.queries import entries
from practice.db import Database, utcnow
from practice.errors import Invalid, NotFound
from practice.notices.models import Notice
from practice.people.models import Person, Role
from practice.reviews import actions, slots
from practice.reviews.models import ReviewSlot
from practice.reviews.values import SlotInput
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene
from tests.statements import heard

# A Thursday; New York leaves summer time on the Sunday after.
NOW = datetime(2027, 10, 28, 12, tzinfo=UTC)
FOUR = datetime.fromisoformat("2027-10-28T16:00")  # on the wall


@pytest.fixture
def scene(session: Session, scene: Scene) -> Scene:
    """With nothing that waits."""
    scene.submission.reviewed_at = NOW
    session.flush()
    return scene


@pytest.fixture
def stage(db: Database, stage: Scene) -> Scene:
    """The same, committed."""
    with db.work() as session:
        session.get_one(Submission, stage.submission.id).reviewed_at = utcnow()
    return stage


def at(session: Session, person: Person, starts: datetime = FOUR, **more: int) -> list[ReviewSlot]:
    return slots.set_slots(session, person, SlotInput(starts, 25, **more), NOW)


def handed_in(session: Session, scene: Scene, when: datetime = NOW) -> Submission:
    made = factories.submission(session, factories.take(session, scene.rep))
    made.created_at = when
    session.flush()
    actions.route(session, made.id, when)
    return made


def test_a_slot_stays_at_its_hour_of_the_day(session: Session, scene: Scene) -> None:
    scene.manager.timezone = "America/New_York"
    first, second, third = at(session, scene.manager, weeks=3)
    assert first.starts_at == datetime(2027, 10, 28, 20, tzinfo=UTC)
    assert second.starts_at == datetime(2027, 11, 4, 20, tzinfo=UTC)
    assert third.starts_at == datetime(2027, 11, 11, 21, tzinfo=UTC)
    assert third.submit_by == datetime(2027, 11, 11, 20, tzinfo=UTC)
    assert (first.seats, len({first.series_id, second.series_id})) == (5, 1)


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [(FOUR + timedelta(minutes=24), "already"), (FOUR - timedelta(minutes=24), "already"),
     (FOUR - timedelta(hours=9), "passed"), (FOUR + timedelta(days=400), "far away")],
)  # fmt: skip
def test_no_slot_over_another_in_the_past_or_years_away(
    session: Session, scene: Scene, starts: datetime, sentence: str
) -> None:
    at(session, scene.manager)
    with pytest.raises(Invalid, match=sentence):
        at(session, scene.manager, starts)
    at(session, scene.manager, FOUR + timedelta(minutes=25))


def seat_of(session: Session, submission: Submission) -> datetime | None:
    found = slots.slots_of(session, [submission.id], NOW).get(submission.id)
    return found.starts_at.replace(tzinfo=None) if found else None


def test_the_next_slot_with_room_is_taken(session: Session, scene: Scene) -> None:
    at(session, scene.manager, seats=1, weeks=2)
    late = handed_in(session, scene, NOW + timedelta(hours=3, minutes=30))
    first, second, third = (handed_in(session, scene) for _ in range(3))
    assert seat_of(session, late) == FOUR + timedelta(weeks=1)
    assert seat_of(session, first) == FOUR
    assert (seat_of(session, second), seat_of(session, third)) == (None, None)
    told = slots.open_to_reps(session, scene.manager, NOW)
    assert [one.is_full for one in told] == [True, True]


def test_what_reps_read_is_what_happens_however_many_are_full(
    session: Session, scene: Scene
) -> None:
    last = at(session, scene.manager, seats=1, weeks=5)[-1]
    for _ in range(4):
        handed_in(session, scene)
    *full, free = slots.open_to_reps(session, scene.manager, NOW)
    assert [one.is_full for one in full] == [True] * 4
    assert (free.slot, free.is_full) == (last, False)
    assert seat_of(session, handed_in(session, scene)) == free.slot.starts_at.replace(tzinfo=None)
    told = slots.open_to_reps(session, scene.manager, NOW)
    assert all(one.is_full for one in told)
    assert seat_of(session, handed_in(session, scene)) is None


def test_until_the_last_moment_what_reps_read_is_what_happens(
    session: Session, scene: Scene
) -> None:
    (slot,) = at(session, scene.manager)
    for when in (slot.submit_by, slot.submit_by + timedelta(seconds=1)):
        told = [one.slot for one in slots.open_to_reps(session, scene.manager, when)]
        made = handed_in(session, scene, when)
        assert [slots.slots_of(session, [made.id], when).get(made.id)] == (told or [None])


def test_full_slots_ask_no_more_of_the_database(session: Session, scene: Scene) -> None:
    at(session, scene.manager, seats=1, weeks=8)
    bind, asked = session.get_bind(), []
    assert isinstance(bind, Engine | Connection)
    for _ in range(5):
        made = factories.submission(session, factories.take(session, scene.rep))
        made.reviewer, made.created_at = scene.manager, NOW
        session.flush()
        with heard(bind.engine) as ran:
            slots.take_seat(session, made, NOW)
            slots.open_to_reps(session, scene.manager, NOW)
        asked.append(len(ran))
    assert len(set(asked)) == 1, asked


def test_what_was_taken_back_reviewed_or_moved_makes_room(session: Session, scene: Scene) -> None:
    other = factories.person(session, "Omar", Role.manager)
    (slot,) = at(session, scene.manager, seats=1)
    for lets_go in ("withdrawn_at", "reviewed_at", "reviewer_id"):
        made = handed_in(session, scene)
        assert seat_of(session, made) == FOUR, lets_go
        setattr(made, lets_go, other.id if lets_go == "reviewer_id" else NOW)
        session.flush()
        assert slots.coming(session, scene.manager, NOW)[0].taken == 0
    assert slot.seats == 1


def test_what_waits_already_comes_first(session: Session, scene: Scene) -> None:
    scene.submission.created_at, scene.submission.reviewed_at = NOW - timedelta(hours=3), None
    session.flush()
    at(session, scene.manager, seats=1)
    assert seat_of(session, scene.submission) == FOUR
    assert seat_of(session, handed_in(session, scene)) is None


def test_cancelling_moves_who_had_a_seat_and_tells_them(session: Session, scene: Scene) -> None:
    first, _, third = at(session, scene.manager, weeks=3)
    made = handed_in(session, scene)
    assert slots.cancel(session, scene.manager, first.id, rest=False, now=NOW) == 1
    assert seat_of(session, made) == FOUR + timedelta(weeks=1)
    titles = session.scalars(select(Notice.body).where(Notice.person_id == scene.rep.id)).all()
    assert "It is planned for Thursday, Nov 4, 4:00 PM instead." in titles
    with pytest.raises(NotFound):
        slots.cancel(session, scene.rep, third.id, rest=False, now=NOW)
    left = slots.coming(session, scene.manager, NOW)[0].slot
    assert slots.cancel(session, scene.manager, left.id, rest=True, now=NOW) == 2
    assert seat_of(session, made) is None
    assert at(session, scene.manager)[0].id == first.id  # set anew at the same time


def test_what_a_slot_left_unreviewed_goes_into_the_next(session: Session, scene: Scene) -> None:
    first, second = at(session, scene.manager, weeks=2)
    done, waits = handed_in(session, scene), handed_in(session, scene)
    done.reviewed_at = first.starts_at
    over = slots.end_of(first)
    assert slots.carry_over(session, over + timedelta(minutes=119)) == 0, "it may run over"
    later = over + timedelta(hours=2)
    assert slots.is_any_left_over(session, later)
    assert slots.carry_over(session, later) == 1
    assert slots.carry_over(session, later) == 0
    assert not slots.is_any_left_over(session, later)
    assert slots.slots_of(session, [done.id, waits.id], later) == {waits.id: second}
    notice = session.scalars(select(Notice).where(Notice.title.contains("wasn’t reviewed"))).one()
    assert notice.person_id == scene.rep.id
    assert "It is planned for Thursday" in notice.body


def test_without_another_slot_it_waits_as_usual(session: Session, scene: Scene) -> None:
    [slot] = at(session, scene.manager)
    waits = handed_in(session, scene)
    later = slots.end_of(slot) + timedelta(hours=3)
    assert slots.carry_over(session, later) == 1
    assert slots.slots_of(session, [waits.id], NOW) == {}
    assert "It waits in the queue" in session.scalars(select(Notice.body)).all()[-1]


def test_both_sides_find_it_in_their_calendars(session: Session, scene: Scene) -> None:
    (slot,) = at(session, scene.manager)
    handed_in(session, scene)
    titles = {one.title: one.at for one in entries(session, scene.manager)}
    assert titles["Review slot: 1 review, 25 min"] == slot.starts_at
    planned = [one for one in entries(session, scene.rep) if one.title.startswith("Feedback")]
    assert [one.at for one in planned] == [slot.starts_at]


def test_the_pages_say_until_when_and_that_a_slot_is_full(
    db: Database, stage: Scene, page: Page
) -> None:
    soon = (utcnow() + timedelta(days=1)).replace(hour=16, minute=0, second=0, microsecond=0)
    with db.work() as session:
        rep = session.get_one(Person, stage.rep.id)
        take = factories.take(session, rep)
        scenario_id, take_id = take.scenario_version.scenario_id, take.id
        other = factories.take(session, rep, take.scenario_version).id
    page.sign_in(stage.manager)
    asked = {"starts": f"{soon:%Y-%m-%dT%H:%M}", "minutes": "25", "seats": "1", "weeks": "1"}
    assert page.follow(page.submit("/slots", asked)).has("Tomorrow 4:00 PM, 25 min", "0 of 1 taken")
    assert page.submit("/slots", asked, status=422).has("You have a slot at that time already")
    assert page.submit("/slots", {"minutes": "1"}, status=422).has("Choose a day and a time.")
    page.sign_in(stage.rep)
    words = "Submit by tomorrow 3:00 PM and it is back the same day: Dana Moss reviews tomorrow"
    assert page.get(f"/practice/{scenario_id}").has(words)
    assert page.get(f"/takes/{take_id}").has(words)
    with db.work() as session:
        made = factories.submission(session, session.get_one(type(take), take_id))
        actions.route(session, made.id)
        submission_id = made.id
    assert page.get(f"/takes/{take_id}").has("Planned for tomorrow 4:00 PM")
    assert page.get(f"/submissions/{submission_id}").has("Planned for tomorrow 4:00 PM")
    assert page.get(f"/takes/{other}").has("Dana Moss’s next review slot is full.")
    page.sign_in(stage.manager)
    shown = page.get("/reviews")
    assert shown.has("Your slot begins tomorrow 4:00 PM: 1 review, no room left", "Slot tomorrow")


def test_the_page_names_the_slot_with_room_behind_full_ones(
    db: Database, stage: Scene, page: Page
) -> None:
    soon = (utcnow() + timedelta(days=1)).replace(hour=16, minute=0, second=0, microsecond=0)
    with db.work() as session:
        manager, rep = (session.get_one(Person, one.id) for one in (stage.manager, stage.rep))
        made = [factories.take(session, rep) for _ in range(4)]
        for day in range(4):
            given = SlotInput(soon.replace(tzinfo=None) + timedelta(days=day), 25, seats=1)
            slots.set_slots(session, manager, given)
        for take in made[1:]:
            actions.route(session, factories.submission(session, take).id)
        path = f"/takes/{made[0].id}"
    fourth = soon + timedelta(days=3)
    page.sign_in(stage.rep)
    words = f"is full; the next with room is {fourth:%A} 4:00 PM. Submit by {fourth:%A} 3:00 PM"
    assert page.get(path).has("Dana Moss’s slot tomorrow 4:00 PM", words)
