"""What all reports share: goals, tables, and the parts of docs/performance.md between markers."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


@dataclass(frozen=True)
class Goal:
    """One sentence, what was aimed at and what came out in one unit; a goal missed says so."""

    what: str
    aim: float
    got: float
    unit: str = ""
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.got <= self.aim

    @property
    def said(self) -> str:
        return f"{measured(self.got, self.unit)}, at most {measured(self.aim, self.unit)}"


def measured(value: float, unit: str = "") -> str:
    """With decimals only where they say something."""
    return f"{value:,.0f} {unit}".rstrip() if abs(value) >= 100 else f"{value:.2f} {unit}".rstrip()


def goal_table(goals: Iterable[Goal], corner: str = "") -> Iterator[str]:
    """All goals with what came out; a column of notes only where there are any."""
    rows = [
        (one.what, f"≤ {measured(one.aim, one.unit)}", measured(one.got, one.unit),
         "met" if one.is_met else "**missed**", one.note)
        for one in goals
    ]  # fmt: skip
    width = 5 if any(row[4] for row in rows) else 4
    yield from table((corner, "aim", "got", "", "")[:width], (row[:width] for row in rows))


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A table in Markdown; every column but the first is for numbers."""
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def said(*sentences: str) -> Iterator[str]:
    """A paragraph, wrapped."""
    yield from textwrap.wrap(" ".join(sentences), 100, break_on_hyphens=False)


def made_on(here: Figures) -> str:
    """The machine that figures were made on."""
    return (
        f"{here['day']}: {here['processor']}, {here['cores']} cores, {here['memory_gb']} GB, "
        f"{here['system']}"
    )


def together(sections: Iterable[Iterable[str]]) -> str:
    """The sections that have anything to say, with a line between them."""
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section)))


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between the markers of this name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = page.read_text().split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def keep(name: str, figures: Figures, into: Path, goals: Iterable[Goal], text: str | None) -> None:
    """The figures as JSON, the text (if any) on the page, and what came of each goal printed."""
    into.write_text(json.dumps(figures, indent=1, default=str, ensure_ascii=False) + "\n")
    if text is not None:
        write(name, text)
    for goal in goals:
        verdict = "met" if goal.is_met else "MISSED"
        print(f"{verdict:>6}  {goal.what}: {goal.said}  {goal.note}".rstrip())
