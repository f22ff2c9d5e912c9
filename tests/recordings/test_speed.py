"""The upload probe: known bytes to one place per person, which the sweep clears."""

import hashlib
import os
import struct
from typing import Any

import pytest

from media.folder import FolderStore
from media.storage import Store
from practice.db import Database
from practice.people.models import Person
from practice.recordings.speed import SHA256, SIZE, probe_key
from practice.settings import Settings
from tests import factories
from tests.client import Page
from workers.boot import Parts
from workers.chores import remove_orphans


def probe() -> bytes:
    """The bytes as the browser makes them: a xorshift of 32 bits."""
    x, words = 2463534242, []
    for _ in range(SIZE // 4):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        words.append(x)
    return struct.pack(f"<{len(words)}I", *words)


@pytest.fixture
def ana(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Ana Diaz")


def put(page: Page, body: bytes) -> int:
    signed: Any = page.send("POST", "/recordings/speed", {}).json
    assert signed["size"] == SIZE
    sent = page.client.put(
        signed["url"],
        data=body,
        headers=signed["headers"],
        environ_overrides={"wsgi.input_terminated": True},
    )
    return sent.status_code


def keys(store: Store) -> list[str]:
    return [one.key for one in store.list("r/")]


def test_the_bytes_are_the_ones_that_are_signed() -> None:
    assert hashlib.sha256(probe()).hexdigest() == SHA256


def test_probing_again_writes_over_the_one_object(page: Page, ana: Person, store: Store) -> None:
    page.sign_in(ana)
    assert (put(page, probe()), put(page, probe())) == (200, 200)
    assert keys(store) == [probe_key(ana)]


def test_other_bytes_are_refused(page: Page, ana: Person, store: Store) -> None:
    page.sign_in(ana)
    assert put(page, b"x" * SIZE) == 400
    assert put(page, probe()[:-1]) in (400, 403)
    assert keys(store) == []


def test_the_sweep_clears_old_probes_away(
    page: Page, ana: Person, store: Store, db: Database, settings: Settings
) -> None:
    page.sign_in(ana)
    put(page, probe())
    parts = Parts(settings, db, store)
    assert remove_orphans(parts) == 0
    assert isinstance(store, FolderStore)
    os.utime(store.path_of(probe_key(ana)), (0, 0))
    assert remove_orphans(parts) == 1
    assert keys(store) == []
