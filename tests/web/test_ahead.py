"""A process that just began answers like one that has run for long."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lucide.jinja import lucide

from practice.memory import settle
from practice.web.ahead import compile_ahead
from practice.web.icons import icon


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The garbage collector of the other tests is as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_the_garbage_collector_leaves_alone_what_is_here_to_stay(app: Flask) -> None:
    settle()
    assert gc.get_freeze_count() > 0
    assert id(app.url_map) not in {id(each) for each in gc.get_objects()}


def test_every_template_is_compiled_before_it_is_asked_for(app: Flask) -> None:
    compile_ahead(app)
    cache: Any = app.jinja_env.cache
    assert {name for _, name in cache} == set(app.jinja_env.list_templates())
    assert type(cache) is dict, "none pushes another one out"


def test_drawings_are_those_of_the_set() -> None:
    for name in ("play", "house", "clipboard-list", "a-arrow-down"):
        theirs = lucide(name)
        strokes = theirs[theirs.index(">") + 1 : theirs.rindex("</svg>")].strip()
        assert strokes
        assert icon(name).endswith(f"{strokes}</svg>")
