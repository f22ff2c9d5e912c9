"""The modules that one page always needs, as one file.

A page that asks for forty small files waits for each step of the chain of imports, and forty
small files pack badly. So they are put behind each other at start, each in a function of its
own, in the order in which a browser would run them. The file exports all that they export:
what is loaded later finds it there, and nothing runs twice. What this can't take is refused at
start: another way to import or export than ours, a circle, one name exported by two.
"""

import re
from collections.abc import Iterable, Mapping

IMPORT = re.compile(r'^import(?:\{[\w,\n]*\}from)?"freethrow/([^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


def parts_of(modules: Mapping[str, str], entries: Iterable[str]) -> list[str]:
    """The entries and all that they import, each after what it needs."""
    placed: list[str] = []

    def place(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"{name} imports itself by way of {above[-1]}")
        if name not in placed:
            for found in IMPORT.finditer(modules[name]):
                place(found[1], (*above, name))
            placed.append(name)

    for entry in entries:
        place(entry, ())
    return placed


def joined(modules: Mapping[str, str], parts: Iterable[str]) -> str:
    """One module that does and exports what these do."""
    seen: dict[str, str] = {}
    written = []
    for part in parts:
        names = EXPORT.findall(modules[part])
        for name in names:
            if seen.setdefault(name, part) != part:
                raise ValueError(f"{part} and {seen[name]} both export {name}")
        written.append(_function(_body(modules[part], part), ",".join(names)))
    return "\n".join(written)


def _body(text: str, part: str) -> str:
    body = EXPORT.sub("", IMPORT.sub("", text))
    if other := UNKNOWN.search(body):
        raise ValueError(f"{part} can't be joined: {other[0]}")
    return body


def _function(body: str, names: str) -> str:
    if not names:
        return f"(()=>{{{body}}})();"
    return f"export const{{{names}}}=(()=>{{{body}return{{{names}}};}})();"
