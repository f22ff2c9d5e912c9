"""An import that is too large for one request: applied in bites by a worker, whatever happens."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import func, select

from practice.accounts import background
from practice.accounts.queries import GOING
from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.doorbell import Task
from practice.people import queries
from practice.people.models import PeopleImport, PeopleSegment, Person, TeamManager, WorkState
from tests import factories
from tests.client import Page, Shown
from tests.fakes import ListeningDoorbell
from tests.people.test_import import apply, dry_run, hidden
from tests.statements import heard
from workers import chores
from workers.boot import Parts

DIES = """
import os, signal, sys
from uuid import UUID
from sqlalchemy import event
from practice.accounts import background
from practice.db import Database

db, bites = Database(sys.argv[1]), 0

def die_in_the_second_bite(connection, cursor, statement, *rest):
    global bites
    bites += statement.startswith(sys.argv[4])
    if bites == 2:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(db.engine, sys.argv[3] + "_cursor_execute", die_in_the_second_bite)
background.go_on(db, UUID(sys.argv[2]))
"""


def killed_in_the_second_bite(
    url: str, work_id: UUID, when: str, statement: str
) -> subprocess.CompletedProcess[bytes]:
    """A worker that is killed before or after this statement of its second bite."""
    told = [url, str(work_id), when, statement]
    return subprocess.run([sys.executable, "-c", DIES, *told], timeout=60)


def rows(count: int, teams: int = 7) -> str:
    return "email,name,team,manager,segments\n" + "".join(
        f"p{n}@crowd.example,Person {n},Team {n % teams},p{n % teams}@crowd.example,Crowd\n"
        for n in range(count)
    )


def begun(page: Page, text: str, **more: str) -> UUID:
    """Accept what was shown; answers the import that goes on."""
    shown = apply(page, text, **more)
    return UUID(shown.response.headers["Location"].rsplit("/", 1)[1])


def finish(db: Database, import_id: UUID) -> None:
    """Do turn after turn, as workers do that are rung again."""
    background.go_on(db, import_id)
    while stored(db, import_id).state in GOING:
        background.go_on(db, import_id)


def stored(db: Database, import_id: UUID) -> PeopleImport:
    with db.reading() as session:
        return session.get_one(PeopleImport, import_id)


def crowd(db: Database) -> int:
    with db.reading() as session:
        everybody = select(func.count(Person.id)).where(Person.email.like("%@crowd.example"))
        return session.scalar(everybody) or 0


def leads(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(TeamManager)) or 0


def test_a_large_file_is_begun_at_once_and_finished_by_a_worker(
    admin: Page, db: Database, doorbell: ListeningDoorbell
) -> None:
    import_id = begun(admin, rows(450))
    assert doorbell.heard == [(Task.work_on_people, import_id)]
    page = f"/people/imports/{import_id}"
    assert admin.get(page).has("200 of 450 people", "You can leave this page")
    assert admin.get("/people").has("An import is at work: 200 of 450 people")
    with heard(db.engine) as statements:
        finish(db, import_id)
    assert (crowd(db), leads(db)) == (450, 7)
    assert len(statements) < 2 * 40, "two more bites"
    assert admin.get(page).has("It is done.", "450")
    assert admin.get(f"{page}/live").has("It is done.")
    assert "An import is at work" not in admin.get("/people").text
    assert admin.get("/audit").has("Imported people: 450 new, 0 changed")
    assert stored(db, import_id).text.count("\n") == 1, "nothing but the header stays"


def test_a_killed_worker_loses_nothing_and_two_after_it_do_nothing_twice(
    admin: Page, db: Database
) -> None:
    import_id = begun(admin, rows(850))
    url = db.engine.url.render_as_string(hide_password=False)
    died = killed_in_the_second_bite(url, import_id, "before", "INSERT INTO person (")
    assert died.returncode == -9
    found = stored(db, import_id)
    assert (crowd(db), found.done, found.state) == (400, 400, "running")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: finish(db, import_id), range(2)))
    found = stored(db, import_id)
    assert (crowd(db), found.added, found.changed, found.state) == (850, 850, 0, "done")
    with db.reading() as session:
        told = session.scalars(select(AuditEntry.action)).all()
    assert told.count("imported_people") == 1
    assert told.count("added_manager") == leads(db) == 7


def test_a_worker_that_has_had_its_turn_goes_on_behind_other_work(
    admin: Page, db: Database, doorbell: ListeningDoorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "TURN", -1.0)
    import_id = begun(admin, rows(650))
    doorbell.heard.clear()
    background.go_on(db, import_id)
    assert (crowd(db), doorbell.heard) == (400, [(Task.work_on_people, import_id)])
    finish(db, import_id)
    assert crowd(db) == 650


def test_the_sweep_rings_for_an_import_that_nobody_works_on(
    admin: Page, db: Database, doorbell: ListeningDoorbell, parts: Parts
) -> None:
    import_id = begun(admin, rows(250))
    doorbell.heard.clear()
    assert chores.ring_for_people(parts) == 0, "it was worked on just now"
    with db.work() as session:
        session.get_one(PeopleImport, import_id).worked_at = None
    assert chores.ring_for_people(parts) == 1
    assert doorbell.heard == [(Task.work_on_people, import_id)]


def test_one_import_at_a_time(admin: Page, db: Database) -> None:
    begun(admin, rows(250))
    other = "email,name\nbo@example.com,Bo\n"
    seen = hidden(dry_run(admin, other))
    shown = admin.submit("/people/import/apply", {"content": other, **seen}, 409)
    assert shown.has("An import is at work: 200 of 250 people.", "Only one runs at a time")
    with db.reading() as session:
        assert queries.find_person(session, "bo@example.com") is None


def test_what_can_no_longer_be_imported_is_left_out_with_the_reason(
    admin: Page, db: Database
) -> None:
    with db.work() as session:
        late = factories.team(session, "Late").id
    text = rows(250) + "late@example.com,Lee,Late,,\n,Nobody,,,\n"
    import_id = begun(admin, text)
    with db.work() as session:
        queries.get_team(session, late).archived_at = utcnow()
    finish(db, import_id)
    page = admin.get(f"/people/imports/{import_id}")
    assert page.has("The team “Late” is archived.", "There is no email in this row.", "2 rows")
    left = admin.get(f"/people/imports/{import_id}/not-imported.csv")
    assert "people-not-imported.csv" in left.response.headers["Content-Disposition"]
    assert "late@example.com,Lee,Late" in left.html
    assert "p1@crowd.example" not in left.html
    with db.work() as session:
        queries.get_team(session, late).archived_at = None
    assert dry_run(admin, left.html).has("Lee · Late", "Import 1 person"), "corrected and sent anew"


def test_an_import_that_can_not_go_on_keeps_the_rest(admin: Page, db: Database) -> None:
    text = rows(200) + rows(450).split("p200@", 1)[1].replace("Crowd", "Late").join(["p200@", ""])
    import_id = begun(admin, text)
    with db.work() as session:
        session.add_all(PeopleSegment(name=f"Segment {n}") for n in range(499))
    finish(db, import_id)
    found = stored(db, import_id)
    assert (found.state, found.added, crowd(db)) == (WorkState.failed, 200, 200)
    page = admin.get(f"/people/imports/{import_id}")
    assert page.has("It stopped after 200 people:", "There can be 500 at most.", "250 rows")
    left = admin.get(f"/people/imports/{import_id}/not-imported.csv").html
    assert "p200@crowd.example" in left
    assert "p199@crowd.example" not in left


def faulty() -> str:
    odd = [f"no email {n},A," for n in range(700)] + [
        f"p{n}@example.com,B,king" for n in range(300)
    ]
    return "email,name,roles\n" + "\n".join(odd) + "\nok@example.com,Fine,\n"


def test_a_thousand_faulty_rows_stay_readable(admin: Page) -> None:
    shown = dry_run(admin, faulty())
    assert shown.has("Why rows are left out", "No email address 700 2, 3, 4, 5, 6 …")
    assert shown.has("No such role 300", "And 501 more rows", "Import 1 person")
    sent = {"content": faulty(), "create_teams": "yes"}
    left = admin.submit("/people/import/not-imported.csv", sent, 200)
    assert left.html.count("\r\n") == 1_001


def test_rows_that_put_a_team_below_itself_are_left_out(admin: Page, db: Database) -> None:
    text = (
        "email,name,team,manager\n"
        "a@e.co,A,West,boss@e.co\n"
        "boss@e.co,Boss,East,a@e.co\n"
        "coach@e.co,Coach,South,coach@e.co\n"
    )
    shown = dry_run(admin, text)
    assert shown.has("A team would lie below itself", "Import 1 person")


def test_a_manager_moved_below_their_own_team_is_left_out(admin: Page, db: Database) -> None:
    with db.work() as session:
        boss = factories.person(session, "Boss")
        lead = factories.person(session, "Lead", team=factories.team(session, "West", boss))
        factories.team(session, "East", lead)
    shown = dry_run(admin, f"email,team\n{boss.email},East\n")
    assert shown.has("A team would lie below itself", "There is nothing to import")


def test_segments_and_the_first_day_are_imported_and_kept_when_blank(
    admin: Page, db: Database, ana: Person
) -> None:
    text = (
        "email,name,hired,tags\n"
        f"{ana.email},,2027-03-01,Enterprise; enterprise;New\n"
        "bo@e.co,Bo,03/01/2027,\n"
    )
    shown = dry_run(admin, text)
    assert shown.has("2 segments will be created: Enterprise, New", "is not a date such as")
    apply(admin, text)
    assert dry_run(admin, f"email,hired,segments\n{ana.email},,\n").has("stored already")
    assert admin.get("/people/export.csv").html.count("2027-03-01,Enterprise; New") == 1
    assert admin.get(f"/people/{ana.id}").has("Enterprise", "New")


def test_a_left_out_cell_that_a_spreadsheet_would_run_is_shown_as_text(admin: Page) -> None:
    shown: Shown = admin.submit(
        "/people/import/not-imported.csv", {"content": "email,name\nno email,=1+1\n"}, 200
    )
    assert "'=1+1" in shown.html
