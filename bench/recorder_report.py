"""The recorder's figures as goals and as a page: its own part of docs/performance.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import PAGE, said, table

Figures = dict[str, Any]
BEGIN, END = "<!-- bench-recorder: begin -->", "<!-- bench-recorder: end -->"
SPARE_MS = 500
MOST_SCRIPT_BYTES = 25_000
LONGEST_MS = 50
# Of what is recorded, memory may keep so much: a recording that is assembled keeps all of it.
MOST_KEPT = 0.05
KINDS = {
    "renderer_mb": "the page's process (PSS)",
    "browser_mb": "the browser's process (PSS)",
}


@dataclass(frozen=True)
class Goal:
    """One sentence, and what was aimed at and came out in one unit."""

    what: str
    aim: float
    got: float
    unit: str

    @property
    def is_met(self) -> bool:
        return self.got <= self.aim

    @property
    def said(self) -> str:
        return f"{number(self.got)} {self.unit}, at most {number(self.aim)}"


def number(value: float) -> str:
    """With decimals only where they say something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


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


def write(figures: Figures, page: Path = PAGE) -> None:
    """Replace what stands between the markers."""
    before, rest = page.read_text().split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{rendered(figures)}\n{END}{after}")


def rendered(figures: Figures) -> str:
    """How it was measured, the goals, and the memory minute by minute."""
    parts = [_made_by(figures), _goals(figures), _takes(figures)]
    if long := figures.get("memory"):
        parts.append(_memory(long))
    return "\n\n".join("\n".join(part) for part in parts)


def _made_by(figures: Figures) -> Iterator[str]:
    here, line = figures["machine"], figures["line"]
    yield from said(
        f"Made on {here['day']}: {here['processor']}, {here['cores']} cores,",
        f"{here['memory_gb']} GB, {here['system']}; Chromium {figures['browser']} without",
        f"a screen, on a line that sends {line['up_mbps']:g} Mb/s",
        f"with {line['latency_ms']:g} ms of delay. How busy the machine was (load) before each",
        f"recording and after the last: {', '.join(f'{one:.1f}' for one in figures['loads'])}.",
    )


def _goals(figures: Figures) -> Iterator[str]:
    rows = [
        (one.what, f"≤ {number(one.aim)} {one.unit}", f"{number(one.got)} {one.unit}",
         "met" if one.is_met else "**missed**")
        for one in goals(figures)
    ]  # fmt: skip
    yield from table(("", "aim", "got", ""), rows)


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
