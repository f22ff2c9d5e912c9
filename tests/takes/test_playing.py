"""What a player is told, what stands below it, and who is told about the sound."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from practice.db import Database
from practice.people.models import Person, Role
from practice.recordings.models import AssetState, Rendition, RenditionKind
from practice.takes import queries
from practice.takes.models import Take
from tests import factories as make
from tests.client import Page
from tests.statements import statements

TALKING = "Talking 0:42 of 1:15 · longest pause 4.2 s"


def recorded(db: Database, *kinds: RenditionKind) -> tuple[Take, Person, Person]:
    """A submitted take with these versions of its video; its rep and its reviewer."""
    with db.work() as session:
        dana = make.person(session, "Dana Lee", Role.manager)
        maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
        take = make.take(session, maya, make.scenario(session, "Pitch"), duration_ms=75_000)
        make.submission(session, take, reviewer=dana)
        if kinds:
            take.asset.renditions.clear()
        publish(take, *kinds)
        return take, maya, dana


def publish(take: Take, *kinds: RenditionKind) -> None:
    for kind in kinds:
        key = f"{take.asset.key_prefix}/{kind}"
        lines = 360 if kind == RenditionKind.low else 720
        made = Rendition(kind=kind, key=key, content_type="video/mp4", size=9, height=lines)
        take.asset.renditions.append(made)


def media(page: Page, take: Take) -> Any:
    return page.send("GET", f"/takes/{take.id}/media").json


def test_a_player_is_told_everything_at_once(db: Database, page: Page) -> None:
    take, maya, _ = recorded(db)
    with db.work() as session:
        again = session.get_one(Take, take.id)
        make.stills(session, again)
        make.captions(session, again)
        publish(again, RenditionKind.low)
    told = media(page.sign_in(maya), take)
    assert [(one["kind"], one["height"]) for one in told["sources"]] == [("main", 0), ("low", 360)]
    assert told["url"] == told["sources"][0]["url"]
    assert (told["duration_ms"], told["expires_in"], told["peaks"]) == (75_000, 900, "10ff80")
    assert told["poster"].startswith("/store/")
    assert told["storyboard"] == f"/takes/{take.id}/storyboard.vtt"
    assert told["captions"]["label"] == "English"


def test_the_recording_plays_as_it_came_until_something_better_is_there(
    db: Database, page: Page
) -> None:
    take, maya, _ = recorded(db, RenditionKind.playable)
    before = media(page.sign_in(maya), take)
    assert [one["kind"] for one in before["sources"]] == ["playable"]
    assert (before["poster"], before["storyboard"], before["peaks"]) == (None, None, "")
    assert media(page, take)["version"] == before["version"]
    with db.work() as session:
        publish(session.get_one(Take, take.id), RenditionKind.main)
    after = media(page, take)
    assert [one["kind"] for one in after["sources"]] == ["main", "playable"]
    assert [one["version"] for one in after["sources"]] == [after["version"], before["version"]]
    assert after["version"] != before["version"], "whoever plays the one before can go on with it"


def test_fresh_addresses_cost_few_queries(db: Database, page: Page) -> None:
    take, _, dana = recorded(db)
    page.sign_in(dana)
    asked = statements(page, f"/takes/{take.id}/media")
    selects = [one for one in asked if one.lstrip().upper().startswith("SELECT")]
    assert len(selects) <= 6, "\n".join(selects)


def test_the_storyboard_names_a_part_of_one_picture_for_each_moment(
    db: Database, page: Page
) -> None:
    take, _, dana = recorded(db)
    with db.work() as session:
        make.stills(session, session.get_one(Take, take.id))
    shown = page.sign_in(dana).send("GET", f"/takes/{take.id}/storyboard.vtt")
    assert shown.response.mimetype == "text/vtt"
    assert shown.response.headers["Cache-Control"] == "no-store"
    cues = re.findall(r"^(\S+) --> \S+\n(/store/\S+)#xywh=(.*)$", shown.html, re.MULTILINE)
    assert [(at, box) for at, _, box in cues][4:] == [
        ("00:00:40.000", "0,90,160,90"), ("00:00:50.000", "160,90,160,90"),
    ]  # fmt: skip
    assert len({picture for _, picture, _ in cues}) == 1


def test_without_stills_there_is_no_storyboard(db: Database, page: Page) -> None:
    take, maya, _ = recorded(db)
    page.sign_in(maya).send("GET", f"/takes/{take.id}/storyboard.vtt", status=404)


def remarked(session: Session, take: Take) -> None:
    asset = session.get_one(Take, take.id).asset
    asset.state, asset.sentence = AssetState.partial, "3.6 s of 6 s were kept."
    asset.remarks = [["sound_ends", 22_000]]


@pytest.mark.parametrize("where", ["take", "room", "feedback"])
def test_what_is_wrong_with_a_recording_stands_below_it_for_everybody(
    where: str, db: Database, page: Page
) -> None:
    take, _, dana = recorded(db)
    with db.work() as session:
        remarked(session, take)
    paths = pages_of(db, take)
    shown = page.sign_in(dana).get(paths[where])
    assert shown.has("3.6 s of 6 s were kept.", "We hear no sound from 0:22 on.")


def pages_of(db: Database, take: Take) -> dict[str, str]:
    with db.reading() as session:
        handed_in = queries.last_submission(session, take.id)
        assert handed_in
        at = f"/submissions/{handed_in.id}"
    return {"take": f"/takes/{take.id}", "room": f"{at}/review", "feedback": at}


def test_the_sound_is_told_to_the_rep_and_to_the_reviewer_alone(db: Database, page: Page) -> None:
    take, maya, dana = recorded(db)
    with db.work() as session:
        figures = make.stills(session, session.get_one(Take, take.id))
        figures.loudness_lufs = -38.4
    paths = pages_of(db, take)
    own = page.sign_in(maya).get(paths["take"])
    assert own.has(TALKING, "Quiet recording (−38 LUFS): move closer to the microphone next time.")
    page.sign_in(dana)
    assert page.get(paths["room"]).has(TALKING, "Quiet recording (−38 LUFS).")
    assert "next time" not in page.get(paths["room"]).text
    assert "Talking" not in page.get(paths["take"]).text


def test_no_word_about_sound_without_any(db: Database, page: Page) -> None:
    take, maya, _ = recorded(db)
    with db.work() as session:
        figures = make.stills(session, session.get_one(Take, take.id))
        figures.talk_ms, figures.loudness_lufs = 0, None
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert "Talking" not in shown.text
    assert "Quiet" not in shown.text
