"""Modules and styles as they travel: without comments and the blanks that only readers need.

Names and words stay, and line ends where they may say something. This reads JavaScript as we
write it: a slash that begins a pattern follows a sign, a bracket or "return", and a text in
backquotes has at most one more inside of it. Tests compare what a parser, and what a browser,
makes of both.
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"""
    (?P<left>//[^\n]*|/\*.*?\*/)
  | (?P<kept>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'
      |`(?:\\.|\$\{(?:[^`}]|`(?:\\.|[^`\\])*`)*}|[^`\\])*`
      |(?:(?<=[(,=:[!&|?{};>])|(?<=[(,=:[!&|?{};>]\ )|(?<=return\ ))
       /(?![/*])(?:\\.|\[(?:\\.|[^]\\\n])*]|[^/\\[\n])+/[a-z]*)
  | (?P<end>\s*\n\s*)
  | (?P<blank>[ \t]+)
  | (?P<word>[\w$\#]+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
ENDED = "\n{,(["  # a line end behind one of these says nothing
CLOSED = "})],."  # nor does one before these
TOGETHER = re.compile(r"[\w$#]{2}|\+\+|--")  # two neighbors that would read as one


def spared(text: str) -> str:
    """The same program in fewer bytes."""
    return "".join(_apart([found for found in _tokens(text) if found[1]]))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """What there is, comments left out, each run of blanks and line ends as one."""
    gap = ""
    for found in TOKEN.finditer(text):
        kind, token = str(found.lastgroup), found[0]
        if kind in ("end", "blank"):
            gap = "\n" if "\n" in gap + token else " "
        elif kind != "left":
            yield "gap", gap
            yield kind, token
            gap = ""
    yield "gap", "\n"


def _apart(tokens: list[tuple[str, str]]) -> Iterator[str]:
    before = "\n"
    for at, (kind, token) in enumerate(tokens):
        if kind == "gap":
            after = tokens[at + 1][1][0] if at + 1 < len(tokens) else ""
            token = _gap(before, token, after)
        yield token
        before = token[-1:] or before


def _gap(before: str, gap: str, after: str) -> str:
    """What has to stand between two tokens."""
    if gap == "\n" and after:
        return "" if before in ENDED or after in CLOSED else gap
    return " " if gap == " " and TOGETHER.fullmatch(before + after) else gap.strip(" ")


LEFT_OUT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
SPACED = re.compile(
    r"""
    (?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))
  | \s*(?P<sign>[{},]|;(?!\s*}))\s*
  | (?P<colon>:)\s+
  | (?P<last>\s*;\s*(?=}))
  | (?P<blank>\s+)
    """,
    re.VERBOSE,
)


def spared_styles(text: str) -> str:
    """The same styles in fewer bytes; what stands in quotes or in `url()` stays as it is."""
    plain = LEFT_OUT.sub(lambda found: found[1] or " ", text)
    return SPACED.sub(_in_styles, plain).strip()


def _in_styles(found: re.Match[str]) -> str:
    if found.lastgroup == "blank":
        return " "
    return "" if found.lastgroup == "last" else found[str(found.lastgroup)]
