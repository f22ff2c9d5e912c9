"""What templates write is escaped, however it came there."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup, escape

from practice.people.models import Role
from practice.web.writing import written


class Drawn:
    """Something that knows its own markup."""

    def __html__(self) -> str:
        return "<i>drawn</i>"


class Loud(str):
    """Words of a kind of their own."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    ["<b>", "", "plain", Markup("<b>"), Loud("<b>"), 7, -1, True, None, 1.5, Decimal("2"),
     Role.rep, Drawn(), ["<b>"], {"<": ">"}, "it's", '"', "a & b", UUID(int=7)],
)  # fmt: skip
def test_it_writes_what_escaping_makes_of_a_value(value: Any) -> None:
    assert written(value) == escape(value)


def test_words_of_people_are_escaped_in_pages_macros_and_blocks(app: Flask) -> None:
    page = (
        "{% macro said(words) %}<q>{{ words }}</q>{% endmacro %}"
        "{% set kept %}<p>{{ words }}</p>{% endset %}"
        "{{ words }}{{ said(words) }}{{ kept }}{{ said(kept) }}{{ 7 }}"
    )
    safe = "&lt;script&gt;"
    with app.test_request_context():
        assert render_template_string(page, words="<script>") == (
            f"{safe}<q>{safe}</q><p>{safe}</p><q><p>{safe}</p></q>7"
        )


def test_what_is_no_page_is_not_escaped(app: Flask) -> None:
    with app.test_request_context():
        plain = app.jinja_env.from_string("{% autoescape false %}{{ words }}{% endautoescape %}")
        assert plain.render(words="<b>") == "<b>"
