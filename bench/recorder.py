"""What recording costs whoever records: waiting after stop, the page's own pace, memory, bytes.

    python -m bench.recorder [--minutes 1 10] [--memory-minutes 20] [--up 5] [--json FILE]

Real time in a real Chromium: the whole of it takes as long as the minutes that it records.
Prints whether each goal is met, writes every figure as JSON, and the table into
docs/performance.md. A missed goal is no error.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench import page, recorder_report
from bench.camera import Camera, Line, Own, at_camera, camera, lively_picture, showing
from bench.machine import machine
from bench.media import load
from tests.chromium import killable
from tests.product import Product, embedded

Figures = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "performance-recorder.json"
SETTLED_AFTER = 2  # minutes
WHOLE_PIECE = 0.8  # of the largest; a last piece is shorter


def take(at: Camera, minutes: float) -> Figures:
    """One take from its beginning until the server has it."""
    at.begin()
    at.wait(minutes * 60)
    at.stop()
    return {"minutes": minutes, **_waited(at), **_sent(at), **_pace(at), **_scripts(at)}


def _waited(at: Camera) -> Figures:
    """From the click on Stop: until the recorder gave its last, until the take was received."""
    told = at.told()
    pieces, stopped = told["pieces"], told["stopped"]
    open_ = [one for one in pieces if one["ended"] > stopped]
    return {"waited_ms": told["states"]["done"] - stopped,
            "flushed_ms": told["states"]["sending"] - stopped,
            "open_bytes": sum(one["bytes"] for one in open_),
            "open": [[one["bytes"], one["began"] - stopped, one["ended"] - stopped]
                     for one in open_]}  # fmt: skip


def _sent(at: Camera) -> Figures:
    """What went to the store, and how long one piece was on its way."""
    at.received()
    pieces = at.told()["pieces"]
    largest = max(one["bytes"] for one in pieces)
    whole = [one["ended"] - one["began"] for one in pieces if one["bytes"] > largest * WHOLE_PIECE]
    return {"pieces": len(pieces), "bytes": sum(one["bytes"] for one in pieces),
            "piece_bytes": largest, "piece_ms": statistics.median(whole)}  # fmt: skip


def _pace(at: Camera) -> Figures:
    """The longest that the main thread was kept, by anything and by scripts of ours."""
    told = at.told()
    ours = [one for one in told["scripts"] if "/static/" in one["at"]]
    longest = max(ours, key=lambda one: float(one["ms"]), default={"ms": 0, "by": ""})
    return {"longest_task_ms": max(told["tasks"], default=0), "tasks": len(told["tasks"]),
            "longest_script_ms": longest["ms"], "longest_script": longest["by"]}  # fmt: skip


def _scripts(at: Camera) -> Figures:
    """The modules that this page fetched from opening to arriving."""
    found = {one["url"]: one["bytes"] for one in at.fetched() if ".mjs" in one["url"]}
    return {"script_files": len(found), "script_bytes": sum(found.values())}


def memory(browser: Browser, product: Product, picture: Path, minutes: int) -> Figures:
    """A sample each minute of one long recording, and how much it grew once it had settled."""
    profile, shown = picture.parent / "profile", f"--use-file-for-fake-video-capture={picture}"
    with killable(browser, profile, shown) as running:
        own = Own(running)
        with at_camera(running.context.new_page(), product) as at:
            at.begin()
            running.let_go()
            samples = [own.memory()]
            for _ in range(minutes):
                time.sleep(60)
                samples.append(own.memory())
                print(f"  {len(samples) - 1} min: {samples[-1]}", flush=True)
            running.attach()
            at.page = next(one for one in running.context.pages if "/record" in one.url)
            at.stop()
            figures = {"minutes": minutes, "bytes": at.bytes_received()}
    slopes = {name: slope([one[name] for one in samples[SETTLED_AFTER:]]) for name in samples[0]}
    return {"samples": samples, "slopes": slopes, **figures}


def slope(values: Sequence[float]) -> float:
    """Growth per minute of values a minute apart, by least squares."""
    if len(values) < 2:
        return 0.0
    return statistics.linear_regression(range(len(values)), values).slope


def measure(
    browser: Browser, product: Product, picture: Path, asked: argparse.Namespace
) -> Figures:
    """Every take at a camera of its own, one after the other."""
    line, loads = Line(up_mbps=asked.up), [load()]
    figures: Figures = {"machine": machine(), "browser": browser.version, "line": asdict(line),
                        "takes": []}  # fmt: skip
    for minutes in asked.minutes:
        print(f"a take of {minutes:g} min …", flush=True)
        with camera(browser, product, line) as at:
            figures["takes"].append(take(at, minutes))
        loads.append(load())
    if asked.memory_minutes:
        print(f"memory over {asked.memory_minutes} min …", flush=True)
        figures["memory"] = memory(browser, product, picture, asked.memory_minutes)
        loads.append(load())
    return figures | {"loads": loads}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10], help="of each take")
    parser.add_argument("--memory-minutes", type=int, default=20, help="0 leaves that out")
    parser.add_argument("--up", type=float, default=5, help="Mb/s that the line sends")
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures go")
    parser.add_argument("--no-page", action="store_true", help="leave the page in docs/ alone")
    return parser.parse_args()


def main() -> None:
    asked = read_arguments()
    cap = str(int(max(*asked.minutes, asked.memory_minutes)) + 5)
    with (
        tempfile.TemporaryDirectory(prefix="bench-recorder-") as folder,
        embedded(Path(folder), MAX_TAKE_MINUTES=cap) as product,
        showing(picture := lively_picture(Path(folder))) as browser,
    ):
        figures = measure(browser, product, picture, asked)
    text = None if asked.no_page else recorder_report.rendered(figures)
    page.keep("bench-recorder", figures, asked.json, recorder_report.goals(figures), text)


if __name__ == "__main__":
    main()
