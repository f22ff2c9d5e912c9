"""A rep with a browser, as far as the server can tell: signs in, sends a recording, watches it.

Speaks the product's real protocol over HTTP, with the same requests as the recorder's scripts.
"""

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import requests

from practice.db import Database
from practice.people.passwords import hash_password
from tests import factories as make
from tests.product import Product

PASSWORD = "a take a day keeps"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SHOWN = re.compile(r'name="shown"[^>]*value="([^"]+)"')
FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ASK_EVERY = 0.05


class Visitor:
    """Somebody signed in; `scenario` is what they practice."""

    def __init__(self, url: str, email: str, scenario: UUID) -> None:
        self.url, self.scenario = url, scenario
        self.http = requests.Session()
        page = self.http.get(f"{url}/sign-in").text
        form = {"csrf_token": found(FIELD, page), "email": email, "password": PASSWORD}
        self.http.post(f"{url}/sign-in", data=form).raise_for_status()
        self.token = found(TOKEN, self.http.get(f"{url}/takes").text)
        self.accept_notice()

    def accept_notice(self) -> None:
        """Nobody records before they read how recordings are used."""
        path = f"/record?scenario={self.scenario}"
        shown = found(SHOWN, self.http.get(self.url + path).text)
        form = {"csrf_token": self.token, "shown": shown, "back": path}
        self.http.post(f"{self.url}/record/notice", data=form).raise_for_status()

    def tell(self, path: str, body: dict[str, Any]) -> Any:
        """A POST of JSON, as a script on the page does it."""
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        answer = self.http.post(self.url + path, json=body, headers=headers)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def ask(self, path: str) -> Any:
        """A GET of JSON."""
        answer = self.http.get(self.url + path, headers={"Accept": "application/json"})
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def begin(self) -> dict[str, str]:
        """Open a take; answers its ids."""
        begun: dict[str, str] = self.tell(
            "/takes", {"scenario": str(self.scenario), "kind": "camera"}
        )
        return begun

    def send_piece(self, recording: str, position: int, body: bytes, mime: str) -> dict[str, Any]:
        """Announce a piece and put it where the server says; answers its line in the manifest."""
        digest = hashlib.sha256(body).hexdigest()
        claim = {"segment": 0, "piece": position, "mime_type": mime, "size": len(body),
                 "sha256": digest}  # fmt: skip
        signed = self.tell(f"/recordings/{recording}/pieces", claim)
        self.http.put(self.place(signed["url"]), body, headers=signed["headers"]).raise_for_status()
        return {"position": position, "size": len(body), "sha256": digest}

    def place(self, url: str) -> str:
        """The whole address of something on the page's own origin."""
        return self.url + url if url.startswith("/") else url

    def fetch(self, url: str, first: int) -> bytes:
        """What a player asks for: from this byte on, as much as the server gives."""
        answer = self.http.get(self.place(url), headers={"Range": f"bytes={first}-"})
        assert answer.status_code == 206, f"{answer.status_code} {answer.text[:300]}"
        return answer.content

    def wait(self, recording: str, fact: str, seconds: float) -> dict[str, Any]:
        """Ask for the state until it says so ("watchable", "settled")."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            state: dict[str, Any] = self.ask(f"/recordings/{recording}")
            if state[fact]:
                return state
            time.sleep(ASK_EVERY)
        raise AssertionError(f"not {fact} within {seconds:.0f} s: {state}")


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    assert match, f"no {pattern.pattern} on this page"
    return match[1]


@contextmanager
def visitor(product: Product) -> Iterator[Visitor]:
    """A new rep of a running installation, signed in, with a scenario to practice."""
    db = Database(f"sqlite:///{Path(product.env['DATA_DIR'], 'freethrow.db')}")
    with db.work() as session:
        person = make.person(session, "Maya Chen", password_hash=hash_password(PASSWORD))
        version = make.scenario(session, "Price objections", target_seconds=180)
        email, scenario = person.email, version.scenario_id
    try:
        yield Visitor(product.url, email, scenario)
    finally:
        db.dispose()
