"""Every door with input that no page of ours would send: never a 500, and nothing slips in.

The doors come from the app itself, so a new one is covered by being there. What a door reads is
overheard while it answers something plausible; then each of these fields is spoiled in turn.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, Request
from sqlalchemy import text
from werkzeug.datastructures import ImmutableMultiDict

from practice.db import Base, Database
from tests.client import Page
from tests.permissions import DOORS, Door
from tests.world import Town, World, build_world, path_of

HUGE = "x" * 60_000
TEXTS = [
    "", "\x00", "\u202e\u2028", HUGE, "-1", "--5", "0" * 5000 + "1", "0" * 13 + "9" * 25, "NaN",
    "1e308", "../../x", "<script>{{7*7}}</script>", "=1+1", "a\r\nBcc: b@example.com", "0001-01-01",
    "9999-12-31", "9999-12-31T23:59", "0001-01-01T00:00+14:00", str(UUID(int=0)), "//[", "\u0661",
]  # fmt: skip
THINGS: list[Any] = [
    None, True, -1, 10**18, 10**400, 1.5, -1e308, float("nan"), float("inf"), [], ["a"], {},
    {"a": {"b": None}}, [[[]]], [None], "", "\x00", "\ud800", HUGE, "\u0663", str(UUID(int=0)),
]  # fmt: skip
OBJECTS = [
    b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe\x00", b"[" * 100_000, b" " * (3 * 1024 * 1024),
    b'{"at_ms":' + b"[" * 100_000, b'{"at_ms":' + b"9" * 5000 + b"}",
]  # fmt: skip
MULTIPART = "multipart/form-data; boundary=x"
BODIES = [
    ("application/json; charset=utf-16", b"{}"),
    ("application/x-www-form-urlencoded", b"a=%ff%fe&%=%&=&\xff"),
    ("application/x-www-form-urlencoded", b"a=1&" * 3000),
    ("multipart/form-data", b"x"),
    (MULTIPART, b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
    (MULTIPART, b"--x\r\nContent-Disposition: form-data; name="),
    ("\x7f", b"hello"),
]
HEADERS = [
    {"Origin": "http://["},
    {"Origin": "null"},
    {"Referer": "http://["},
    {"Accept": ";;;q=x"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Host": "evil.example:99999"},
]
GOOD: dict[str, Any] = {
    "audience": "", "away_from": "", "away_until": "", "criterion_description": "Words",
    "criterion_key": "", "criterion_title": "Agenda", "current": "wrong password here",
    "decision": "met", "due_at": "2030-03-03T10:00", "due_date": "2030-03-03",
    "due_kind": "wherever", "email": "somebody@example.com", "first_weekday": "0",
    "interaction": "pitch", "is_enforced": "yes", "keep_unsubmitted_days": "90",
    "kind": "ask", "level": "3", "message": "Please", "minimum_takes": "2", "name": "A name",
    "next_step": "Ask more", "organization": "Northwind", "password": "seven orange bicycles",
    "prompt": "Why?", "reason": "On leave", "role": "", "roles": "rep", "scenario": "scenario",
    "sentence": "Ask, then wait", "takes": "3", "due_on": "2030-03-03", "owner": "rep",
    "outcome": "renegotiated", "helped": "yes", "minutes": "30", "held_on": "2026-11-20",
    "knows": "yes", "can": "no", "pinned": "yes", "coaching_minutes": "180", "person": "person",
    "strength": "Calm", "target_length": "1:30", "text": "Two takes?", "timezone": "UTC",
    "title": "A title", "question": "How was it?", "at_ms": 1000, "until_ms": 2000,
    "pasted": "email,name\na@example.com,Ana", "content": "email,name\na@example.com,Ana",
    "intent": "Why we practice", "shows_effort": "yes",
    "segment": 0, "piece": 0, "size": 4, "sha256": "a" * 64, "mime_type": "video/webm",
    "recorded_ms": 1000, "show": "takes", "anchor_1": "a", "anchor_2": "b", "anchor_3": "c",
    "anchor_4": "d", "anchor_5": "e",
    "segments": [{"position": 0, "mime_type": "video/webm", "video_ms": 1, "audio_ms": 1,
                  "pieces": [{"position": 0, "size": 4, "sha256": "a" * 64}]}],
}  # fmt: skip
NOT_OURS = {
    "id": "x", "is_admin": "yes", "password_hash": "x", "deactivated_at": "2020-01-01",
    "reviewer_id": "other_manager", "released_at": "2020-01-01", "is_counted": "1",
    "counted_ms": "9999999", "person_id": "peer", "created_at": "2001-01-01", "is_demo": "1",
    "home_team_id": "other_team", "routed_at": "2001-01-01", "author_id": "peer", "number": "7",
    "revision": "9", "withdrawn_at": "2001-01-01", "finished_by_server": "1", "key_prefix": "../x",
    "published_at": "2001-01-01", "created_by_id": "peer", "owner_id": "peer", "settled_at": "now",
    "asset_id": "submitted_recording", "target_id": "target", "state": "met", "is_primary": "1",
}  # fmt: skip
MADE_UP = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+|\$argon2\S+|(?<=:)\d{14}\b"
)


class Overheard(ImmutableMultiDict[str, Any]):
    """Fields as a request has them; remembers which of them a door asked for."""

    asked: set[str] = set()

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002
        self.asked.add(key)
        return super().get(key, default, type) if type else super().get(key, default)

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002
        self.asked.add(key)
        return super().getlist(key, type) if type else super().getlist(key)


class OverheardObject(dict[str, Any]):
    """The same for a JSON object."""

    def get(self, key: str, default: Any = None) -> Any:
        Overheard.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        Overheard.asked.add(str(key))
        return super().__contains__(key)


class OverheardRequest(Request):
    """A request that tells what is read from it."""

    parameter_storage_class = Overheard

    def get_json(self, *args: Any, **more: Any) -> Any:
        found = super().get_json(*args, **more)
        return OverheardObject(found) if isinstance(found, dict) else found


@pytest.fixture(scope="module")
def town(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from Town.standing(migrated, tmp_path_factory.mktemp("town"), OverheardRequest)


@pytest.fixture(scope="module")
def as_it_was(town: Town) -> str:
    """All rows before anybody came."""
    town.anew()
    return str(dump(town.db))


def within(door: Door) -> str:
    """Somebody who gets through this door."""
    allowed = (who for who in ("rep", "manager", "enablement", "admin") if who in door.allowed)
    return next(allowed, "rep")


def dump(db: Database) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with db.reading() as session:
        return {
            table.name: [
                str(tuple(row)) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
            ]
            for table in Base.metadata.sorted_tables
        }


def doors_of() -> list[Door]:
    """One line of the table for every route and method; the first that lets somebody in."""
    found: dict[tuple[str, str], Door] = {}
    for door in sorted(DOORS, key=lambda door: not door.allowed):
        found.setdefault((door.method, door.rule), door)
    return list(found.values())


ALL = doors_of()
UNSAFE = [door for door in ALL if door.method != "GET"]
READING = [door for door in ALL if door.method == "GET"]
names = [f"{door.method} {door.rule}" for door in UNSAFE]


def sends_json(door: Door) -> bool:
    return door.method in ("PUT", "PATCH") or door.rule in (
        "/takes", "/recordings/<uuid:asset_id>/pieces", "/recordings/<uuid:asset_id>/finish",
    )  # fmt: skip


def plausible(world: World) -> dict[str, Any]:
    """Values that most doors would take."""
    ids = {"scenario": "scenario", "target": "target", "person": "person", "team": "team"}
    return GOOD | {field: str(world.things[thing]) for field, thing in ids.items()}


def send(page: Page, door: Door, path: str, fields: dict[str, Any], **headers: str) -> Any:
    """A form or a JSON object, with its token."""
    headers |= {"X-CSRFToken": page.token()}
    if sends_json(door):
        return page.client.open(path, method=door.method, json=fields, headers=headers)
    sent = {name: value for name, value in fields.items() if isinstance(value, str | list)}
    sent |= {name: str(value) for name, value in fields.items() if isinstance(value, int)}
    sent.pop("segments", None)
    return page.client.open(path, method=door.method, data=sent, headers=headers)


def fields_of(page: Page, door: Door, path: str, fields: dict[str, Any]) -> list[str]:
    """What this door reads, overheard."""
    Overheard.asked = set()
    answer = send(page, door, path, fields)
    assert answer.status_code < 500, f"{door.method} {door.rule}"
    return sorted(Overheard.asked - {"csrf_token"})


EVERYTHING = pytest.param(1, id="everything", marks=pytest.mark.faults)


def share(values: list[Any], door: Door, number: int, step: int) -> list[Any]:
    """What one of its fields is given: every so many, the next field the next ones.

    The doors read by the same few functions, so where one begins is up to its place among them.
    """
    return values[(ALL.index(door) + number) % step :: step]


@pytest.mark.parametrize("step", [EVERYTHING, 3])
@pytest.mark.parametrize("door", UNSAFE, ids=names)
def test_no_field_can_break_a_door(door: Door, step: int, town: Town) -> None:
    path, good = path_of(door, town.world), plausible(town.world)
    fields = fields_of(town.page(within(door)), door, path, good)
    page = town.page(within(door))
    step *= 1 + len(fields) // 12  # many fields share the values out among them
    for number, field in enumerate(fields):
        mine = share(THINGS if sends_json(door) else TEXTS, door, number, step)
        for turn, bad in enumerate(mine):
            # A refusal draws the same page whatever was refused: every other one comes as data.
            asked_as = {"Accept": "application/json"} if turn % 2 else {}
            answer = send(page, door, path, good | {field: bad}, **asked_as)
            assert answer.status_code < 500, f"{door.method} {door.rule}: {field}={bad!r:.60}"


@pytest.mark.parametrize("door", UNSAFE, ids=names)
def test_no_body_or_header_can_break_a_door(door: Door, town: Town) -> None:
    page, path = town.page(within(door)), path_of(door, town.world)
    token = {"X-CSRFToken": page.token()}
    objects = [("application/json", body) for body in OBJECTS] if sends_json(door) else []
    bodies = [*objects, *BODIES]
    for kind, body in bodies:
        answer = page.client.open(
            path, method=door.method, data=body, content_type=kind, headers=token
        )
        assert answer.status_code < 500, f"{door.method} {door.rule}: {kind} {body!r:.40}"
    for header in HEADERS:
        answer = page.client.open(path, method=door.method, headers=token | header)
        assert answer.status_code < 500, f"{door.method} {door.rule}: {header}"


@pytest.mark.parametrize("step", [EVERYTHING, 3])
@pytest.mark.parametrize("door", READING, ids=[f"GET {door.rule}" for door in READING])
def test_no_question_can_break_a_page(door: Door, step: int, town: Town) -> None:
    page, path = town.page(within(door)), path_of(door, town.world)
    Overheard.asked = set()
    page.client.get(path, query_string={"state": "", "scenario": town.world.things["scenario"]})
    for number, field in enumerate(sorted(Overheard.asked)):
        for bad in share(TEXTS, door, number, step):
            answer = page.client.get(path, query_string={field: bad})
            assert answer.status_code < 500, f"GET {door.rule}: {field}={bad!r:.60}"
    for header in HEADERS:
        assert page.client.get(path, headers=header).status_code < 500, f"GET {door.rule}: {header}"


def rows_after(
    town: Town, as_it_was: str, door: Door, path: str, fields: dict[str, Any]
) -> dict[str, list[str]]:
    """What the database holds after this was sent, without what is made up anew each time."""
    page = town.page(within(door))
    send(page, door, path, fields)
    known = set(MADE_UP.findall(as_it_was))
    found = {}
    for table, rows in dump(town.db).items():
        found[table] = sorted(
            MADE_UP.sub(lambda made: made[0] if made[0] in known else "*", row) for row in rows
        )
    return found


@pytest.mark.parametrize("door", UNSAFE, ids=names)
def test_what_a_door_does_not_ask_for_changes_nothing(
    door: Door, town: Town, as_it_was: str
) -> None:
    path, good = path_of(door, town.world), plausible(town.world)
    asked = fields_of(town.page(within(door)), door, path, good)
    things = town.world.things | {who: one.id for who, one in town.world.people.items()}
    extra = {name: str(things.get(value, value)) for name, value in NOT_OURS.items()}
    extra = {name: value for name, value in extra.items() if name not in asked}
    usual = rows_after(town, as_it_was, door, path, good)
    assert rows_after(town, as_it_was, door, path, good | extra) == usual


@pytest.mark.parametrize("bad", ["\x00", "9" * 18, "9999-12-31"])
def test_no_database_minds(bad: str, app: Flask, db: Database) -> None:
    """What SQLite takes and PostgreSQL does not; every field of every door at once."""
    world = build_world(db)
    questions = dict.fromkeys(("q", "person", "action", "page", "from", "week", "state"), bad)
    for door in READING:
        page = Page(app).sign_in(world.people[within(door)])
        answer = page.client.get(path_of(door, world), query_string=questions)
        assert answer.status_code < 500, f"GET {door.rule}"
    for door in UNSAFE:
        fields = dict.fromkeys(GOOD, bad)
        page = Page(app).sign_in(world.people[within(door)])
        answer = send(page, door, path_of(door, world), fields)
        assert answer.status_code < 500, f"{door.method} {door.rule}"
