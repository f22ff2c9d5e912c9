"""The recorder's figures as goals and as a page: its own part of docs/performance.md."""

from collections.abc import Iterator

from bench.page import Figures, Goal, goal_table, made_on, said, table, together

SPARE_MS = 500
MOST_SCRIPT_BYTES = 25_000
LONGEST_MS = 50
# Of what is recorded, memory may keep so much: a recording that is assembled keeps all of it.
MOST_KEPT = 0.05
KINDS = {
    "renderer_mb": "the page's process (PSS)",
    "browser_mb": "the browser's process (PSS)",
}


def goals(figures: Figures) -> Iterator[Goal]:
    """Those that this run can tell about."""
    takes, long = figures["takes"], figures.get("memory")
    for one in takes:
        what = f"stop → received, a take of {one['minutes']:g} min"
        yield Goal(what, one["piece_ms"] + SPARE_MS, one["waited_ms"], "ms")
    longest = max(one["longest_script_ms"] for one in takes)
    yield Goal("longest that our scripts kept the main thread", LONGEST_MS, longest, "ms")
    bytes_ = max(one["script_bytes"] for one in takes)
    yield Goal("scripts on the page, gzip", MOST_SCRIPT_BYTES, bytes_, "bytes")
    if long:
        yield from _flat(long)


def _flat(long: Figures) -> Iterator[Goal]:
    a_minute = long["bytes"] / 1e6 / long["minutes"]
    for name, kind in KINDS.items():
        what = f"growth of {kind} while {a_minute:.1f} MB a minute are recorded"
        yield Goal(what, a_minute * MOST_KEPT, long["slopes"][name], "MB a minute")


def rendered(figures: Figures) -> str:
    """How it was measured, the goals, and the memory minute by minute."""
    parts = [_made_by(figures), goal_table(goals(figures)), _takes(figures)]
    if long := figures.get("memory"):
        parts.append(_memory(long))
    return together(parts)


def _made_by(figures: Figures) -> Iterator[str]:
    here, line = figures["machine"], figures["line"]
    yield from said(
        f"Made on {made_on(here)}; Chromium {figures['browser']} without",
        f"a screen, on a line that sends {line['up_mbps']:g} Mb/s",
        f"with {line['latency_ms']:g} ms of delay. How busy the machine was (load) before each",
        f"recording and after the last: {', '.join(f'{one:.1f}' for one in figures['loads'])}.",
    )


def _takes(figures: Figures) -> Iterator[str]:
    rows = [
        (f"{one['minutes']:g} min", f"{one['bytes'] / 1e6:.1f} MB", one["pieces"],
         f"{one['piece_bytes'] / 1e6:.2f} MB", f"{one['piece_ms']:.0f} ms",
         f"{one['waited_ms']:.0f} ms", f"{one['longest_task_ms']:.0f} ms")
        for one in figures["takes"]
    ]  # fmt: skip
    head = ("take", "recorded", "pieces", "a piece", "its way", "stop → received", "longest task")
    yield from table(head, rows)


def _memory(long: Figures) -> Iterator[str]:
    samples = long["samples"]
    shown = sorted({0, 2, len(samples) // 2, len(samples) - 1} & set(range(len(samples))))
    head = ("memory, MB", *(f"{at} min" for at in shown), "a minute, from the second on")
    rows = [
        (words, *(f"{samples[at][name]:.1f}" for at in shown), f"{long['slopes'][name]:+.2f}")
        for name, words in KINDS.items()
    ]
    yield from table(head, rows)
