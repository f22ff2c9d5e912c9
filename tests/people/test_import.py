"""Importing people: the dry run tells all, and applying does exactly that."""

import io

import pytest
from sqlalchemy import func, select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.people import queries
from practice.people.models import Person, Role, Team
from tests import factories
from tests.client import Page, Shown
from tests.statements import engine_of, heard


def dry_run(page: Page, text: str, **more: str) -> Shown:
    return page.submit("/people/import", {"pasted": text, "create_teams": "yes", **more}, 200)


def hidden(shown: Shown) -> dict[str, str]:
    fields = {f["name"]: f.get("value") for f in shown.look.all("input") if f.get("name")}
    return {"digest": fields["digest"] or "", "create_teams": fields.get("create_teams") or ""}


def apply(page: Page, text: str, **more: str) -> Shown:
    return page.submit(
        "/people/import/apply", {"content": text, **hidden(dry_run(page, text)), **more}
    )


def person(db: Database, email: str) -> Person:
    with db.reading() as session:
        found = queries.find_person(session, email)
        assert found
        return queries.with_team(session, found.id)


def count(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count(Person.id))) or 0


def test_a_dry_run_tells_row_by_row_and_saves_nothing(
    admin: Page, db: Database, ana: Person
) -> None:
    before = count(db)
    shown = dry_run(
        admin,
        "email,name,team,roles\n"
        f"{ana.email},Ana Ruiz,West,\n"
        "bo@example.com,Bo Li,West,manager\n"
        "no email,X,,\n"
        f"{ana.email},Ana,,\n"
        "cy@example.com,Cy,,king\n",
    )
    assert shown.has(
        "Nothing is saved yet",
        "name: Ana Diaz → Ana Ruiz; team: none → West",
        "Bo Li · West · manager",
        "“no email” is not an email address.",
        "Row 2 has this email already.",
        "There is no role “king”.",
        "1 team will be created: West",
        "3 rows can’t be imported",
        "Import 2 people",
    )
    assert count(db) == before


def test_applying_does_what_was_shown(admin: Page, db: Database, ana: Person) -> None:
    apply(
        admin,
        "email;name;team;roles;timezone\n"
        f"{ana.email.upper()};;West;rep, manager;europe/berlin\n"
        "bo@example.com;Bo Li;west;;\n",
    )
    kept, made = person(db, ana.email), person(db, "bo@example.com")
    assert (kept.name, kept.timezone) == ("Ana Diaz", "Europe/Berlin")
    assert {each.role for each in kept.roles} == {Role.rep, Role.manager}
    assert made.home_team
    assert made.home_team_id == kept.home_team_id
    assert (made.home_team.name, made.timezone) == ("West", "UTC")
    assert [each.role for each in made.roles] == [Role.rep]
    with db.reading() as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert actions == {"added_team", "changed_roles", "moved_team", "imported_people"}


def test_blank_cells_keep_and_missing_people_are_left_alone(
    admin: Page, db: Database, ana: Person
) -> None:
    shown = dry_run(admin, f"email,name,team,roles,timezone\n{ana.email},,,,\n")
    assert shown.has("Everything in the file is stored already.", "unchanged")
    assert "apply" not in "".join(shown.forms)


def test_importing_the_same_twice_changes_nothing(admin: Page, db: Database) -> None:
    text = "email,name,team,manager\nbo@example.com,Bo,West,cy@example.com\ncy@example.com,Cy,,\n"
    apply(admin, text)
    assert dry_run(admin, text).has("Everything in the file is stored already.")


def test_an_export_can_be_imported_and_changes_nothing(
    admin: Page, db: Database, ana: Person
) -> None:
    with db.work() as session:
        team = factories.team(session, "=West", session.get_one(Person, ana.id))
        factories.person(session, "@Odd, Name", team=team)
        factories.person(session, "Gone", deactivated_at=utcnow())
    shown = admin.get("/people/export.csv")
    assert "'=West" in shown.html
    assert "Gone" not in shown.html
    assert dry_run(admin, shown.html).has("Everything in the file is stored already.")


def test_the_template_reads_as_two_new_people(admin: Page) -> None:
    assert dry_run(admin, admin.get("/people/import/template.csv").html).has("Import 2 people")


def test_a_file_can_be_uploaded(admin: Page) -> None:
    content = "\ufeffEmail\tName\nbo@example.com\tBo".encode()
    shown = admin.submit(
        "/people/import", {"file": (io.BytesIO(content), "people.csv"), "create_teams": "yes"}, 200
    )
    assert shown.has("bo@example.com", "Import 1 person")


def test_unknown_teams_are_offered_to_be_created(admin: Page, db: Database) -> None:
    text = "email,name,team\nbo@example.com,Bo,West\n"
    shown = admin.submit("/people/import", {"pasted": text}, 200)
    assert shown.has("There is no team “West”.", "Create them, and check again")
    with db.reading() as session:
        assert not session.scalars(select(Team)).all()


def test_an_archived_team_is_not_made_a_second_time(admin: Page, db: Database) -> None:
    with db.work() as session:
        factories.team(session, "West").archived_at = utcnow()
    shown = dry_run(admin, "email,name,team\nbo@example.com,Bo,west\n")
    assert shown.has("The team “west” is archived. Bring it back first.")


def test_the_manager_column_names_who_manages_the_team(admin: Page, db: Database) -> None:
    apply(
        admin,
        "email,name,team,manager\n"
        "a@example.com,A,West,boss@example.com\n"
        "b@example.com,B,West,boss@example.com\n"
        "boss@example.com,Boss,Leads,\n",
    )
    boss = person(db, "boss@example.com")
    assert boss.is_manager
    with db.reading() as session:
        team = queries.find_team(session, "West")
        assert team
        assert [each.id for each in queries.managers_of(session, team.id)] == [boss.id]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a@example.com,A,West,nobody@example.com", "Nobody here has the manager’s email"),
        ("a@example.com,A,,rut@example.com", "Nobody here has the manager’s email"),
        ("a@example.com,A,West,yes", "needs the email of the team’s manager, not “yes”"),
        ("a@example.com,A,,{root}", "The manager column needs a team as well."),
        ("a@example.com,,West,", "Somebody new needs a name."),
        (",A,West,", "There is no email in this row."),
        ("a@example.com,A,West,,extra", "more cells than the header"),
        ("a@example.com," + "A" * 121 + ",,", "at most 120 characters"),
    ],
)
def test_each_wrong_row_says_why(admin: Page, root: Person, row: str, why: str) -> None:
    shown = dry_run(admin, "email,name,team,manager\n" + row.format(root=root.email) + "\n")
    assert shown.has(why, "There is nothing to import")


def test_a_manager_whose_own_row_is_refused_manages_nobody(admin: Page) -> None:
    shown = dry_run(admin, "email,name,team,manager\na@e.co,A,West,b@e.co\nb@e.co,B,West,c@e.co\n")
    assert shown.has("manager’s email b@e.co", "manager’s email c@e.co")


def test_an_admin_can_not_import_themselves_out(admin: Page, root: Person) -> None:
    shown = dry_run(admin, f"email,roles\n{root.email},rep\n")
    assert shown.has("You can’t stop being an admin yourself.")


def test_what_changed_meanwhile_is_shown_again_instead_of_applied(
    admin: Page, db: Database, ana: Person
) -> None:
    text = f"email,name\n{ana.email},Ana Ruiz\n"
    seen = hidden(dry_run(admin, text))
    with db.work() as session:
        session.get_one(Person, ana.id).name = "Ana Diaz-Ruiz"
    shown = admin.submit("/people/import/apply", {"content": text, **seen}, 200)
    assert shown.has("Something changed since you looked", "Ana Diaz-Ruiz → Ana Ruiz")
    assert person(db, ana.email).name == "Ana Diaz-Ruiz"


def test_other_rows_than_those_shown_are_not_applied(admin: Page, db: Database) -> None:
    seen = hidden(dry_run(admin, "email,name\nbo@example.com,Bo\n"))
    other = "email,name,roles\nbo@example.com,Bo,admin\n"
    admin.submit("/people/import/apply", {"content": other, **seen}, 200)
    with db.reading() as session:
        assert queries.find_person(session, "bo@example.com") is None


def test_teams_and_segments_beyond_english_letters_are_known_again(
    admin: Page, db: Database
) -> None:
    header = "email,name,team,segments\n"
    apply(admin, header + "bo@example.com,Bo,Österreich,Ärzte\n")
    apply(admin, header + "cy@example.com,Cy,ÖSTERREICH,ärzte\n")
    with db.reading() as session:
        assert [name for _, name in queries.team_names(session)] == ["Österreich"]
        assert [name for _, name in queries.segment_names(session)] == ["Ärzte"]


def test_a_wrong_file_is_told_on_the_form(admin: Page) -> None:
    shown = admin.submit("/people/import", {"pasted": "name\nBo\n"}, 422)
    assert shown.has("one of them has to be “email”")
    assert shown.heading == "Import people"


def test_ten_thousand_rows_are_planned_in_few_statements(admin: Page) -> None:
    text = "email,name,team,manager\n" + "".join(
        f"p{n}@example.com,Person {n},Team {n % 500},p{n % 500}@example.com\n"
        for n in range(10_000)
    )
    with heard(engine_of(admin)) as statements:
        assert dry_run(admin, text).has("Import 10,000 people")
    assert len(statements) < 100
