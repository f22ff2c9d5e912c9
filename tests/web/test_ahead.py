"""A process that just began answers like one that has run for long."""

from typing import Any

from flask import Flask
from lucide.jinja import lucide

from practice.web.ahead import compile_ahead
from practice.web.icons import icon


def test_every_template_is_compiled_before_it_is_asked_for(app: Flask) -> None:
    compile_ahead(app).join()
    cache: Any = app.jinja_env.cache
    assert {name for _, name in cache} == set(app.jinja_env.list_templates())
    assert len(cache) < cache.capacity, "none pushes another one out"


def test_drawings_are_those_of_the_set() -> None:
    for name in ("play", "house", "clipboard-list", "a-arrow-down"):
        theirs = lucide(name)
        strokes = theirs[theirs.index(">") + 1 : theirs.rindex("</svg>")].strip()
        assert strokes
        assert icon(name).endswith(f"{strokes}</svg>")
