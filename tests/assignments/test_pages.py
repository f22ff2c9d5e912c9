"""Assigning through the pages: the form, its live summary, changing, and steering one target."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from practice.assignments.models import Assignment, AssignmentTarget, DueKind, TargetState
from practice.assignments.values import Line
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role, Team, TeamManager
from practice.scenarios.models import ScenarioVersion
from tests import factories
from tests.client import Page

NEXT_WEEK = (utcnow() + timedelta(days=7)).date()


class World:
    """A team with its manager, somebody in another team, enablement, and a scenario."""

    def __init__(self, db: Database) -> None:
        with db.work() as session:
            self.manager = factories.person(session, "Mark Lee", Role.manager)
            self.west: Team = factories.team(session, "West", self.manager)
            self.rep = factories.person(
                session, "Priya Nair", team=self.west, timezone="Asia/Kolkata"
            )
            self.east: Team = factories.team(session, "East")
            self.stranger = factories.person(session, "Sam Stone", team=self.east)
            self.enablement: Person = factories.person(
                session, "Elena Ruiz", Role.enablement, timezone="America/Chicago"
            )
            self.version: ScenarioVersion = factories.scenario(session, "60-second pitch")

    def form(self, *lines: tuple[str, str, str], **more: object) -> dict[str, object]:
        teams, roles, people = zip(*lines, strict=True) if lines else ((), (), ())
        return {
            "scenario": str(self.version.scenario_id), "team": list(teams), "role": list(roles),
            "person": list(people), "due_kind": "wherever", "due_date": NEXT_WEEK.isoformat(),
            "minimum_takes": "3", "is_enforced": "yes", "message": "For the launch.",
        } | more  # fmt: skip


@pytest.fixture
def world(db: Database) -> World:
    return World(db)


def team(which: Team, role: str = "") -> tuple[str, str, str]:
    return (str(which.id), role, "")


def one(who: Person) -> tuple[str, str, str]:
    return ("", "", str(who.id))


def test_a_manager_assigns_to_their_team_and_lands_on_its_page(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.manager)
    form = page.get(f"/assignments/new?scenario={world.version.scenario_id}")
    assert form.has("West", "To the people in your own teams.")
    assert not form.has("East")
    assert not form.has("The whole organization")
    made = page.submit("/assignments/new", world.form(team(world.west)))
    with db.reading() as session:
        assignment = session.scalars(select(Assignment)).one()
        target = session.scalars(select(AssignmentTarget)).one()
    assert made.response.headers["Location"] == f"/assignments/{assignment.id}"
    assert (target.person_id, target.minimum_takes) == (world.rep.id, 3)
    assert target.due_zone == "Asia/Kolkata"
    shown = page.get("/assignments")
    assert shown.has("60-second pitch", "0 of 1 met", "Required", "5:00 PM wherever they are")


def test_who_is_meant_is_filled_in_where_the_link_or_the_only_team_says_it(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.manager)
    chosen = f'<option value="{world.west.id}" selected>'
    assert chosen in page.get("/assignments/new").html
    person = page.get(f"/assignments/new?person={world.rep.id}")
    assert chosen not in person.html
    assert person.has("Priya Nair", "1 person")
    assert (
        f"/assignments/new?person={world.rep.id}" in page.get(f"/team/people/{world.rep.id}").links
    )
    with db.work() as session:
        factories.team(session, "North", session.get_one(Person, world.manager.id))
    assert "selected>West" not in page.get("/assignments/new").html


def test_a_manager_reaches_nobody_outside_even_by_hand(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.manager)
    for line in (team(world.east), one(world.stranger), one(world.enablement)):
        page.submit("/assignments/new", world.form(team(world.west), line), status=403)
        preview = page.submit("/assignments/preview", world.form(line), status=200)
        assert preview.has("in your own teams")
        assert not preview.has("Sam")
    found = page.get("/assignments/people?q=sam").json
    assert found == {"people": []}
    assert [each["name"] for each in page.get("/assignments/people?q=PRI").json["people"]] == [
        "Priya Nair"
    ]
    with db.reading() as session:
        assert session.scalars(select(AssignmentTarget)).all() == []


def test_the_live_summary_says_how_many_who_and_when(page: Page, world: World) -> None:
    page.sign_in(world.enablement)
    typed = world.form(("all", "rep", ""), one(world.manager))
    shown = page.submit("/assignments/preview", typed, status=200)
    assert shown.has("3 people", "Mark Lee, Priya Nair, Sam Stone, in 2 timezones.")
    assert shown.has("Must practice 60-second pitch at least 3 times, by ", "wherever they are")
    assert page.submit("/assignments/preview", status=200).has("Choose who gets it")
    odd = {"team": "nonsense", "role": "king", "person": "", "due_date": "never"}
    assert page.submit("/assignments/preview", odd, status=200).has("Choose who gets it")


def test_a_fixed_moment_is_typed_on_the_authors_clock(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.enablement)
    assert page.get("/assignments/new").has("On your clock: America/Chicago.")
    moment = f"{NEXT_WEEK.isoformat()}T09:30"
    sent = world.form(one(world.rep), due_kind="instant", due_at=moment, is_enforced="no")
    page.submit("/assignments/new", sent)
    with db.reading() as session:
        assignment = session.scalars(select(Assignment)).one()
        assert assignment.due_kind == DueKind.instant
        assert assignment.due_at is not None
        assert assignment.due_at.hour in (14, 15)  # 9:30 in Chicago, summer or winter
        assert not assignment.is_enforced
    edit = page.get(f"/assignments/{assignment.id}/edit")
    assert moment in edit.html


def test_a_refused_assignment_comes_back_as_it_was_typed(page: Page, world: World) -> None:
    page.sign_in(world.enablement)
    sent = world.form(team(world.west, "rep"), one(world.stranger), due_date="2020-01-01")
    shown = page.submit("/assignments/new", sent, status=422)
    assert shown.has("That has passed already.", "Sam Stone", "For the launch.", "2 people")
    for bad, sentence in (
        ({"scenario": ""}, "Choose one."),
        ({"team": [], "role": [], "person": []}, "Choose who gets it."),
        ({"team": ["x"], "role": [""], "person": [""]}, "Choose from the lists."),
        ({"team": ["all"], "role": []}, "arrived incomplete"),
        ({"minimum_takes": "99"}, "from 1 to 20"),
        ({"due_date": "soon"}, "Use a date"),
        ({"due_kind": "instant", "due_at": ""}, "Choose a date."),
    ):
        assert page.submit("/assignments/new", sent | bad, status=422).has(sentence)


def test_who_leads_the_team_no_longer_changes_nothing_that_they_assigned_to_it(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.manager)
    page.submit("/assignments/new", world.form(team(world.west)))
    with db.reading() as session:
        address = f"/assignments/{session.scalars(select(Assignment)).one().id}"
    assert f"{address}/edit" in page.get(address).links
    page.get(f"{address}/edit")
    with db.work() as session:
        led = session.scalars(select(TeamManager).where(TeamManager.team_id == world.west.id)).one()
        led.team_id = world.east.id
    assert f"{address}/edit" not in page.get(address).links
    page.get(f"{address}/edit", status=404)
    page.submit(f"{address}/close", status=404)
    page.submit(f"{address}/edit", {"minimum_takes": "2"}, status=404)
    with db.work() as session:  # one of several that they still lead is enough
        assignment = session.scalars(select(Assignment)).one()
        assignment.audience.append(Line(person_id=world.stranger.id).audience())
    page.get(f"{address}/edit")


def test_an_assignment_is_changed_and_closed_by_who_made_it(
    page: Page, db: Database, world: World
) -> None:
    page.sign_in(world.enablement)
    page.submit("/assignments/new", world.form(team(world.west)))
    with db.reading() as session:
        assignment = session.scalars(select(Assignment)).one()
    address = f"/assignments/{assignment.id}"
    page.sign_in(world.manager).get(f"{address}/edit", status=404)
    page.sign_in(world.enablement)
    assert page.get(f"{address}/edit").has("For the launch.", "West")
    later = (NEXT_WEEK + timedelta(days=3)).isoformat()
    sent = {"due_kind": "wherever", "due_date": later, "minimum_takes": "2", "message": "New."}
    page.submit(f"{address}/edit", sent)
    page.submit(f"{address}/edit", sent | {"minimum_takes": "0"}, status=422)
    with db.reading() as session:
        target = session.scalars(select(AssignmentTarget)).one()
        assert (target.minimum_takes, str(target.due_at)[:10]) == (2, later)
    page.submit(f"{address}/close")
    page.submit(f"{address}/close", status=409)
    assert page.get(f"{address}/edit").has("was closed")
    with db.reading() as session:
        assert session.scalars(select(AssignmentTarget)).one().state == TargetState.closed


@pytest.fixture
def given(db: Database, world: World) -> AssignmentTarget:
    with db.work() as session:
        return factories.target(
            session, world.rep, world.version, by=world.manager, due_at=utcnow() + timedelta(days=1)
        )


def test_a_manager_nudges_with_a_ready_sentence_once(
    page: Page, db: Database, world: World, given: AssignmentTarget
) -> None:
    page.sign_in(world.manager)
    address = f"/targets/{given.id}"
    shown = page.get(address)
    assert shown.has("Priya Nair", "Not started", "Hi Priya, “60-second pitch” is due")
    page.submit(f"{address}/nudge", {"text": "One take today?"})
    assert page.get(address).has("The next nudge is possible from", "One take today?")
    again = page.submit(f"{address}/nudge", {"text": "Hello?"}, status=409)
    assert again.has("You sent a nudge on")
    with db.reading() as session:
        [notice] = session.scalars(select(Notice).where(Notice.kind == NoticeKind.nudge))
        assert (notice.title, notice.body) == ("Mark Lee nudged you", "One take today?")


def test_a_new_date_is_five_in_the_afternoon_where_the_rep_is(
    page: Page, db: Database, world: World, given: AssignmentTarget
) -> None:
    page.sign_in(world.manager)
    address = f"/targets/{given.id}"
    shown = page.submit(f"{address}/new-date", {"due_date": "2020-01-01"}, status=422)
    assert shown.has("Choose a date to come.")
    page.submit(f"{address}/new-date", {"due_date": ""}, status=422)
    page.submit(f"{address}/new-date", {"due_date": NEXT_WEEK.isoformat()})
    with db.reading() as session:
        due = session.get_one(AssignmentTarget, given.id).due_at
        assert due is not None
        assert (due.date(), due.hour) == (NEXT_WEEK, 17)  # the factory freezes UTC


def test_waiving_asks_for_a_reason_and_returns_to_the_page_it_came_from(
    page: Page, db: Database, world: World, given: AssignmentTarget
) -> None:
    page.sign_in(world.manager)
    address = f"/targets/{given.id}/waive"
    assert page.submit(address, {"reason": " "}, status=422).has("Say why")
    token = page.token()
    sent = {"reason": "On leave.", "csrf_token": token}
    headers = {"Referer": "http://localhost/team/behind?team=x"}
    answer = page.client.post(address, data=sent, headers=headers)
    assert answer.headers["Location"] == "/team/behind?team=x"
    assert page.get(f"/targets/{given.id}").has("Waived", "On leave.")


@pytest.mark.parametrize("came", ["https://evil.example/x", "http://localhost//evil.example", ""])
def test_nobody_is_sent_to_another_site(
    page: Page, world: World, given: AssignmentTarget, came: str
) -> None:
    page.sign_in(world.manager)
    sent = {"text": "Hi", "csrf_token": page.token()}
    answer = page.client.post(f"/targets/{given.id}/nudge", data=sent, headers={"Referer": came})
    assert answer.headers["Location"] == f"/targets/{given.id}"


def test_the_rep_is_led_to_the_brief_and_may_put_an_optional_one_off(
    page: Page, db: Database, world: World, given: AssignmentTarget
) -> None:
    with db.work() as session:
        optional = factories.target(session, world.rep, world.version, is_enforced=False)
    page.sign_in(world.rep)
    led = page.get(f"/targets/{given.id}", status=302).response.headers["Location"]
    assert led == f"/practice/{world.version.scenario_id}?target={given.id}"
    page.submit(f"/targets/{given.id}/decline", status=403)
    page.submit(f"/targets/{optional.id}/decline")
    with db.reading() as session:
        assert session.get_one(AssignmentTarget, optional.id).state == TargetState.declined
    brief = f"/practice/{world.version.scenario_id}?target="
    assert page.get(f"{brief}{optional.id}").has("You put this one off.", "Take it up again")
    assert page.get("/practice").has("Not now")
    page.submit(f"/targets/{optional.id}/resume")
    page.submit(f"/targets/{optional.id}/resume", status=409)
    assert page.get(f"{brief}{optional.id}").has("This one is optional.", "Not now")
    assert not page.get(f"{brief}{given.id}").has("Not now")


def test_empty_lists_offer_one_thing_to_do(page: Page, db: Database) -> None:
    with db.work() as session:
        manager = factories.person(session, "", Role.manager)
    page.sign_in(manager)
    assert page.get("/assignments").has("Nothing assigned yet")
    assert page.get("/assignments/new").has("Nothing to assign yet")
