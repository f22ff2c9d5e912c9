"""The pages of model takes, as enablement, reps and whoever is seen in one read them."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from practice.db import Database
from practice.library.models import ModelKind, ModelTake
from practice.people.models import Person, Role
from practice.recordings.models import AssetState
from practice.scenarios.models import ScenarioVersion
from tests import factories
from tests.client import Page
from tests.statements import statements


class World:
    """A scenario, who writes about it, who practices it, and a model take that is shown."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with db.work() as session:
            self.elena = factories.person(session, "Elena", Role.enablement)
            self.rep = factories.person(session, "Priya")
            self.grace = factories.person(session, "Grace")
            self.version: ScenarioVersion = factories.scenario(session, "Discovery")
            self.model = factories.model_take(
                session, self.elena, self.version, title="The real pain", person_id=self.grace.id
            )
            self.criteria = [one.id for one in self.version.rubric_version.criteria]

    @property
    def path(self) -> str:
        return f"/models/{self.model.id}"

    @property
    def scenario(self) -> str:
        return f"/scenarios/{self.version.scenario_id}"

    def clip(self) -> str:
        with self.db.work() as session:
            return str(factories.clip(session, self.elena).id)

    def scores(self, *levels: int) -> dict[str, Any]:
        return {f"level-{one}": level for one, level in zip(self.criteria, levels, strict=True)}


@pytest.fixture
def world(db: Database) -> World:
    return World(db)


def test_enablement_takes_a_clip_to_a_published_model_take(page: Page, world: World) -> None:
    page.sign_in(world.elena)
    new = f"{world.scenario}/models/new"
    assert page.get(new).has("Add a model take")
    refused = page.submit(new, {"title": "", "kind": "bad"}, status=422)
    assert refused.has("Record it or choose a file first.", "Fill this in.")
    made = page.submit(new, {"title": "Talks too soon", "kind": "bad", "recording": world.clip()})
    edit = page.follow(made)
    assert edit.has("Draft", "Levels and what shows them", "Agenda set at level 3")
    path = made.response.headers["Location"]
    typed = {"title": "Talks too soon", "kind": "bad", "note": "The first minute", "seen": "nobody"}
    first = world.criteria[0]
    typed |= {f"level-{first}": "2", f"at-{first}": "0:0x", f"evidence-{first}": "No agenda."}
    assert page.submit(path, typed, status=422).has("Use minutes and seconds, such as 0:42.")
    typed[f"at-{first}"] = "0:12"
    page.submit(path, typed)
    again = page.get(path)
    assert 'value="0:12"' in again.html and again.has("No agenda.", "The first minute")
    asked = page.submit(path, typed | {"publish": "yes"}, status=307)
    refused = page.submit(asked.response.headers["Location"], typed, status=422)
    assert refused.has("It isn’t ready to be published yet.", "Choose a level for “Pain found”.")
    assert refused.has("Nothing is published without the consent of everybody in it.")
    second = world.criteria[1]
    typed |= {f"level-{second}": "1", f"evidence-{second}": "No question.", "consented": "yes"}
    typed |= {"expires_on": "2099-01-31", "publish": "yes"}
    page.submit(page.submit(path, typed, status=307).response.headers["Location"], typed)
    page.sign_in(world.rep)
    assert page.get(world.scenario).has("Talks too soon", "Spot what’s wrong")


def test_a_rep_scores_it_first_then_sees_how_the_expert_sees_it(page: Page, world: World) -> None:
    page.sign_in(world.rep)
    brief = page.get(f"/practice/{world.version.scenario_id}")
    assert brief.has("Model takes", "The real pain", "Good example", "Score a model take first")
    assert world.path in brief.links
    before = page.get(world.path)
    assert before.has("Score it first", "Show me the levels")
    assert not before.has("Heard at Agenda set") and not before.has("How the expert sees it")
    half = page.submit(f"{world.path}/score", {f"level-{world.criteria[0]}": 4}, status=422)
    assert half.has("Choose a level for “Pain found”.") and not half.has("Heard at")
    page.submit(f"{world.path}/score", world.scores(4, 2))
    after = page.get(world.path)
    assert after.has("You and the expert", "You see it the same way.", "2 levels stricter")
    assert (
        after.has("Heard at Pain found", "Pain found at level 4")
        and 'data-at="42000"' in after.html
    )
    page.submit(f"{world.path}/score", world.scores(5, 5), status=409)
    brief = page.get(f"/practice/{world.version.scenario_id}")
    assert not brief.has("Score it first") and brief.has("The real pain")


def test_who_comes_from_an_assignment_goes_back_to_it(page: Page, world: World) -> None:
    with world.db.work() as session:
        rep, version = session.merge(world.rep), session.merge(world.version)
        target = factories.target(session, rep, version)
    page.sign_in(world.rep)
    brief = f"/practice/{world.version.scenario_id}?target={target.id}"
    watch = f"{world.path}?target={target.id}"
    assert watch in page.get(brief).links
    shown = page.get(watch)
    assert brief in shown.links and f"{world.path}/score?target={target.id}" in shown.forms
    record = f"/record?scenario={world.version.scenario_id}&target={target.id}"
    assert record in {link.replace("&amp;", "&") for link in shown.links}
    scored = page.submit(f"{world.path}/score?target={target.id}", world.scores(4, 4))
    assert scored.response.headers["Location"] == f"{watch}#levels"
    assert not page.get(f"{world.path}?target=x").has("target=x")


def test_the_levels_can_be_seen_without_scoring(page: Page, world: World) -> None:
    page.sign_in(world.rep)
    page.submit(f"{world.path}/look")
    after = page.get(world.path)
    assert after.has("How the expert sees it", "Heard at Pain found")
    assert not after.has("You see it")
    page.submit(f"{world.path}/score", world.scores(4, 4), status=409)


def test_whoever_is_seen_in_it_ends_it_on_its_page(page: Page, world: World) -> None:
    page.sign_in(world.rep)
    assert not page.get(world.path).has("I no longer agree")
    page.sign_in(world.grace)
    assert page.get(world.path).has("You are seen in this", "I no longer agree")
    page.submit(f"{world.path}/disagree")
    page.get(world.path, status=404)
    page.get(f"{world.path}/media", status=404)
    assert not page.get(world.scenario).has("The real pain")
    page.sign_in(world.elena)
    assert page.get(f"{world.path}/edit").has("There is no consent for this anymore.")
    page.submit(f"{world.path}/delete")
    page.get(world.path, status=404)


def test_an_example_plays_on_the_spot_and_gives_no_level_away(page: Page, world: World) -> None:
    model = world.model
    shown = page.sign_in(world.rep).get(f"/models/{model.id}/example")
    assert model.title in shown.html
    assert f"/models/{model.id}/media" in shown.html
    assert "<html" not in shown.html
    assert not shown.has("Excellent", "Good") and "Heard at" not in shown.html


def test_the_player_gets_addresses_of_its_own(page: Page, world: World, db: Database) -> None:
    with db.work() as session:
        model = session.get_one(ModelTake, world.model.id)
        factories.stills(session, model)
        factories.captions(session, model, "Good morning")
    page.sign_in(world.rep)
    told = page.get(f"{world.path}/media").json
    assert told["storyboard"] == f"{world.path}/storyboard.vtt"
    assert told["captions"]["url"] == f"{world.path}/captions.vtt"
    assert "WEBVTT" in page.get(told["storyboard"]).html
    assert "Good morning" in page.get(told["captions"]["url"]).html


def test_captions_are_brought_from_a_file_and_taken_off_again(page: Page, world: World) -> None:
    page.sign_in(world.elena)
    srt = io.BytesIO(b"1\n00:00:01,000 --> 00:00:02,500\nHello there\n")
    page.submit(f"{world.path}/captions", {"captions": (srt, "talk.srt"), "language": "de"})
    assert page.get(f"{world.path}/edit").has("Captions", "German, 1 line")
    wrong = {"captions": (io.BytesIO(b"no captions"), "talk.srt"), "language": "de"}
    assert page.submit(f"{world.path}/captions", wrong, status=422).has("Levels and what shows")
    page.sign_in(world.rep)
    assert page.get(f"{world.path}/media").json["captions"]["language"] == "de"
    page.sign_in(world.elena)
    page.submit(f"{world.path}/captions/remove")
    page.get(f"{world.path}/captions.vtt", status=404)


def test_it_stays_with_its_assessment_map_and_says_so(
    page: Page, world: World, db: Database
) -> None:
    with db.work() as session:
        newer = factories.scenario(session, "Discovery, rewritten")
        newer.scenario_id, newer.number = world.version.scenario_id, 2
    page.sign_in(world.rep)
    assert page.get(world.path).has("an earlier assessment map", "Agenda set")
    page.sign_in(world.elena)
    assert page.get(world.scenario).has("Earlier assessment map")
    assert page.get(f"{world.path}/edit").has("stays with the one it was scored with")


def test_enablement_reads_where_people_differ_without_a_name(page: Page, world: World) -> None:
    for number in range(5):
        with world.db.work() as session:
            rep = factories.person(session, f"Secret {number}")
        page.sign_in(rep)
        page.submit(f"{world.path}/score", world.scores(4, 1))
        page.sign_in(world.elena)
        shown = page.get(world.scenario)
        assert shown.has("scored it") and "Secret" not in shown.text
        assert shown.has("Where they differ most stands first") == (number == 4)


def test_a_recording_on_its_way_is_waited_for(page: Page, world: World, db: Database) -> None:
    with db.work() as session:
        model = session.get_one(ModelTake, world.model.id)
        model.published_at, model.asset.state = None, AssetState.finished
    page.sign_in(world.elena)
    edit = page.get(f"{world.path}/edit")
    assert edit.has("Getting the recording ready") and f"{world.path}/status" in edit.html
    assert page.get(f"{world.path}/status").json["watchable"] is False
    with db.work() as session:
        session.get_one(ModelTake, world.model.id).asset.state = AssetState.unreadable
    assert page.get(f"{world.path}/edit").has("This recording couldn’t be prepared.")


@pytest.mark.parametrize("who", ["rep", "elena"])
def test_the_number_of_queries_does_not_grow_with_model_takes(
    page: Page, world: World, db: Database, who: str
) -> None:
    reader: Person = getattr(world, who)
    page.sign_in(reader)
    paths = (world.scenario, f"/practice/{world.version.scenario_id}")
    before = [len(statements(page, path)) for path in paths]
    with db.work() as session:
        version = session.get_one(ScenarioVersion, world.version.id)
        for kind in (ModelKind.good, ModelKind.bad) * 6:
            someone = factories.person(session)
            factories.model_take(session, world.elena, version, kind=kind, person_id=someone.id)
    assert [len(statements(page, path)) for path in paths] == before
    with db.reading() as look:
        assert len(look.scalars(select(ModelTake)).all()) == 13
