"""Styles, modules and pictures of the front end, served without a build step.

`frontend/` is read once at start. Every file is known by a hash of its content, so a page
names exactly the bytes it was written for and browsers may keep them for good. The style
sheets become one `app.css`: first `css/` in the order of CASCADE, then what the rooms add.
Modules import each other by name (`freethrow/core/api.mjs`); `import_map()` tells the
browser which version that is.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, json, request, url_for
from markupsafe import Markup

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
CASCADE = ("tokens", "base", "layout", "parts", "forms", "data", "stage", "overlays")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# A comment that has its lines to itself; half of every module is what it says about itself.
COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.DOTALL | re.MULTILINE)
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
    found = {
        path.relative_to(root).as_posix(): Asset.of(_as_sent(path), path.suffix)
        for path in _served(root)
    }
    return found | {"app.css": Asset.of(_one_sheet(root).encode(), ".css")}


def _served(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and path.suffix in TYPES and not hidden and ".test." not in path.name:
            yield path


def _as_sent(path: Path) -> bytes:
    """The file; of a module only what runs, on the lines where it was written."""
    if path.suffix != ".mjs":
        return path.read_bytes()
    text = path.read_text("utf-8")
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text).encode()


def _one_sheet(root: Path) -> str:
    own = [root / "css" / f"{name}.css" for name in CASCADE]
    rooms = [path for path in sorted(root.glob("*/*.css")) if path.parent.name != "css"]
    return "\n".join(path.read_text("utf-8") for path in [*own, *rooms] if path.exists())


def init_assets(app: Flask, root: Path = FRONTEND) -> None:
    """Give the app its `/static/` door and its templates `asset()` and `import_map()`."""
    assets = read_assets(root)

    def asset(name: str) -> str:
        """The address of a file in `frontend/`; an unknown name is the author's mistake."""
        return url_for("static", name=name, v=assets[name].hash)

    def import_map() -> Markup:
        modules = {f"freethrow/{name}": asset(name) for name in assets if name.endswith(".mjs")}
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
