"""The demo tells of everything that people do here, in rows that the pages can show."""

from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from media.binaries import find_ffmpeg
from media.storage import Store
from practice.coaching.models import CoachingEntry, Commitment, OpenQuestion
from practice.db import Database, utcnow
from practice.library.models import ModelTake
from practice.people.models import Person
from practice.reviews.models import Nomination, ReusableComment, Sitting
from practice.scenarios.models import HeardLine, Prompt, ScenarioVersion
from practice.takes.models import (
    Chapter,
    PeerSeat,
    PrepSheet,
    SelfReview,
    Submission,
    Take,
    TakeShare,
)
from tests.client import Page
from workers.demo import SIGN_INS, build, film
from workers.demo.people import hire
from workers.demo.stage import Stage

TOLD = (Chapter, CoachingEntry, Commitment, HeardLine, ModelTake, Nomination, OpenQuestion,
        PrepSheet, ReusableComment, SelfReview, Sitting, TakeShare)  # fmt: skip


@pytest.fixture
def demo(db: Database, store: Store, tmp_path: Path) -> Database:
    """The whole story with one short film, which takes the place of the four."""
    sitter = tmp_path / "sitter.rgba"
    sitter.write_bytes(film.silhouette())
    short = film.make_film(tmp_path, sitter, 0, 2, find_ffmpeg(None))
    with db.work() as session:
        voice = film.make_voice(tmp_path, None)
        stage = Stage(session, [short] * 4, voice, utcnow())
        build.tell_story(stage, hire(session, "no password", stage.now))
        stage.upload(store)
    return db


def somebody(session: Session, role: str) -> Person:
    return session.scalars(select(Person).where(Person.email == SIGN_INS[role])).one()


def test_the_demo_has_one_of_everything_and_its_pages_show_it(demo: Database, page: Page) -> None:
    with demo.reading() as session:
        for told in TOLD:
            assert session.scalars(select(told).limit(1)).first(), told.__name__
        rep, manager, author = (somebody(session, r) for r in ("rep", "manager", "enablement"))
        helped = session.scalars(select(Submission).where(Submission.asks_help)).one()
        shared = session.scalars(select(TakeShare)).one().take_id
        answer = session.scalars(select(Take).where(Take.heard_line_id.is_not(None))).one()
        model, drill = session.scalars(select(ModelTake)).one(), drill_take(session)
        spoken = f"/prompts/{drill.prompt_id}"
    home = page.sign_in(rep).get("/")
    assert home.has("Heard today", "One element", "Pain found", "You asked for help")
    assert home.has("From your team", "Sofia Lindqvist")
    assert page.get("/heard").has("Offered to the team", "Answer it again")
    assert page.get(f"/takes/{answer.id}").has("Heard today:")
    assert page.get(f"/takes/{shared}/captions.vtt").html.startswith("WEBVTT")
    assert page.get(f"/takes/{drill.take_id}").has("Objection 1 of 4")
    assert page.get(f"/models/{model.id}").has("Grace")
    assert page.get(spoken).json["media"]["type"] == "audio/mp4"
    review = page.sign_in(manager).get(f"/submissions/{helped.id}/review")
    assert review.has("What would you leave out?")
    assert page.get(f"/one-on-ones/{rep.id}").has("Find a call of Grace’s", "The calmest")
    assert page.get("/slots").has("Thursday", "of 5 taken")
    assert page.get("/coaching").has("Theo Brandt", "Log coaching")
    assert page.get("/reviews/comments").has("what does it cost?")
    assert page.sign_in(author).get("/scenarios").status == 200


def test_a_peer_is_asked_about_what_a_colleague_handed_in(demo: Database, page: Page) -> None:
    with demo.reading() as session:
        rep = somebody(session, "rep")
        asked = session.scalars(select(PeerSeat).where(PeerSeat.person_id == rep.id)).one()
    assert page.sign_in(rep).get("/reviews/asked").has("Sofia Lindqvist", "Demo of one thing")
    assert page.get(f"/submissions/{asked.submission_id}/review").status == 200


def test_takes_are_numbered_as_they_were_recorded(demo: Database) -> None:
    with demo.reading() as session:
        rows = session.execute(
            select(Take.person_id, ScenarioVersion.scenario_id, Take.number)
            .join(ScenarioVersion)
            .order_by(Take.person_id, ScenarioVersion.scenario_id, Take.created_at)
        ).all()
    by_scenario = groupby(rows, key=lambda row: row[:2])
    numbers = [[row[2] for row in told] for _, told in by_scenario]
    assert numbers == [list(range(1, len(told) + 1)) for told in numbers]


def drill_take(session: Session) -> Chapter:
    """Priya's answer to the prompt that is heard."""
    rep = somebody(session, "rep")
    chapters = select(Chapter).join(Chapter.take).join(Chapter.prompt)
    mine = chapters.where(Take.person_id == rep.id, Prompt.asset_id.is_not(None))
    return session.scalars(mine.limit(1)).one()
