"""Assignments that come back: what opens when, what closes, and that nothing piles up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import actions, openings
from practice.assignments.actions.handing import NOTHING_WEAK
from practice.assignments.actions.periods import PAUSED, PUT_OFF
from practice.assignments.audience import people_reached
from practice.assignments.models import (
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Cadence,
    DueKind,
    TargetState,
)
from practice.assignments.values import Line, Order, Rhythm, Terms
from practice.db import Database, utcnow
from practice.errors import Invalid
from practice.notices.models import Notice
from practice.people.models import Person, Role
from practice.reviews.models import CriterionScore, Review, ReviewState
from practice.reviews.weakness import weakest
from tests import factories
from tests.client import Page
from tests.handing import hand_everything_out

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKLY = Rhythm(Cadence.weekly, due_weekday=4)
SPACED = Rhythm(Cadence.spaced)


def given_to_reps(
    session: Session,
    rhythm: Rhythm,
    now: datetime = MONDAY,
    terms: Terms = Terms(),  # noqa: B008
) -> Assignment:
    version = factories.scenario(session, "Discovery call")
    by = factories.person(session, "Elena Ruiz", Role.enablement)
    order = Order(version.scenario_id, (Line(role=Role.rep),), terms, rhythm)
    return actions.assign(session, by, order, now)


def sweep(session: Session, now: datetime) -> tuple[int, int]:
    """(closed, given), as the sweep does both."""
    return actions.close_over(session, now), hand_everything_out(session, now, weakest)


def targets_of(session: Session, person: Person | None = None) -> Sequence[AssignmentTarget]:
    found = select(AssignmentTarget).order_by(AssignmentTarget.created_at, AssignmentTarget.period)
    if person is not None:
        found = found.where(AssignmentTarget.person_id == person.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def test_every_week_opens_at_each_persons_own_monday_and_closes_as_missed(
    session: Session,
) -> None:
    ana = factories.person(session, "Ana", timezone="America/Los_Angeles")
    kai = factories.person(session, "Kai", timezone="Pacific/Auckland")
    given_to_reps(session, WEEKLY)
    assert [target.period for target in targets_of(session)] == ["2026-11-23"] * 2
    there = datetime(2026, 11, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert sweep(session, there - timedelta(seconds=1)) == (0, 0)
    assert sweep(session, there) == (1, 1)
    assert sweep(session, there) == (0, 0)
    assert [(each.period, each.state) for each in targets_of(session, kai)] == [
        ("2026-11-23", "missed"), ("2026-11-30", "not_started"),
    ]  # fmt: skip
    assert [each.state for each in targets_of(session, ana)] == ["not_started"]
    assert sweep(session, datetime(2026, 11, 30, 8, tzinfo=UTC)) == (1, 1)
    due = targets_of(session, ana)[-1].due_at
    assert due == datetime(2026, 12, 4, 17, tzinfo=ZoneInfo("America/Los_Angeles"))
    theirs = select(Notice).where(Notice.person_id == kai.id).order_by(Notice.title)
    told = session.scalars(theirs).all()
    assert [(notice.title, notice.read_at is None) for notice in told] == [
        ("Week of Nov 23: Discovery call", False), ("Week of Nov 30: Discovery call", True),
    ]  # fmt: skip


def test_what_waits_for_its_review_closes_only_when_it_comes_back_unmet(session: Session) -> None:
    people = [factories.person(session) for _ in range(4)]
    given_to_reps(session, WEEKLY)
    waits, met, put_off, practiced = (targets_of(session, each)[0] for each in people)
    waits.state, met.state = TargetState.submitted, TargetState.met
    put_off.state, practiced.state = TargetState.declined, TargetState.practicing
    session.flush()
    closed, opened = sweep(session, MONDAY + WEEK)
    assert (closed, opened) == (2, 4)
    session.expire_all()
    assert (put_off.state, put_off.reason) == (TargetState.closed, PUT_OFF)
    assert (waits.state, met.state, practiced.state) == ("submitted", "met", "missed")
    actions.ask_for_another(session, waits)
    assert sweep(session, MONDAY + WEEK) == (1, 0)
    session.expire_all()
    assert waits.state == TargetState.missed


def test_a_pause_opens_nothing_and_makes_nobody_miss_anything(session: Session) -> None:
    rep = factories.person(session)
    made = given_to_reps(session, WEEKLY)
    made.paused_at = MONDAY + DAY
    session.flush()
    assert sweep(session, MONDAY + WEEK) == (1, 0)
    [only] = targets_of(session, rep)
    assert (only.state, only.reason) == (TargetState.closed, PAUSED)
    made.paused_at = None
    session.flush()
    assert sweep(session, MONDAY + WEEK + 4 * DAY) == (0, 0), "too little of that week is left"
    assert sweep(session, MONDAY + 2 * WEEK) == (0, 1)


def test_nobody_is_reminded_of_or_late_with_what_is_paused_or_over(session: Session) -> None:
    factories.person(session)
    made = given_to_reps(session, WEEKLY)
    friday = datetime(2026, 11, 27, 17, tzinfo=UTC)
    made.paused_at = MONDAY
    session.flush()
    assert actions.remind_due(session, friday - timedelta(hours=5)) == 0
    assert actions.tell_late(session, friday + DAY) == 0
    made.paused_at = None
    session.flush()
    assert actions.remind_due(session, friday - timedelta(hours=5)) == 1
    assert actions.tell_late(session, MONDAY + WEEK) == 0
    assert actions.tell_late(session, friday + DAY) == 1


def test_it_begins_and_ends_with_its_days(session: Session) -> None:
    rep = factories.person(session)
    rhythm = Rhythm(Cadence.weekly, 2, None, date(2026, 12, 2), date(2026, 12, 20))
    made = given_to_reps(session, rhythm)
    opened = {}
    for day in (1, 6, 7, 8, 13, 14, 20, 21, 28, 35):
        _, count = sweep(session, MONDAY + day * DAY)
        if count:
            opened[day] = targets_of(session, rep)[-1].period
    assert opened == {7: "2026-11-30", 21: "2026-12-14"}
    assert made.handed_out_at is not None


def test_what_starts_later_is_given_out_that_day_with_its_own_date(session: Session) -> None:
    rep = factories.person(session, timezone="Asia/Tokyo")
    terms = Terms(due_kind=DueKind.after_start, due_days=3)
    made = given_to_reps(session, Rhythm(starts_on=date(2026, 12, 1)), terms=terms)
    assert (sweep(session, MONDAY + 6 * DAY), made.handed_out_at) == ((0, 0), None)
    tokyo = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert sweep(session, tokyo) == (0, 1)
    [only] = targets_of(session, rep)
    assert only.due_at == datetime(2026, 12, 4, 17, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_a_new_number_of_days_counts_from_when_each_was_given_it(session: Session) -> None:
    ana = factories.person(session)
    terms = Terms(due_kind=DueKind.after_start, due_days=3)
    made = given_to_reps(session, Rhythm(), terms=terms)
    ben = factories.person(session)
    assert sweep(session, MONDAY + 2 * DAY) == (0, 1)
    longer = Terms(due_kind=DueKind.after_start, due_days=5)
    actions.change(session, made.created_by, made, longer, MONDAY + 2 * DAY)
    dues = [targets_of(session, each)[0].due_at for each in (ana, ben)]
    assert dues == [datetime(2026, 11, day, 17, tzinfo=UTC) for day in (28, 30)]


def test_a_person_who_moves_far_is_never_given_two_weeks_at_once(session: Session) -> None:
    rep = factories.person(session, timezone="Pacific/Auckland")
    given_to_reps(session, WEEKLY)
    for name, hour in (("America/Los_Angeles", 12), ("Pacific/Auckland", 13)):
        rep.timezone = name
        session.flush()
        now = datetime(2026, 11, 29, hour, tzinfo=UTC)
        hand_everything_out(session, now)
        assert len([each for each in targets_of(session, rep) if each.closes_at > now]) <= 1


def feedback(session: Session, target: AssignmentTarget, *levels: int) -> None:
    """A released review of a take of this target, with these levels in the order of the map."""
    take = factories.take(session, target.person, target=target)
    handed_in = factories.submission(session, take)
    criteria = target.scenario_version.rubric_version.criteria
    session.add(
        Review(
            submission_id=handed_in.id, author_id=target.assignment.created_by_id,
            state=ReviewState.released, released_at=target.created_at,
            scores=[
                CriterionScore(criterion_id=each.id, level=level)
                for each, level in zip(criteria, levels, strict=True)
            ],
        )
    )  # fmt: skip
    session.flush()


def test_spaced_practice_comes_back_to_what_is_weak_and_skips_what_is_not(
    session: Session,
) -> None:
    ana, ben, cy = (factories.person(session, name) for name in ("Ana", "Ben", "Cy"))
    given_to_reps(session, SPACED)
    assert targets_of(session) == [], "a worker hands it out, since it looks at feedback"
    assert sweep(session, MONDAY) == (0, 3)
    feedback(session, targets_of(session, ana)[0], 4, 2)
    feedback(session, targets_of(session, ben)[0], 4, 5)
    for day in (1, 2, 3, 4, 7, 20, 21, 28, 30):
        sweep(session, (MONDAY + day * DAY).replace(hour=0))
    steps = {each: targets_of(session, each)[1:] for each in (ana, ben, cy)}
    assert all([one.period for one in each] == ["d3", "d7", "d21"] for each in steps.values())
    assert {one.focus_criterion.title for one in steps[ana]} == {"Pain found"}  # type: ignore[union-attr]
    assert {(one.state, one.reason) for one in steps[ben]} == {("closed", NOTHING_WEAK)}
    assert {one.focus_criterion_id for one in steps[cy]} == {None}
    assert {one.state for one in steps[cy]} == {TargetState.missed}
    assert {one.due_at.hour for each in steps.values() for one in each} == {17}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "rhythm"),
    [
        ("every_weeks", Rhythm(Cadence.weekly, every_weeks=0)),
        ("every_weeks", Rhythm(Cadence.weekly, every_weeks=13)),
        ("due_weekday", Rhythm(Cadence.weekly, due_weekday=7)),
        ("starts_on", Rhythm(starts_on=date(2030, 1, 1))),
        ("ends_on", Rhythm(ends_on=date(2026, 11, 22))),
        ("ends_on", Rhythm(starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 1))),
    ],
)
def test_a_rhythm_out_of_bounds_is_refused(session: Session, field: str, rhythm: Rhythm) -> None:
    factories.person(session)
    with pytest.raises(Invalid) as refused:
        given_to_reps(session, rhythm)
    assert [*refused.value.fields] == [field]


@dataclass(frozen=True)
class Move:
    """Something that happens some hours after the last."""

    hours: int
    what: str
    whom: int
    zone: str


FAR = ["America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Africa/Cairo", "Pacific/Pago_Pago"]
MOVES = st.lists(
    st.builds(
        Move,
        st.sampled_from([1, 5, 12, 24, 49, 100]),
        st.sampled_from(["joins", "moves", "leaves", "pause", "hands in", "comes back", "nothing"]),
        st.integers(0, 3),
        st.sampled_from(FAR),
    ),
    min_size=6, max_size=14,
)  # fmt: skip


def happen(
    session: Session, made: Assignment, people: list[Person], move: Move, now: datetime
) -> None:
    """Do what the move says."""
    who = people[move.whom % len(people)]
    latest = [*targets_of(session, who)][-1:]
    if move.what == "joins":
        people.append(factories.person(session, timezone=move.zone))
    elif move.what == "moves":
        who.timezone = move.zone
    elif move.what == "leaves":
        who.deactivated_at = None if who.deactivated_at else now
    elif move.what == "pause":
        made.paused_at = None if made.paused_at else now
    elif move.what == "hands in" and latest and latest[0].state in REPS_TURN:
        latest[0].state = TargetState.submitted
    elif move.what == "comes back" and latest and latest[0].state == TargetState.submitted:
        latest[0].state = TargetState.another_take
    session.flush()


def hold_to(session: Session, made: Assignment, now: datetime, before: set[object]) -> None:
    """What must be so after every sweep."""
    by_person: dict[object, list[AssignmentTarget]] = {}
    for target in targets_of(session):
        by_person.setdefault(target.person_id, []).append(target)
        assert target.closes_at is not None
        assert target.due_at is not None
        if target.id not in before:
            zone = ZoneInfo(target.person.timezone)
            assert made.paused_at is None
            assert target.person.deactivated_at is None
            assert now < target.closes_at
            assert now < target.due_at <= target.closes_at
            if target.period.startswith("2"):
                assert now.astimezone(zone).date() >= date.fromisoformat(target.period)
        if target.state in REPS_TURN:
            assert now < target.closes_at, "an unmet period stayed open"
    for theirs in by_person.values():
        assert len({each.period for each in theirs}) == len(theirs)
        running = [each for each in theirs if each.closes_at > now]  # type: ignore[operator]
        assert len(running) <= 1, "periods pile up"


@pytest.mark.parametrize(
    "rhythm",
    [WEEKLY, Rhythm(Cadence.weekly, 2), SPACED],
    ids=["weekly", "every two weeks", "spaced"],
)
def test_whatever_happens_periods_never_overlap_begin_early_or_pile_up(
    session: Session, rhythm: Rhythm
) -> None:
    seen = 0

    @settings(derandomize=True, deadline=None, max_examples=6, database=None)
    @given(
        MOVES,
        st.sampled_from([datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2027, 3, 5, tzinfo=UTC)]),
    )
    def check(moves: list[Move], now: datetime) -> None:
        nonlocal seen
        undo = session.begin_nested()
        people = [factories.person(session, timezone=FAR[0])]
        made = given_to_reps(session, rhythm, now)
        for move in moves:
            now += timedelta(hours=move.hours)
            happen(session, made, people, move, now)
            before: set[object] = {each.id for each in targets_of(session)}
            sweep(session, now)
            hold_to(session, made, now, before)
        seen += len(targets_of(session))
        undo.rollback()
        session.expire_all()

    check()
    assert seen > 10


def test_looking_only_near_the_teams_and_people_named_leaves_nobody_out(session: Session) -> None:
    lead = factories.person(session, "Lead", Role.manager)
    west, east = factories.team(session, "West", lead), factories.team(session, "East")
    lead.home_team_id = east.id
    people = [factories.person(session, team=team) for team in (west, west, east, None)]
    by = factories.person(session, "Elena", Role.enablement)
    for lines in (
        (Line(team_id=west.id),),
        (Line(team_id=west.id, role=Role.rep), Line(person_id=people[3].id)),
        (Line(team_id=west.id, person_id=people[0].id), Line(team_id=east.id, role=Role.rep)),
        (Line(team_id=east.id, includes_below=True),),
        (Line(team_id=west.id), Line(person_id=people[1].id, is_exception=True)),
        (Line(role=Role.rep), Line(team_id=west.id, is_exception=True)),
    ):
        order = Order(factories.scenario(session).scenario_id, lines)
        made = actions.assign(session, by, order, MONDAY)
        got = select(AssignmentTarget.person_id).where(AssignmentTarget.assignment_id == made.id)
        reached = [person_id for person_id, _ in session.execute(people_reached(by, lines))]
        assert sorted(session.scalars(got)) == sorted(reached)
        assert reached


def test_what_is_assigned_at_the_end_of_a_week_begins_with_the_next(session: Session) -> None:
    factories.person(session)
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    weekly = given_to_reps(session, WEEKLY, sunday)
    assert openings.starts_later(session, weekly, sunday) == date(2026, 11, 30)
    assert weekly.handed_out_at is None
    sweep(session, sunday + DAY)
    assert openings.starts_later(session, weekly, sunday + DAY) is None
    assert weekly.handed_out_at == sunday + DAY


def test_its_page_shows_how_far_handing_out_is_and_from_when_on(page: Page, db: Database) -> None:
    now = utcnow()
    with db.work() as session:
        rep, *_ = [factories.person(session) for _ in range(3)]
        going = given_to_reps(session, SPACED, now)
        early = given_to_reps(session, Rhythm(starts_on=now.date() + 9 * DAY), now)
    page.sign_in(going.created_by)
    shown = page.get(f"/assignments/{going.id}")
    assert shown.has("Being handed out", "0 of 3 people have it so far.")
    [live] = shown.look.all("ft-handing")
    assert live["data-src"] == f"/assignments/{going.id}/handing-out"
    assert "0 of 3 people have it so far." in page.get(live["data-src"]).text
    assert page.get(f"/assignments/{early.id}").has("Not begun yet", "3 people get it on")
    with db.work() as session:
        actions.hand_out_some(session, going.id, now)
    page.get(live["data-src"], 204)
    assert "people have it so far" not in page.get(f"/assignments/{going.id}").text
    [brief] = [link for link in page.sign_in(rep).get("/practice").links if "?target=" in link]
    told = "It comes back after 1, 3, 7 and 21 days. This one is day 1 and can be met until"
    assert told in page.get(brief).text
