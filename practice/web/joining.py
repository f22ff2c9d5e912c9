"""The modules that one page always needs, as one file.

A page that asks for forty small files waits for each step of the chain of imports, and forty
small files pack badly. So they are put behind each other at start, each in a function of its
own, in the order in which a browser would run them. The file exports what they export: what is
loaded later finds it there, and nothing runs twice. A name that two of them export stays inside.
What this can't take is refused at start: another way to import or export than ours, a circle,
and something loaded later that asks for a name that stays inside.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

IMPORT = re.compile(r'^import(?:\{([\w,\n]*)\}from)?"freethrow/([^"]+)";\n?', re.MULTILINE)
LATER = re.compile(r'\bimport\("freethrow/([^"]+)"\)')
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
                place(found[2], (*above, name))
            placed.append(name)

    for entry in entries:
        place(entry, ())
    return placed


def joined(modules: Mapping[str, str], parts: Iterable[str]) -> str:
    """One module that does what these do, and exports what only one of them does."""
    places = {part: f"${at}" for at, part in enumerate(parts)}
    exports = {part: EXPORT.findall(modules[part]) for part in places}
    times = Counter(name for names in exports.values() for name in names)
    _refuse_hidden(modules, places, {name for name in times if times[name] > 1})
    written = []
    for part, place in places.items():
        names = exports[part]
        written.append(_function(_body(modules[part], part, places), names, place))
        if shown := [name for name in names if times[name] == 1]:
            written.append(f"export const{{{','.join(shown)}}}={place};")
    return "\n".join(written)


def _refuse_hidden(modules: Mapping[str, str], places: Mapping[str, str], hidden: set[str]) -> None:
    """What these load later takes its names from the one file, where these are not."""
    for later in _later(modules, places):
        for found in IMPORT.finditer(modules[later]):
            if found[2] in places and (missing := hidden & set(_names(found))):
                raise ValueError(f"{later} asks for {missing.pop()}, which two modules export")


def _later(modules: Mapping[str, str], places: Iterable[str]) -> Iterator[str]:
    """All modules that these load only when somebody needs them."""
    inside = set(places)
    begun = [name for part in inside for name in LATER.findall(modules[part])]
    return (name for name in parts_of(modules, begun) if name not in inside)


def _names(found: re.Match[str]) -> list[str]:
    return [name.strip() for name in (found[1] or "").split(",") if name.strip()]


def _body(text: str, part: str, places: Mapping[str, str]) -> str:
    """The module's text, its imports taken from the functions before it."""

    def taken(found: re.Match[str]) -> str:
        names = ",".join(_names(found))
        return f"const{{{names}}}={places[found[2]]};\n" if names else ""

    body = EXPORT.sub("", IMPORT.sub(taken, text))
    if other := UNKNOWN.search(body):
        raise ValueError(f"{part} can't be joined: {other[0]}")
    return body


def _function(body: str, names: list[str], place: str) -> str:
    if not names:
        return f"(()=>{{{body}}})();"
    return f"const {place}=(()=>{{{body}return{{{','.join(names)}}};}})();"
