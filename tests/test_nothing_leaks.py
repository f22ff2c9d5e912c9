"""Everybody follows every link they are shown: none is denied, and none tells of a private take.

Before it is submitted, nobody but its rep sees a take's time of day, its picture, its address or
its number; lists and files show nothing that its own page denies.
"""

from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urldefrag, urlsplit
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from practice.assignments.models import TargetState
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.scenarios.models import Attachment
from practice.takes.models import Take
from tests import factories
from tests.client import Page
from tests.world import World, build_world

ODD = utcnow() - timedelta(days=1, hours=5, minutes=13)  # at a time of day nothing else has
TOLD = {ODD.strftime("T%H:%M"), ODD.strftime("%I:%M %p").lstrip("0")}
ALIKE = 3  # of the same page asked differently


def private_takes(db: Database, world: World) -> list[Take]:
    """A kept take, one that was taken back, and one that completed an assignment."""
    with db.work() as session:
        rep = session.get_one(Person, world.people["rep"].id)
        target = factories.target(session, rep, by=world.people["manager"])
        target.state, target.bar_met_at = TargetState.met, ODD
        target.settled_at = ODD  # the moment when the last counted take was decoded
        back = session.get_one(Take, world.things["withdrawn_take"])
        back.created_at = back.asset.created_at = ODD
        kept = factories.take(session, rep, target=target, at=ODD)
        return [kept, back, session.get_one(Take, world.things["unseen_take"])]


def secrets_of(db: Database, take: Take) -> set[str]:
    with db.reading() as session:
        asset = session.get_one(Take, take.id).asset
        return {str(take.id), take.id.hex, str(asset.id), asset.key_prefix}


def store_files(app: Flask, db: Database, folder: Path) -> None:
    """What belongs to briefs, in the store: an export reads it from there."""
    path = folder / "file"
    path.write_bytes(b"%PDF-1.7")
    with db.reading() as session:
        for key in session.scalars(select(Attachment.key)):
            app.extensions["freethrow"].store.upload(path, key, "application/pdf")


def words_in(data: bytes) -> str:
    """What an answer says; of a workbook or another archive, what each file in it says."""
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with ZipFile(BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def links_on(page: Page, path: str) -> tuple[str, set[str]]:
    """What a page says, and where it leads on this site."""
    answer = page.client.get(path)
    assert answer.status_code in (200, 302), f"{path}: {answer.status_code}"
    text = words_in(answer.data)
    if answer.status_code == 302:
        return text, {answer.headers["Location"]}
    if answer.mimetype != "text/html":
        return text, set()
    return text, {href for href in page.get(path).links if href}


def everything_shown(page: Page, start: str = "/") -> dict[str, str]:
    """All that can be reached by links from one's first page."""
    seen: dict[str, str] = {}
    todo, asked = [start], Counter[str]()
    while todo:
        path = todo.pop()
        page_of = urlsplit(path).path
        elsewhere = not path.startswith("/") or path.startswith(("/store/", "/static/"))
        if elsewhere or path in seen or asked[page_of] == ALIKE:
            continue
        asked[page_of] += 1
        seen[path], found = links_on(page, path)
        todo += [urldefrag(link)[0] for link in sorted(found)]
    return seen


@pytest.mark.parametrize("who", ["peer", "manager", "other_manager", "enablement", "admin"])
def test_no_link_is_denied_and_no_private_take_is_told_of(
    who: str, app: Flask, db: Database, tmp_path: Path
) -> None:
    world = build_world(db)
    store_files(app, db, tmp_path)
    secrets = set().union(*[secrets_of(db, take) for take in private_takes(db, world)])
    shown = everything_shown(Page(app).sign_in(world.people[who]))
    assert len(shown) > 5
    for path, text in shown.items():
        told = [secret for secret in secrets if secret in text]
        assert not told, f"{path} tells {who} of a private take: {told}"
        if not path.startswith("/audit"):
            assert not any(time in text for time in TOLD), f"{path} tells {who} a time of day"


def test_the_rep_reaches_everything_they_are_shown(app: Flask, db: Database) -> None:
    world = build_world(db)
    takes = private_takes(db, world)
    shown = everything_shown(Page(app).sign_in(world.people["rep"]))
    assert any(str(takes[0].id) in text for text in shown.values())
    assert any(time in text for text in shown.values() for time in TOLD)
