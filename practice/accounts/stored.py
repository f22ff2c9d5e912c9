"""How the rows of an import are kept while it runs, and what is left of them afterwards.

It is CSV with two columns more: the row of the file, and why it was left out. Rows that have
no reason are to be applied.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from practice.people import sheet
from practice.people.sheet import COLUMNS, Row

HEADER = ("row", *COLUMNS, "problem")


@dataclass(frozen=True)
class Kept:
    """One row, and why it is left out; empty when it is not."""

    row: Row
    problem: str = ""

    @property
    def email(self) -> str:
        return self.row.cells["email"].lower()

    @property
    def manager(self) -> str:
        return self.row.cells["manager"].lower()


def write(rows: Iterable[Kept]) -> str:
    """The text that is kept: what somebody may download and correct."""
    return sheet.write(HEADER, [cells_of(each) for each in rows])


def cells_of(kept: Kept) -> Sequence[str]:
    return str(kept.row.number), *(kept.row.cells[name] for name in COLUMNS), kept.problem


def read(text: str) -> list[Kept]:
    """The rows as they were kept."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [kept_of([sheet.unsafe(cell) for cell in line]) for line in lines if line[0] != "row"]


def kept_of(line: Sequence[str]) -> Kept:
    number, *cells, problem = line
    return Kept(Row(int(number), dict(zip(COLUMNS, cells, strict=True))), problem)


def left_out(rows: Iterable[Kept]) -> list[Kept]:
    """Those with a reason, in the order of the file."""
    return sorted((each for each in rows if each.problem), key=lambda each: each.row.number)


def to_do(rows: Iterable[Kept]) -> list[Kept]:
    """Those to be applied."""
    return [each for each in rows if not each.problem]
