"""Modules travel without what only readers need, and a page's modules as one file."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.web.assets import FRONTEND, JOINED, joined_parts, read_assets
from practice.web.joining import joined, parts_of
from practice.web.sparing import spared, spared_styles
from tests.chromium import chromium

ROOT = FRONTEND.parent
# What a parser makes of a text: each node's kind and words, no place and no comment.
COMPARE = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const ts = createRequire(process.cwd() + "/")("typescript");
const shape = (text) => {
  const source = ts.createSourceFile("one.mjs", text, ts.ScriptTarget.Latest, true);
  const parts = source.parseDiagnostics.map((problem) => String(problem.messageText));
  const walk = (node) => {
    const words = node.rawText ?? node.text ?? node.operator;
    parts.push([node.kind, node === source || words, node.flags & ts.NodeFlags.BlockScoped]);
    ts.forEachChild(node, walk);
  };
  walk(source);
  return JSON.stringify(parts);
};
const pairs = JSON.parse(readFileSync(0, "utf8"));
const other = pairs.filter(([, was, is]) => shape(was) !== shape(is)).map(([name]) => name);
console.log(JSON.stringify(other));
"""


def changed(pairs: list[tuple[str, str, str]]) -> list[str]:
    """The names of those that a parser takes for other programs."""
    node = subprocess.run(
        [sys.executable, ROOT / "scripts" / "setup.py", "node"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    ran = subprocess.run(
        [node, "--input-type=module", "--eval", COMPARE],
        cwd=ROOT, input=json.dumps(pairs), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[str] = json.loads(ran.stdout)
    return found


def test_every_module_is_sent_as_the_program_that_was_written() -> None:
    paths = [path for path in FRONTEND.rglob("*.mjs") if ".test." not in path.name]
    pairs = [(path.name, path.read_text(), spared(path.read_text())) for path in paths]
    assert len(pairs) > 50
    assert changed(pairs) == []


def test_the_parser_sees_another_word_sign_or_text() -> None:
    was = 'const a = "x  y";\n'
    others = ['const b = "x  y";', 'const a = "x y";', 'let a = "x  y";', 'const a = "x  y" + 1;']
    assert changed([(other, was, other) for other in others]) == others


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a = 1; // why\n", "a=1;\n"),
        ("/**\n * @param {string} a\n */\nf(a);\n", "f(a);\n"),
        ("a(/** @type {B} */ (b));\n", "a((b));\n"),
        ("if (a) {\n  b();\n\n  c();\n}\n", "if(a){b();\nc();}\n"),
        ('x = "// no  comment";\n', 'x="// no  comment";\n'),
        ('x = "video/*,audio/*";\n', 'x="video/*,audio/*";\n'),
        ("x = `a  ${b + c} // d`;\n", "x=`a  ${b + c} // d`;\n"),
        ("x = `${a || `b, ${c} d`}, e`;\n", "x=`${a || `b, ${c} d`}, e`;\n"),
        ("x = y.replace(/['\"] +\\/[/*]/g, z);\n", "x=y.replace(/['\"] +\\/[/*]/g,z);\n"),
        ("const f = () => / a/.test(b);\n", "const f=()=>/ a/.test(b);\n"),
        ("return / a/.test(b);\n", "return/ a/.test(b);\n"),
        ("x = a / b / c;\n", "x=a/b/c;\n"),
        ("x = a - -b + +c - d;\n", "x=a- -b+ +c-d;\n"),
        ("return x in y;\n", "return x in y;\n"),
        ("static #a = b;\n", "static #a=b;\n"),
        ("a()\nb()\n", "a()\nb()\n"),
    ],
)
def test_what_only_readers_need_stays_at_home(written: str, sent: str) -> None:
    assert spared(written) == sent


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a > b { c: d; }\n", "a > b{c:d}"),
        ("a,\nb :hover { /* why */ c: calc(1px + 2px) ; }", "a,b :hover{c:calc(1px + 2px)}"),
        ("@media (x) and (y) { a { b: c; } }", "@media (x) and (y){a{b:c}}"),
        ('a::before { content: " ;  } /* no */"; }', 'a::before{content:" ;  } /* no */"}'),
        ("a { b: url(data:x;y, z) }", "a{b:url(data:x;y, z)}"),
        ("a { b: c; & d { e: f } g: h }", "a{b:c;& d{e:f}g:h}"),
    ],
)
def test_of_styles_only_what_readers_need_stays_at_home(written: str, sent: str) -> None:
    assert spared_styles(written) == sent


UNDERSTOOD = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map((rule) => rule.cssText.replace(/([,:])\\s+/g, "$1"));
}"""


@pytest.mark.browser
def test_a_browser_understands_the_styles_as_they_were_written() -> None:
    written = "\n".join(path.read_text() for path in sorted(FRONTEND.rglob("*.css")))
    with chromium() as browser:
        page = browser.new_page()
        was, now = (page.evaluate(UNDERSTOOD, text) for text in (written, spared_styles(written)))
    assert len(was) > 20
    assert now == was


MODULES = {
    "end.mjs": 'import{one,two}from"freethrow/one.mjs";\nimport"freethrow/side.mjs";\n'
    "told.push(one,two());\n",
    "side.mjs": 'import{one}from"freethrow/one.mjs";\nconst mine=1;\ntold.push(one+mine);\n',
    "one.mjs": "const mine=40;\nexport const one=mine;\nexport function two(){return mine+1;}\n",
}


def test_two_that_export_one_name_each_keep_their_own() -> None:
    modules = {
        **MODULES,
        "other.mjs": "export const one=7;\n",
        "last.mjs": 'import{one}from"freethrow/other.mjs";\ntold.push(one);\n',
    }
    parts = parts_of(modules, ["end.mjs", "last.mjs"])
    text = f"globalThis.told=[];\n{joined(modules, parts)}\nconsole.log(JSON.stringify(told));"
    command = ["node", "--input-type=module", "--eval", text]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [41, 40, 41, 7]
    assert "export const{two}=" in text, "a name of two stays inside"


def test_a_joined_file_runs_each_module_once_after_what_it_needs() -> None:
    parts = parts_of(MODULES, ["end.mjs", "side.mjs"])
    assert parts == ["one.mjs", "side.mjs", "end.mjs"]
    text = f"globalThis.told=[];\n{joined(MODULES, parts)}\nconsole.log(JSON.stringify(told));"
    command = ["node", "--input-type=module", "--eval", text]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [41, 40, 41]
    assert "export const{one,two}=" in text


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ('import{one as mine}from"freethrow/one.mjs";\n', "can't be joined: import"),
        ('import*as all from"freethrow/one.mjs";\n', "can't be joined: import"),
        ("export default 1;\n", "can't be joined: export"),
        ("export let a=1;\n", "can't be joined: export"),
        (
            'import"freethrow/one.mjs";\nexport const one=()=>import("freethrow/side.mjs");\n',
            "side.mjs asks for one",
        ),
        ('import"freethrow/other.mjs";\n', "imports itself"),
    ],
)
def test_what_can_t_be_joined_is_refused_at_start(other: str, reason: str) -> None:
    modules = {**MODULES, "other.mjs": other}
    with pytest.raises(ValueError, match=re.escape(reason)):
        joined(modules, parts_of(modules, ["other.mjs"]))


# ---- the recorder's page ------------------------------------------------------------------------

MOST_BYTES = 25_000
# What the ordinary take never asks for: a drill, words to read, the screen, a refused camera, a
# phone, a test, a file, and what an earlier page left behind.
SELDOM = {
    "composing",
    "drill",
    "explaining",
    "hand-over",
    "import",
    "kept-rows",
    "prompter",
    "test-clip",
}


def test_the_recorder_s_page_brings_at_most_25_kb_of_scripts() -> None:
    page = read_assets()["joined/recorder.mjs"]
    assert len(page.packed) <= MOST_BYTES


def test_what_only_some_takes_need_is_left_out_of_the_page() -> None:
    texts = {name: spared(path.read_text()) for name, path in _modules()}
    parts = set(joined_parts("joined/recorder.mjs", texts))
    assert not parts & {f"recorder/{one}.mjs" for one in SELDOM}
    inside = "".join(texts[part] for part in parts)
    later = set(re.findall(r'import\("freethrow/([^"]+)"\)', inside))
    assert later <= {f"recorder/{one}.mjs" for one in SELDOM}


def _modules() -> list[tuple[str, Path]]:
    found = (path for path in FRONTEND.rglob("*.mjs") if ".test." not in path.name)
    return [(path.relative_to(FRONTEND).as_posix(), path) for path in found]


# ---- the review room ----------------------------------------------------------------------------

MOST_OF_THE_ROOM = 60_000


def test_the_review_room_brings_at_most_60_kb_of_scripts_and_styles() -> None:
    assets = read_assets()
    asked = re.findall(r"asset\('([^']+)'\)", "".join(_templates("reviews/room.html")))
    assert "joined/review.mjs" in asked
    texts = {name: one.content.decode() for name, one in assets.items() if name.endswith(".mjs")}
    joined = set(joined_parts("joined/review.mjs", texts))
    alone = [name for name in asked if name not in JOINED]
    needed = {part for part in parts_of(texts, alone) if part not in joined} | set(asked)
    bytes_ = {name: len(assets[name].packed) for name in needed | {"app.css"}}
    assert sum(bytes_.values()) <= MOST_OF_THE_ROOM, bytes_
    assert not joined & set(alone), "what is joined would run twice"


def _templates(name: str) -> Iterator[str]:
    """A template and all that it includes."""
    text = (ROOT / "templates" / name).read_text()
    yield text
    for inside in re.findall(r'{%-? include "([^"]+)"', text):
        yield from _templates(inside)
