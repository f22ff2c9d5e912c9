"""Styles, modules and pictures of the front end, served without a build step.

`frontend/` is read once at start. Every file is known by a hash of its content, so a page
names exactly the bytes it was written for and browsers may keep them for good. The style
sheets become one `app.css`: first `css/` in the order of CASCADE, then what the rooms add.
Modules leave their comments and indentation at home (sparing.py). They import each other by
name (`freethrow/core/api.mjs`); `import_map()` tells the browser which version that is. What
JOINED names is one file as well (joining.py), for a page whose map leads there.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, json, request, url_for
from markupsafe import Markup

from practice.web.joining import joined, parts_of
from practice.web.sparing import spared, spared_styles

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
CASCADE = ("tokens", "base", "layout", "parts", "forms", "data", "stage", "overlays")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# A page's modules as one file: its name, and the modules that the page begins with.
JOINED = {
    "joined/recorder.mjs": ("recorder/recorder.mjs", "recorder/kept.mjs"),
    "joined/review.mjs": (
        "core/main.mjs", "player/player.mjs", "review/room.mjs", "review/next.mjs"
    ),
}  # fmt: skip
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its bytes, plain and packed, and the hash of its content."""

    content: bytes
    packed: bytes
    hash: str
    type: str

    @classmethod
    def of(cls, content: bytes, suffix: str) -> "Asset":
        digest = hashlib.sha256(content).hexdigest()[:16]
        return cls(content, gzip.compress(content, mtime=0), digest, TYPES[suffix])


def read_assets(root: Path = FRONTEND) -> dict[str, Asset]:
    """Everything a page may ask for, by name. Tests, notes and dot files stay out."""
    modules, others = _read(root)
    found = {name: Asset.of(text.encode(), ".mjs") for name, text in modules.items()}
    found |= {name: Asset.of(content, Path(name).suffix) for name, content in others.items()}
    for name in _joined_in(modules):
        text = joined(modules, joined_parts(name, modules))
        found[name] = Asset.of(text.encode(), ".mjs")
    return found | {"app.css": Asset.of(_one_sheet(root).encode(), ".css")}


def _read(root: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """The modules as they travel, and all other files as they are."""
    files = {path.relative_to(root).as_posix(): path for path in _served(root)}
    modules = {name: path for name, path in files.items() if path.suffix == ".mjs"}
    others = {name: path.read_bytes() for name, path in files.items() if name not in modules}
    return {name: spared(path.read_text("utf-8")) for name, path in modules.items()}, others


def _joined_in(modules: Mapping[str, object]) -> Iterator[str]:
    """The joined files that this front end has all beginnings for."""
    return (name for name, entries in JOINED.items() if all(one in modules for one in entries))


def joined_parts(name: str, modules: Mapping[str, str]) -> list[str]:
    """The modules inside of a joined file."""
    return parts_of(modules, JOINED[name])


def _served(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and path.suffix in TYPES and not hidden and ".test." not in path.name:
            yield path


def _one_sheet(root: Path) -> str:
    own = [root / "css" / f"{name}.css" for name in CASCADE]
    rooms = [path for path in sorted(root.glob("*/*.css")) if path.parent.name != "css"]
    written = (path.read_text("utf-8") for path in [*own, *rooms] if path.exists())
    return spared_styles("\n".join(written))


def init_assets(app: Flask, root: Path = FRONTEND) -> None:
    """Give the app its `/static/` door and its templates `asset()` and `import_map()`."""
    assets = read_assets(root)
    texts = {name: one.content.decode() for name, one in assets.items() if name.endswith(".mjs")}
    inside = {name: joined_parts(name, texts) for name in _joined_in(assets)}

    def asset(name: str) -> str:
        """The address of a file in `frontend/`; an unknown name is the author's mistake."""
        return asset_below(request.script_root, name)

    @lru_cache(maxsize=512)
    def asset_below(_: str, name: str) -> str:
        return url_for("static", name=name, v=assets[name].hash)

    def import_map(joined: str = "") -> Markup:
        """Which file each name means; for a page with a joined file, that one for its parts."""
        return import_map_below(request.script_root, joined)

    @lru_cache(maxsize=8)  # a hundred addresses, alike for every page of a process
    def import_map_below(_: str, joined: str) -> Markup:
        places = {name: name for name in texts if name not in JOINED}
        places |= dict.fromkeys(inside.get(joined, ()), joined)
        modules = {f"freethrow/{name}": asset(place) for name, place in places.items()}
        names = json.dumps({"imports": modules}).replace("<", "\\u003c")
        return Markup(names)  # noqa: S704 - our own file names, and no tag can begin in them

    def static(name: str) -> Response:
        return _answer(assets[name]) if name in assets else abort(404)

    app.jinja_env.globals.update(asset=asset, import_map=import_map)
    app.add_url_rule("/static/<path:name>", "static", static)


def _answer(asset: Asset) -> Response:
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.content, content_type=asset.type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = (
        FOR_GOOD if request.args.get("v") == asset.hash else "no-cache"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(f"{asset.hash}-gzip" if packed else asset.hash)
    response.make_conditional(request)
    return response
