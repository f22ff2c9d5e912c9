"""Going on with a phone: a code on one screen, used once, by the same person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import segno
from flask import Flask
from sqlalchemy import select

from practice.accounts.reach import NOT_SECURE, ONLY_HERE, reach_of
from practice.accounts.views.own_paths import recorder_path
from practice.app import create_app
from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.people import actions, rules
from practice.people.models import LinkPurpose, OneUseLink, Person
from practice.settings import Settings
from tests.client import Page
from tests.people.conftest import PASSWORD

SCENARIO = "00000000-0000-7000-8000-000000000001"
RECORDER = f"/record?scenario={SCENARIO}"


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    yield made
    made.extensions["freethrow"].db.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An installation that phones can reach."""
    reachable = settings.model_copy(update={"base_url": "https://practice.example.com"})
    with running(reachable) as made:
        yield made


@pytest.fixture
def desktop(app: Flask, ana: Person) -> Page:
    return Page(app).sign_in(ana)


@pytest.fixture
def phone(app: Flask) -> Page:
    return Page(app)


def offer(desktop: Page, to: str = RECORDER) -> Any:
    return desktop.send("POST", "/phone-links", {"to": to}, 201).json


def path_of(offered: Any) -> str:
    return urlsplit(offered["url"]).path


def state(desktop: Page, offered: Any) -> str:
    found: str = desktop.get(f"/phone-links/{offered['link']}").json["state"]
    return found


def test_a_phone_goes_on_as_the_same_person_at_the_same_recorder(
    desktop: Page, phone: Page, ana: Person
) -> None:
    offered = offer(desktop)
    assert offered["url"].startswith("https://practice.example.com/phone/")
    assert phone.get(path_of(offered)).has("Go on as Ana Diaz")
    assert state(desktop, offered) == "open"
    arrived = phone.submit(path_of(offered))
    assert arrived.response.headers["Location"] == RECORDER
    assert phone.get("/session").json["person"]["id"] == str(ana.id)
    assert state(desktop, offered) == "taken"
    assert desktop.get("/session").json["person"]["id"] == str(ana.id)


def test_looking_at_a_code_spends_nothing_and_signs_nobody_in(desktop: Page, phone: Page) -> None:
    offered = offer(desktop)
    phone.get(path_of(offered))
    phone.get("/session", 401)
    phone.submit(path_of(offered))


def test_a_code_works_once(desktop: Page, phone: Page, app: Flask) -> None:
    offered = offer(desktop)
    phone.submit(path_of(offered))
    second = Page(app)
    assert second.get(path_of(offered), 404).has("Show a new one on your other screen")
    second.submit(path_of(offered), status=404)
    second.get("/session", 401)


def test_a_code_runs_out_after_three_minutes(desktop: Page, phone: Page, db: Database) -> None:
    offered = offer(desktop)
    assert offered["seconds"] == 180
    with db.work() as session:
        link = session.scalars(select(OneUseLink)).one()
        assert link.expires_at - link.created_at <= timedelta(seconds=181)
        link.expires_at -= timedelta(minutes=3, seconds=1)
    phone.submit(path_of(offered), status=404)
    assert state(desktop, offered) == "expired"


def test_only_the_newest_code_works(desktop: Page, phone: Page) -> None:
    first, second = offer(desktop), offer(desktop)
    phone.submit(path_of(first), status=404)
    phone.submit(path_of(second))


def test_a_browser_of_somebody_else_is_not_swapped_over(
    desktop: Page, phone: Page, root: Person
) -> None:
    offered = offer(desktop)
    phone.sign_in(root)
    assert phone.get(path_of(offered), 403).has("Somebody else is signed in")
    phone.submit(path_of(offered), status=403)
    assert phone.get("/session").json["person"]["id"] == str(root.id)
    assert state(desktop, offered) == "open"


def test_nobody_else_learns_what_became_of_a_code(desktop: Page, phone: Page, root: Person) -> None:
    offered = offer(desktop)
    phone.sign_in(root).get(f"/phone-links/{offered['link']}", 404)


def test_a_code_sets_no_password(desktop: Page, phone: Page) -> None:
    token = path_of(offer(desktop)).removeprefix("/phone/")
    phone.get(f"/link/{token}", 404)
    phone.submit(f"/link/{token}", {"password": "rivers under nine bridges"}, 404)


def test_a_deactivated_person_can_not_go_on(
    desktop: Page, phone: Page, db: Database, ana: Person, root: Person
) -> None:
    offered = offer(desktop)
    with db.work() as session:
        actions.deactivate(session, session.get_one(Person, ana.id), by=root)
        session.flush()
        session.scalars(select(OneUseLink)).one().expires_at = utcnow() + timedelta(minutes=1)
    phone.get(path_of(offered), 404)
    phone.submit(path_of(offered), status=404)


@pytest.mark.parametrize("door", ["/sign-out", "/sign-out/everywhere"])
def test_signing_out_closes_the_code(desktop: Page, phone: Page, door: str) -> None:
    offered = offer(desktop)
    desktop.submit(door)
    phone.submit(path_of(offered), status=404)


def test_the_new_session_is_one_of_its_own(
    desktop: Page, phone: Page, ana: Person, app: Flask
) -> None:
    phone.submit(path_of(offer(desktop)))
    phone.submit("/sign-out")
    assert desktop.get("/session").json["person"]["id"] == str(ana.id)
    again = Page(app)
    again.submit("/sign-in", {"email": ana.email, "password": PASSWORD})
    again.submit("/sign-out/everywhere")
    desktop.get("/session", 401)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/record?scenario=" + SCENARIO,
        "//evil.example/record?scenario=" + SCENARIO,
        "/\\evil.example",
        "/people",
        "/record?scenario=../../people",
        "/record?next=https://evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_code_leads_only_to_a_recorder(desktop: Page, phone: Page, wanted: str) -> None:
    arrived = phone.submit(path_of(offer(desktop, wanted)))
    assert arrived.response.headers["Location"] == "/practice"


def test_a_code_leaves_out_what_only_the_first_device_has() -> None:
    both = f"{RECORDER}&kept=here-only&target={SCENARIO}"
    assert recorder_path(both) == f"{RECORDER}&target={SCENARIO}"


def test_too_many_codes_in_a_row_are_refused(desktop: Page, db: Database) -> None:
    for _ in range(rules.PHONE_LINKS_PER_PERSON):
        offer(desktop)
    sent = desktop.send("POST", "/phone-links", {"to": RECORDER}, 422)
    assert "Try again in a few minutes" in sent.json["error"]


def test_trying_dead_codes_over_and_over_is_slowed_down(phone: Page) -> None:
    for _ in range(rules.TRIES_PER_PAIR):
        phone.submit("/phone/nothing", status=404)
    assert phone.submit("/phone/nothing", status=422).has("Too many tries")


def test_both_ends_are_written_down_and_only_a_hash_is_kept(
    desktop: Page, phone: Page, db: Database, ana: Person
) -> None:
    offered = offer(desktop)
    phone.submit(path_of(offered))
    with db.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        kept = session.scalars(select(OneUseLink)).one()
    told = [(entry.action, entry.actor_id) for entry in entries]
    assert ("asked_for_phone", ana.id) in told
    assert ("continued_on_phone", ana.id) in told
    token = path_of(offered).removeprefix("/phone/")
    assert token not in str([vars(entry) for entry in entries]) + str(vars(kept))


def test_an_open_invitation_survives_and_is_not_mixed_up_with_a_code(
    db: Database, ana: Person
) -> None:
    with db.work() as session:
        person = session.get_one(Person, ana.id)
        invite = actions.make_link(session, person, LinkPurpose.reset)
        actions.make_phone_link(session, person, "/practice")
        assert actions.use_link(session, invite).id == ana.id


def test_the_picture_holds_the_address(desktop: Page) -> None:
    offered = offer(desktop)
    code = segno.make(offered["url"], error="m", micro=False)
    drawn = code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
    assert offered["code"] == drawn
    assert "style" not in drawn


@pytest.mark.parametrize(
    ("base_url", "visited", "address", "caution"),
    [
        ("https://a.example", "https://a.example/", "https://a.example", ""),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/", "", ONLY_HERE),
        ("http://127.0.0.1:8000", "http://localhost:8000/", "", ONLY_HERE),
        ("http://[::1]:8000", "http://app.localhost/", "", ONLY_HERE),
        ("http://0.0.0.0:80", "http://192.168.1.5/", "http://192.168.1.5", NOT_SECURE),
        ("http://127.0.0.1:1", "https://lan.example/", "https://lan.example", ""),
        ("https://[bad", "http://127.1.2.3/", "", ONLY_HERE),
    ],
)
def test_it_is_known_whether_a_phone_gets_here(
    base_url: str, visited: str, address: str, caution: str
) -> None:
    reach = reach_of(base_url, visited)
    assert (reach.address, reach.caution) == (address, caution)


def test_where_a_phone_gets_nowhere_no_code_is_made(
    settings: Settings, ana: Person, db: Database
) -> None:
    with running(settings) as local:
        page = Page(local).sign_in(ana)
        told = page.send("POST", "/phone-links", {"to": RECORDER}).json
    assert (told["link"], told["caution"]) == (None, ONLY_HERE)
    with db.reading() as session:
        assert session.scalars(select(OneUseLink)).all() == []
