"""Why a team practices: one sentence of whoever leads it, read by everybody in it."""

import pytest

from practice.db import Database
from practice.people import actions, queries
from practice.people.models import Team
from tests.client import Page
from tests.progress.world import Org, org

WORDS = "By December every one of us holds the price."


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_a_team_reads_its_managers_sentence_on_the_first_page(page: Page, made: Org) -> None:
    page.sign_in(made.dana).submit(f"/teams/{made.west.id}/intent", {"intent": f" {WORDS}\n"})
    assert page.get("/intent").has(WORDS)
    assert page.get("/team").has(WORDS)
    assert page.sign_in(made.tom).get("/").has(f"Dana: {WORDS}")
    assert page.sign_in(made.ada).get(f"/teams/{made.west.id}").has(WORDS)
    assert not page.sign_in(made.mara).get("/").has(WORDS)
    page.sign_in(made.dana).submit(f"/teams/{made.west.id}/intent", {"intent": ""})
    assert not page.sign_in(made.tom).get("/").has("Dana:")


def test_nobody_else_speaks_to_a_team(page: Page, db: Database, made: Org) -> None:
    with db.work() as session:
        team = queries.get_team(session, made.west.id)
        actions.add_manager(team, session.merge(made.olga))  # not its primary one
    page.sign_in(made.olga).submit(f"/teams/{made.west.id}/intent", {"intent": WORDS}, 404)
    shown = page.submit(f"/teams/{made.east.id}/intent", {"intent": "x" * 301}, 422)
    assert shown.has("Use at most 300 characters; this has 301.")


def test_words_go_when_somebody_else_leads_the_team(db: Database, made: Org) -> None:
    with db.work() as session:
        team = session.get_one(Team, made.west.id)
        actions.add_manager(team, session.merge(made.olga))
        actions.write_intent(session, made.dana, team.id, WORDS)
        actions.make_primary(session, team, made.dana.id)
        assert team.intent == WORDS
        actions.make_primary(session, team, made.olga.id)
        assert team.intent == ""
        actions.write_intent(session, made.olga, team.id, WORDS)
        actions.remove_manager(session, team, made.olga.id)
        assert team.intent == ""
