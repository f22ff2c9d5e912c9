"""The reviewer's figures as goals and as a page: their own part of docs/performance.md."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.recorder_report import Goal, number
from bench.report import PAGE, said, table

Figures = dict[str, Any]
BEGIN, END = "<!-- bench-review: begin -->", "<!-- bench-review: end -->"
OPEN_MS, NEXT_MS, KEY_MS = 300, 100, 50
MOST_BYTES = 60_000
STILL_FLAT = 1.5  # so many times what it was with few takes, and some milliseconds of noise
NOISE_MS = 5
WORDS = {"/reviews": "the queue", "/submissions/…/review": "the room"}


def goals(figures: Figures) -> Iterator[Goal]:
    """Those that this run can tell about."""
    middle = statistics.median
    yield Goal("open a review → first picture", OPEN_MS, middle(figures["open_ms"]), "ms")
    yield Goal("next in the queue → first picture", NEXT_MS, middle(figures["next_ms"]), "ms")
    yield Goal("key → marker on the timeline", KEY_MS, middle(figures["key_ms"]), "ms")
    bytes_ = sum(one["bytes"] for one in figures["files"])
    yield Goal("scripts and styles of the room, gzip", MOST_BYTES, bytes_, "bytes")
    few, many = figures.get("server") or (None, None)
    if few and many:
        for before, after in zip(few["pages"], many["pages"], strict=True):
            what = f"{WORDS[after['page']]} with {many['takes']:,} takes, server"
            yield Goal(what, before["wall_ms"] * STILL_FLAT + NOISE_MS, after["wall_ms"], "ms")


def write(figures: Figures, page: Path = PAGE) -> None:
    """Replace what stands between the markers."""
    before, rest = page.read_text().split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{rendered(figures)}\n{END}{after}")


def rendered(figures: Figures) -> str:
    """How it was measured, the goals, the spread, and the server's part."""
    parts = [_made_by(figures), _goals(figures), _spread(figures)]
    if figures.get("server"):
        parts.append(_server(figures["server"]))
    return "\n\n".join("\n".join(part) for part in parts)


def _made_by(figures: Figures) -> Iterator[str]:
    here = figures["machine"]
    yield from said(
        f"Made on {here['day']}: {here['processor']}, {here['cores']} cores,",
        f"{here['memory_gb']} GB, {here['system']}; Chromium {figures['browser']} without",
        f"a screen, {figures['rounds']} rounds. How busy the machine was (load) before and after",
        f"each part: {', '.join(f'{one:.1f}' for one in figures['loads'])}.",
        f"Of the next ones, {figures['next_prepared']} had been prepared by the browser.",
    )


def _goals(figures: Figures) -> Iterator[str]:
    rows = [
        (one.what, f"≤ {number(one.aim)} {one.unit}", f"{number(one.got)} {one.unit}",
         "met" if one.is_met else "**missed**")
        for one in goals(figures)
    ]  # fmt: skip
    yield from table(("median", "aim", "got", ""), rows)


def _spread(figures: Figures) -> Iterator[str]:
    names = {"open_ms": "open a review", "next_ms": "next in the queue", "key_ms": "a key"}
    rows = [
        (words, *(f"{number(value)} ms" for value in _quarters(figures[name])))
        for name, words in names.items()
    ]
    rows.append(("the very first visit", "", f"{number(figures['first_visit_ms'])} ms", ""))
    yield from table(("", "fastest", "median", "slowest"), rows)


def _quarters(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def _server(sizes: list[Figures]) -> Iterator[str]:
    rows = [
        (WORDS[one["page"]], f"{size['takes']:,}", f"{number(one['wall_ms'])} ms",
         f"{number(one['cpu_ms'])} ms", one["queries"])
        for size in sizes
        for one in size["pages"]
    ]  # fmt: skip
    yield from table(("server, PostgreSQL", "takes", "on the wall", "processor", "queries"), rows)
