"""The rules that every template keeps, whoever writes it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.each import on_each
from tests.standing import Standing

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAGES = [name for name in ALL if not name.startswith(("mail/", "components/"))]
SCREENS = [name for name in ALL if not name.startswith("mail/")]  # mail readers know no style sheet
PARTS = [name for name in ALL if name.startswith("components/")]

SAFE: dict[str, str] = {}  # template -> why its markup may go unescaped
NAMES = {  # proper names and the like; any other word inside a heading or button is lower case
    "Freethrow", "I", "Ctrl", "Shift", "Enter", "Esc", "Excel",
    "Chrome", "Chromium", "Firefox", "Safari", "Windows", "Mac",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
}  # fmt: skip
BUTTONS = "button|link_button|icon_button|post_button"


@pytest.fixture
def app(standing: Standing) -> Flask:
    """The app without a database of the test's own: templates ask for none."""
    return standing.app


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def without_comments(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source(name), flags=re.S)


def headings_and_buttons(name: str) -> list[str]:
    text = without_comments(name)
    shown = re.findall(r"<h[1-3][^>]*>(.*?)</h[1-3]>", text, re.S)
    shown += re.findall(r"<(?:button|summary)\b[^>]*>(.*?)</(?:button|summary)>", text, re.S)
    shown += re.findall(rf'\b(?:{BUTTONS}|head|card|empty|dialog|stat)\("([^"]+)"', text)
    return [plain_words(each) for each in shown]


def plain_words(shown: str) -> str:
    """The words alone: no tags, no icons; a value from the view counts as one small word."""
    silent = re.sub(r"\{\{-?\s*icon\(.*?\}\}|<[^>]+>|\{%.*?%\}", " ", shown)
    return re.sub(r"\{\{.*?\}\}", "x", silent).strip()


@on_each("name", zip(ALL, strict=True))
def test_every_template_is_understood(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@on_each("name", zip(SCREENS, strict=True))
def test_nothing_is_styled_or_scripted_inline(name: str) -> None:
    text = without_comments(name)
    assert not re.search(r"\sstyle\s*=|[\"']style[\"']\s*:", text)
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text)
    assert "javascript:" not in text
    assert "<style" not in text


@on_each("name", zip(SCREENS, strict=True))
def test_every_script_carries_the_nonce(name: str) -> None:
    for tag in re.findall(r"<script\b[^>]*>", without_comments(name)):
        assert 'nonce="{{ csp_nonce() }}"' in tag, tag


@on_each("name", zip(ALL, strict=True))
def test_nothing_goes_unescaped(name: str) -> None:
    text = without_comments(name)
    loose = re.search(r"\|\s*(safe|forceescape)\b|\{%-?\s*autoescape\s+false", text)
    assert not loose or name in SAFE


@on_each("name", zip(ALL, strict=True))
def test_a_template_fits_on_a_few_screens(name: str) -> None:
    assert len(source(name).splitlines()) <= 150


@on_each("name", zip(SCREENS, strict=True))
def test_headings_and_buttons_are_in_sentence_case(name: str) -> None:
    for text in headings_and_buttons(name):
        for before, word in re.findall(r"(\S*)\s+([A-Z][a-z]+)\b", text):
            assert word in NAMES or before.endswith((".", "?", "!", ":", "…")), text


@on_each("name", zip(PAGES, strict=True))
def test_posting_forms_carry_the_token(name: str) -> None:
    for form in re.findall(r"<form\b.*?</form>", without_comments(name), re.S):
        if 'method="post"' in form.lower():
            assert "csrf" in form, form[:120]


@on_each("name", zip(PAGES, strict=True))
def test_parts_are_taken_from_where_they_are(name: str) -> None:
    taken = r'from "components/(\w+)\.html" import ([\w, ]+?)\s*-?%}'
    for part, names in re.findall(taken, source(name)):
        assert f"components/{part}.html" in PARTS, part
        assert names.split(" as ")[0].strip() == part, f"{part} holds one macro, {part}()"


@on_each("name", zip(ALL, strict=True))
def test_every_address_leads_somewhere(app: Flask, name: str) -> None:
    for door in re.findall(r"""\burl_for\(\s*["']([\w.]+)["']""", without_comments(name)):
        assert door in app.view_functions, f"{door} is no door of the app"


@on_each("name", zip(PARTS, strict=True))
def test_a_part_is_one_documented_macro(app: Flask, name: str) -> None:
    macros = list(app.jinja_env.parse(source(name)).find_all(nodes.Macro))
    assert [each.name for each in macros] == [Path(name).stem]
    comment = re.match(r"\{#(.*?)#\}", source(name), re.S)
    assert comment, "The first lines say how it is called and what for."
    said = comment.group(1)
    assert said.strip().startswith(f"{macros[0].name}(")
    for parameter in macros[0].args:
        assert re.search(rf"\b{parameter.name}\b", said), f"{parameter.name} is not explained"
    assert len(said.strip().splitlines()) > 1
