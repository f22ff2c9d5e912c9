"""Every route, every method, every kind of person: in, or turned away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.permissions import DOORS, PEOPLE, Door
from tests.world import Town, path_of

UNCHECKED = {"HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def town(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from Town.standing(migrated, tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("door", DOORS, ids=[f"{d.method} {d.rule}" for d in DOORS])
def test_only_those_named_get_through(door: Door, town: Town) -> None:
    through = {who for who in PEOPLE if gets_through(town, door, who)}
    assert through == set(door.allowed), f"{door.method} {door.rule}"


def gets_through(town: Town, door: Door, who: str) -> bool:
    page = town.page(who)
    headers = {"X-CSRFToken": page.token()}
    answer = page.client.open(path_of(door, town.world), method=door.method, headers=headers)
    assert answer.status_code < 500, f"{who}: {answer.status_code}"
    asked_to_sign_in = "/sign-in" in answer.headers.get("Location", "")
    return answer.status_code not in (401, 403, 404) and not asked_to_sign_in


def test_every_route_is_in_the_table(app: Flask) -> None:
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - UNCHECKED
        if rule.endpoint != "static"
    }
    listed = [(door.method, door.rule) for door in DOORS]
    assert there - set(listed) == set(), "these routes are not in tests/permissions"
    assert set(listed) - there == set(), "these lines have no route any more"
