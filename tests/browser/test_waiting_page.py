"""A take's page that waits until the recording can be watched."""

from threading import Event
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from practice.db import Database
from practice.recordings.models import AssetState, MediaAsset
from practice.takes import actions
from practice.takes.models import Submission
from tests import factories
from tests.chromium import cookie_of, new_person
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser


def test_a_take_that_becomes_watchable_does_not_call_its_submission_back(
    app: Flask, db: Database, browser: Browser, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, submit = Event(), actions.submit

    def slowly(*given: Any) -> Any:
        goes_on.wait(PATIENCE)
        return submit(*given)

    monkeypatch.setattr("practice.takes.actions.submit", slowly)
    with db.work() as session:
        rep = factories.person(session, "Maya Chen", team=factories.team(session))
        take = factories.take(session, rep, state=AssetState.finished)
    with new_person(browser, url) as context:
        context.add_cookies([cookie_of(app, rep, url)])
        page = context.new_page()
        page.goto(f"/takes/{take.id}")
        page.get_by_label("Anything you’d like to know?").fill("Too long?")
        page.get_by_role("button", name="Submit", exact=True).click(no_wait_after=True)
        with db.work() as session:
            session.get_one(MediaAsset, take.asset_id).state = AssetState.ready
        for _ in range(2):
            page.wait_for_event("response", lambda told: told.url.endswith("/status"))
        goes_on.set()
        expect(page.get_by_text("Too long?")).to_be_visible()
        expect(page.get_by_role("button", name="Submit", exact=True)).to_have_count(0)
    with db.reading() as session:
        assert session.query(Submission).filter_by(take_id=take.id).one().question == "Too long?"
