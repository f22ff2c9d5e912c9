"""A scenario out of the house and in again, by the doors; and what changed between two versions."""

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from media.storage import Store
from practice.db import Database
from practice.people.models import Person, Role
from practice.recordings.models import AssetState, MediaAsset, MediaJob, Piece
from practice.scenarios import actions, differences, queries, starter
from practice.scenarios.differences import Look
from practice.scenarios.models import Attachment, Scenario
from practice.scenarios.plain.reading import read
from practice.scenarios.values import Content, PromptContent, said
from tests import factories
from tests.client import Page, Shown
from tests.scenarios.test_plain import SMALL


@pytest.fixture
def writer(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Elena Ruiz", Role.enablement)


def send(page: Page, content: bytes, name: str = "a.yaml", status: int = 200) -> Shown:
    return page.submit("/scenarios/import", {"file": (io.BytesIO(content), name)}, status)


def hidden_fields(shown: Shown) -> dict[str, list[str]]:
    """What the preview sends on: the text of its file and its recordings."""
    found: dict[str, list[str]] = {}
    for field in shown.look.all("input"):
        if field.get("type") == "hidden" and field.get("name") != "csrf_token":
            found.setdefault(field["name"] or "", []).append(field.get("value") or "")
    return found


def take_it(page: Page, shown: Shown, text: str, **more: str) -> Shown:
    return page.submit("/scenarios/import/apply", hidden_fields(shown) | {"content": text} | more)


def stored(db: Database) -> list[Content]:
    """The newest version of every scenario."""
    with db.reading() as session:
        every = queries.all_scenarios(session)
        return [Content.of(actions.newest_of(each)) for each in every]


def test_a_file_is_shown_whole_and_kept_only_then_and_known_when_it_comes_again(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    shown = send(page, SMALL.encode())
    assert shown.has("Small talk", "nothing is saved yet", "Hello?", "Smiles", "A new scenario")
    assert stored(db) == []
    done = page.follow(take_it(page, shown, SMALL))
    assert done.has("Imported as a draft", "only enablement sees it")
    [first] = stored(db)
    with db.reading() as session:
        scenario_id = session.scalars(select(Scenario.id)).one()
    exported = page.get(f"/scenarios/{scenario_id}/export")
    assert exported.response.headers["Content-Disposition"] == (
        'attachment; filename="small-talk.yaml"'
    )
    text = exported.response.get_data(as_text=True)
    assert read(text).content == first
    changed = text.replace("Say hello.", "Say good morning.").replace("Small talk", "Tall talk")
    again = send(page, changed.encode())
    assert again.has("We know this scenario", "A new version of “Small talk”", "A copy")
    assert again.has("Its draft, which waits now, is replaced.")
    take_it(page, again, changed, **{"as": str(scenario_id)})
    [only] = stored(db)
    assert (only.title, only.criteria) == ("Tall talk", first.criteria)
    take_it(page, again, changed, **{"as": "copy"})
    copy = next(each for each in stored(db) if each.title == "Copy of Tall talk")
    assert copy.criteria[0].key != first.criteria[0].key


def test_a_version_that_somebody_wrote_meanwhile_is_not_replaced(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    take_it(page, send(page, SMALL.encode()), SMALL)
    again, theirs = send(page, SMALL.encode()), replace(stored(db)[0], brief="Theirs.")
    with db.work() as session:
        scenario = session.scalars(select(Scenario)).one()
        actions.save(session, scenario, theirs)
        known = str(scenario.id)
    fields = hidden_fields(again) | {"content": SMALL, "as": known}
    refused = page.submit("/scenarios/import/apply", fields, status=422)
    assert refused.has("Somebody else saved this")
    assert stored(db)[0].brief == "Theirs."


def test_everything_wrong_is_told_by_line_and_nothing_is_imported(
    page: Page, db: Database, writer: Person
) -> None:
    page.sign_in(writer)
    bad = SMALL.replace("pitch", "magic").replace("text: Hello?", "recording: media/gone.mp4")
    shown = send(page, bad.encode(), status=422)
    assert shown.has("2 problems in this file", "“kind” is one of", "There is no “media/gone.mp4”")
    page.submit("/scenarios/import/apply", {"content": bad}, status=422)
    page.submit("/scenarios/import", {}, status=422)
    assert stored(db) == []


def test_recordings_and_files_travel_in_the_zip(
    page: Page, db: Database, store: Store, writer: Person, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film of somebody asking")
    with db.work() as session:
        asset = factories.clip(session, writer)
        store.upload(film, f"{asset.key_prefix}/main", "video/mp4")
        content = replace(
            starter.named("price-objections"), prompts=(PromptContent("Why?", asset.id),)
        )
        made = actions.begin(session, writer, content)
        store.upload(film, "f/prices", "text/plain")
        factories.attachment(session, made.versions[0], "Our prices.txt", key="f/prices")
        address = f"/scenarios/{made.id}"
    page.sign_in(writer)
    with page.get(f"{address}/export").response as answer:
        packed = answer.get_data()
    with ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [
            "scenario.yaml", "media/prompt-1.mp4", "files/1/Our prices.txt",
        ]  # fmt: skip
        assert archive.read("media/prompt-1.mp4") == film.read_bytes()
        text = archive.read("scenario.yaml").decode()
    shown = send(page, packed, "price.zip")
    take_it(page, shown, text, **{"as": "copy"})
    with db.reading() as session:
        newest = session.scalars(select(MediaAsset).order_by(MediaAsset.created_at.desc())).first()
        assert newest
        assert newest.id != asset.id
        assert (newest.state, newest.is_clip) == (AssetState.finished, True)
        assert session.scalar(select(func.count()).select_from(MediaJob)) == 1
        piece = session.scalars(select(Piece)).one()
        there = store.head(piece.key)
        assert there
        assert there.size == len(film.read_bytes())
    copy = next(each for each in stored(db) if each.title == "Copy of Price objections")
    assert [each.asset_id for each in copy.prompts] == [newest.id]
    with db.reading() as session:
        both = session.scalars(select(Attachment).order_by(Attachment.created_at)).all()
        assert [each.name for each in both] == ["Our prices.txt"] * 2
        assert both[0].key != both[1].key
        assert store.head(both[1].key) is not None
    forged = hidden_fields(shown) | {"content": text, "as": "copy", "files": "W10.forged"}
    assert page.submit("/scenarios/import/apply", forged, 422).has("Send the file once more.")


def test_what_the_buyer_hides_is_for_those_who_write_and_review_only(
    page: Page, db: Database, writer: Person
) -> None:
    secret = "She would sign for a fixed date."
    with db.work() as session:
        manager = factories.person(session, "Dana Moss", Role.manager)
        rep = factories.person(session, team=factories.team(session, manager=manager))
        version = factories.scenario(session, "Price talk", buyer_goals=secret)
        take = factories.take(session, rep, version)
        submission = factories.submission(session, take, reviewer=manager)
    scenario, practice = f"/scenarios/{version.scenario_id}", f"/practice/{version.scenario_id}"
    record = f"/record?scenario={version.scenario_id}"
    page.sign_in(rep)
    for path in (scenario, practice, record, f"/takes/{take.id}"):
        assert secret not in page.get(path).html, path
    assert page.sign_in(writer).get(scenario).has(secret, "Reps never see it.")
    assert page.sign_in(manager).get(f"/submissions/{submission.id}/review").has(secret)


def test_words_that_came_and_went_are_marked_and_moved_prompts_are_told() -> None:
    before = replace(
        starter.named("60-second-pitch"), prompts=said("One two three?", "Four.", "Gone here now.")
    )
    smile = replace(before.criteria[0], title="Smiles", key=None)
    after = replace(
        before, brief=before.brief.replace("one short", "a long"),
        prompts=said("Four.", "One two four?", "A new one entirely!"),
        criteria=(*before.criteria[1:], smile),
    )  # fmt: skip
    found = differences.between(before, after)
    [brief] = found.lines
    marked = [(run.text, run.look) for run in brief.runs if run.look != Look.same]
    assert marked == [("one", Look.gone), ("a", Look.new), ("short", Look.gone), ("long", Look.new)]
    told = [(each.name, each.look, each.is_moved) for each in found.prompts]
    assert (("Prompt 3", Look.new, False) in told) and (("Prompt 3", Look.gone, False) in told)
    assert sum(moved for _, _, moved in told) == 1
    assert [(each.name, each.look) for each in found.criteria] == [
        ("Criterion 5: Smiles", Look.new), ("Criterion 1: Opens with their world", Look.gone),
    ]  # fmt: skip
    assert differences.between(before, before).is_empty
