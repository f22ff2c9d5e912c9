"""How templates write what they show: escaped, without a look at what is markup already.

Of every value that a page writes, most are parts that were put together before: to escape those
would copy each of them once more at every level, a quarter of the time that a large page takes.
Most of the others are words with nothing in them to escape, or ids.
"""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask.sansio.app import App
from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

needs_escaping = re.compile("[&<>'\"]").search


@lru_cache(maxsize=4_096)
def id_words(number: int) -> str:
    """An id as its digits: four hundred teams to choose from have the same on every page."""
    return str(UUID(int=number))


def written(value: Any) -> str:
    """What stands on the page for this value; the same as `escape` makes of it."""
    kind = type(value)
    if kind is Markup or (kind is str and not needs_escaping(value)):
        return value  # type: ignore[no-any-return]
    if kind is UUID:
        return id_words(value.int)
    return str(value) if kind is int else escape(value)


class WritingCode(CodeGenerator):
    """Templates call `written` where they would call `escape`."""

    def _output_child_pre(
        self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class Templates(Environment):
    """The environment of all templates, each kept for good once it was compiled.

    A page takes parts from thirty templates: Jinja's own store of a limited number would look
    through all of them each time for the order in which to forget them.
    """

    code_generator_class = WritingCode
    written = staticmethod(written)

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, cache_size=-1, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that all templates know; one that brings none of its own shares them.

        Each taking of a part compares them, which costs far less for one dict than for layers.
        """
        return super().make_globals(d) if d else self.globals
