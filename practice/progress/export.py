"""What is on the screen as a file: CSV or XLSX, written row by row so that memory stays flat.

In a CSV a cell that begins like a formula becomes text; in an XLSX every cell has its type, so
that words are words.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import IO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from practice.people import sheet

MOST_ROWS = 100_000
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file goes to the disk
WIDTH = 18  # of a column, in characters
Cell = str | int | float | date | None


class Kind(StrEnum):
    """What kind of file."""

    csv = "csv"
    xlsx = "xlsx"


TYPES = {
    Kind.csv: "text/csv; charset=utf-8",
    Kind.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Table:
    """Something to export: a name for the file, what it shows, heads, and rows as they come."""

    name: str
    about: Sequence[tuple[str, str]]
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def origin(now: datetime, zone: str) -> list[tuple[str, str]]:
    """What every file tells about itself: when it was made, and what its figures are."""
    return [
        ("Made", f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"),
        ("Figures", "What each figure counts stands in docs/figures.md."),
    ]


def write(table: Table, kind: Kind) -> IO[bytes]:
    """The table as an open file without a name, from its beginning."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    {Kind.csv: _csv, Kind.xlsx: _xlsx}[kind](table, file)
    file.seek(0)
    return file


def _csv(table: Table, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([_plain(cell) for cell in row] for row in islice(table.rows, MOST_ROWS))
    text.detach()


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, date):
        return cell.isoformat()
    return sheet.safe(cell) if isinstance(cell, str) else "" if cell is None else cell


def _xlsx(table: Table, file: IO[bytes]) -> None:
    book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    page = book.add_worksheet("Data")
    page.freeze_panes(1, 0)
    page.set_column(0, len(table.heads) - 1, WIDTH)
    for column, head in enumerate(table.heads):
        page.write_string(0, column, head, bold)
    for place, row in enumerate(islice(table.rows, MOST_ROWS), 1):
        for column, cell in enumerate(row):
            _put(page, place, column, cell)
    _about(book, table.about)
    book.close()


def _put(page: Worksheet, place: int, column: int, cell: Cell) -> None:
    """By its type, never by its looks: a name that begins with "=" is a name."""
    if isinstance(cell, str):
        page.write_string(place, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(place, column, cell)
    elif cell is not None:
        page.write_number(place, column, cell)


def _about(book: Workbook, about: Sequence[tuple[str, str]]) -> None:
    page = book.add_worksheet("About")
    page.set_column(0, 0, WIDTH)
    for place, (term, words) in enumerate(about):
        page.write_string(place, 0, term)
        page.write_string(place, 1, words)
