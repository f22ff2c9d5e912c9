"""Prompts one by one: their order, that none is shown before its turn, the chapters they leave."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.people.models import Person, Role
from practice.recordings import actions as recordings
from practice.recordings.models import AssetState
from practice.recordings.values import Manifest, ManifestPiece, ManifestSegment, PieceClaim
from practice.scenarios.models import HeardLine, PromptOrder, ScenarioVersion, Teleprompter
from practice.takes import actions, queries
from practice.takes.chapters import chapters_of
from practice.takes.models import Chapter, PrepSheet, Take
from practice.takes.notice import fingerprint
from practice.takes.preparing import Plan
from practice.takes.prompter import reading_from
from practice.takes.values import Beginning, ChapterNote
from tests import factories as make
from tests.client import Page, Shown

LINES = ("You are 20% more expensive.", "Call me next quarter.", "We build it ourselves.")
CLAIM = PieceClaim(0, 0, "video/webm", 10, "a" * 64)


def rep(session: Session) -> Person:
    person = make.person(session, "Maya Chen")
    actions.accept_notice(session, person, fingerprint(queries.current_notice(session)))
    session.flush()
    return person


def rep_with_drill(db: Database, **more: object) -> tuple[Person, ScenarioVersion]:
    with db.work() as session:
        return rep(session), make.drill(session, *LINES, **more)


def recorder(shown: Shown) -> dict[str, str | None]:
    return shown.look.all("ft-recorder")[0]


def order(shown: Shown) -> list[str]:
    ids: list[str] = json.loads(recorder(shown)["data-prompts"] or "")
    return ids


def ids(version: ScenarioVersion) -> list[str]:
    return [str(prompt.id) for prompt in version.prompts]


# ---- before its turn --------------------------------------------------------------------------


def test_no_page_shows_the_text_of_a_drill_before_its_turn(db: Database, page: Page) -> None:
    maya, version = rep_with_drill(db, prompt_order=PromptOrder.random)
    page.sign_in(maya)
    pages = ["/practice", f"/practice/{version.scenario_id}",
             f"/record?scenario={version.scenario_id}"]  # fmt: skip
    for path in pages:
        shown = page.get(path)
        assert not [line for line in LINES if line in shown.html], path
    assert page.get(pages[1]).has("3 objections, in random order; you see each one")


def test_the_order_is_the_author_s_unless_it_is_drawn(db: Database, page: Page) -> None:
    maya, version = rep_with_drill(db)
    shown = page.sign_in(maya).get(f"/record?scenario={version.scenario_id}")
    assert order(shown) == ids(version)
    assert "data-random" not in recorder(shown)


def test_a_random_order_is_drawn_anew_for_each_take(db: Database, page: Page) -> None:
    maya, version = rep_with_drill(db, prompt_order=PromptOrder.random)
    page.sign_in(maya)
    drawn = [order(page.get(f"/record?scenario={version.scenario_id}")) for _ in range(12)]
    assert {tuple(sorted(one)) for one in drawn} == {tuple(sorted(ids(version)))}
    assert len({tuple(one) for one in drawn}) > 1  # all the same by chance: 1 in 6 ** 11


def test_prompts_recorded_together_stand_beside_the_camera(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, version = rep(session), make.scenario(session)
    shown = page.sign_in(maya).get(f"/record?scenario={version.scenario_id}")
    assert order(shown) == []
    assert shown.has("Why should I keep talking to you?")


def test_a_recorded_prompt_that_is_no_drill_can_be_played_before(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, version = rep(session), make.scenario(session)
        asset = make.watchable_asset(session, maya, 4000, AssetState.ready, utcnow())
        version.prompts[0].text, version.prompts[0].asset_id = "", asset.id
    page.sign_in(maya)
    for path in (f"/practice/{version.scenario_id}", f"/record?scenario={version.scenario_id}"):
        played = [one["src"] for one in page.get(path).look.all("video") if "src" in one]
        assert [one for one in played if one and one.startswith("/store/")], path


def test_in_a_hurry_there_is_one_prompt_and_it_waits_for_its_turn(db: Database, page: Page) -> None:
    maya, version = rep_with_drill(db, prompt_order=PromptOrder.together)
    second = ids(version)[1]
    path = f"/record?scenario={version.scenario_id}&prompt={second}"
    shown = page.sign_in(maya).get(path)
    assert (order(shown), recorder(shown)["data-prompt"]) == ([second], second)
    assert not [line for line in LINES if line in shown.html]


def test_a_prompt_of_another_scenario_is_not_there(db: Database, page: Page) -> None:
    maya, version = rep_with_drill(db)
    with db.work() as session:
        other = ids(make.scenario(session))[0]
    page.sign_in(maya).get(f"/record?scenario={version.scenario_id}&prompt={other}", status=404)


def test_a_line_from_a_call_stands_beside_the_camera_of_whoever_heard_it(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        maya, theo, version = rep(session), rep(session), make.scenario(session)
        line = HeardLine(person_id=maya.id, text="We froze all spending", local_day=utcnow().date())
        session.add(line)
        session.flush()
    path = f"/record?scenario={version.scenario_id}&heard={line.id}"
    shown = page.sign_in(maya).get(path)
    assert shown.has("We froze all spending")
    assert recorder(shown)["data-heard"] == str(line.id)
    page.sign_in(theo).get(path, status=404)


def test_what_this_device_kept_goes_on_though_its_line_or_its_prompt_is_gone(
    db: Database, page: Page
) -> None:
    maya, version = rep_with_drill(db, prompt_order=PromptOrder.together)
    page.sign_in(maya)
    for gone in (f"prompt={new_id()}", f"heard={new_id()}"):
        path = f"/record?scenario={version.scenario_id}&{gone}"
        page.get(path, status=404)
        assert recorder(page.get(f"{path}&kept={new_id()}"))["data-scenario"]


def test_recording_stops_where_the_scenario_or_the_organization_says(
    db: Database, page: Page
) -> None:
    maya, version = rep_with_drill(db, most_seconds=90)
    with db.work() as session:
        longer = make.scenario(session, most_seconds=90_000)
    page.sign_in(maya)
    mosts = [
        recorder(page.get(f"/record?scenario={one.scenario_id}"))["data-most"]
        for one in (version, longer)
    ]
    assert mosts == ["90000", str(20 * 60_000)]


# ---- chapters ---------------------------------------------------------------------------------


def finished(session: Session, maya: Person, version: ScenarioVersion, *notes: ChapterNote) -> Take:
    """A take of ten seconds, handed over with these chapters."""
    take = actions.begin(session, maya, Beginning(version.scenario_id))
    recordings.announce_piece(
        session, maya, take.asset_id, CLAIM, most_bytes=99, stored_sha256=None
    )
    piece = ManifestPiece(0, CLAIM.size, CLAIM.sha256)
    segment = ManifestSegment(0, "video/webm", 10_000, 10_000, (piece,))
    for _ in range(2):
        actions.finish(session, maya, take.asset_id, Manifest((segment,), 10_000), notes)
    session.expire_all()
    return take


def told(take: Take) -> list[tuple[int, int | None]]:
    return [(one.at_ms, one.response_ms) for one in take.chapters]


def test_chapters_stay_inside_the_recording_each_prompt_once(session: Session) -> None:
    maya, version = rep(session), make.drill(session, *LINES)
    other = make.scenario(session).prompts[0].id
    first, second, third = (prompt.id for prompt in version.prompts)
    take = finished(
        session, maya, version,
        ChapterNote(third, 8_000, 5_000), ChapterNote(first, 0, 400), ChapterNote(other, 1, 1),
        ChapterNote(second, 99_000, 10), ChapterNote(first, 100, 900),
    )  # fmt: skip
    assert told(take) == [(100, 900), (8_000, None), (10_000, None)]
    assert [one.position for one in take.chapters] == [1, 2, 3]


def test_a_prompt_that_was_edited_meanwhile_keeps_its_chapter(session: Session) -> None:
    maya, old = rep(session), make.drill(session, *LINES)
    newer = make.drill(session, *LINES)
    newer.scenario, newer.number = old.scenario, 2
    session.flush()
    take = finished(session, maya, newer, ChapterNote(old.prompts[0].id, 0, 700))
    assert told(take) == [(0, 700)]


def with_chapters(session: Session, duration_ms: int = 60_000) -> Take:
    """A submitted drill of three answers, the last one at 0:50."""
    dana = make.person(session, "Dana Lee", Role.manager)
    maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
    take = make.take(session, maya, make.drill(session, *LINES), duration_ms=duration_ms)
    notes = zip(take.scenario_version.prompts, (0, 20_000, 50_000), (1200, 800, None), strict=True)
    take.chapters = [
        Chapter(position=n, prompt_id=prompt.id, at_ms=at_ms, response_ms=response_ms)
        for n, (prompt, at_ms, response_ms) in enumerate(notes, 1)
    ]
    make.submission(session, take, reviewer=dana)
    session.flush()
    return take


def test_every_player_of_a_take_tells_its_chapters(db: Database, page: Page) -> None:
    with db.work() as session:
        take = with_chapters(session)
        submission = queries.last_submission(session, take.id)
        assert submission
        maya, dana, number = take.person, submission.reviewer, submission.id
    words = ("Objection 2 of 3", LINES[1], "first word after 0.8 s", "nothing was heard")
    page.sign_in(maya)
    assert page.get(f"/takes/{take.id}").has(*words)
    told: Any = page.send("GET", f"/takes/{take.id}/media").json["chapters"]
    assert [one["at_ms"] for one in told] == [0, 20_000, 50_000]
    assert page.get(f"/submissions/{number}").has(*words)
    assert page.sign_in(dana).get(f"/submissions/{number}/review").has(*words)


def test_of_a_cut_off_recording_the_chapters_that_are_there_are_told(session: Session) -> None:
    take = with_chapters(session, duration_ms=45_000)
    assert [one.title for one in chapters_of(take)] == ["Objection 1 of 2", "Objection 2 of 2"]


def test_one_answered_prompt_counts_when_the_answer_arrived(session: Session) -> None:
    take = with_chapters(session, duration_ms=9_000)
    actions.settle(session, take.asset_id)
    assert take.is_counted
    take.chapters[0].response_ms = 9_500
    actions.settle(session, take.asset_id)
    assert not take.is_counted


# ---- the teleprompter -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "own", "read"),
    [
        (Teleprompter.none, "- Mine", None),
        (Teleprompter.bullets, "", ("Ask first", "Then listen")),
        (Teleprompter.bullets, "- Mine\n\n- Too", ("Mine", "Too")),
        (Teleprompter.script, "  ", ("Ask first", "Then listen")),
    ],
)
def test_one_s_own_words_go_before_the_author_s(
    session: Session, allowed: Teleprompter, own: str, read: tuple[str, ...] | None
) -> None:
    version = make.scenario(session, teleprompter=allowed, script="- Ask first\n\n- Then listen")
    found = reading_from(version, Plan(script=own))
    assert (found.lines if found else None) == read
    assert found is None or found.is_script is (allowed == Teleprompter.script)


def test_the_camera_page_has_what_the_prep_sheet_says_to_read(db: Database, page: Page) -> None:
    with db.work() as session:
        maya = rep(session)
        version = make.scenario(session, teleprompter=Teleprompter.script, script="The author’s")
        session.add(
            PrepSheet(person_id=maya.id, scenario_id=version.scenario_id, script="My own words")
        )
    shown = page.sign_in(maya).get(f"/record?scenario={version.scenario_id}")
    assert shown.has("My own words", "130 words a minute")
    assert "The author’s" not in shown.html
