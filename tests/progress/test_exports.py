"""What is on the screen as a file: the same rows in every kind, no formula, levels for a reason."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment, Cadence, TargetState
from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.progress import lists
from practice.progress.export import MOST_ROWS
from practice.progress.forms import What
from practice.progress.scope import Scope
from practice.progress.weeks import last_weeks
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
    if "xlsx" not in path:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not [name for name in book.namelist() if "external" in name.lower()]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{MAIN}f")), "a formula"
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def about(page: Page, path: str) -> dict[str, str]:
    """What the second sheet of a file tells of it."""
    with zipfile.ZipFile(io.BytesIO(page.client.get(path).get_data())) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet2.xml"))
    return dict(["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row"))


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


def test_dates_in_the_file_of_an_assignment_are_dates_where_the_person_is(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        due_at = datetime(2026, 11, 20, 1, tzinfo=UTC)  # 5:00 PM of the day before there
        target = factories.target(session, made.tom, made.pitch, by=made.dana, due_at=due_at)
        target.due_zone, target.state = "America/Los_Angeles", TargetState.met
        target.settled_at = due_at + timedelta(hours=8)
        path = f"/assignments/{target.assignment_id}"
    heads, row = rows_of(page.sign_in(made.dana), f"{path}/export.csv")
    dates = [heads.index("Due"), heads.index("Met or settled")]
    assert [row[each] for each in dates] == ["2026-11-19", "2026-11-20"]
    typed = rows_of(page, f"{path}/export.xlsx")[1]
    first = date(1899, 12, 30)  # as spreadsheets count days
    assert [first + timedelta(int(typed[each])) for each in dates] == [
        date(2026, 11, 19), date(2026, 11, 20),
    ]  # fmt: skip


def test_the_file_of_an_assignment_says_which_one_it_is_and_how_it_was_filtered(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        target = factories.target(session, made.tom, made.pitch, by=made.dana, due_at=days_ago(1))
        path = f"/assignments/{target.assignment_id}/export.xlsx"
    told = about(page.sign_in(made.dana), path)
    assert (told["Assignment"], told["Teams"]) == ("60-second pitch", "West")
    assert told["State"] == "All states"
    assert "Periods" not in told, "it is asked for once"
    assert told["Made"].endswith(" UTC")
    with db.work() as session:
        session.get_one(Assignment, target.assignment_id).cadence = Cadence.weekly
    told = about(page.sign_in(made.eve), f"{path}?state=late&which=all")
    assert (told["State"], told["Periods"]) == ("Late", "All so far")
    assert told["Teams"] == "All teams"
    assert about(page, path)["Periods"] == "Those that run now"


def test_the_first_row_of_a_list_is_written_before_all_others_are_read(
    db: Database, made: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "AT_ONCE", 1)
    with db.reading() as session:
        asked = lists.Asked(Scope(None), last_weeks(utcnow().date(), 10, 0), "UTC")
        each = lists.each_group(session, asked, MOST_ROWS)
        first = next(each)
        people = [one for one in session.identity_map.values() if isinstance(one, Person)]
        assert people == [first.person]
        assert len({first.person, *(group.person for group in each)}) == 3


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
