"""A small app around the real layouts and parts, so that the look can be tested on its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

from flask import Flask, Response, render_template
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.serving import make_server

from practice.web.addresses import init_addresses
from practice.web.assets import init_assets
from practice.web.filters import init_filters
from practice.web.icons import init_icons

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
CSP = (
    "default-src 'none'; script-src 'self' 'nonce-look'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
DOORS = [
    *("progress.home", "progress.team", "record.practice", "reviews.queue", "assignments.index"),
    *("scenarios.index", "people.index", "people.profile", "people.organization", "jobs.index"),
    *("people.sign_out", "notices.inbox", "coaching.index", "calendars.index"),
]


@dataclass
class Reader:
    """As much of a person as a layout asks for."""

    name: str = "Priya Raman"
    email: str = "priya@example.test"
    timezone: str = "America/New_York"
    home_team_id: str | None = "west"
    is_rep: bool = True
    is_manager: bool = True
    is_enablement: bool = True
    is_admin: bool = True


@dataclass
class Criterion:
    """One line of an assessment map."""

    id: str
    name: str
    description: str
    anchors: list[str] = field(
        default_factory=lambda: [
            "Talks about the product.",
            "Asks, then answers the question herself.",
            "Finds a pain but no cost.",
            "Names a cost in general terms.",
            "Names a specific cost in the buyer’s words and checks it.",
        ]
    )


def sample() -> dict[str, object]:
    """What the page of parts shows."""
    monday = date(2025, 11, 24)
    weeks = [
        (monday + timedelta(weeks=w), [(w * d * 7) % 11 % 5 if w > 8 else 0 for d in range(7)])
        for w in range(52)
    ]
    criteria = [
        Criterion("agenda", "Agenda set", "Purpose, time and outcome agreed."),
        Criterion("pain", "Pain found", ""),
    ]
    due_at = NOW + timedelta(days=1, hours=6)
    sent_at = datetime.now(UTC) - timedelta(minutes=3)
    return {"weeks": weeks, "criteria": criteria, "due_at": due_at, "sent_at": sent_at}


def make_look_app(reader: Reader | None = None) -> Flask:
    """The layouts, parts and assets of the product, and a page that shows them all at `/`."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = "look"
    folders = [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)]
    app.jinja_env.loader = ChoiceLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    init_addresses(app)
    init_assets(app)
    init_icons(app)
    init_filters(app, zone=lambda: "America/New_York", now=lambda: NOW)
    app.jinja_env.globals.update(
        me=reader or Reader(),
        csrf_token=lambda: "token",
        csp_nonce=lambda: "look",
        unread_count=lambda: 2,
        waiting_reviews=lambda: 7,
        organization_name=lambda: "Acme",
    )
    for door in DOORS:
        app.add_url_rule(f"/{door}", door, lambda: "")
    app.add_url_rule("/", "parts", _parts, methods=["GET", "POST"])
    app.add_url_rule("/stage", "stage", _stage)
    app.add_url_rule("/plain", "plain", _plain)
    app.after_request(_strict)
    return app


def _parts() -> str:
    return render_template("styleguide.html", **sample())


def _stage() -> str:
    return render_template("stage.html", **sample())


def _plain() -> str:
    return render_template("plain.html", **sample())


def _strict(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CSP
    return response


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port while the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str:
    """The Chromium to drive: as told by CHROMIUM, else the one on the path."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = [path for name in names if name and (path := shutil.which(name))]
    assert found, "No Chromium: install it, or name its path in CHROMIUM."
    return found[0]
