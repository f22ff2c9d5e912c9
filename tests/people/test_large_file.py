"""A file of people as large as the form promises: saved by Excel as UTF-16, or full of mistakes."""

import html
import io
import re
from uuid import UUID

from practice.accounts.views.imports import EXAMPLES
from practice.db import Database
from practice.people import queries, sheet
from tests.client import Page, Shown
from tests.people.test_big_import import finish
from tests.people.test_import import hidden, person

NAMES = ("Özge Şahin", "Zoë Brontë-Nicholls", "Łukasz Wiśniewski", "Ana Díaz de la Vega")
TOO_LARGE = "That file is larger than 4 MB. Split it into several files."


def as_excel_saves(count: int) -> bytes:
    """“Unicode text”: tabs and UTF-16. The rows are like that of our template, but longer."""
    _, _, _, roles, _, zone, hired, segments = EXAMPLES[0]
    rows = [
        (f"person.number{n}@sales.example.com", f"{NAMES[n % 4]} {n}", f"Österreich {n % 40}",
         roles, f"person.number{n % 40}@sales.example.com", zone, hired, segments)
        for n in range(count)
    ]  # fmt: skip
    return "\r\n".join("\t".join(cells) for cells in (sheet.COLUMNS, *rows)).encode("utf-16")


def upload(page: Page, content: bytes, status: int = 200) -> Shown:
    sent = {"file": (io.BytesIO(content), "people.txt"), "create_teams": "yes"}
    return put_away(page.submit("/people/import", sent, status))


def put_away(shown: Shown) -> Shown:
    """Close the client’s own copy of what was sent, which it leaves on the disk."""
    shown.response.request.environ["wsgi.input"].close()
    return shown


def rows_on(shown: Shown) -> str:
    """The rows that the page would send back, with line breaks as browsers send them."""
    found = re.search(r'<textarea name="content"[^>]*>\n(.*?)</textarea>', shown.html, re.DOTALL)
    assert found
    return re.sub(r"\r?\n", "\r\n", html.unescape(found[1]))


def press(page: Page, shown: Shown, action: str, status: int, **sent: str) -> Shown:
    """Send a form of this page, encoded as the form says."""
    form = next(each for each in shown.look.all("form") if each["action"] == action)
    kind = form.get("enctype") or "application/x-www-form-urlencoded"
    sent |= {"csrf_token": page.token()}
    answer = put_away(Shown(page.client.post(action, data=sent, content_type=kind)))
    assert answer.status == status, answer.text[:600]
    return answer


def accept(page: Page, shown: Shown) -> UUID:
    """Agree to what was shown; answers the import that goes on."""
    sent = {"content": rows_on(shown)} | hidden(shown)
    begun = press(page, shown, "/people/import/apply", 302, **sent)
    return UUID(begun.response.headers["Location"].rsplit("/", 1)[1])


def test_ten_thousand_people_come_as_excel_saves_them(admin: Page) -> None:
    content = as_excel_saves(10_000)
    assert len(content) > 3_000_000
    shown = upload(admin, content)
    assert shown.has("Import 10,000 people", "40 teams will be created")


def test_what_was_shown_can_be_agreed_to_where_it_comes_back_longer(admin: Page) -> None:
    rows = "".join(f"li{n}@example.com,李明,{'销售' * 4_800}\n" for n in range(205))
    content = f"email,name,notes\n{rows}".encode("utf-16")
    shown = upload(admin, content)
    assert len(content) < sheet.MOST_BYTES < 5_800_000 < len(rows_on(shown).encode())
    import_id = accept(admin, shown)
    assert admin.get(f"/people/imports/{import_id}").has("200 of 205 people")


def test_what_excel_saved_is_applied_to_the_end(admin: Page, db: Database) -> None:
    finish(db, accept(admin, upload(admin, as_excel_saves(450))))
    last = person(db, "person.number449@sales.example.com")
    assert (last.name, str(last.hired_on)) == ("Zoë Brontë-Nicholls 449", "2027-03-01")
    assert last.home_team and last.home_team.name == "Österreich 9"
    with db.reading() as session:
        held = queries.names_of(session, [last.id])[last.id]
        assert (held, len(queries.teams(session))) == (["Enterprise", "New in 2027"], 40)


def test_all_rows_of_a_large_file_can_be_corrected(admin: Page) -> None:
    header = "email,name,team\n"
    rows = "".join(
        f"nobody {n},{'Мария Павловна Иванова' * 6},Отдел продаж\n" for n in range(9_000)
    )
    shown = upload(admin, header.encode() + b"nobody,Bo,\n")
    action, content = "/people/import/not-imported.csv", header + rows
    assert 2_000_000 < len(content.encode()) < sheet.MOST_BYTES
    kept = press(admin, shown, action, 200, content=content)
    assert kept.html.count("is not an email address") == 9_000


def test_a_file_that_is_too_large_is_told_before_it_is_sent_and_after(admin: Page) -> None:
    form = admin.get("/people/import")
    assert form.has("At most 10,000 rows and 4 MB.")
    [file] = [each for each in form.look.all("input") if each["name"] == "file"]
    assert (file["data-most-bytes"], file["data-too-large"]) == (str(sheet.MOST_BYTES), TOO_LARGE)
    shown = upload(admin, b"x" * (sheet.MOST_BYTES + 1), 413)
    assert shown.heading == "Import people"
    assert shown.has(TOO_LARGE)


def test_far_too_much_is_not_even_read_and_other_doors_take_less(admin: Page) -> None:
    assert upload(admin, b"x" * 2 * sheet.MOST_BYTES, 413).has("That is larger than we take.")
    put_away(admin.submit("/teams", {"name": "x" * 3_000_000}, 413))
