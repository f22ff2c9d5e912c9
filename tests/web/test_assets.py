"""The front end arrives: right bytes, right types, right to keep."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from practice.web.assets import FRONTEND, init_assets, read_assets
from practice.web.sparing import spared_styles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A front end of a few files."""
    files = {
        "css/tokens.css": ".token{}",
        "css/base.css": ".base{}",
        "recorder/recorder.css": ".recorder{}",
        "core/api.mjs": "export const a = 1;",
        "core/api.test.mjs": "throw 1;",
        "core/.hidden.mjs": "throw 1;",
        "core/notes.txt": "secret",
        "brand.svg": "<svg/>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def app(root: Path) -> Flask:
    """An app that serves it."""
    app = Flask(__name__, static_folder=None)
    init_assets(app, root)
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser without manners of its own."""
    with app.test_client() as client:
        yield client


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"](name))  # type: ignore[operator]


def test_the_sheet_is_in_the_order_of_the_cascade_with_the_rooms_last(root: Path) -> None:
    sheet = read_assets(root)["app.css"].content.decode()
    assert re.findall(r"\.\w+", sheet) == [".token", ".base", ".recorder"]


def test_a_versioned_address_may_be_kept_for_good(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "core/api.mjs"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_any_other_address_must_be_asked_again(client: FlaskClient, query: str) -> None:
    assert client.get(f"/static/core/api.mjs{query}").headers["Cache-Control"] == "no-cache"


def test_the_hash_follows_the_content(app: Flask, root: Path) -> None:
    before = address(app, "core/api.mjs")
    (root / "core/api.mjs").write_text("export const a = 2;")
    changed = Flask("changed", static_folder=None)
    init_assets(changed, root)
    assert address(changed, "core/api.mjs") != before


@pytest.mark.parametrize(
    "name",
    ["core/api.test.mjs", "core/.hidden.mjs", "core/notes.txt", "../wsgi.py", "core", "no.css"],
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_it_is_packed_for_browsers_that_unpack(client: FlaskClient) -> None:
    plain = client.get("/static/app.css")
    packed = client.get("/static/app.css", headers={"Accept-Encoding": "br, gzip"})
    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.vary
    assert plain.get_etag() != packed.get_etag()


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/static/brand.svg").headers["ETag"]
    again = client.get("/static/brand.svg", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_import_map_names_every_module_with_its_version(app: Flask) -> None:
    with app.test_request_context():
        imports = json.loads(app.jinja_env.globals["import_map"]())["imports"]  # type: ignore[operator]
    assert imports == {"freethrow/core/api.mjs": address(app, "core/api.mjs")}


def test_a_misspelled_asset_breaks_the_page_that_names_it(app: Flask) -> None:
    with pytest.raises(KeyError):
        address(app, "core/appi.mjs")


IMPORT = r"""(?:^import\s*|^(?:import|export)\b[^"'=();]*\bfrom\s*|\bimport\()["']([^"']+)["']"""


def modules() -> list[Path]:
    return [path for path in FRONTEND.rglob("*.mjs") if not path.name.endswith(".test.mjs")]


def test_modules_import_by_name_and_only_what_exists() -> None:
    known = set(read_assets())
    for path in modules():
        for name in re.findall(IMPORT, path.read_text(), re.M):
            assert name.startswith("freethrow/"), f"{path}: {name} would go unversioned"
            assert name.removeprefix("freethrow/") in known, f"{path}: {name} does not exist"


def test_every_style_sheet_is_in_the_cascade() -> None:
    served = read_assets()["app.css"].content.decode()
    for path in FRONTEND.rglob("*.css"):
        assert spared_styles(path.read_text()) in served, f"{path} is not part of app.css"
        assert len(path.read_text().splitlines()) <= 600, f"{path} is too long"
