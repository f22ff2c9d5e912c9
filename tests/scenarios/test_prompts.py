"""Prompts that are recorded, timed and ordered: what a draft keeps, refuses, and plays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database
from practice.errors import Invalid
from practice.people.models import Person, Role
from practice.recordings import actions as recordings
from practice.recordings.models import AssetState, MediaAsset
from practice.scenarios import actions, heard, queries, starter
from practice.scenarios.models import HeardLine, Interaction, PromptOrder, Scenario, Teleprompter
from practice.scenarios.values import Content, PromptContent, said
from tests import factories
from tests.client import Page, Shown
from tests.scenarios.test_pages import fields, the_scenario

DRILL = Content(
    title="Budget talk",
    brief="They have read the offer.",
    target_seconds=60,
    most_seconds=150,
    prompt_order=PromptOrder.random,
    prompts=said("“It is too expensive.”", think=5, answer=45) + said("“Send me something.”"),
    teleprompter=Teleprompter.bullets,
    script="One\nTwo",
    buyer_goals="To be asked why.",
    needs_prep=True,
    criteria=starter.criteria_for(Interaction.objection_handling),
)


@pytest.fixture
def writer(session: Session) -> Person:
    return factories.person(session, "Elena Ruiz", Role.enablement)


@pytest.fixture
def author(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Elena Ruiz", Role.enablement)


def recorded(content: Content, asset: MediaAsset) -> Content:
    """The same, its first prompt with this recording."""
    first, *others = content.prompts
    return replace(content, prompts=(replace(first, asset_id=asset.id), *others))


def without_keys(content: Content) -> Content:
    return replace(content, criteria=tuple(replace(each, key=None) for each in content.criteria))


def test_every_part_of_a_version_travels_through_drafts_publishing_and_a_duplicate(
    session: Session, writer: Person
) -> None:
    content = recorded(DRILL, factories.clip(session, writer))
    scenario = actions.begin(session, writer, content)
    assert without_keys(Content.of(scenario.versions[0])) == content
    actions.publish(session, writer, scenario)
    draft = actions.save(session, scenario, replace(Content.of(scenario.versions[0]), title="B"))
    assert without_keys(Content.of(draft)) == replace(content, title="B")
    copy = actions.duplicate(session, writer, scenario)
    assert copy.id != scenario.id
    assert queries.find_published(copy) is None
    copied = Content.of(copy.versions[0])
    assert without_keys(copied) == replace(content, title="Copy of B")
    assert {each.key for each in copied.criteria} & {
        each.key for each in Content.of(draft).criteria
    } == set()


@pytest.mark.parametrize(
    "change",
    [
        {"most_seconds": None}, {"prompt_order": PromptOrder.in_order}, {"script": "One"},
        {"teleprompter": Teleprompter.script}, {"needs_prep": False},
        {"prompts": said("“It is too expensive.”", think=5, answer=50)},
        {"prompts": tuple(reversed(DRILL.prompts))},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_no_change_goes_unnoticed_between_two_writers(change: dict[str, object]) -> None:
    assert replace(DRILL, **change).fingerprint != DRILL.fingerprint  # type: ignore[arg-type]


def test_the_title_of_a_copy_fits(session: Session, writer: Person) -> None:
    scenario = actions.begin(session, writer, Content(title="T" * 120))
    assert len(actions.duplicate(session, writer, scenario).versions[0].title) == 120


def test_a_reps_take_is_never_a_prompt_whoever_asks(session: Session, writer: Person) -> None:
    theirs = factories.take(session, factories.person(session)).asset
    own = factories.take(session, writer).asset
    scenario = actions.begin(session, writer, DRILL)
    for asset in (theirs, own):
        with pytest.raises(Invalid, match="couldn’t be saved") as refused:
            actions.save(session, scenario, recorded(DRILL, asset))
        assert "isn’t a prompt’s" in refused.value.fields["prompts"]
        with pytest.raises(Invalid):
            actions.begin(session, writer, recorded(DRILL, asset))
    assert [prompt.asset_id for prompt in scenario.versions[0].prompts] == [None, None]


def test_a_clip_of_somebody_who_does_not_write_or_that_is_gone_is_refused(
    session: Session, writer: Person
) -> None:
    manager = factories.person(session, "", Role.manager)
    gone = factories.clip(session, writer)
    recordings.delete(session, gone)
    for asset in (factories.clip(session, manager), gone):
        with pytest.raises(Invalid):
            actions.begin(session, writer, recorded(DRILL, asset))


def test_what_stands_in_a_scenario_stays_although_its_author_writes_no_more(
    session: Session, writer: Person
) -> None:
    before = factories.person(session, "Before", Role.enablement)
    asset = factories.clip(session, before)
    scenario = actions.begin(session, before, recorded(DRILL, asset))
    before.roles.clear()
    session.flush()
    changed = replace(recorded(DRILL, asset), brief="Another brief.")
    assert actions.save(session, scenario, changed).prompts[0].asset_id == asset.id
    assert actions.duplicate(session, writer, scenario).versions[0].prompts[0].asset_id == asset.id


@pytest.mark.parametrize(
    ("state", "words"),
    [(AssetState.finished, "is still being prepared"), (AssetState.unreadable, "couldn’t be read")],
)
def test_what_cannot_be_played_is_not_published(
    session: Session, writer: Person, state: AssetState, words: str
) -> None:
    content = recorded(DRILL, factories.clip(session, writer, state=state))
    scenario = actions.begin(session, writer, content)
    with pytest.raises(Invalid) as refused:
        actions.publish(session, writer, scenario)
    assert words in refused.value.fields["prompts"]
    assert "prompt 1" in refused.value.fields["prompts"]


def test_a_recording_alone_is_a_prompt(session: Session, writer: Person) -> None:
    asset = factories.clip(session, writer)
    content = replace(DRILL, prompts=(PromptContent(asset_id=asset.id),))
    scenario = actions.begin(session, writer, content)
    assert actions.publish(session, writer, scenario).prompts[0].asset_id == asset.id


def test_the_starter_objections_are_a_drill_and_the_pitch_has_points() -> None:
    drill, pitch = starter.named("price-objections"), starter.named("60-second-pitch")
    assert drill.prompt_order == PromptOrder.random
    assert {(each.think_seconds, each.answer_seconds) for each in drill.prompts} == {(5, 45)}
    assert pitch.teleprompter == Teleprompter.bullets
    assert len(pitch.script.splitlines()) == 4


# ---- by its doors ------------------------------------------------------------------------------


def test_the_form_carries_everything_both_ways(page: Page, db: Database, author: Person) -> None:
    with db.work() as session:
        asset = factories.clip(session, author)
    page.sign_in(author)
    content = recorded(DRILL, asset)
    page.submit("/scenarios/new", fields(content, needs_prep="yes", longest="2:30"))
    with db.reading() as session:
        kept = queries.get_scenario(session, the_scenario(db).id).versions[0]
        assert without_keys(Content.of(kept)) == content
    shown = page.get(f"/scenarios/{kept.scenario_id}/edit")
    assert f'value="{asset.id}"' in shown.html
    assert f"/prompts/{kept.prompts[0].id}" in shown.html
    assert 'value="2:30"' in shown.html


def test_bad_times_are_told_and_what_was_typed_stays(page: Page, author: Person) -> None:
    page.sign_in(author)
    sent = fields(DRILL, needs_prep="yes", longest="2:30")
    for bad, words in (
        ({"longest": "0:20"}, "must not be shorter than the target"),
        ({"longest": "an hour"}, "from 0:15 to 20:00"),
        ({"prompt_think": ["121", "0"]}, "up to 120 to think"),
        ({"prompt_answer": ["4", ""]}, "5 to 600 seconds"),
        ({"prompt_think": ["1"]}, "arrived incomplete"),
        ({"prompt_order": "sideways"}, "Choose one of the options"),
        ({"script": "x" * 8001}, "at most 8000 characters"),
        ({"prompt_asset": ["0190" + "0" * 28, ""]}, "A recording is gone"),
    ):
        shown = page.submit("/scenarios/new", sent | bad, status=422)
        assert shown.has(words, "What you typed is still here."), bad
        assert "“It is too expensive.”" in shown.html, bad


def test_duplicating_opens_the_copy_to_be_named(page: Page, db: Database, author: Person) -> None:
    with db.work() as session:
        scenario_id = starter.add(session, author, DRILL).id
    page.sign_in(author)
    done = page.submit(f"/scenarios/{scenario_id}/duplicate")
    shown = page.get(done.response.headers["Location"])
    assert shown.has("Duplicated as a draft.", "Copy of Budget talk")
    assert page.get("/scenarios").has("Copy of Budget talk", "Budget talk")


def test_a_draft_is_saved_and_then_tried(page: Page, db: Database, author: Person) -> None:
    page.sign_in(author)
    saved = page.submit("/scenarios/new", fields(DRILL, longest="2:30", **{"try": "yes"}))
    where = saved.response.headers["Location"]
    assert where == f"/scenarios/{the_scenario(db).id}/try"
    tried = page.get(where)
    assert tried.has("As a rep meets it", "Nothing you record here is kept", "Key points")
    assert "too expensive" not in tried.html, "it is hidden until its turn"
    [rehearsal] = tried.look.all("ft-rehearsal")
    assert rehearsal["data-most"] == "150000"
    assert "data-random" in rehearsal


@pytest.fixture
def prompt_of(db: Database, author: Person) -> Callable[[bool], dict[str, str]]:
    """A scenario with one recorded prompt, published or not; answers the addresses of it."""

    def make(is_published: bool) -> dict[str, str]:
        with db.work() as session:
            asset = factories.clip(session, author)
            scenario = actions.begin(session, author, recorded(DRILL, asset))
            if is_published:
                actions.publish(session, author, scenario)
            prompt = scenario.versions[0].prompts[0]
            return {"prompt": f"/prompts/{prompt.id}", "scenario": f"/scenarios/{scenario.id}"}

    return make


def test_a_prompt_is_played_at_its_turn_and_its_words_are_on_no_page_before(
    page: Page, db: Database, prompt_of: Callable[[bool], dict[str, str]]
) -> None:
    at = prompt_of(True)
    with db.work() as session:
        rep = factories.person(session)
    page.sign_in(rep)
    answer = page.get(at["prompt"])
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert answer.json["text"] == "“It is too expensive.”"
    assert (answer.json["think_seconds"], answer.json["answer_seconds"]) == (5, 45)
    media = answer.json["media"]
    assert (media["type"], media["duration_ms"], media["has_video"]) == ("video/mp4", 60_000, True)
    assert "/store/" in media["url"]
    shown = page.get(at["scenario"])
    assert shown.has("each stays hidden until its turn")
    assert "too expensive" not in shown.html


def test_a_draft_of_a_prompt_is_for_those_who_write(
    page: Page, db: Database, author: Person, prompt_of: Callable[[bool], dict[str, str]]
) -> None:
    at = prompt_of(False)
    with db.work() as session:
        rep = factories.person(session)
    page.sign_in(rep).get(at["prompt"], status=404)
    assert page.sign_in(author).get(at["prompt"]).json["position"] == 1


def begun(page: Page, kind: object) -> Shown:
    headers = {"X-CSRFToken": page.token()}
    return Shown(page.client.post("/recordings", json={"kind": kind}, headers=headers))


def test_a_clip_is_begun_by_anybody_is_no_take_and_nobody_elses(
    page: Page, db: Database, author: Person
) -> None:
    made = begun(page.sign_in(author), "camera")
    assert made.status == 201
    assert made.json["limits"]["minutes"] == 20
    with db.reading() as session:
        [asset] = session.scalars(select(MediaAsset))
        assert (str(asset.id), asset.is_clip) == (made.json["recording"], True)
    assert begun(page, "hologram").status == 422
    page.get(f"/recordings/{asset.id}/media", status=404)
    with db.work() as session:
        rep = factories.person(session)
    mine = begun(page.sign_in(rep), "camera")  # a reply may be spoken
    assert mine.status == 201
    page.get(f"/recordings/{asset.id}/media", status=404)


def test_a_line_from_a_call_is_taken_up_by_saving_and_put_aside_by_saying_so(
    page: Page, db: Database, author: Person
) -> None:
    with db.work() as session:
        rep = factories.person(session, "Maya Chen")
        lines = [
            heard.keep(session, rep, words, date(2026, 11, 20))
            for words in ("Nine months?", "Too late.", "Mine.")
        ]
        for line in lines[:2]:
            heard.offer(session, rep, line.id)
    page.sign_in(author)
    shown = page.get("/scenarios/new?interaction=pitch")
    assert shown.has("Heard in calls", "Nine months?", "Too late.")
    assert not shown.has("Mine.") and not shown.has("Maya")
    refused = page.submit(
        "/scenarios/new", fields(DRILL, title="", prompt_heard=[str(lines[0].id), ""]), 422
    )
    assert f'value="{lines[0].id}"' in refused.html, "it is still that prompt’s"
    page.submit("/scenarios/new", fields(DRILL, prompt_heard=[str(lines[0].id), str(lines[2].id)]))
    page.submit(f"/scenarios/heard/{lines[1].id}/aside", status=204)
    page.submit(f"/scenarios/heard/{lines[1].id}/aside", status=404)
    with db.reading() as session:
        taken = {
            line.text: line.taken_up_at is not None for line in session.scalars(select(HeardLine))
        }
    assert taken == {"Nine months?": True, "Too late.": True, "Mine.": False}
    assert not page.get("/scenarios/new?interaction=pitch").has("Heard in calls")


def test_nobody_edits_or_lists_what_lines_are_answered_in(
    page: Page, db: Database, author: Person
) -> None:
    with db.work() as session:
        scenario_id = heard.heard_scenario(session).scenario_id
        assert queries.published(session) == []
        assert queries.newest_version(session, scenario_id).title == "Heard today"
        assert session.scalars(select(Scenario)).one().id == scenario_id
    page.sign_in(author)
    assert not page.get("/scenarios").has("Heard today")
    page.get(f"/scenarios/{scenario_id}/edit", status=404)
    page.submit(f"/scenarios/{scenario_id}/duplicate", status=404)
