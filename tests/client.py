"""A client that inspects every page it is shown, and uses it as a person would.

Whatever a test is about, each HTML answer must have one h1, a title, unique ids, labels
that point somewhere, no inline style or handler, and a nonce on every inline script.
"""

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask, g
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from practice.people.actions import begin_session
from practice.people.models import Person

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip


class Look(HTMLParser):
    """What stands on a page, collected in one pass."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "h1":
            self.headings.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "template"} & set(self._open):
            self.words.append(data)
        if "h1" in self._open:
            self.headings[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


class Shown:
    """One answer: its status, and what a person can read on it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True) if response.mimetype[:5] == "text/" else ""
        self.look = Look()
        if response.mimetype == "text/html":
            self.look.feed(self.html)

    @property
    def text(self) -> str:
        """All words on the page, with white space folded."""
        return re.sub(r"\s+", " ", " ".join(self.look.words)).strip()

    @property
    def heading(self) -> str:
        return re.sub(r"\s+", " ", self.look.headings[0]).strip()

    @property
    def json(self) -> Any:
        return self.response.get_json()

    @property
    def links(self) -> set[str]:
        return {attrs["href"] or "" for attrs in self.look.all("a") if "href" in attrs}

    @property
    def forms(self) -> set[str]:
        """Where the forms on this page lead."""
        return {attrs.get("action") or "" for attrs in self.look.all("form")}

    def has(self, *sentences: str) -> bool:
        """Whether all of these can be read."""
        return all(sentence in self.text for sentence in sentences)


def inspect(shown: Shown) -> None:
    """Fail on what no page of ours may do."""
    look, path = shown.look, shown.response.request.path
    whole = "<html" in shown.html
    if whole:
        assert len(look.headings) == 1, f"{path} has {len(look.headings)} h1"
        assert look.headings[0].strip(), f"{path} has an empty h1"
        assert re.search(r"<title>[^<]+</title>", shown.html), f"{path} has no title"
        assert look.all("html")[0].get("lang") == "en", f"{path} names no language"
    ids = [attrs["id"] for _, attrs in look.tags if attrs.get("id")]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    assert not twice, f"{path} repeats ids {twice}"
    for tag, attrs in look.tags:
        bad = [name for name in attrs if name == "style" or name.startswith("on")]
        assert not bad, f"{path}: <{tag}> has inline {bad}"
    nonce = re.search(r"'nonce-([^']+)'", shown.response.headers["Content-Security-Policy"])
    for attrs in look.all("script"):
        assert nonce and attrs.get("nonce") == nonce[1], f"{path}: a script without the nonce"
    for attrs in look.all("label"):
        assert attrs.get("for") is None or attrs["for"] in ids, f"{path}: label for {attrs['for']}"
    for attrs in look.all("form"):
        check_form(path, attrs, shown.html)


def check_form(path: str, form: dict[str, str | None], html: str) -> None:
    """A form that changes something carries its token."""
    if (form.get("method") or "get").lower() == "post":
        assert 'name="csrf_token"' in html, f"{path}: a form without a CSRF token"


LAZY_ROLES = re.compile(r"FROM person_role\s+WHERE \S+ = person_role.person_id")
SINGLE_PEOPLE = 3  # whose roles a request may ask for by themselves


def watch_roles(engine: Engine) -> None:
    """Fail where a list asks for the roles of its people one by one."""
    if not event.contains(engine, "before_cursor_execute", _count_roles):
        event.listen(engine, "before_cursor_execute", _count_roles)


def _count_roles(*given: Any) -> None:
    if g and LAZY_ROLES.search(str(given[2])):
        g.single_people = g.get("single_people", 0) + 1
        assert g.single_people <= SINGLE_PEOPLE, "load the roles of these people with them"


class Page:
    """A person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        watch_roles(app.extensions["freethrow"].db.engine)
        self.client = app.test_client()
        self._token: tuple[Any, str] | None = None  # with the cookie that it belongs to

    def sign_in(self, person: Person) -> "Page":
        """Arrive signed in, by a real session in the database."""
        with self.app.extensions["freethrow"].db.work() as session:
            token = begin_session(session, person, "test browser")
        return self.carry(token)

    def carry(self, token: str) -> "Page":
        """Arrive with the cookie of a session that stands in the database already."""
        self.client = self.app.test_client()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    def get(self, path: str, status: int = 200, **more: Any) -> Shown:
        """Open a page; `status` is what is expected."""
        return self._shown(self.client.get(path, **more), status)

    def submit(self, path: str, data: dict[str, Any] | None = None, status: int = 302) -> Shown:
        """Send a form with its CSRF token."""
        sent = dict(data or {}) | {"csrf_token": self.token()}
        return self._shown(self.client.post(path, data=sent), status)

    def send(
        self, method: str, path: str, json: Any = None, status: int = 200, **headers: str
    ) -> Shown:
        """What a script on the page does."""
        headers = {"X-CSRFToken": self.token(), "Accept": "application/json"} | headers
        answer = self.client.open(path, method=method, json=json, headers=headers)
        return self._shown(answer, status)

    def follow(self, shown: Shown) -> Shown:
        """Go where a redirect leads."""
        return self.get(shown.response.headers["Location"])

    def token(self) -> str:
        """A CSRF token for this browser; the same one as long as its cookie stays."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        if self._token is None or self._token[0] != self.client.get_cookie(name):
            token = self._new_token()
            self._token = (self.client.get_cookie(name), token)
        return self._token[1]

    def _new_token(self) -> str:
        with self.app.test_request_context():
            from flask import session as cookie
            from flask_wtf.csrf import generate_csrf

            token = generate_csrf()
            raw = cookie["csrf_token"]
        with self.client.session_transaction() as mine:
            mine["csrf_token"] = raw
        return token

    def _shown(self, response: TestResponse, status: int) -> Shown:
        shown = Shown(response)
        path = response.request.path
        assert shown.status == status, f"{path}: {shown.status}\n{shown.text[:600]}"
        if response.mimetype == "text/html":
            inspect(shown)
        return shown
