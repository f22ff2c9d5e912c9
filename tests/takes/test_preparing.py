"""The prep sheet: written before the camera, kept by the take, and the rep's own until then."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person, Role
from practice.scenarios.models import ScenarioVersion, Teleprompter
from practice.takes import actions, preparing, queries
from practice.takes.models import PrepSheet, Take
from practice.takes.notice import fingerprint
from practice.takes.preparing import Plan
from practice.takes.values import Beginning
from tests import factories as make
from tests.client import Page

PLAN = Plan(purpose="A second meeting", learn="What it costs them", commitment="Thursday at ten")


def rep(session: Session, **more: object) -> tuple[Person, ScenarioVersion]:
    dana = make.person(session, "Dana Lee", Role.manager)
    maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
    actions.accept_notice(session, maya, fingerprint(queries.current_notice(session)))
    session.flush()
    return maya, make.scenario(session, "Discovery call", **more)


def recorded(session: Session, person: Person, version: ScenarioVersion) -> Take:
    return actions.begin(session, person, Beginning(version.scenario_id))


def sheets(session: Session) -> int:
    return session.scalar(select(func.count(PrepSheet.id))) or 0


def test_a_take_keeps_the_sheet_it_was_recorded_with(session: Session) -> None:
    maya, version = rep(session)
    first = preparing.prepare(session, maya, version, None, PLAN)
    take = recorded(session, maya, version)
    assert take.prep_sheet_id == first.id
    second = preparing.prepare(session, maya, version, None, Plan(purpose="Something else"))
    assert second.id != first.id
    assert preparing.plan_of(take.prep_sheet) == PLAN
    assert recorded(session, maya, version).prep_sheet_id == second.id


def test_writing_again_before_recording_changes_the_same_sheet(session: Session) -> None:
    maya, version = rep(session)
    preparing.prepare(session, maya, version, None, PLAN)
    changed = preparing.prepare(session, maya, version, None, Plan(purpose="Another purpose"))
    assert (sheets(session), changed.purpose, changed.learn) == (1, "Another purpose", "")


def test_an_empty_sheet_is_no_plan(session: Session) -> None:
    maya, version = rep(session)
    with pytest.raises(Invalid, match="what you want to get out of it"):
        preparing.prepare(session, maya, version, None, Plan())


def test_the_next_sheet_begins_with_the_last_and_with_what_was_forgotten(session: Session) -> None:
    maya, version = rep(session)
    preparing.prepare(session, maya, version, None, Plan(purpose="A meeting", remember="Smile"))
    take = recorded(session, maya, version)
    begun = preparing.plan_to_begin_with(session, maya, version, None)
    assert (begun.purpose, begun.remember) == ("A meeting", "Smile")
    make.self_review(session, take, "Ask who else decides")
    begun = preparing.plan_to_begin_with(session, maya, version, None)
    assert (begun.purpose, begun.remember) == ("A meeting", "Ask who else decides")


def test_what_was_forgotten_before_the_last_sheet_is_no_news(session: Session) -> None:
    maya, version = rep(session)
    take = make.take(session, maya, version)
    make.self_review(session, take, "Ask who else decides").saved_at -= timedelta(hours=1)
    preparing.prepare(session, maya, version, None, Plan(purpose="A meeting"))
    assert preparing.plan_to_begin_with(session, maya, version, None).remember == ""


def test_another_scenario_or_person_forgets_nothing_for_this_one(session: Session) -> None:
    maya, version = rep(session)
    make.self_review(session, make.take(session, maya), "Of another scenario")
    make.self_review(session, make.take(session, make.person(session), version), "Of a colleague")
    assert preparing.plan_to_begin_with(session, maya, version, None) == Plan()


def test_the_teleprompter_begins_with_the_authors_words_then_ones_own(session: Session) -> None:
    maya, version = rep(session, teleprompter=Teleprompter.script, script="Good morning.")
    assert preparing.plan_to_begin_with(session, maya, version, None).script == "Good morning."
    preparing.prepare(session, maya, version, None, Plan(purpose="x", script="Hi there."))
    assert preparing.plan_to_begin_with(session, maya, version, None).script == "Hi there."


def test_where_the_author_allows_no_teleprompter_no_script_is_kept(session: Session) -> None:
    maya, version = rep(session)
    kept = preparing.prepare(session, maya, version, None, Plan(purpose="x", script="Hi there."))
    assert kept.script == ""


def test_a_target_of_another_scenario_or_person_is_not_prepared_for(session: Session) -> None:
    maya, version = rep(session)
    other = make.target(session, maya)
    theirs = make.target(session, make.person(session), version)
    for target in (other, theirs):
        with pytest.raises(NotFound):
            preparing.to_practice(session, maya, version.scenario_id, target.id)


def test_a_scenario_can_ask_for_a_sheet_first(session: Session) -> None:
    maya, version = rep(session, needs_prep=True)
    with pytest.raises(WrongState, match="Fill in the prep sheet first"):
        recorded(session, maya, version)
    preparing.prepare(session, maya, version, None, PLAN)
    assert recorded(session, maya, version).prep_sheet is not None


def test_only_one_prompt_in_a_hurry_goes_without_a_sheet(session: Session) -> None:
    maya, version = rep(session, needs_prep=True)
    target = make.target(session, maya, version)
    own, elsewhere = version.prompts[0].id, make.scenario(session).prompts[0].id
    for wanted in (
        Beginning(version.scenario_id, prompt=elsewhere),
        Beginning(version.scenario_id, target.id, prompt=own),
    ):
        with pytest.raises(WrongState, match="Fill in the prep sheet first"):
            actions.begin(session, maya, wanted)
    assert actions.begin(session, maya, Beginning(version.scenario_id, prompt=own)).number == 1


def test_only_its_rep_sees_a_sheet_until_the_take_is_submitted_and_teammates_never(
    session: Session,
) -> None:
    maya, version = rep(session)
    take = make.take(session, maya, version)
    sheet = make.prep_sheet(session, maya, version, take)
    mate = make.person(session, team=maya.home_team)
    dana = session.scalars(select(Person).where(Person.name == "Dana Lee")).one()
    make.share(session, take)
    assert preparing.find_prep(session, maya, take) == sheet
    assert preparing.find_prep(session, dana, take) is None
    handed_in = make.submission(session, take, reviewer=dana)
    assert preparing.find_prep(session, dana, take) == sheet
    assert preparing.find_prep(session, mate, take) is None
    handed_in.withdrawn_at = utcnow()
    session.flush()
    assert preparing.find_prep(session, dana, take) is None


# ---- the pages --------------------------------------------------------------------------------


def setting(db: Database, **more: object) -> tuple[Person, UUID]:
    with db.work() as session:
        maya, version = rep(session, **more)
        return maya, version.scenario_id


def test_the_sheet_comes_before_the_camera_where_the_scenario_wants_one(
    db: Database, page: Page
) -> None:
    maya, scenario = setting(db, needs_prep=True)
    sheet = f"/practice/{scenario}/prepare"
    page.sign_in(maya)
    sent = page.get(f"/record?scenario={scenario}", 302)
    assert sent.response.headers["Location"] == sheet
    shown = page.get(sheet)
    assert shown.heading == "Prepare"
    assert shown.has("Purpose", "Commitment you seek", "Don’t forget")
    assert not shown.has("Without a sheet")
    saved = page.submit(sheet, {"purpose": "A second meeting", "remember": "Ask who decides"})
    assert saved.response.headers["Location"] == f"/record?scenario={scenario}"
    camera = page.follow(saved)
    assert camera.has("Turn on camera", "Your plan", "A second meeting", "Ask who decides")
    assert page.get(f"/practice/{scenario}").has("Prep sheet", "A second meeting", "Change it")


def test_who_is_in_a_hurry_needs_no_sheet(db: Database, page: Page) -> None:
    maya, scenario = setting(db, needs_prep=True)
    with db.work() as session:
        version = session.scalars(
            select(ScenarioVersion).where(ScenarioVersion.scenario_id == scenario)
        ).one()
        prompt = version.prompts[0].id
    page.sign_in(maya).get(f"/record?scenario={scenario}&prompt={prompt}")


def test_where_no_sheet_is_asked_for_it_is_an_offer(db: Database, page: Page) -> None:
    maya, scenario = setting(db)
    page.sign_in(maya).get(f"/record?scenario={scenario}")
    assert page.get(f"/practice/{scenario}").has("Two minutes are enough", "Prepare")
    shown = page.get(f"/practice/{scenario}/prepare")
    assert shown.has("Without a sheet", "Only you can see this")


def test_a_sheet_that_is_refused_comes_back_as_it_was_typed(db: Database, page: Page) -> None:
    maya, scenario = setting(db)
    sheet = f"/practice/{scenario}/prepare"
    page.sign_in(maya)
    assert page.submit(sheet, {"purpose": " "}, 422).has("Write down at least what you want")
    shown = page.submit(sheet, {"purpose": "x" * 501, "give": "Her own number"}, 422)
    assert shown.has("Use at most 500 characters", "Her own number")


def test_the_way_on_keeps_the_assignment_and_the_feedback(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, version = rep(session)
        target = make.target(session, maya, version)
        handed_in = make.submission(session, make.take(session, maya, target=target))
    where = f"target={target.id}&again={handed_in.id}"
    sheet = f"/practice/{version.scenario_id}/prepare?{where}"
    saved = page.sign_in(maya).submit(sheet, {"purpose": "A second meeting"})
    assert saved.response.headers["Location"] == f"/record?scenario={version.scenario_id}&{where}"
    with db.reading() as session:
        kept = queries.newest_prep(session, maya, version.scenario_id, target.id)
        assert kept and kept.purpose == "A second meeting"


def test_the_sheet_stands_beside_the_video_later(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, version = rep(session)
        take = make.take(session, maya, version)
        make.prep_sheet(session, maya, version, take, "A second meeting")
        dana = session.scalars(select(Person).where(Person.name == "Dana Lee")).one()
        make.submission(session, take, reviewer=dana)
    assert page.sign_in(maya).get(f"/takes/{take.id}").has("What you prepared", "A second meeting")
    assert not page.sign_in(dana).get(f"/takes/{take.id}").has("A second meeting")
