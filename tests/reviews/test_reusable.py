"""Comments to use again: one's own, a team's, and nobody else's."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, new_id
from practice.errors import Invalid, NotFound
from practice.people.models import Person, Role, TeamManager
from practice.reviews import reusable
from practice.reviews.models import MarkerKind, ReusableComment
from practice.reviews.values import ReusableInput
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene

WORDS = ReusableInput("Park the product until you know the pain.", MarkerKind.attempt)


def texts(session: Session, person: Person) -> list[str]:
    return [str(one["text"]) for one in reusable.told(session, person)]


def test_what_is_saved_is_ones_own_until_it_is_shared(session: Session, scene: Scene) -> None:
    colleague = factories.person(session, "Sam", Role.manager)
    session.add(TeamManager(team_id=scene.team.id, person_id=colleague.id))
    stranger = factories.person(session, "Far", Role.manager)
    kept = reusable.keep(session, scene.manager, WORDS)
    assert texts(session, scene.manager) == [WORDS.text]
    assert texts(session, colleague) == []
    shared = ReusableInput(WORDS.text, WORDS.kind, team_id=scene.team.id)
    reusable.change(session, scene.manager, kept.id, shared)
    assert [one["by"] for one in reusable.told(session, colleague)] == ["Dana Moss"]
    assert texts(session, stranger) == []
    with pytest.raises(NotFound):
        reusable.change(session, colleague, kept.id, WORDS)
    with pytest.raises(NotFound):
        reusable.delete(session, colleague, kept.id)
    with pytest.raises(NotFound):
        reusable.note_use(session, stranger, kept.id)


def test_only_ones_own_teams_can_be_shared_with(session: Session, scene: Scene) -> None:
    other = factories.team(session)
    with pytest.raises(Invalid, match="one of your teams"):
        reusable.keep(session, scene.manager, ReusableInput("Hm", MarkerKind.note, None, other.id))


def test_saving_the_same_twice_keeps_one(session: Session, scene: Scene) -> None:
    first = reusable.keep(session, scene.manager, WORDS)
    assert reusable.keep(session, scene.manager, WORDS).id == first.id
    as_question = ReusableInput(WORDS.text, MarkerKind.ask)
    assert reusable.keep(session, scene.manager, as_question).id != first.id


def test_what_is_used_most_comes_first(session: Session, scene: Scene) -> None:
    for text in ("Rarely", "Often", "Never"):
        reusable.keep(session, scene.manager, ReusableInput(text, MarkerKind.note))
    kept = {one.text: one for one in session.scalars(select(ReusableComment))}
    for text in ("Often", "Often", "Rarely"):
        reusable.note_use(session, scene.manager, kept[text].id)
    assert texts(session, scene.manager) == ["Often", "Rarely", "Never"]
    session.refresh(kept["Often"])
    assert kept["Often"].uses == 2
    assert kept["Often"].used_at is not None


def test_it_belongs_to_a_criterion_in_its_newest_words(session: Session, scene: Scene) -> None:
    criterion = scene.submission.rubric_version.criteria[1]
    given = ReusableInput("What does it cost them?", MarkerKind.ask, criterion.key)
    reusable.keep(session, scene.manager, given)
    [told] = reusable.told(session, scene.manager)
    assert (told["criterion_key"], told["criterion"]) == (str(criterion.key), "Pain found")
    with pytest.raises(NotFound):
        reusable.keep(session, scene.manager, ReusableInput("Hm", MarkerKind.ask, new_id()))


def test_nobody_saves_more_than_can_be_looked_through(session: Session, scene: Scene) -> None:
    rows = [
        ReusableComment(person_id=scene.manager.id, kind=MarkerKind.note, text=str(n))
        for n in range(reusable.MOST_KEPT)
    ]
    session.add_all(rows)
    session.flush()
    with pytest.raises(Invalid, match="Delete some"):
        reusable.keep(session, scene.manager, WORDS)


def send(page: Page, path: str, **fields: str) -> None:
    page.submit(f"/reviews/comments{path}", fields)


def test_the_page_adds_changes_and_deletes(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    assert page.get("/reviews/comments").has("Nothing saved yet")
    send(page, "", text="Pause after the price. <b>Really</b>\x00", kind="try")
    shown = page.get("/reviews/comments")
    assert shown.has("Pause after the price. <b>Really</b>"), "markup is only words"
    with db.reading() as session:
        kept = session.scalars(select(ReusableComment)).one()
        assert "\x00" not in kept.text
    send(page, f"/{kept.id}", text="Wait.", kind="ask", team_id=str(stage.team.id))
    assert page.get("/reviews/comments").has("Wait.", f"Shared with {stage.team.name}")
    send(page, f"/{kept.id}/delete")
    assert page.get("/reviews/comments").has("Nothing saved yet")


def test_what_is_refused_is_said_and_stays_typed(stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    shown = page.submit("/reviews/comments", {"text": "x" * 100_000, "kind": "try"}, 422)
    assert shown.has("Use at most 2000 characters; this has 100000.")
    assert "x" * 100 in shown.html


def test_the_composer_saves_and_reads_them_as_data(stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    given = {"text": "And then?", "kind": "ask", "criterion_key": None}
    assert page.send("POST", "/reviews/comments", given, status=201).json["id"]
    [told] = page.send("GET", "/reviews/comments/list").json["comments"]
    assert (told["text"], told["kind"], told["by"]) == ("And then?", "ask", "")
