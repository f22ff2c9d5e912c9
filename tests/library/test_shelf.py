"""The library: found by scenario, criterion, level and kind, and beside every rubric."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.library import queries, rules, shelf
from practice.library.models import ModelKind, ModelTake
from practice.library.shelf import Wanted
from practice.people.models import Person, Role
from practice.scenarios.models import Criterion, ScenarioVersion
from tests import factories
from tests.client import Page
from tests.statements import statements


class Library:
    """Whole examples of two scenarios, and parts that were chosen for one criterion."""

    def __init__(self, session: Session) -> None:
        self.elena = factories.person(session, "Elena", Role.enablement)
        self.rep = factories.person(session, "Priya")
        self.discovery = factories.scenario(session, "Discovery")
        self.pitch = factories.scenario(session, "Pitch")
        self.session = session
        self.whole = self.add("All of a discovery", self.discovery)
        self.best = self.add(
            "Waits for pain", self.discovery, shows=1, level=5, person_id=self.rep.id
        )
        self.worst = self.add("Talks over pain", self.discovery, shows=1, level=1, bad=True)
        self.other = self.add("All of a pitch", self.pitch, bad=True)

    def add(
        self, title: str, version: ScenarioVersion, *, shows: int | None = None,
        level: int | None = None, bad: bool = False, **more: object,
    ) -> ModelTake:  # fmt: skip
        kind = ModelKind.bad if bad else ModelKind.good
        criterion = None if shows is None else version.rubric_version.criteria[shows]
        return factories.model_take(
            self.session, self.elena, version, title=title, kind=kind, shows_level=level,
            shows_criterion_id=criterion.id if criterion else None, **more,
        )  # fmt: skip

    def criterion(self, number: int) -> Criterion:
        return self.discovery.rubric_version.criteria[number]


@pytest.fixture
def library(session: Session) -> Library:
    return Library(session)


def titles(library: Library, wanted: Wanted) -> set[str]:
    found = shelf.page(library.session, library.rep, wanted, 0)
    assert len(found) == shelf.count(library.session, library.rep, wanted)
    return {model.title for model in found}


def test_the_library_is_searched_by_what_a_model_take_shows(library: Library) -> None:
    pain, agenda = library.criterion(1).key, library.criterion(0).key
    assert len(titles(library, Wanted())) == 4
    assert titles(library, Wanted(scenario_id=library.pitch.scenario_id)) == {"All of a pitch"}
    assert titles(library, Wanted(kind=ModelKind.bad)) == {"Talks over pain", "All of a pitch"}
    everything = {"Waits for pain", "Talks over pain", "All of a discovery"}
    assert titles(library, Wanted(criterion_key=pain)) == everything
    assert titles(library, Wanted(criterion_key=agenda)) == {"All of a discovery"}
    assert titles(library, Wanted(criterion_key=pain, level=5)) == {"Waits for pain"}


def test_a_level_that_one_is_to_find_out_is_not_searched_by(library: Library) -> None:
    assert all(level.level == 4 for level in library.whole.levels)
    assert titles(library, Wanted(level=4)) == set()
    assert not rules.may_score(library.rep, library.best), "it says what it shows"
    assert rules.may_score(library.rep, library.whole)


def test_only_what_everybody_can_watch_stands_in_it(library: Library) -> None:
    past = utcnow().date() - timedelta(days=3)
    library.add("Draft", library.discovery, published_at=None)
    library.add("Withdrawn", library.discovery, withdrawn_at=utcnow())
    library.add("Over", library.discovery, expires_on=past)
    library.add("No consent", library.discovery, consented_at=None)
    library.session.flush()
    for viewer in (library.rep, library.elena):
        assert shelf.count(library.session, viewer, Wanted()) == 4


def test_what_it_offers_to_look_for_is_what_it_has(library: Library) -> None:
    factories.scenario(library.session, "Nothing here")
    offered = shelf.offered(library.session, library.rep)
    assert [title for _, title in offered.scenarios] == ["Discovery", "Pitch"]
    assert {title for _, title in offered.criteria} == {"Agenda set", "Pain found"}


def test_each_criterion_has_its_own_examples_best_first(library: Library) -> None:
    for level in (2, 3, 4):
        library.add(f"At {level}", library.discovery, shows=1, level=level)
    keys = {library.criterion(0).key, library.criterion(1).key}
    found = shelf.showing(library.session, library.rep, keys)
    pain, agenda = library.criterion(1).key, library.criterion(0).key
    assert [model.title for model in found[pain]] == ["Waits for pain", "At 4", "At 3"]
    assert [model.title for model in found[agenda]] == ["All of a discovery"]
    library.best.withdrawn_at = utcnow()
    library.session.flush()
    found = shelf.showing(library.session, library.rep, keys)
    assert "Waits for pain" not in [model.title for model in found[pain]]


def test_one_that_shows_one_thing_is_judged_on_that_alone(library: Library) -> None:
    rows = queries.compare(library.best, None)
    assert [row.criterion.title for row in rows] == ["Pain found"]


def test_the_page_filters_and_says_when_there_is_nothing(page: Page, db: Database) -> None:
    with db.work() as session:
        library = Library(session)
        key = library.criterion(1).key
    page.sign_in(library.rep)
    shown = page.get("/models")
    assert shown.has("4 model takes", "All of a pitch", "Waits for pain", "Excellent")
    some = page.get(f"/models?criterion={key}&level=1&kind=bad")
    assert some.has("Talks over pain", "1 model take") and not some.has("Waits for pain")
    assert page.get("/models?level=3").has("Nothing shows that yet", "All model takes")
    for odd in ("level=9", "level=x", "scenario=x", "kind=x", "page=0", "page=99999999", "page=-1"):
        assert page.get(f"/models?{odd}").has("4 model takes"), odd


def test_an_empty_library_says_what_will_stand_there(page: Page, db: Database) -> None:
    with db.work() as session:
        rep, elena = factories.person(session), factories.person(session, "", Role.enablement)
    for who in (rep, elena):
        assert page.sign_in(who).get("/models").has("No model takes yet")


def test_a_long_library_has_pages(page: Page, db: Database) -> None:
    with db.work() as session:
        library = Library(session)
        for number in range(shelf.PAGE):
            library.add(f"More {number}", library.discovery)
    page.sign_in(library.rep)
    first, last = page.get("/models?kind=good"), page.get("/models?kind=good&page=2")
    assert first.has("1–24 of 26") and last.has("25–26 of 26")
    assert "/models?page=2&kind=good" in {one.replace("&amp;", "&") for one in first.links}


def test_the_brief_shows_examples_under_the_map(page: Page, db: Database) -> None:
    with db.work() as session:
        library = Library(session)
    page.sign_in(library.rep)
    brief = page.get(f"/practice/{library.discovery.scenario_id}")
    assert brief.has("Watch it done", "Waits for pain", "Talks over pain")
    model = page.get(f"/models/{library.best.id}")
    assert model.has("Shows Pain found", "How the expert sees it", "Excellent")
    assert not model.has("Score it first")


@pytest.mark.parametrize("path", ["/models", "/practice/{}"])
def test_more_model_takes_are_no_more_queries(page: Page, db: Database, path: str) -> None:
    with db.work() as session:
        library = Library(session)
        reader: Person = library.rep
        where = path.format(library.discovery.scenario_id)
    page.sign_in(reader)
    page.get(where)
    before = statements(page, where)
    with db.work() as session:
        version = session.merge(library.discovery)
        library.session = session
        library.elena = session.merge(library.elena)
        for number in range(8):
            someone = factories.person(session)
            library.add(f"{number}", version, shows=1, level=3, person_id=someone.id)
    after = statements(page, where)
    assert len(after) == len(before), [x for x in after if x not in before]
