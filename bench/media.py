"""What ingest costs: against plain ffmpeg, against other systems, and for whoever waits.

    python -m bench.media [--recordings FOLDER] [--peers all|none|cap,zou] [--json FILE]

Prints whether each goal is met, writes every figure as JSON, and the tables into
docs/performance.md. Costs are processor seconds of child processes, the same ffmpeg for
everything; Python's own start is measured and counted apart. A missed goal is no error.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench import page, product, report
from bench.contest import contest
from bench.goals import goals
from bench.ingest import ROOT, against_bare, ingest
from bench.machine import machine
from bench.page import Figures
from bench.peers import PEERS
from bench.quality import likeness
from bench.sources import Source, sources
from media.binaries import find_ffmpeg

KEPT = ROOT / "docs" / "performance-media.json"
PARTS = ("ingest", "copy", "contest", "product", "memory")
CONTESTED = ("vp8", "h264")


class Bench:
    """One run: its recordings, its scratch folder."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self.asked, self.folder = asked, folder
        self.sources = {one.name: one for one in sources(asked.recordings, folder)}

    def ingest(self) -> Figures:
        """(a) and (f): ours against plain ffmpeg, and what the main rendition looks like."""
        return {name: self._ingest(one) for name, one in self.sources.items()}

    def _ingest(self, source: Source) -> Figures:
        found = against_bare(source, self.folder / f"a-{source.name}", self.asked.rounds)
        main = Path(found.pop("main"))
        alike = likeness(find_ffmpeg(), main, source.path, self.folder, vmaf=True)
        return found | asdict(alike)

    def copy(self) -> Figures:
        """(c): the same H.264 recording copied and encoded, both lanes."""
        folder, source = self.folder / "c", self.sources["h264"]
        copied = ingest(source, folder / "copied")
        encoded = ingest(source, folder / "encoded", "--encode")
        return {
            "copy_s": copied.net_s,
            "encode_s": encoded.net_s,
            "ratio": copied.net_s / encoded.net_s,
        }

    def contest(self) -> Figures:
        """(b): the peers' work on the recordings of a browser."""
        found = [self.sources[name] for name in CONTESTED]
        limit = self.asked.peer_limit
        return contest(found, self.asked.peers, limit, self.folder / "b")

    def product(self) -> Figures:
        """(d): how long somebody waits."""
        return asdict(product.wait_after_finish(self.sources["h264"].path, self.folder / "d"))

    def memory(self) -> Figures:
        """(e): whether the web processes keep their size."""
        seen = product.memory_while_moving(self.folder / "e")
        kept = {"peak_mb": seen.peak_mb, "end_mb": seen.end_mb}
        return asdict(seen) | kept


def peers(given: str) -> list[str]:
    """Names of peers, all of them, or none."""
    names = {"all": list(PEERS), "none": []}.get(given, given.split(","))
    if unknown := set(names) - set(PEERS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recordings", type=Path, help="a folder with further recordings")
    parser.add_argument(
        "--peers", type=peers, default="all", help="all, none, or names with commas"
    )
    parser.add_argument(
        "--peer-limit", type=int, default=300, help="processor seconds a peer may use"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="of ours against plain ffmpeg, at least"
    )
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures go")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="others are kept")
    parser.add_argument("--no-page", action="store_true", help="leave the page in docs/ alone")
    return parser.parse_args()


def measure(bench: Bench, parts: list[str], figures: Figures) -> None:
    """The wanted parts, one after the other; what fails ends the run."""
    work: dict[str, Callable[[], Figures]] = {name: getattr(bench, name) for name in PARTS}
    for name in PARTS:
        if name in parts and (name != "contest" or bench.asked.peers):
            print(f"{name} …", flush=True)
            before = load()
            figures[name] = work[name]()
            figures.setdefault("loads", {})[name] = [before, load()]


def load() -> float:
    """How many processes wanted a core during the last minute."""
    return round(os.getloadavg()[0], 1)


def earlier(path: Path, parts: list[str]) -> Figures:
    """What other parts found before, to be kept."""
    if not path.is_file():
        return {}
    found: Figures = json.loads(path.read_text())
    return {name: one for name, one in found.items() if name not in parts}


def command_of(asked: argparse.Namespace) -> str:
    """How to do this run again."""
    told = ["make bench-media"]
    told += ["RECORDINGS=folder"] if asked.recordings else []
    told += [] if asked.peers == list(PEERS) else [f"PEERS={','.join(asked.peers) or 'none'}"]
    return " ".join(told)


def main() -> None:
    """Measure, tell, write down."""
    asked = read_arguments()
    figures = earlier(asked.json, asked.parts)
    figures |= {"command": command_of(asked), "machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked, Path(folder))
        figures["sources"] = {one.name: one.what for one in bench.sources.values()}
        measure(bench, asked.parts, figures)
    text = None if asked.no_page else report.rendered(figures)
    page.keep("bench-media", figures, asked.json, goals(figures), text)


if __name__ == "__main__":
    main()
