"""The library, the editor and the page of a scenario."""

import re

import pytest
from sqlalchemy import select

from practice.assignments.models import AssignmentTarget
from practice.db import Database
from practice.people.models import Person, Role
from practice.scenarios import forms, queries, starter
from practice.scenarios.models import Scenario, ScenarioVersion
from practice.scenarios.values import Content, seconds_in
from tests import factories
from tests.client import Page, Shown


@pytest.fixture
def writer(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Elena Ruiz", Role.enablement)


def fields(content: Content, **more: object) -> dict[str, object]:
    """What the editor sends for this content."""
    sent: dict[str, object] = {
        "title": content.title,
        "interaction": content.interaction.value,
        "target_length": f"{content.target_seconds // 60}:{content.target_seconds % 60:02}",
        "persona": content.persona,
        "brief": content.brief,
        "buyer_goals": content.buyer_goals,
        "prompt": [each.text for each in content.prompts],
        "prompt_asset": [str(each.asset_id or "") for each in content.prompts],
        "prompt_think": [str(each.think_seconds) for each in content.prompts],
        "prompt_answer": [str(each.answer_seconds or "") for each in content.prompts],
        "prompt_order": content.prompt_order.value,
        "teleprompter": content.teleprompter.value,
        "script": content.script,
        "criterion_key": [str(each.key or "") for each in content.criteria],
        "criterion_title": [each.title for each in content.criteria],
        "criterion_description": [each.description for each in content.criteria],
    }
    for at, name in enumerate(forms.ANCHORS):
        sent[name] = [each.anchors[at] for each in content.criteria]
    return sent | more


def the_scenario(db: Database) -> Scenario:
    with db.reading() as session:
        return session.scalars(select(Scenario)).one()


def follow(page: Page, shown: Shown) -> Shown:
    return page.get(shown.response.headers["Location"])


def test_an_empty_library_offers_the_starter(page: Page, writer: Person) -> None:
    page.sign_in(writer)
    assert page.get("/scenarios").has("No scenario yet", "Add the starter library")
    page.submit("/scenarios/starter")
    shown = page.get("/scenarios")
    assert shown.has("Discovery call", "60-second pitch", "Price objections", "Manager 1:1")
    assert shown.has("Published · version 1", "not assigned yet", "11 scenarios are ready")
    page.submit("/scenarios/starter")
    assert page.get("/scenarios").has("is here already")


def test_a_scenario_from_the_first_click_to_published(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    assert "/scenarios/new?interaction=negotiation" in page.get("/scenarios/new").links
    editor = page.get("/scenarios/new?interaction=discovery_call")
    assert "Agenda set" in editor.html
    made = page.submit("/scenarios/new", fields(starter.named("discovery-call")))
    assert follow(page, made).has("Draft saved.", "only enablement sees it")
    address = f"/scenarios/{the_scenario(db).id}"
    page.get(address, status=404)
    saved = page.submit(
        f"{address}/edit", fields(starter.named("discovery-call"), publish="yes"), 307
    )
    assert saved.response.headers["Location"] == f"{address}/publish"
    published = page.submit(f"{address}/publish", {})
    assert follow(page, published).has("Version 1 is published.", "Dana Whitfield", "Agenda set")


def test_a_new_scenario_can_be_published_at_once(page: Page, db: Database, writer: Person) -> None:
    page.sign_in(writer)
    assert page.get("/scenarios/new?interaction=pitch").has("Save draft", "Publish")
    sent = fields(starter.named("discovery-call"), publish="yes")
    saved = page.submit("/scenarios/new", sent, 307)
    address = f"/scenarios/{the_scenario(db).id}"
    assert saved.response.headers["Location"] == f"{address}/publish"
    assert follow(page, page.submit(f"{address}/publish", sent)).has("Version 1 is published.")


def test_what_was_typed_comes_back_with_what_is_wrong(page: Page, writer: Person) -> None:
    page.sign_in(writer)
    content = starter.named("price-objections")
    sent = fields(content, title="", target_length="half an hour")
    shown = page.submit("/scenarios/new", sent, status=422)
    assert shown.has("What you typed is still here.", "Fill this in.", "from 0:15 to 20:00")
    assert "half an hour" in shown.html
    assert content.criteria[0].anchors[4] in shown.html
    assert content.prompts[3].text in shown.html


def test_publishing_an_incomplete_draft_keeps_it_and_says_what_is_missing(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    page.submit("/scenarios/new", fields(Content(title="Half", criteria=())))
    address = f"/scenarios/{the_scenario(db).id}"
    refused = page.submit(f"{address}/publish")
    shown = follow(page, refused)
    assert shown.has("isn’t ready to publish yet", "Say what the situation is.")
    assert shown.has("Add at least one prompt.", "Use 3 to 7 criteria.")


@pytest.mark.parametrize("minor", [True, False])
def test_untouched_targets_follow_unless_the_edit_is_minor(
    page: Page, db: Database, writer: Person, minor: bool
) -> None:
    page.sign_in(writer)
    page.submit("/scenarios/starter")
    with db.work() as session:
        [version] = [v for v in queries.published(session) if v.title == "60-second pitch"]
        content = Content.of(version)
        target = factories.target(session, factories.person(session), version)
    address = f"/scenarios/{version.scenario_id}"
    page.submit(f"{address}/edit", fields(content, brief="Another brief."))
    done = page.submit(f"{address}/publish", {"is_minor": "yes"} if minor else {})
    shown = follow(page, done)
    assert shown.has("Version 2 is published.", "Another brief.")
    assert shown.has("1 person who hadn’t begun will practice it.") is not minor
    with db.reading() as session:
        moved = session.get_one(AssignmentTarget, target.id)
        number = session.get_one(ScenarioVersion, moved.scenario_version_id).number
        assert number == (1 if minor else 2)
    assert page.get("/scenarios").has("used in 1 assignment", "Published · version 2")
    assert page.get(f"{address}/edit").has("Used in 1 assignment.")
    changed = page.get(f"{address}/versions/2/diff")
    assert changed.has("What changed in version 2", "Another", "Removed:")
    page.get(f"{address}/versions/1/diff", status=404)
    assert page.get(f"{address}?version=1").has("This is version 1.", content.brief)


def test_the_editor_says_how_many_assignments_use_a_published_scenario(
    page: Page, db: Database, writer: Person
) -> None:
    with db.work() as session:
        version, other = (factories.scenario(session) for _ in range(2))
        address = f"/scenarios/{version.scenario_id}/edit"
        rep = factories.person(session)
        factories.target(session, rep, other)
    page.sign_in(writer)
    assert not page.get(address).has("Used in")
    for used in ("Used in 1 assignment.", "Used in 2 assignments."):
        with db.work() as session:
            factories.target(session, rep, version)
        assert page.get(address).has(used)


@pytest.mark.parametrize("more", [0, 1])
def test_the_editor_opens_with_a_warning_from_six_criteria_on(
    page: Page, db: Database, writer: Person, more: int
) -> None:
    titles = [f"Criterion {number}" for number in range(1, 6 + more)]
    with db.work() as session:
        version = factories.scenario(session, criteria=titles)
    shown = page.sign_in(writer).get(f"/scenarios/{version.scenario_id}/edit")
    warning = re.search("<ft-many[^>]*>", shown.html)
    assert warning
    assert ("hidden" in warning[0]) == (more == 0)


def test_two_writers_do_not_overwrite_each_other_unknowingly(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    page.submit("/scenarios/new", fields(starter.named("discovery-call")))
    scenario_id = the_scenario(db).id
    with db.reading() as session:
        scenario = queries.get_scenario(session, scenario_id)
        seen = Content.of(scenario.versions[-1]).fingerprint
    address = f"/scenarios/{scenario_id}/edit"
    page.submit(address, fields(starter.named("discovery-call"), title="Theirs", seen=seen))
    mine = fields(starter.named("discovery-call"), title="Mine", seen=seen)
    shown = page.submit(address, mine, status=422)
    assert shown.has("Somebody else saved this")
    [fresh] = [f["value"] for f in shown.look.all("input") if f.get("name") == "seen"]
    page.submit(address, mine | {"seen": fresh})
    assert "Mine" in page.get(address).html


def test_a_rep_reads_what_is_published_and_is_offered_to_practice_it(
    page: Page, db: Database
) -> None:
    with db.work() as session:
        rep = factories.person(session)
        version = factories.scenario(session, "Pricing talk", brief="A tough one.")
    shown = page.sign_in(rep).get(f"/scenarios/{version.scenario_id}")
    assert shown.has("Pricing talk", "A tough one.", "Practice it")
    assert not shown.has("Edit")
    page.get(f"/scenarios/{version.scenario_id}?version=2", status=404)


def test_withdrawn_scenarios_say_so_and_come_back(page: Page, db: Database, writer: Person) -> None:
    with db.work() as session:
        version = factories.scenario(session, "Old talk")
    page.sign_in(writer)
    address = f"/scenarios/{version.scenario_id}"
    page.submit(f"{address}/withdraw")
    assert page.get("/scenarios").has("Withdrawn")
    assert page.get(address).has("This scenario was withdrawn.")
    assert not page.get(address).has("Practice it")
    page.submit(f"{address}/restore")
    assert page.get(address).has("Practice it")
    page.submit(f"{address}/restore", status=409)


def test_a_never_published_draft_can_be_discarded(page: Page, db: Database, writer: Person) -> None:
    page.sign_in(writer)
    page.submit("/scenarios/new", fields(Content(title="Oops")))
    page.submit(f"/scenarios/{the_scenario(db).id}/discard")
    assert page.get("/scenarios").has("No scenario yet")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1:30", 90), ("90", 90), ("0:15", 15), ("20:00", 1200), ("01:05", 65),
     ("1:75", None), ("1:2:3", None), ("", None), ("-1:00", None), ("²", None), ("1.5", None)],
)  # fmt: skip
def test_a_length_is_minutes_and_seconds(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


def test_hostile_fields_are_refused_kindly(page: Page, writer: Person) -> None:
    page.sign_in(writer)
    whole = fields(starter.named("discovery-call"))
    for bad in (
        {"interaction": "magic"}, {"criterion_title": ["only one"]}, {"prompt": ["x" * 1001]},
        {"target_length": "99999"}, {"criterion_title": [""] * 5}, {"prompt": ["p"] * 21},
    ):  # fmt: skip
        page.submit("/scenarios/new", whole | bad, status=422)
