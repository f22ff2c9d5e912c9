"""What a large organization costs: its pages, handing out to all, a week's work, long files.

    python -m bench.track [--parts pages,sqlite,hand,weekly,file] [--people 10000]
                          [--takes 1000000] [--json FILE] [--no-page]

On a PostgreSQL filled by COPY, through the test client, one client. Each page is opened with a
tenth of the takes and with all of them, side by side, and beside the bare questions that it asks.
Parts that are left out keep their figures from the run before. A missed goal is no error.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from bench import page, track_report
from bench.filler import LARGE, Filler, Shape
from bench.machine import machine
from bench.media import load
from bench.page import Figures
from bench.track_pages import Size, opened_pages
from bench.track_work import handed_out, long_file, week_begun
from practice.app import create_app
from practice.db import Database
from practice.memory import settle
from practice.migrate import upgrade
from practice.settings import load_settings
from practice.web.ahead import compile_ahead
from tests.postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "performance-track.json"
FEW = 10  # of the takes, a tenth
SMALL = Shape(team_size=10, days=730, assignments=20)
SMALL_PEOPLE, SMALL_TAKES = 200, 20_000
Part = Callable[[Database, Flask], Figures]
LATER: dict[str, Part] = {"hand": handed_out, "weekly": week_begun, "file": long_file}
PARTS = ("pages", "sqlite", *LATER)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[tuple[Database, Flask]]:
    """The database there and the app on it."""
    settings = load_settings(
        {"DATA_DIR": str(folder), "SECRET_KEY": "only for this bench", "DATABASE_URL": url}
    )
    folder.mkdir(parents=True, exist_ok=True)
    db, app = Database(url), create_app(settings)
    compile_ahead(app)  # this and the next as a web process does
    settle()
    try:
        yield db, app
    finally:
        db.dispose()
        app.extensions["freethrow"].db.dispose()


def settled(db: Database) -> None:
    """The planner knows the tables, as it would by itself after a while."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def measure(asked: argparse.Namespace, folder: Path) -> Figures:
    """The parts that were asked for, on one database after the other."""
    figures: Figures = {"machine": machine(), "loads": [load()]}
    figures |= {"people": asked.people, "takes": asked.takes}
    if "sqlite" in asked.parts:
        figures["sqlite"] = on_sqlite(folder)
    if set(asked.parts) - {"sqlite"}:
        figures |= on_postgresql(asked, folder)
    figures["loads"].append(load())
    return figures


def on_sqlite(folder: Path) -> Figures:
    """The same pages of a small organization in one file."""
    with opened(f"sqlite:///{folder / 'small.db'}", folder) as (db, app):
        upgrade(db.engine)
        Filler(db, SMALL_PEOPLE, SMALL_TAKES, SMALL).fill()
        db.know_sizes()  # as the sweep has it do
        return opened_pages(Size(db, app, SMALL_TAKES))[0]


def on_postgresql(asked: argparse.Namespace, folder: Path) -> Figures:
    """Pages with few takes and with many, then the work with many."""
    found: Figures = {}
    with ExitStack() as all_open:
        server = all_open.enter_context(postgres())
        sizes = []
        for takes in (asked.takes // FEW, asked.takes):
            print(f"filling {takes:,} takes …", flush=True)
            db, app = all_open.enter_context(opened(server.migrated(), folder))
            Filler(db, asked.people, takes, LARGE).fill()
            settled(db)
            sizes.append(Size(db, app, takes))
        if "pages" in asked.parts:
            found["pages"] = opened_pages(*sizes)
        for name, part in LATER.items():
            if name in asked.parts:
                print(f"{name} …", flush=True)
                found[name] = part(sizes[-1].db, sizes[-1].app)
    return found


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", type=lambda given: given.split(","), default=list(PARTS))
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--takes", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures go")
    parser.add_argument("--no-page", action="store_true", help="leave the page in docs/ alone")
    return parser.parse_args()


def main() -> None:
    asked = read_arguments()
    before = json.loads(asked.json.read_text()) if asked.json.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="bench-track-") as folder:
        figures = before | measure(asked, Path(folder))
    text = None if asked.no_page else track_report.rendered(figures)
    page.keep("bench-track", figures, asked.json, track_report.goals(figures), text)


if __name__ == "__main__":
    main()
