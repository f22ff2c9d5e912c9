"""What reviewing costs whoever reviews: waiting for the first picture, the next take, a key.

    python -m bench.review [--rounds 15] [--markers 60] [--takes 1000000] [--json FILE]

A real Chromium on the product as `make run` starts it, on loopback; then the server alone on a
PostgreSQL that is filled with takes. Prints whether each goal is met, writes every figure as JSON,
and the table into docs/performance.md. A missed goal is no error.
"""

import argparse
import tempfile
from pathlib import Path

from bench import page, review_report
from bench.machine import machine
from bench.media import load
from bench.page import Figures
from bench.reviewer import prepared, reviewing
from bench.rooms import server_times
from tests.chromium import chromium
from tests.product import embedded

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "performance-review.json"


def measure(asked: argparse.Namespace, folder: Path) -> Figures:
    """The browser's part, then the server's."""
    figures: Figures = {"machine": machine(), "rounds": asked.rounds, "loads": [load()]}
    with embedded(folder / "product") as product, chromium() as browser:
        figures["browser"] = browser.version
        with reviewing(browser, product, asked.rounds + 2, asked.markers) as reviewer:
            figures |= reviewer.measured(asked.rounds)
        figures |= prepared(product, folder, asked.rounds)
    figures["loads"].append(load())
    if asked.takes:
        figures["server"] = server_times(asked.people, asked.takes)
        figures["loads"].append(load())
    return figures


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15, help="of each measurement")
    parser.add_argument("--markers", type=int, default=60, help="that a take has already")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--takes", type=int, default=1_000_000, help="0 leaves the server out")
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures go")
    parser.add_argument("--no-page", action="store_true", help="leave the page in docs/ alone")
    return parser.parse_args()


def main() -> None:
    asked = read_arguments()
    with tempfile.TemporaryDirectory(prefix="bench-review-") as folder:
        figures = measure(asked, Path(folder))
    text = None if asked.no_page else review_report.rendered(figures)
    page.keep("bench-review", figures, asked.json, review_report.goals(figures), text)


if __name__ == "__main__":
    main()
