"""Heard today: what a buyer said, kept for oneself, answered, offered; and one in a hurry."""

import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.errors import NotFound, WrongState
from practice.notices.models import Notice
from practice.people.models import Person, Role
from practice.recordings.models import AssetState
from practice.scenarios import heard
from practice.scenarios.models import HeardLine, Interaction, Prompt, Scenario, ScenarioKind
from practice.scenarios.queries import published
from practice.takes import actions, hurry, queries, sharing
from practice.takes.models import Chapter
from practice.takes.notice import fingerprint
from practice.takes.values import Beginning
from tests import factories as make
from tests.client import Page
from tests.statements import statements

WORDS = "We tried something like this before and nobody used it."
DAY = utcnow().date()


def maya(db: Database) -> Person:
    with db.work() as session:
        return make.person(session, "Maya Chen")


def kept(session: Session, person: Person, words: str = WORDS) -> HeardLine:
    return heard.keep(session, person, words, DAY)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Write to joan.d@acme.example, she said", "e-mail address"),
        ("Have a look at www.acme.example first", "web address"),
        ("It all stands on acme.com anyway", "web address"),
        ("Call me on +1 (555) 010-2345 on Friday", "phone number"),
        ("My number is 555-010-2345.", "phone number"),
        ("We pay 1,250,000 a year for that", ""),
        ("We pay $ 1250000 a year, up 12.5% from 2024-2025", ""),
        ("You’re 20% over. Not 5, not 10. Twenty.", ""),
        (WORDS, ""),
    ],
)
def test_what_tells_who_the_customer_is_is_refused_with_a_sentence(words: str, why: str) -> None:
    assert why in heard.told_too_much(words)
    assert bool(why) == bool(heard.told_too_much(words))


def test_a_line_is_its_reps_alone_until_it_is_offered(session: Session) -> None:
    rep, peer = make.person(session), make.person(session, "", *Role)
    line = kept(session, rep)
    assert heard.offered(session) == []
    for act in (heard.get_own, heard.offer, heard.take_back, heard.delete):
        with pytest.raises(NotFound):
            act(session, peer, line.id)
    with pytest.raises(NotFound):
        heard.get_offered(session, line.id)
    heard.offer(session, rep, line.id)
    assert heard.offered(session) == [line]


def test_an_offer_can_be_taken_back_until_somebody_took_it_up(session: Session) -> None:
    rep, author = make.person(session), make.person(session, "", Role.enablement)
    line = kept(session, rep)
    heard.offer(session, rep, line.id)
    heard.take_back(session, rep, line.id)
    assert heard.offered(session) == []
    heard.offer(session, rep, line.id)
    heard.taken_up(session, heard.get_offered(session, line.id), author, "Price objections")
    with pytest.raises(WrongState, match="taken up already"):
        heard.take_back(session, rep, line.id)


def test_its_rep_is_told_once_when_a_line_became_a_prompt(session: Session) -> None:
    rep, author = make.person(session), make.person(session, "", Role.enablement)
    line = kept(session, rep)
    heard.offer(session, rep, line.id)
    for _ in range(2):
        heard.taken_up(session, line, author, "Price objections")
    notice = session.scalars(select(Notice)).one()
    assert notice.person_id == rep.id
    assert notice.title == "Your line became a prompt in “Price objections”"
    assert notice.path == "/heard"


def test_what_is_put_aside_is_off_the_list_and_nobody_is_told(session: Session) -> None:
    rep = make.person(session)
    line = kept(session, rep)
    heard.offer(session, rep, line.id)
    heard.put_aside(session, line)
    assert heard.offered(session) == []
    assert session.scalars(select(Notice)).all() == []


def test_lines_are_answered_in_one_scenario_that_nobody_chooses(session: Session) -> None:
    rep = make.person(session)
    make.scenario(session, "Discovery call")
    for words in ("One line", "Another line", "Another line"):
        kept(session, rep, words)
    assert len(heard.mine(session, rep, 10)) == 2
    (scenario,) = session.scalars(select(Scenario).where(Scenario.kind == ScenarioKind.heard))
    assert [version.title for version in published(session)] == ["Discovery call"]
    assert heard.heard_scenario(session).scenario_id == scenario.id


def test_an_answer_counts_from_fifteen_seconds_and_outlives_its_line(session: Session) -> None:
    rep = make.person(session)
    actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))
    line = kept(session, rep)
    scenario_id = heard.heard_scenario(session).scenario_id
    take = actions.begin(session, rep, Beginning(scenario_id, heard=line.id))
    assert take.heard_line_id == line.id
    take.asset.state, take.asset.has_sound, take.asset.duration_ms = AssetState.ready, True, 15_000
    session.flush()
    actions.settle(session, take.asset_id)
    assert take.is_counted
    heard.delete(session, rep, line.id)
    session.expire_all()
    assert take.heard_line_id is None


def test_an_answer_that_arrives_after_its_line_was_deleted_is_kept(session: Session) -> None:
    rep, peer = make.person(session), make.person(session)
    actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))
    gone, theirs = kept(session, rep), kept(session, peer)
    scenario_id = heard.heard_scenario(session).scenario_id
    heard.delete(session, rep, gone.id)
    for line_id in (gone.id, theirs.id):
        take = actions.begin(session, rep, Beginning(scenario_id, heard=line_id))
        assert take.heard_line_id is None


def test_a_line_is_saved_and_the_camera_is_next(db: Database, page: Page) -> None:
    rep = maya(db)
    shown = page.sign_in(rep).get("/heard")
    assert shown.has("What did they say?", "no customer names", "No lines yet")
    page.submit("/heard", {"line": "Mail bo@acme.example", "then": "answer"}, status=422)
    went = page.submit("/heard", {"line": f"  {WORDS}\n", "then": "answer"})
    with db.reading() as session:
        line = session.scalars(select(HeardLine)).one()
        scenario_id = heard.heard_scenario(session).scenario_id
    assert line.text == WORDS
    target = f"/record?scenario={scenario_id}&heard={line.id}"
    assert went.response.headers["Location"] == target
    assert page.follow(went).heading == "Before you record"


def test_what_is_refused_stays_in_the_field_with_the_reason(db: Database, page: Page) -> None:
    page.sign_in(maya(db))
    for words, why in (("", "Fill this in."), ("x" * 301, "at most 300"), ("see acme.com", "web")):
        shown = page.submit("/heard", {"line": words}, status=422)
        assert shown.has(why, "Nothing is saved yet.")
        assert words[:300] in shown.html


def test_my_lines_say_where_each_stands(db: Database, page: Page) -> None:
    rep = maya(db)
    page.sign_in(rep)
    page.submit("/heard", {"line": WORDS, "then": "keep"})
    with db.work() as session:
        line = session.scalars(select(HeardLine)).one()
        take = make.take(session, rep, heard.heard_scenario(session))
        take.heard_line_id = line.id
    shown = page.get("/heard")
    assert shown.has(WORDS, "Only you", "Answer it again", "Offer to the team’s drill")
    assert f"/takes/{take.id}" in shown.links
    page.submit(f"/heard/{line.id}/offer")
    assert page.get("/heard").has("Offered to the team", "Take back")
    page.submit(f"/heard/{line.id}/take-back")
    assert page.get("/heard").has("Only you")
    page.submit(f"/heard/{line.id}/delete")
    assert not page.get("/heard").has(WORDS)


def test_more_answered_lines_ask_no_more_of_the_database(db: Database, page: Page) -> None:
    rep = maya(db)
    page.sign_in(rep)
    asked: list[list[int]] = []
    for many in (2, 10):
        with db.work() as session:
            for n in range(many):
                line = kept(session, rep, f"{WORDS} {many}/{n}")
                make.take(session, rep, heard.heard_scenario(session)).heard_line_id = line.id
        asked.append([len(statements(page, path)) for path in ("/heard", "/takes", "/practice")])
    assert page.get("/takes").html.count("Heard today") == 12
    assert page.get("/heard").html.count("Answer it again") == 12
    assert asked[0] == asked[1]


def test_the_line_goes_with_its_take_and_to_nobody_before_it_is_submitted(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        dana = make.person(session, "Dana Lee", Role.manager)
        team = make.team(session, "East", dana)
        rep, peer = (make.person(session, name, team=team) for name in ("Maya Chen", "Tom Reed"))
        line = kept(session, rep)
        take = make.take(session, rep, heard.heard_scenario(session))
        take.heard_line_id = line.id
        sharing.share(session, rep, take.id)
    assert page.sign_in(rep).get("/takes").has(f"Heard today: “{WORDS}”")
    assert page.get(f"/takes/{take.id}").has(WORDS)
    seen = page.sign_in(peer).get(f"/takes/{take.id}")
    assert seen.has("Heard today") and not seen.has(WORDS)
    for path in ("/team", f"/team/people/{rep.id}", f"/team/takes?person={rep.id}"):
        assert not page.sign_in(dana).get(path).has(WORDS)
    page.get(f"/takes/{take.id}", status=404)
    with db.work() as session:
        submission = make.submission(session, session.merge(take), reviewer=dana)
    assert page.get(f"/submissions/{submission.id}/review").has(WORDS)
    assert page.get(f"/submissions/{submission.id}").has(WORDS)


def test_the_brief_of_what_was_heard_is_the_list_of_lines(db: Database, page: Page) -> None:
    rep = maya(db)
    with db.work() as session:
        version = heard.heard_scenario(session)
    went = page.sign_in(rep).get(f"/practice/{version.scenario_id}", status=302)
    assert went.response.headers["Location"] == "/heard"
    assert f"/practice/{version.scenario_id}" not in page.get("/practice").links


# ---- in a hurry -------------------------------------------------------------------------------


def objections(session: Session, *texts: str) -> list[Prompt]:
    version = make.scenario(session, interaction=Interaction.objection_handling)
    version.prompts = [Prompt(position=n, text=text) for n, text in enumerate(texts, 1)]
    session.flush()
    return list(version.prompts)


def answer(session: Session, person: Person, prompt: Prompt) -> None:
    take = make.take(session, person, prompt.version)
    take.chapters = [Chapter(position=1, prompt_id=prompt.id, at_ms=0, response_ms=900)]
    session.flush()


def picked(session: Session, person: Person) -> set[str]:
    chosen = (hurry.one_prompt(session, person, random.Random(seed)) for seed in range(20))
    return {prompt.text for prompt in chosen if prompt}


def test_the_objection_answered_least_often_comes_first(session: Session) -> None:
    rep, peer = make.person(session), make.person(session)
    make.scenario(session, interaction=Interaction.pitch)
    first, second, third = objections(session, "Too expensive", "No budget", "Not now")
    assert picked(session, rep) == {"Too expensive", "No budget", "Not now"}
    answer(session, rep, first)
    answer(session, peer, third)
    assert picked(session, rep) == {"No budget", "Not now"}
    answer(session, rep, second)
    assert picked(session, rep) == {"Not now"}


def test_without_objections_any_prompt_will_do(session: Session) -> None:
    rep = make.person(session)
    heard.heard_scenario(session)
    assert picked(session, rep) == set()
    make.scenario(session, interaction=Interaction.pitch)
    assert picked(session, rep) == {"Why should I keep talking to you?"}


def test_a_recorded_objection_waits_until_it_can_be_played(session: Session) -> None:
    rep = make.person(session)
    spoken, written = objections(session, "", "No budget")
    spoken.asset = make.watchable_asset(session, rep, 4000, AssetState.finished, utcnow())
    session.flush()
    assert picked(session, rep) == {"No budget"}
    answer(session, rep, written)
    spoken.asset.state = AssetState.ready
    session.flush()
    assert picked(session, rep) == {""}


def test_one_tap_leads_to_the_camera_with_one_objection(db: Database, page: Page) -> None:
    rep = maya(db)
    nothing = page.sign_in(rep).get("/practice/one", status=302)
    assert nothing.response.headers["Location"] == "/practice"
    assert page.get("/practice").has("no objection to practice yet")
    with db.work() as session:
        (prompt,) = objections(session, "Too expensive")
        scenario_id = prompt.version.scenario_id
    went = page.get("/practice/one", status=302)
    assert went.response.headers["Location"] == f"/record?scenario={scenario_id}&prompt={prompt.id}"


def test_one_objection_is_timed_as_its_share_of_the_drill(db: Database, page: Page) -> None:
    rep = maya(db)
    with db.work() as session:
        actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))
        first, *_ = objections(session, "Too expensive", "No budget", "Not now")
        first.version.target_seconds = 180
        path = f"/record?scenario={first.version.scenario_id}"
    page.sign_in(rep)
    assert page.get(f"{path}&prompt={first.id}").has("of about 1:00")
    assert page.get(path).has("of about 3:00")
