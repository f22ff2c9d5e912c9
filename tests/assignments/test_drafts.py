"""Drafts, two people writing at once, pausing, and an assignment that begins with a comment."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from practice.assignments.models import (
    Assignment,
    AssignmentTarget,
    Cadence,
    DueKind,
    ReviewerRule,
)
from practice.db import Database, new_id, utcnow
from practice.notices.models import Notice
from practice.people.models import PeopleSegment, Person, Role, SegmentMember
from practice.reviews import drafts
from practice.reviews.models import MarkerKind
from practice.reviews.values import MarkerInput
from tests import factories
from tests.client import Page, Shown

NEXT_WEEK = (utcnow() + timedelta(days=7)).date()


class Desk:
    """Enablement, two teams with their managers, a segment, and a scenario."""

    def __init__(self, db: Database) -> None:
        with db.work() as session:
            self.elena = factories.person(session, "Elena Ruiz", Role.enablement)
            self.mia = factories.person(session, "Mia Stone", Role.enablement)
            self.mark = factories.person(session, "Mark Lee", Role.manager)
            self.west = factories.team(session, "West", self.mark)
            self.east = factories.team(session, "East")
            self.priya = factories.person(
                session, "Priya Nair", team=self.west, timezone="Asia/Kolkata"
            )
            self.theo = factories.person(
                session, "Theo Brandt", team=self.west, timezone="America/Chicago"
            )
            self.sam = factories.person(session, "Sam Reed", team=self.east)
            self.segment = PeopleSegment(name="Enterprise")
            session.add(self.segment)
            session.flush()
            session.add(SegmentMember(person_id=self.theo.id, segment_id=self.segment.id))
            self.version = factories.scenario(session, "60-second pitch")

    def form(self, **more: object) -> dict[str, object]:
        return {
            "scenario": str(self.version.scenario_id), "team": [str(self.west.id)], "role": [""],
            "person": [""], "segment": [""], "hired_after": [""], "except": [""],
            "due_kind": "wherever", "due_date": NEXT_WEEK.isoformat(), "minimum_takes": "2",
            "message": "For the launch.", "do": "draft",
        } | more  # fmt: skip

    def drafted(self, page: Page, **more: object) -> str:
        """Save a draft; answers its address."""
        shown = page.submit("/assignments/new", self.form(**more))
        return shown.response.headers["Location"].removesuffix("/edit").removesuffix("/preview")


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


@pytest.fixture
def elena(page: Page, desk: Desk) -> Page:
    return page.sign_in(desk.elena)


def only(db: Database) -> Assignment:
    with db.reading() as session:
        return session.scalars(select(Assignment)).one()


def names_given(db: Database) -> set[str]:
    with db.reading() as session:
        rows = select(Person.name).join(AssignmentTarget, AssignmentTarget.person_id == Person.id)
        return set(session.scalars(rows))


def leaving_out(who: Person, team: str) -> dict[str, object]:
    """Lines: everybody in the team, but not this person."""
    blank: list[str] = ["", ""]
    return {
        "team": [team, ""], "person": ["", str(who.id)], "except": ["", "yes"],
        "role": blank, "segment": blank, "hired_after": blank,
    }  # fmt: skip


def test_a_draft_reaches_nobody_until_it_is_assigned(elena: Page, db: Database, desk: Desk) -> None:
    address = desk.drafted(elena, **leaving_out(desk.priya, str(desk.west.id)))
    assert elena.get("/assignments").has("60-second pitch", "Draft")
    draft = elena.follow(elena.get(address, status=302))
    assert draft.has("Nobody gets it until you assign it.", "Priya Nair", "1 person", "Theo Brandt")
    assert names_given(db) == set()
    assert elena.submit(f"{address}/close", status=409).has("Discard the draft instead.")
    assert only(db).closed_at is None
    sent = desk.form(do="assign", version="1", **leaving_out(desk.theo, str(desk.west.id)))
    done = elena.submit(f"{address}/draft", sent)
    assert done.response.headers["Location"] == address
    assert names_given(db) == {"Priya Nair"}
    elena.get(f"{address}/preview", status=404)
    assert elena.submit(f"{address}/draft", sent | {"version": "2"}, status=409).has(
        "given to people already"
    )
    elena.submit(f"{address}/discard", status=409)


def test_every_choice_of_the_form_is_kept(elena: Page, db: Database, desk: Desk) -> None:
    address = desk.drafted(
        elena, segment=[str(desk.segment.id)], hired_after=["2026-01-05"], team=["all"],
        cadence="weekly", every_weeks="2", due_weekday="4", starts_on=NEXT_WEEK.isoformat(),
        ends_on=(NEXT_WEEK + timedelta(60)).isoformat(), reviewer_rule="named", pass_level="4",
        reviewer=f"Mark Lee <{desk.mark.email}>", is_enforced="no", enablement_sees="yes",
    )  # fmt: skip
    made = only(db)
    assert (made.cadence, made.every_weeks, made.due_weekday) == (Cadence.weekly, 2, 4)
    assert (made.reviewer_rule, made.reviewer_id) == (ReviewerRule.named, desk.mark.id)
    assert (made.pass_level, made.is_enforced, made.enablement_sees) == (4, False, True)
    assert made.due_kind == DueKind.none  # a date belongs to what is asked for once
    shown = elena.get(f"{address}/edit")
    assert shown.has("every 2 weeks, by Friday of the last week", "Nobody is in that audience")
    for kept in ('value="2026-01-05"', "Mark Lee &lt;", f'value="{NEXT_WEEK.isoformat()}"'):
        assert kept in shown.html
    sent = desk.form(
        version="1", reviewer_rule="peers", peer_count="3", hides_peers="yes", cadence="spaced"
    )
    elena.submit(f"{address}/draft", sent)
    made = only(db)
    assert (made.peer_count, made.hides_peers, made.reviewer_id) == (3, True, None)
    assert elena.get(f"{address}/edit").has("6 peer reviews, 3 for each", "1, 3, 7 and 21 days")
    elena.submit(f"{address}/discard")
    with db.reading() as session:
        assert session.scalars(select(Assignment)).all() == []


def test_the_preview_says_exactly_who_gets_what_and_sends_nothing(
    elena: Page, db: Database, desk: Desk
) -> None:
    address = desk.drafted(elena, do="preview")
    shown = elena.get(f"{address}/preview")
    day = f"{NEXT_WEEK:%A, %b} {NEXT_WEEK.day}, 5:00 PM"
    assert shown.has("Priya Nair", "Theo Brandt", "2 people", day, "Mark Lee", "At once")
    assert shown.has("New practice: 60-second pitch", desk.priya.email)
    assert "Elena Ruiz asks you to practice this at least 2 times" in shown.html
    assert "only-in-the-mail-itself" in shown.html  # nobody else's address to end mail
    with db.reading() as session:
        assert session.scalars(select(Notice)).all() == []
        assert session.scalars(select(AssignmentTarget)).all() == []
    elena.submit(f"{address}/publish")
    assert names_given(db) == {"Priya Nair", "Theo Brandt"}


def test_what_two_people_change_at_once_is_not_lost(elena: Page, db: Database, desk: Desk) -> None:
    address = desk.drafted(elena)
    theirs = desk.form(version="1", message="Theirs first.")
    elena.submit(f"{address}/draft", theirs | {"pass_level": "4"})
    late = elena.submit(f"{address}/draft", theirs | {"message": "Later."}, status=422)
    assert late.has("Elena Ruiz changed this while you were writing: message, level asked for")
    assert late.has("Later.")
    elena.submit(f"{address}/draft", theirs | {"version": "2", "do": "assign"})
    assert 'name="version" value="3"' in elena.get(f"{address}/edit").html
    hers = {"due_kind": "none", "minimum_takes": "3", "message": "Hers.", "version": "3"}
    elena.submit(f"{address}/edit", hers)
    mia = elena.sign_in(desk.mia)
    late = mia.submit(f"{address}/edit", hers | {"message": "Mia’s words."}, status=422)
    assert late.has("Elena Ruiz changed this while you were writing: message, number of takes")
    assert late.has("Mia’s words.", "Save again to keep them instead.")
    assert only(db).message == "Hers."
    assert 'name="version" value="4"' in late.html
    mia.submit(f"{address}/edit", hers | {"message": "Mia’s words.", "version": "4"})
    assert only(db).message == "Mia’s words."


def test_a_paused_assignment_rests_and_goes_on(elena: Page, db: Database, desk: Desk) -> None:
    address = desk.drafted(elena, do="assign")
    assert elena.submit(f"{address}/go-on", status=409).has("isn’t paused")
    with db.work() as session:
        for target in session.scalars(select(AssignmentTarget)):
            target.due_at = utcnow() - timedelta(days=1)
    assert elena.get("/assignments").has("2 behind")
    elena.submit(f"{address}/pause")
    elena.submit(f"{address}/pause", status=409)
    assert elena.get("/assignments").has("Paused")
    assert not elena.get("/assignments").has("behind")
    assert elena.get(f"{address}/edit").has("nobody is reminded", "Let it go on")
    with db.reading() as session:
        [mine] = session.scalars(
            select(AssignmentTarget).where(AssignmentTarget.person_id == desk.priya.id)
        )
    brief = elena.sign_in(desk.priya).get(f"/practice/{desk.version.scenario_id}?target={mine.id}")
    assert brief.has("This assignment is paused.")
    elena.sign_in(desk.elena).submit(f"{address}/go-on")
    assert elena.get("/assignments").has("2 behind")


def refused(page: Page, form: dict[str, object]) -> Shown:
    return page.submit("/assignments/new", form | {"do": "assign"}, status=422)


def test_bad_input_is_refused_with_a_sentence(elena: Page, db: Database, desk: Desk) -> None:
    gone = date(2020, 1, 6).isoformat()
    for bad, sentence in (
        ({"cadence": "weekly", "ends_on": gone}, "That has passed already."),
        (
            {"cadence": "weekly", "starts_on": (NEXT_WEEK + timedelta(9)).isoformat(),
             "ends_on": NEXT_WEEK.isoformat()},
            "That is before it starts.",
        ),
        ({"cadence": "weekly", "every_weeks": "13"}, "from 1 to 12"),
        ({"due_kind": "after_start", "due_days": "0"}, "from 1 to 365"),
        ({"reviewer_rule": "named", "reviewer": "Nobody Known"}, "Write the address or the whole"),
        ({"reviewer_rule": "named", "reviewer": desk.priya.email}, "Write the address"),
        ({"reviewer_rule": "peers", "peer_count": "9"}, "from 1 to 5"),
        ({"hired_after": ["soon"]}, "Choose from the lists."),
        ({"pass_level": "9"}, "from 2 to 5"),
        (leaving_out(desk.sam, str(desk.east.id)), "Nobody is in that audience yet."),
    ):  # fmt: skip
        assert refused(elena, desk.form(**bad)).has(sentence), bad
    address = desk.drafted(elena, reviewer_rule="named", reviewer=desk.mark.email)
    with db.work() as session:
        session.get_one(Person, desk.mark.id).deactivated_at = utcnow()
    shown = elena.submit(f"{address}/publish", status=422)
    assert shown.has("This person doesn’t review any more.")
    with db.work() as session:
        session.get_one(
            type(desk.version.scenario), desk.version.scenario_id
        ).withdrawn_at = utcnow()
        factories.scenario(session, "Discovery call")
    for path in (f"{address}/publish", "/assignments/new"):
        shown = elena.submit(path, desk.form(do="assign"), status=422)
        assert shown.has("It was withdrawn meanwhile.", "For the launch.")
    assert names_given(db) == set()


def test_an_hour_that_the_clocks_skip_is_said_to_move(
    elena: Page, db: Database, desk: Desk
) -> None:
    with db.work() as session:
        session.get_one(Person, desk.elena.id).timezone = "America/Chicago"
    elena.sign_in(desk.elena)
    typed = {"due_kind": "instant", "due_at": "2027-03-14T02:30"}
    shown = elena.submit("/assignments/preview", typed, status=200)
    assert shown.has("The clocks skip that hour; it is due Sunday, Mar 14, 3:00 AM.")
    later = typed | {"due_at": "2027-03-15T02:30"}
    usual = elena.submit("/assignments/preview", later, status=200)
    assert not usual.has("The clocks skip")


def test_without_scripts_lines_and_people_are_added_by_the_same_buttons(
    elena: Page, desk: Desk
) -> None:
    more = elena.submit("/assignments/new", desk.form(do="add"), status=200)
    assert more.html.split("<template")[0].count('aria-label="Team"') == 2
    found = elena.submit("/assignments/new", desk.form(do="add", find="sam"), status=200)
    assert found.has("Sam Reed was added.", "3 people", "For the launch.")
    out = elena.submit("/assignments/new", desk.form(do="leave_out", find_out="priya"), status=200)
    assert out.has("Priya Nair was added.", "1 person")
    many = elena.submit("/assignments/new", desk.form(do="add", find="r"), status=200)
    assert many.has("“r” could be", "Write the address of one of them.")
    assert elena.submit("/assignments/new", desk.form(do="add", find="zzz"), status=200).has(
        "Nobody you can assign to is called “zzz”."
    )


def test_a_comment_becomes_the_message_of_an_assignment(
    page: Page, db: Database, desk: Desk
) -> None:
    with db.work() as session:
        take = factories.take(session, desk.priya, desk.version)
        submission = factories.submission(session, take, reviewer=desk.mark)
        review = drafts.draft(session, desk.mark, submission.id)
        words = MarkerInput(at_ms=14_000, kind=MarkerKind.attempt, text="Ask before you tell.")
        marker = drafts.save_marker(session, review, new_id(), words)
        address = (
            f"/assignments/new?person={desk.priya.id}"
            f"&scenario={desk.version.scenario_id}&marker={marker.id}"
        )
    room = page.sign_in(desk.mark).get(f"/submissions/{submission.id}/review")
    assert f"/assignments/new?person={desk.priya.id}" in room.html
    shown = page.get(address)
    assert shown.has("From the feedback on “60-second pitch”, at 0:14: “Ask before you tell.”")
    assert shown.has("1 person", "Priya Nair")
    other = page.sign_in(desk.elena).get(address)  # not hers to read
    assert not other.has("Ask before you tell.")
    assert page.get("/assignments/new?marker=nonsense").has("Assign practice")


def test_a_manager_sees_only_their_own_people_in_a_line_without_a_team(
    page: Page, db: Database, desk: Desk
) -> None:
    mark = page.sign_in(desk.mark)
    with db.work() as session:
        session.add(SegmentMember(person_id=desk.sam.id, segment_id=desk.segment.id))
    address = desk.drafted(mark, team=[""], segment=[str(desk.segment.id)], do="preview")
    shown = mark.get(f"{address}/preview")
    assert shown.has("Theo Brandt", "1 person", "“Enterprise”")
    assert not shown.has("Sam Reed")
    mark.submit(f"{address}/publish")
    assert names_given(db) == {"Theo Brandt"}
