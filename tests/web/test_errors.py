"""What a person is told when the database is away, or somebody else was a moment faster."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from practice.app import create_app
from practice.db import Database
from practice.settings import load_settings
from tests import factories
from tests.client import Page

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def lost(tmp_path: Path) -> Page:
    """A signed-in browser in front of an app whose database is gone."""
    given = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "a secret", "DATABASE_URL": NOWHERE}
    page = Page(create_app(load_settings(given)))
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = "some token"
    return page


def test_a_lost_database_is_told_on_a_page_of_ours(lost: Page) -> None:
    shown = lost.get("/", 503)
    assert shown.has("We can’t reach our records right now", "Nothing you saved is lost")
    assert shown.response.headers["Retry-After"] == "5"


def test_a_script_may_try_again_when_the_database_is_lost(lost: Page) -> None:
    shown = lost.send("POST", "/takes", {}, 503)
    assert "Nothing you saved is lost" in shown.json["error"]
    lost.get("/healthz", 503)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (IntegrityError("INSERT", {}, ValueError("twice")), 409),
        (OperationalError("UPDATE", {}, ValueError("deadlock detected")), 503),
    ],
)
def test_who_comes_second_by_a_moment_is_told_so(
    page: Page, app: Flask, db: Database, error: Exception, status: int
) -> None:
    def stumble() -> Any:
        raise error

    app.view_functions["takes.mine"] = stumble
    with db.work() as session:
        somebody = factories.person(session)
    page.sign_in(somebody)
    page.get("/takes", status)
