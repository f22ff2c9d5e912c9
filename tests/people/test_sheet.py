"""Reading and writing people as CSV."""

import pytest

from practice.errors import Invalid
from practice.people import sheet


def rows_of(text: str) -> list[dict[str, str]]:
    return [row.cells for row in sheet.read(text).rows]


@pytest.mark.parametrize(
    "content",
    [
        b"email,name\nana@example.com,Ana D\xc3\xadaz\n",
        b"\xef\xbb\xbfE-Mail;Full name\r\nana@example.com;Ana D\xc3\xadaz\r\n",
        "Email address\tName\r\nana@example.com\tAna Díaz".encode("utf-16"),
        b'\n\n"Work email","Last name","First Name"\nana@example.com,D\xc3\xadaz,Ana\n',
    ],
)
def test_files_are_read_as_programs_write_them(content: bytes) -> None:
    [cells] = rows_of(sheet.decode(content))
    assert (cells["email"], cells["name"]) == ("ana@example.com", "Ana Díaz")


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    read = sheet.read('email,name\n\na@e.co,"two\nlines"\n,,\nb@e.co,B\n')
    assert [(row.number, row.cells["name"]) for row in read.rows] == [(3, "two lines"), (5, "B")]


def test_unknown_columns_are_told_and_left_out() -> None:
    assert sheet.read("email,phone,Notes\na@e.co,1,2\n").ignored == ["phone", "Notes"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is nothing in it"),
        (" \n \n", "There is nothing in it"),
        ("email,name\n", "no rows below the header"),
        ("name,team\nAna,West\n", "one of them has to be “email”"),
        ("email,e-mail\na@e.co,b@e.co\n", "Two columns mean the same"),
        ("PK\0\3", "That isn’t a CSV file"),
        ('email,name\na@e.co,"' + "x" * 200_000 + '"\n', "quotation mark may not be closed"),
        ("email\n" + "a@e.co\n" * 10_001, "Import at most 10,000"),
    ],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        sheet.read(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Invalid, match="CSV UTF-8"):
        sheet.decode(b"email,name\na@e.co,D\xedaz\n")
    with pytest.raises(Invalid, match="larger than 4 MB"):
        sheet.decode(b"x" * 4_000_001)


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-3", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_cells_that_look_like_formulas_are_written_as_text_and_come_back(cell: str) -> None:
    written = sheet.write(("email", "name"), [("a@e.co", cell)])
    assert f"'{cell}" in written
    assert rows_of(written)[0]["name"] == cell


def test_line_breaks_and_quotation_marks_do_not_break_out_of_a_cell() -> None:
    written = sheet.write(("email", "name"), [("a@e.co", 'A "B", C')])
    assert rows_of(written)[0]["name"] == 'A "B", C'
