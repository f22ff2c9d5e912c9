"""The reviewer's figures as goals and as a page: their own part of docs/performance.md."""

import statistics
from collections.abc import Iterator

from bench.page import Figures, Goal, goal_table, made_on, measured, said, table, together

OPEN_MS, NEXT_MS, KEY_MS = 300, 100, 50
MOST_BYTES = 60_000
STILL_FLAT = 1.5  # so many times what it was with few takes, and some milliseconds of noise
NOISE_MS = 5
WORDS = {"/reviews": "the queue", "/submissions/…/review": "the room"}


def goals(figures: Figures) -> Iterator[Goal]:
    """Those that this run can tell about."""
    middle = statistics.median
    yield Goal("open a review → first picture", OPEN_MS, middle(figures["open_ms"]), "ms")
    yield Goal("next in the queue → ready", NEXT_MS, middle(figures["next_ms"]), "ms")
    yield Goal("key → marker on the timeline", KEY_MS, middle(figures["key_ms"]), "ms")
    bytes_ = sum(one["bytes"] for one in figures["files"])
    yield Goal("scripts and styles of the room, gzip", MOST_BYTES, bytes_, "bytes")
    few, many = figures.get("server") or (None, None)
    if few and many:
        for before, after in zip(few["pages"], many["pages"], strict=True):
            what = f"{WORDS[after['page']]} with {many['takes']:,} takes, server"
            yield Goal(what, before["wall_ms"] * STILL_FLAT + NOISE_MS, after["wall_ms"], "ms")


def rendered(figures: Figures) -> str:
    """How it was measured, the goals, the spread, and the server's part."""
    parts = [_made_by(figures), goal_table(goals(figures), "median"), _spread(figures)]
    if figures.get("server"):
        parts.append(_server(figures["server"]))
    return together(parts)


def _made_by(figures: Figures) -> Iterator[str]:
    here = figures["machine"]
    yield from said(
        f"Made on {made_on(here)}; Chromium {figures['browser']} without",
        f"a screen, {figures['rounds']} rounds. How busy the machine was (load) before and after",
        f"each part: {', '.join(f'{one:.1f}' for one in figures['loads'])}.",
    )


def _spread(figures: Figures) -> Iterator[str]:
    names = {
        "open_ms": "open a review → first picture",
        "next_ms": "next in the queue → ready, prepared by the browser",
        "next_picture_ms": "the same → first picture",
        "unprepared_ms": "the same in a browser that prepares nothing",
        "key_ms": "key → marker",
    }
    rows = [
        (words, *(measured(value, "ms") for value in _quarters(figures[name])))
        for name, words in names.items()
    ]
    rows.append(("the very first visit", "", measured(figures["first_visit_ms"], "ms"), ""))
    yield from table(("", "fastest", "median", "slowest"), rows)


def _quarters(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def _server(sizes: list[Figures]) -> Iterator[str]:
    rows = [
        (WORDS[one["page"]], f"{size['takes']:,}", measured(one['wall_ms'], "ms"),
         measured(one['cpu_ms'], "ms"), one["queries"])
        for size in sizes
        for one in size["pages"]
    ]  # fmt: skip
    yield from table(("server, PostgreSQL", "takes", "on the wall", "processor", "queries"), rows)
