"""What is on the screen as a file: the same rows in every kind, no formula, levels for a reason."""

import csv
import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Database
from practice.progress.forms import What
from tests import factories
from tests.client import Page
from tests.progress.test_assessment import scored
from tests.progress.world import Org, days_ago, org, reviewed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return busy(session)


def busy(session: Session) -> Org:
    """Priya and Tom practice, one take came back, one waits, Tom is behind."""
    made = org(session)
    for days in (0, 1, 9):
        take = factories.take(session, made.priya, made.pitch, at=days_ago(days))
    reviewed(session, take, made.dana, timedelta(days=2))
    waits = factories.take(session, made.tom, made.pitch, at=days_ago(3))
    factories.submission(session, waits, reviewer=made.dana)
    factories.take(session, made.mara, made.pitch)
    factories.target(session, made.tom, made.pitch, by=made.dana, due_at=days_ago(4.5))
    return made


def rows_of(page: Page, path: str) -> list[list[str]]:
    """The rows of a file, whatever its kind; dates and numbers as they are written."""
    content = page.client.get(path).get_data()
    if "as=xlsx" not in path:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not [name for name in book.namelist() if "external" in name.lower()]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{MAIN}f")), "a formula"
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def words_of(rows: list[list[str]]) -> list[list[str]]:
    """What is neither a number nor a date."""
    return [[cell for cell in row if cell[:1].isalpha()] for row in rows]


@pytest.mark.parametrize("what", [str(each) for each in What])
def test_a_table_has_the_same_rows_as_csv_and_as_xlsx(page: Page, made: Org, what: str) -> None:
    page.sign_in(made.dana)
    plain = rows_of(page, f"/team/export?what={what}")
    typed = rows_of(page, f"/team/export?what={what}&as=xlsx")
    assert len(plain) > 1
    assert plain[0] == typed[0]
    assert words_of(plain) == words_of(typed)
    assert not any("Mara" in cell for row in plain for cell in row), "another manager's people"


def test_the_weeks_of_a_file_add_up_to_the_number_on_the_screen(page: Page, made: Org) -> None:
    page.sign_in(made.dana)
    heads, *rows = rows_of(page, "/team/export?what=weeks&weeks=4")
    assert len(rows) == 2 * 4
    sums = [sum(float(row[heads.index(each)]) for row in rows) for each in heads[3:]]
    assert sums == [4, 4.0, 2, 1]
    assert page.get("/team?weeks=4").has("Takes 4 4 minutes", "Submitted 2 1 reviewed")


def test_no_name_in_a_file_can_turn_into_a_formula(db: Database, page: Page, made: Org) -> None:
    name = '=HYPERLINK("http://x","y")'
    with db.work() as session:
        session.merge(made.tom).name = name
    page.sign_in(made.dana)
    plain = rows_of(page, "/team/export?what=behind")
    assert plain[1][0] == f"'{name}"
    assert rows_of(page, "/team/export?what=behind&as=xlsx")[1][0] == name


def test_levels_leave_only_for_a_purpose_which_is_kept(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        scored(session, made, (2, 4))
    page.sign_in(made.dana)
    refused = page.submit("/team/growth/export", {"purpose": " ", "as": "csv"}, status=422)
    assert refused.has("Say what the levels are for; it is logged.")
    asked = select(AuditEntry).where(AuditEntry.action == "exported_levels")
    with db.reading() as session:
        assert session.scalar(asked) is None
    told = page.submit(
        "/team/growth/export", {"purpose": "Calibration on Friday", "as": "csv"}, 200
    )
    lines = list(csv.reader(io.StringIO(told.html.removeprefix("\ufeff"))))
    assert [line[2:] for line in lines[1:]] == [["Agenda set", "2"], ["Pain found", "4"]]
    with db.reading() as session:
        entry = session.scalars(asked).one()
        assert (entry.actor_id, entry.detail["purpose"]) == (made.dana.id, "Calibration on Friday")
