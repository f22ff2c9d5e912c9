"""Home: practice in one tap, lines to answer, what teammates share."""

import pytest

from practice.db import Database
from practice.scenarios import heard
from practice.takes import sharing
from practice.web.edge import today_of
from tests import factories
from tests.client import Page
from tests.progress.world import Org, org


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_home_begins_with_one_tap_and_brings_back_what_was_heard(
    db: Database, page: Page, made: Org
) -> None:
    page.sign_in(made.priya)
    assert {"/practice/one", "/heard"} <= page.get("/").links
    with db.work() as session:
        first = heard.keep(session, made.priya, "We have a system for that", today_of(made.priya))
        heard.keep(session, made.tom, "Not this year", today_of(made.tom))
        scenario_id = heard.heard_scenario(session).scenario_id
    shown = page.get("/")
    assert shown.has("“We have a system for that”")
    assert not shown.has("Not this year")
    assert f"/record?scenario={scenario_id}&heard={first.id}" in shown.links
    with db.work() as session:
        take = factories.take(session, made.priya, heard.heard_scenario(session))
        take.heard_line_id = first.id
    assert not page.get("/").has("We have a system for that")


def test_home_leads_to_what_teammates_share(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        take = factories.take(session, made.tom, made.pitch)
        sharing.share(session, session.merge(made.tom), take.id)
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("From your team", "Tom Okafor")
    assert f"/takes/{take.id}" in shown.links
    assert not page.sign_in(made.mara).get("/").has("From your team")
