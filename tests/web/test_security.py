"""Headers on every answer, tokens and origins on every unsafe request, cookies over https."""

from pathlib import Path

import pytest
from flask import Flask

from media.storage import Store
from practice.app import create_app
from practice.db import Database
from practice.people.models import Person
from practice.settings import Settings, load_settings
from tests import factories
from tests.client import Page
from tests.permissions import DOORS

UNSAFE = sorted({(door.method, door.rule) for door in DOORS if door.method not in ("GET",)})
SOME_ID = "01a1ff00-0000-7000-8000-000000000000"


@pytest.fixture
def ana(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Ana Diaz")


def filled(rule: str) -> str:
    """The rule with ids that nobody has."""
    parts = [
        SOME_ID if "<uuid" in part else "x" if "<" in part else part for part in rule.split("/")
    ]
    return "/".join(parts)


@pytest.mark.parametrize(("method", "rule"), UNSAFE)
def test_nothing_is_changed_without_a_token_or_from_elsewhere(
    page: Page, ana: Person, method: str, rule: str
) -> None:
    page.sign_in(ana)
    path, token = filled(rule), {"X-CSRFToken": page.token()}
    for headers in (
        token | {"Origin": "https://evil.example"},
        token | {"Origin": "null"},
        token | {"Sec-Fetch-Site": "cross-site"},
        token | {"Sec-Fetch-Site": "same-site"},
    ):
        assert page.client.open(path, method=method, headers=headers).status_code in (403, 404)
    if not path.startswith("/store/"):  # its signature is the permission
        assert page.client.open(path, method=method).status_code in (400, 404)
        assert page.client.open(path, method=method, json={}).status_code in (400, 404)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/team", "/sign-in", "/store/x", "/healthz"])
def test_every_answer_carries_the_strict_headers(page: Page, ana: Person, path: str) -> None:
    headers = page.sign_in(ana).client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy and "base-uri 'none'" in policy
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PATCH", "DELETE"])
def test_other_methods_are_refused_on_a_page_of_ours(page: Page, ana: Person, method: str) -> None:
    page.sign_in(ana)
    answer = page.client.open("/takes", method=method, headers={"X-CSRFToken": page.token()})
    assert answer.status_code == 405
    assert "Content-Security-Policy" in answer.headers


def https(settings: Settings, tmp_path: Path) -> Flask:
    return create_app(
        load_settings(
            {
                "DATA_DIR": str(tmp_path),
                "SECRET_KEY": "a secret for tests only",
                "DATABASE_URL": settings.database_url,
                "BASE_URL": "https://practice.example",
                "TRUSTED_PROXIES": "1",
            }
        )
    )


def test_over_https_the_cookie_is_bound_to_this_very_host(
    settings: Settings, db: Database, ana: Person, tmp_path: Path
) -> None:
    app = https(settings, tmp_path)
    answer = app.test_client().get("/sign-in", base_url="https://practice.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-freethrow=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]
    app.extensions["freethrow"].db.dispose()


def test_a_signed_address_opens_one_object_for_one_method(
    page: Page, ana: Person, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "film").write_bytes(b"<script>alert(1)</script>" * 10)
    store.upload(tmp_path / "film", "r/film", "video/mp4")
    url = store.sign_get("r/film", 60, "video/mp4")
    put = store.sign_put("r/other", 4, "a" * 64, "application/octet-stream", 60)
    answer = page.client.get(url)
    assert answer.mimetype == "video/mp4"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert page.client.put(url, data=b"mine").status_code == 403
    assert page.client.get(put.url).status_code == 403
    assert page.client.get(f"{url[:-2]}AA").status_code == 403
    assert page.client.get(store.sign_get("r/film", -1, "video/mp4")).status_code == 403
    many = ",".join(["0-"] * 5000)
    for wanted in ("-0", "9999-", "5-1", "a-b", "", "0-1,3-4", many, "9" * 30 + "-"):
        answer = page.client.get(url, headers={"Range": f"bytes={wanted}"})
        assert answer.status_code in (200, 206, 416)
