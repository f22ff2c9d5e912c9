"""The pages of practicing, as a rep meets them."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.people.models import Person, Role, TeamManager
from practice.recordings.models import AssetState
from practice.scenarios.models import ScenarioVersion
from tests import factories as make
from tests.client import Page


def rep_with_scenario(db: Database) -> tuple[Person, ScenarioVersion]:
    with db.work() as session:
        dana = make.person(session, "Dana Lee", Role.manager)
        team = make.team(session, "East", dana)
        maya = make.person(session, "Maya Chen", team=team)
        return maya, make.scenario(session, "Discovery call", target_seconds=90)


def manager_of(session: Session, person: Person) -> Person:
    held = select(TeamManager).where(TeamManager.team_id == person.home_team_id)
    return session.scalars(held).one().person


def accept(page: Page, back: str) -> None:
    """Read the notice and accept it."""
    shown = page.get(back)
    assert shown.heading == "Before you record"
    fields = {str(f["name"]): str(f["value"]) for f in shown.look.all("input") if f.get("value")}
    accepted = page.submit("/record/notice", {"shown": fields["shown"], "back": fields["back"]})
    assert accepted.response.headers["Location"] == back


def test_practice_lists_what_is_assigned_and_what_is_free(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        make.target(session, maya, make.scenario(session, "Price objections"), minimum_takes=3)
    shown = page.sign_in(maya).get("/practice")
    assert shown.has("Price objections", "0 of at least 3 takes", "No due date")
    assert shown.has("Discovery call", "about 2 minutes")
    assert f"/practice/{version.scenario_id}" in shown.links


def test_the_brief_says_by_name_who_will_see_a_take(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    shown = page.sign_in(maya).get(f"/practice/{version.scenario_id}")
    assert shown.has("Only you can see this. Once submitted, Dana Lee can see it.")
    assert shown.has("Why should I keep talking to you?", "Agenda set at level 5", "None yet")


def test_the_notice_stands_before_the_camera_and_is_accepted_once(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    record = f"/record?scenario={version.scenario_id}"
    accept(page.sign_in(maya), record)
    assert page.get(record).has("take 1", "Turn on camera", "of about 1:30")
    assert page.get(record).has("Why should I keep talking to you?")


def test_another_retention_time_is_another_notice(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    record = f"/record?scenario={version.scenario_id}"
    accept(page.sign_in(maya), record)
    with db.work() as session:
        make.organization(session).keep_unsubmitted_days = 30
    shown = page.get(record)
    assert shown.heading == "Before you record"
    assert shown.has("deleted after 30 days")


def test_a_notice_that_changed_meanwhile_is_shown_again(db: Database, page: Page) -> None:
    maya, _ = rep_with_scenario(db)
    sent = {"shown": "0123456789abcdef", "back": "/record?scenario=x"}
    shown = page.sign_in(maya).submit("/record/notice", sent, status=422)
    assert shown.has("Please read it once more", "deleted after 90 days")


def test_accepting_never_leads_to_another_site(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    record = f"/record?scenario={version.scenario_id}"
    shown = page.sign_in(maya).get(record)
    fingerprint = next(f["value"] for f in shown.look.all("input") if f.get("name") == "shown")
    sent = page.submit("/record/notice", {"shown": fingerprint, "back": "//evil.example"})
    assert sent.response.headers["Location"] == "/practice"


def test_a_take_shows_itself_and_how_to_submit_it(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version, duration_ms=75_000)
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("Submit this take", "Only you can see this", "1:15", "Download", "Delete")
    assert page.get("/takes").has("Discovery call, take")


def test_submitting_and_withdrawing_change_who_sees_it(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version)
    path = f"/takes/{take.id}"
    page.sign_in(maya).submit(f"{path}/submit", {"question": "Was the pain clear?"})
    shown = page.get(path)
    assert shown.has(
        "Submitted", "Was the pain clear?", "You and Dana Lee can see this.", "Withdraw"
    )
    page.submit(f"{path}/withdraw")
    assert page.get(path).has("Submit this take", "Only you can see this.")


def test_what_came_back_lies_beside_the_camera_from_wherever_one_comes(
    db: Database, page: Page
) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        target = make.target(session, maya, version)
        handed_in = make.submission(session, make.take(session, maya, target=target))
    record = f"/record?scenario={version.scenario_id}&target={target.id}"
    accept(page.sign_in(maya), record)
    pinned = f"/submissions/{handed_in.id}/pinned"
    assert pinned not in page.get(record).response.text
    with db.work() as session:
        session.merge(handed_in).reviewed_at = utcnow()
    assert pinned in page.get(record).response.text


def test_a_question_that_is_too_long_comes_back_as_it_was_typed(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version)
    shown = page.sign_in(maya).submit(f"/takes/{take.id}/submit", {"question": "x" * 1001}, 422)
    assert shown.has("Use at most 1000 characters", "x" * 1001)


def test_deleting_leaves_the_count_and_says_so(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version)
    page.sign_in(maya).submit(f"/takes/{take.id}/delete")
    assert page.get(f"/takes/{take.id}").has("The video was deleted", "still counts")
    assert page.get("/takes").has("No takes yet")


def test_a_take_that_could_not_be_read_says_why(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version, state=AssetState.unreadable)
        asset = session.merge(take).asset
        asset.sentence = "This file isn’t a video we can read. Record it again."
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("couldn’t be prepared", "isn’t a video we can read", "Record another take")
    assert f"/takes/{take.id}/submit" not in shown.forms


def test_the_player_gets_fresh_addresses_and_others_are_written_down(
    db: Database, page: Page
) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version, duration_ms=75_000)
        make.submission(session, take)
        dana = manager_of(session, maya)
    page.sign_in(dana)
    media = page.send("GET", f"/takes/{take.id}/media").json
    assert media["sources"][0]["type"] == "video/mp4"
    assert media["url"].startswith("/store/")
    assert media["duration_ms"] == 75_000
    page.send("POST", f"/takes/{take.id}/watched", status=204)
    assert page.sign_in(maya).get(f"/takes/{take.id}").has("Dana Lee")


def test_ones_own_watching_is_not_written_down(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version)
        make.submission(session, take)
    page.sign_in(maya).send("POST", f"/takes/{take.id}/watched", status=204)
    assert page.get(f"/takes/{take.id}").has("Nobody else has watched it yet")


def test_downloads_carry_a_name_and_are_the_reps_alone(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        take = make.take(session, maya, version)
        make.submission(session, take)
        dana = manager_of(session, maya)
    sent = page.sign_in(maya).get(f"/takes/{take.id}/download", 302)
    assert sent.response.headers["Location"].startswith("/store/")
    page.sign_in(dana).get(f"/takes/{take.id}/download", 404)


def test_foreign_and_mismatched_ids_look_like_absent_ones(db: Database, page: Page) -> None:
    maya, version = rep_with_scenario(db)
    with db.work() as session:
        stranger = make.person(session)
        take = make.take(session, stranger, version)
        theirs = make.target(session, stranger, version)
        mine = make.target(session, maya, version)
        other = make.scenario(session)
    page.sign_in(maya)
    for path in (
        f"/takes/{take.id}",
        f"/takes/{take.id}/media",
        f"/takes/{take.id}/status",
        f"/takes/{uuid4()}",
        f"/practice/{version.scenario_id}?target={theirs.id}",
        f"/practice/{other.scenario_id}?target={mine.id}",
        f"/record?target={theirs.id}",
        f"/practice/{uuid4()}",
    ):
        page.get(path, 404)
    for verb in ("submit", "withdraw", "delete", "discard"):
        page.submit(f"/takes/{take.id}/{verb}", status=404)
