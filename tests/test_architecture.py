"""The house rules: which way imports point, and what nobody may import at all."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.each import on_each

ROOT = Path(__file__).resolve().parent.parent
RIVER = ["people", "audit", "notices", "accounts", "recordings", "scenarios", "library",
         "assignments", "takes", "reviews", "coaching", "calendars", "progress"]  # fmt: skip
DOORS = {"views", "forms"}
FORBIDDEN = {
    "media": {"practice", "workers", "flask", "sqlalchemy", "rq", "redis"},
    "workers": {"flask"},
}
QUIET = {"flask", "flask_login", "flask_wtf", "rq", "redis", "workers", "practice.web"}
ORDER = ["models", "rules", "queries", "actions"]


def modules(package: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield name.removesuffix(".__init__"), path


@cache
def parsed(path: Path) -> ast.Module:
    """Each rule looks at every file; a file is read once."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of what a file imports, `from a import b` as `a.b`."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def begins_with(name: str, prefixes: set[str]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


ALL = [module for package in ("practice", "media", "workers") for module in modules(package)]
each_module = on_each("name path", ALL)


@each_module
def test_packages_stay_on_their_side(name: str, path: Path) -> None:
    package = name.split(".")[0]
    bad = [used for used in imports(path) if begins_with(used, FORBIDDEN.get(package, set()))]
    assert not bad, f"{name} must not import {bad}"
    if package == "practice":
        assert not [used for used in imports(path) if begins_with(used, {"workers", "rq"})]


@each_module
def test_rooms_import_only_upstream(name: str, path: Path) -> None:
    parts = name.split(".")
    if parts[0] != "practice" or len(parts) < 3 or parts[1] not in RIVER:
        return
    place = RIVER.index(parts[1])
    for used in imports(path):
        bits = used.split(".")
        if bits[0] == "practice" and len(bits) > 1 and bits[1] in RIVER:
            assert RIVER.index(bits[1]) <= place, f"{name} looks downstream at {used}"
            if bits[1] != parts[1]:
                assert bits[2:3] == [] or bits[2] not in DOORS, f"{name} uses the door {used}"


WEB = {name: path for name, path in ALL if begins_with(name, {"practice.web"})}


def through_the_web(path: Path, seen: set[str]) -> Iterator[str]:
    """What a file gets along with the parts of the web that it imports, and with their parts."""
    for used in imports(path):
        for part in (used, used.rpartition(".")[0]):
            if part in WEB and part not in seen:
                seen.add(part)
                yield from imports(WEB[part])
                yield from through_the_web(WEB[part], seen)


@each_module
def test_the_web_brings_no_room_that_lies_downstream(name: str, path: Path) -> None:
    parts = name.split(".")
    if parts[0] != "practice" or len(parts) < 3 or parts[1] not in RIVER:
        return
    for used in through_the_web(path, set()):
        bits = used.split(".")
        if bits[0] == "practice" and len(bits) > 1 and bits[1] in RIVER:
            below = RIVER.index(bits[1]) > RIVER.index(parts[1])
            assert not below, f"{name} gets {used} through practice.web"


@each_module
def test_the_domain_knows_no_web(name: str, path: Path) -> None:
    parts = name.split(".")
    if parts[0] != "practice" or len(parts) < 3 or parts[1] == "web" or parts[2] in DOORS:
        return
    if parts[2].endswith("views") or parts[2].endswith("forms"):
        return
    bad = [used for used in imports(path) if begins_with(used, QUIET)]
    assert not bad, f"{name} must not import {bad}"


@each_module
def test_inside_a_room_a_file_sees_only_what_stands_left_of_it(name: str, path: Path) -> None:
    parts = name.split(".")
    if parts[0] != "practice" or len(parts) != 3 or parts[2] not in ORDER:
        return
    own = f"practice.{parts[1]}."
    for used in imports(path):
        if used.startswith(own) and (other := used.split(".")[2]) in ORDER:
            assert ORDER.index(other) <= ORDER.index(parts[2]), f"{name} looks right at {used}"


@each_module
def test_every_module_says_what_it_is_for(name: str, path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree) or not tree.body, f"{name} has no docstring"


@each_module
def test_nothing_is_imported_inside_a_function(name: str, path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{name}.{node.name} imports late"


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    names = {name for name, _ in ALL}
    graph = {
        name: {
            target
            for used in imports(path)
            for target in (used, used.rpartition(".")[0])
            if target in names and target != name and path.name != "__init__.py"
        }
        for name, path in ALL
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a circle: {' > '.join([*trail, name])}"
        if name not in done:
            for used in graph[name]:
                visit(used, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
