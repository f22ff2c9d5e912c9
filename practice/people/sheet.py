"""People as rows of a spreadsheet: reading CSV as programs really write it, and writing it safely.

Reading forgives: commas, semicolons or tabs; UTF-8 with or without its mark, or UTF-16; header
names in many spellings. Row numbers are the ones a spreadsheet shows, the header being row 1.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from practice.errors import Invalid, TooLarge

COLUMNS = ("email", "name", "team", "roles", "manager", "timezone", "hired", "segments")
MOST_ROWS = 10_000
MOST_BYTES = 4_000_000  # so many rows of 200 characters as UTF-16, which Excel writes
TOO_LARGE = f"That file is larger than {MOST_BYTES // 10**6} MB. Split it into several files."
SPELLINGS = {
    "email": {"email", "emailaddress", "mail", "workemail", "useremail", "username", "login"},
    "name": {"name", "fullname", "displayname", "person", "employee", "employeename"},
    "first": {"firstname", "givenname", "first"},
    "last": {"lastname", "surname", "familyname", "last"},
    "team": {"team", "teamname", "hometeam", "group", "department"},
    "roles": {"roles", "role"},
    "manager": {"manager", "manageremail", "manageremailaddress", "managersemail", "reportsto"},
    "timezone": {"timezone", "zone", "tz"},
    "hired": {"hired", "hiredon", "hiredate", "dateofhire", "startdate", "firstday"},
    "segments": {"segments", "segment", "tags", "tag", "labels"},
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run


@dataclass(frozen=True)
class Row:
    """One row: its number and its cells by column; a blank cell is an empty string."""

    number: int
    cells: dict[str, str]
    is_too_long: bool = False


@dataclass(frozen=True)
class Sheet:
    """What was read, and which columns were not understood."""

    rows: Sequence[Row]
    ignored: Sequence[str]


def decode(content: bytes) -> str:
    """The text of a file; refuses what is too large or no text."""
    if len(content) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    raise Invalid("We can’t read that file. Save it as “CSV UTF-8” and try again.")


def read(text: str) -> Sheet:
    """The rows of a CSV text; refuses one without an email column, and too many rows."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Invalid("There is nothing in it. Choose a file or paste some rows.")
    if "\0" in text:
        raise Invalid("That isn’t a CSV file. In your spreadsheet, save it as CSV first.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error:
        raise Invalid("We can’t read that as CSV. A quotation mark may not be closed.") from None
    start = next(number for number, line in enumerate(lines) if any(map(str.strip, line)))
    columns, ignored = columns_of(lines[start])
    width = len(lines[start])
    rows = [
        row_of(number, line, columns, width)
        for number, line in enumerate(lines[start + 1 :], start + 2)
        if any(map(str.strip, line))
    ]
    if not rows:
        raise Invalid("There are no rows below the header.")
    if len(rows) > MOST_ROWS:
        raise TooLarge(f"That is {len(rows):,} rows. Import at most {MOST_ROWS:,} at a time.")
    return Sheet(rows, ignored)


def delimiter_of(text: str) -> str:
    """What separates the cells of the header."""
    header = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=header.count)


def columns_of(header: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the headers that mean nothing to us."""
    found: dict[str, int] = {}
    ignored = []
    for place, title in enumerate(header):
        column = column_named(title)
        if column is None:
            ignored += [title.strip()] if title.strip() else []
        elif column in found:
            raise Invalid(f"Two columns mean the same: “{header[found[column]]}” and “{title}”.")
        else:
            found[column] = place
    if "email" not in found:
        raise Invalid("The first row has to name the columns, and one of them has to be “email”.")
    return found, ignored


def column_named(title: str) -> str | None:
    """The column that a header means, in any common spelling."""
    plain = re.sub(r"[^a-z]", "", title.lower())
    return next((column for column, names in SPELLINGS.items() if plain in names), None)


def row_of(number: int, line: Sequence[str], columns: dict[str, int], width: int) -> Row:
    """One row with its cells trimmed and free of what a spreadsheet can't show."""
    cells = {
        column: clean(line[place]) if place < len(line) else "" for column, place in columns.items()
    }
    first, last = cells.pop("first", ""), cells.pop("last", "")
    if not cells.get("name"):
        cells["name"] = f"{first} {last}".strip()
    is_too_long = any(map(str.strip, line[width:]))
    return Row(number, {name: cells.get(name, "") for name in COLUMNS}, is_too_long)


def clean(cell: str) -> str:
    """A cell without the apostrophe that kept it from being a formula."""
    cell = " ".join(cell.split())
    if not cell.isprintable():
        cell = "".join(each for each in cell if each.isprintable())
    return unsafe(cell)


def unsafe(cell: str) -> str:
    """A cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in FORMULA else cell


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV that spreadsheets open in the right encoding, with no cell they would run."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that begins like a formula, shown as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
