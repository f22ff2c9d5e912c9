"""The pages of progress, as the people see them for whom they are made."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from practice.assignments.models import TargetState
from practice.db import Database, utcnow
from practice.people.models import PeopleSegment, Person, Role, SegmentMember
from practice.reviews.models import Decision
from practice.web.addresses import ANY_ID
from tests import factories
from tests.client import Page
from tests.progress.world import Org, days_ago, org, reviewed


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


# ---- home -------------------------------------------------------------------------------------


def test_next_up_is_the_nearest_date_where_it_is_ones_turn(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        for title, days, state in (
            ("Later", 9, TargetState.practicing),
            ("Sooner", 2, TargetState.not_started),
            ("Handed in", 1, TargetState.submitted),
        ):
            version = factories.scenario(session, title)
            target = factories.target(
                session, made.priya, version, by=made.dana, minimum_takes=3,
                due_at=utcnow() + timedelta(days=days),
            )  # fmt: skip
            target.state = state
            if title == "Sooner":
                factories.take(session, made.priya, target=target)
    shown = page.sign_in(made.priya).get("/")
    assert shown.text.index("Sooner") < shown.text.index("Later")
    assert not shown.has("Handed in")
    assert shown.has("1 of at least 3 takes", "Record another take", "Dana Moss can see it")
    assert any(link.startswith("/record?") for link in shown.links)


def test_an_empty_home_offers_one_thing_to_do(page: Page, made: Org) -> None:
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("Nothing is waiting for you", "Practice something")
    assert not shown.has("Your team")


def test_unread_feedback_comes_first_and_can_be_recorded_again(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        take = factories.take(session, made.priya, made.pitch, at=days_ago(3))
        reviewed(session, take, made.dana, timedelta(days=1),
                 decision=Decision.another_take, next_step="Pain before price.")  # fmt: skip
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("New feedback", "60-second pitch", "Pain before price.", "Record it again")


def test_how_long_feedback_takes_is_told_only_from_three_on(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        factories.submission(session, factories.take(session, made.priya, made.pitch))
        for _ in range(2):
            take = factories.take(session, made.tom, made.pitch, at=days_ago(5))
            reviewed(session, take, made.dana, timedelta(days=2))
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("In review")
    assert not shown.has("usually back")
    with db.work() as session:
        take = factories.take(session, made.tom, made.pitch, at=days_ago(5))
        reviewed(session, take, made.dana, timedelta(days=2))
    assert page.get("/").has("usually back in 2 days")


def test_a_manager_sees_what_waits_and_who_is_behind(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        factories.target(session, made.tom, made.pitch, due_at=days_ago(3.5))
        take = factories.take(session, made.priya, made.pitch)
        factories.submission(session, take, reviewer=made.dana)
    shown = page.sign_in(made.dana).get("/")
    assert shown.has("1 take waits for your review", "Tom Okafor", "3 days late")


def test_setting_up_is_shown_until_it_is_done(db: Database, page: Page) -> None:
    with db.work() as session:
        ada = factories.person(session, "Ada", *Role)
    shown = page.sign_in(ada).get("/")
    assert shown.has("Set up Freethrow", "2 of 7 done", "Add your people")
    with db.work() as session:
        made = org(session)
        factories.target(session, made.priya, made.pitch)
    assert page.get("/").has("6 of 7 done", "Invite them")
    with db.work() as session:
        session.execute(update(Person).values(password_hash="chosen"))
    assert not page.get("/").has("Set up Freethrow")


def test_an_admin_alone_is_led_to_the_role_that_writes_scenarios(db: Database, page: Page) -> None:
    with db.work() as session:
        ada = factories.person(session, "Ada", Role.admin)
    shown = page.sign_in(ada).get("/")
    assert shown.has("1 of 7 done", "Choose who writes scenarios", "for enablement")
    assert f"/people/{ada.id}" in shown.links
    assert not shown.has("Next up")


def test_a_full_disk_is_told_to_admins_alone(
    page: Page, made: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice.progress.disk.LEAST_BYTES", 2**62)
    assert page.sign_in(made.ada).get("/").has("The disk is nearly full.")
    assert not page.sign_in(made.dana).get("/").has("The disk is nearly full.")


# ---- the team ---------------------------------------------------------------------------------


def test_a_team_page_shows_who_is_behind_first_with_what_can_be_done(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        target = factories.target(session, made.tom, made.pitch, by=made.dana, due_at=days_ago(4.5))
        factories.take(session, made.priya, made.pitch)
    shown = page.sign_in(made.dana).get("/team")
    assert shown.heading == "West"
    assert shown.text.index("Behind") < shown.text.index("Who is practicing")
    assert shown.has("4 days late", "Practiced this week 1 of 2")
    assert {f"/targets/{ANY_ID}/{verb}" for verb in ("nudge", "new-date", "waive")} <= shown.forms
    (row,) = (each for each in shown.look.all("li") if each.get("data-target") == str(target.id))
    assert row["data-name"] == made.tom.name
    assert row["data-words"], "a sentence to begin a nudge with"
    assert not shown.has("Mara Silva")


def test_nudge_new_date_and_waive_work_from_the_team_page(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        targets = [
            factories.target(session, who, made.pitch, by=made.dana, due_at=days_ago(4))
            for who in (made.tom, made.priya)
        ]
    page.sign_in(made.dana)
    page.submit(f"/targets/{targets[0].id}/nudge", {"text": "Two takes before lunch?"})
    assert page.get("/team").has("nudged today")
    later = (utcnow() + timedelta(days=5)).date().isoformat()
    page.submit(f"/targets/{targets[0].id}/new-date", {"due_date": later})
    page.submit(f"/targets/{targets[1].id}/waive", {"reason": "On leave"})
    assert not page.get("/team").has("days late")


def test_every_number_opens_a_list_that_says_the_same(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        for days in (0, 8, 9):
            factories.take(session, made.priya, made.pitch, at=days_ago(days))
        take = factories.take(session, made.tom, made.pitch, at=days_ago(9))
        reviewed(session, take, made.dana, timedelta(days=1))
    shown = page.sign_in(made.dana).get("/team")
    assert shown.has("Takes 4", "Submitted 1", "Active weeks 3")
    for link in [link for link in shown.links if link.startswith("/team/takes")]:
        page.get(link)
    assert page.get("/team/takes").has("Takes 4", "Submitted 1", "Reviewed 1", "Waiting now 0")


def test_of_private_takes_a_leader_sees_neither_title_nor_hour(
    db: Database, page: Page, made: Org
) -> None:
    at = days_ago(10).replace(hour=3, minute=37)
    with db.work() as session:
        take = factories.take(session, made.priya, made.pitch, at=at, duration_ms=74_000)
        prefix = take.asset.key_prefix
    page.sign_in(made.dana)
    for path in ("/team", "/team/takes", f"/team/people/{made.priya.id}"):
        shown = page.get(path)
        assert "3:37" not in shown.html
        assert str(take.id) not in shown.html
        assert prefix not in shown.html
    listed = page.get("/team/takes")
    assert listed.has("Priya Raman 60-second pitch 1 1:14")
    assert f"{at:%A}" not in listed.text


def test_several_teams_can_be_picked_one_by_one(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        factories.take(session, made.mara, made.pitch)
    shown = page.sign_in(made.eve).get("/team")
    assert shown.heading == "All teams"
    assert shown.has("Mara Silva", "Priya Raman")
    one = page.get(f"/team?team={made.east.id}")
    assert one.heading == "East"
    assert one.has("Mara Silva")
    assert not one.has("Priya Raman")


def test_a_manager_without_anybody_is_told_what_to_expect(db: Database, page: Page) -> None:
    with db.work() as session:
        alone = factories.person(session, "Nia", Role.manager)
    assert page.sign_in(alone).get("/team").has("No one is in your teams yet")


def test_a_person_page_shows_weeks_assignments_and_what_was_handed_in(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        target = factories.target(session, made.priya, made.pitch, by=made.dana, minimum_takes=2)
        take = factories.take(session, made.priya, target=target)
        submission = factories.submission(session, take, reviewer=made.dana)
    shown = page.sign_in(made.dana).get(f"/team/people/{made.priya.id}")
    assert shown.has("Priya Raman", "Takes 1", "1 of 2", "Waiting")
    assert f"/submissions/{submission.id}/review" in shown.links


def test_enablement_reads_of_a_submission_but_opens_only_what_it_may(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        take = factories.take(session, made.priya, made.pitch)
        submission = factories.submission(session, take, reviewer=made.dana)
    shown = page.sign_in(made.eve).get("/team/takes?show=submitted")
    assert shown.has("60-second pitch", "Priya Raman")
    assert not any(str(submission.id) in link for link in shown.links)


@pytest.mark.parametrize("path", ["/team/people/{mara}", "/team?team={east}",
                                  "/team/takes?person={mara}", "/team/takes?team={east}",
                                  "/team/behind?team={east}"])  # fmt: skip
def test_another_teams_people_look_like_none(page: Page, made: Org, path: str) -> None:
    page.sign_in(made.dana).get(path.format(mara=made.mara.id, east=made.east.id), status=404)


@pytest.mark.parametrize("path", ["/team?team=x", "/team/takes?week=tomorrow",
                                  "/team/takes?show=secrets"])  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused_plainly(
    page: Page, made: Org, path: str
) -> None:
    page.sign_in(made.dana).get(path, status=422)


def test_a_manager_of_managers_sees_down_the_line(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        boss = factories.person(session, "Bo Hart", Role.manager)
        leads = factories.team(session, "Leads", boss)
        session.merge(made.dana).home_team_id = leads.id
    page.sign_in(boss)
    assert page.get("/team").has("Priya Raman", "Dana Moss")
    assert page.get(f"/team/people/{made.priya.id}").heading == "Priya Raman"


# ---- an assignment ----------------------------------------------------------------------------


def assigned(db: Database, made: Org) -> str:
    """One assignment for Priya, Tom and Mara: met late, late, and waiting for its review."""
    with db.work() as session:
        first = factories.target(session, made.priya, made.pitch, by=made.dana, due_at=days_ago(3))
        first.state, first.settled_at = TargetState.met, utcnow()
        for person, state in (
            (made.tom, TargetState.practicing),
            (made.mara, TargetState.submitted),
        ):
            other = factories.target(session, person, made.pitch, by=made.dana, due_at=days_ago(3))
            other.assignment_id, other.state = first.assignment_id, state
        return f"/assignments/{first.assignment_id}"


def test_an_assignment_shows_where_everybody_stands(db: Database, page: Page, made: Org) -> None:
    path = assigned(db, made)
    shown = page.sign_in(made.eve).get(path)
    assert shown.has(
        "1 of 3 meet the bar",
        "Met late",
        "Late 1",
        "Submitted 1",
        "Everyone 3",
        "by their own manager",
    )
    late = page.get(f"{path}?state=late")
    assert late.has("Tom Okafor")
    assert not late.has("Mara Silva")


def test_a_manager_sees_of_an_assignment_only_their_own(
    db: Database, page: Page, made: Org
) -> None:
    path = assigned(db, made)
    shown = page.sign_in(made.olga).get(path)
    assert shown.has("Mara Silva", "Everyone 1")
    assert not shown.has("Tom Okafor")
    assert "Tom" not in page.get(f"{path}/export.csv").html


def test_an_assignment_is_narrowed_to_a_team_or_a_segment_and_so_is_its_file(
    db: Database, page: Page, made: Org
) -> None:
    path = assigned(db, made)
    with db.work() as session:
        new = PeopleSegment(name="New hires")
        session.add(new)
        session.flush()
        session.add(SegmentMember(segment_id=new.id, person_id=made.tom.id))
        session.get_one(Person, made.tom.id).deactivated_at = utcnow()
        session.add(SegmentMember(segment_id=new.id, person_id=made.mara.id))
    east = made.mara.home_team_id
    shown = page.sign_in(made.eve).get(f"{path}?team={east}")
    assert shown.has("0 of 1 meet the bar", "Everyone 1", "Mara Silva")
    assert not shown.has("Tom Okafor")
    assert f"{path}?state=submitted&team={east}" in shown.links
    of_new = page.get(f"{path}?segment={new.id}&state=practicing")
    assert of_new.has("Everyone 2", "Tom Okafor") and not of_new.has("Mara Silva")
    assert len(page.get(f"{path}/export.csv?segment={new.id}").html.splitlines()) == 3
    assert page.get(f"{path}?team={east}&state=met").has("Nobody is in this state")
    nobody = page.get(f"{path}?team={made.priya.home_team_id}&segment={new.id}&state=met")
    assert nobody.has("Everyone 1")
    page.sign_in(made.olga).get(f"{path}?team={made.priya.home_team_id}", 404)


def test_a_rep_finds_no_such_page(db: Database, page: Page, made: Org) -> None:
    path = assigned(db, made)
    page.sign_in(made.priya).get(path, status=404)


def test_the_file_has_everybody_and_no_formula(db: Database, page: Page, made: Org) -> None:
    path = assigned(db, made)
    with db.work() as session:
        session.merge(made.tom).name = "=HYPERLINK(1)"
    text = page.sign_in(made.eve).get(f"{path}/export.csv").html
    lines = text.removeprefix("\ufeff").splitlines()
    assert len(lines) == 4
    assert any(line.startswith("'=HYPERLINK(1),") for line in lines)
    assert len(page.get(f"{path}/export.csv?state=met").html.splitlines()) == 2


def test_a_state_that_does_not_exist_is_no_page(db: Database, page: Page, made: Org) -> None:
    page.sign_in(made.eve).get(f"{assigned(db, made)}?state=drop", status=404)


# ---- one's own --------------------------------------------------------------------------------


def test_ones_own_page_shows_the_year_and_the_assignments(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        factories.take(session, made.priya, made.pitch, at=days_ago(40))
        factories.target(session, made.priya, made.pitch, due_at=days_ago(1))
    shown = page.sign_in(made.priya).get("/progress")
    assert shown.has("Takes this year 1", "Show as a table", "Late", "Not started")


def test_what_is_paused_is_late_on_nobodys_page(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        given = factories.target(session, made.priya, made.pitch, due_at=days_ago(1))
        given.assignment.paused_at = utcnow()
    for viewer, path in ((made.priya, "/progress"), (made.eve, f"/team/people/{made.priya.id}")):
        shown = page.sign_in(viewer).get(path)
        assert shown.has("Not started")
        assert not shown.has("Late")
