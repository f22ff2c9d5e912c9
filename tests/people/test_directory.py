"""The list of people, and what admins change about them."""

import pytest
from sqlalchemy import insert, select

from practice.audit.models import AuditEntry
from practice.db import Database, new_id, utcnow
from practice.people.models import Person, PersonRole, Role
from tests import factories
from tests.client import Page
from tests.people.conftest import PASSWORD
from tests.statements import engine_of, heard


def entries(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def details(person: Person, **more: object) -> dict[str, object]:
    roles = [str(each.role) for each in person.roles]
    given = {"name": person.name, "email": person.email, "roles": roles, "timezone": "UTC"}
    return given | {"team": person.home_team_id or ""} | more


def test_the_list_finds_people_by_part_of_name_or_email(admin: Page, ana: Person) -> None:
    assert admin.get("/people?q=DIAZ+an").has("Ana Diaz", "1 person found")
    assert admin.get(f"/people?q={ana.email[:9]}").has("Ana Diaz")
    assert admin.get("/people?q=100%25").has("Nobody found")


def test_the_list_filters_by_team_role_and_state(admin: Page, db: Database, ana: Person) -> None:
    with db.work() as session:
        team = factories.team(session, "West")
        factories.person(session, "Wes Tern", team=team)
        factories.person(session, "Gone Girl", deactivated_at=utcnow())
    assert admin.get(f"/people?team={team.id}").has("Wes Tern", "1 person found")
    assert admin.get("/people?role=admin").has("Rut Admin", "1 person found")
    assert admin.get("/people?standing=invited").has("Wes Tern", "1 person found")
    assert admin.get("/people?standing=deactivated").has("Gone Girl", "1 person found")
    assert not admin.get("/people").has("Gone Girl")


@pytest.mark.parametrize("odd", ["?team=x", "?role=king", "?standing=dead", "?page=0", "?page=-3",
    "?page=x", "?page=2", "?page=99999999999999999999"])  # fmt: skip
def test_odd_filters_are_left_out(admin: Page, odd: str) -> None:
    assert admin.get(f"/people{odd}").has("Rut Admin")


def test_what_is_typed_is_looked_for_as_it_stands(admin: Page, db: Database) -> None:
    with db.work() as session:
        factories.person(session, "All_in 100% /now")
        factories.person(session, "Allxin 1000 now")
    for typed in ("all_", "100%25", "/now"):
        shown = admin.get(f"/people?q={typed}")
        assert shown.has("All_in 100% /now", "1 person found")


@pytest.mark.parametrize("typed", ["Özil", "özil", "ÖZIL acar", "zil"])
def test_people_are_found_by_letters_beyond_english_ones(
    admin: Page, db: Database, typed: str
) -> None:
    with db.work() as session:
        factories.person(session, "Özil Acar")
        factories.person(session, "Ann Wood")
    shown = admin.get("/people", query_string={"q": typed})
    assert shown.has("Özil Acar", "1 person found")


def test_people_are_found_by_an_address_beyond_english_letters(admin: Page, db: Database) -> None:
    with db.work() as session:
        factories.person(session, "Bo Li").email = "jürgen@example.com"
    assert admin.get("/people", query_string={"q": "JÜRGEN@"}).has("Bo Li", "1 person found")


def test_people_stand_by_name_however_it_was_typed(admin: Page, db: Database) -> None:
    with db.work() as session:
        for name in ("zoe", "Bea", "anton", "Carl"):
            factories.person(session, name)
    shown = admin.get("/people").html
    places = [shown.index(f">{name}</a>") for name in ("anton", "Bea", "Carl", "Rut Admin", "zoe")]
    assert places == sorted(places)


def test_ten_thousand_people_stay_a_page_at_a_time_in_few_statements(
    admin: Page, db: Database
) -> None:
    ids = [new_id() for _ in range(10_000)]
    with db.work() as session:
        session.execute(
            insert(Person),
            [{"id": i, "name": f"Crowd {n:05}", "email": f"p{n}@example.com"}
             for n, i in enumerate(ids)],
        )  # fmt: skip
        session.execute(insert(PersonRole), [{"person_id": i, "role": "rep"} for i in ids])
    with heard(engine_of(admin)) as statements:
        shown = admin.get("/people?q=crowd&page=7")
    assert shown.has("301–350 of 10,000")
    assert len(shown.links & {f"/people/{each}" for each in ids}) == 50
    assert len(statements) <= 12
    assert admin.get("/people?q=crowd&page=900").has("9,951–10,000 of 10,000")


def test_an_added_person_has_no_password_yet(admin: Page, db: Database) -> None:
    sent = {"name": "Bo Li", "email": "Bo.Li@Example.com", "roles": ["rep", "manager"]}
    shown = admin.submit("/people/add", {**sent, "timezone": "Asia/Tokyo"})
    assert admin.follow(shown).has("Bo Li", "not signed up yet", "Make an invitation link")
    with db.reading() as session:
        made = session.scalars(select(Person).where(Person.email == "bo.li@example.com")).one()
        assert made.password_hash is None
        assert {each.role for each in made.roles} == {Role.rep, Role.manager}
    assert entries(db) == ["added_person"]


def test_an_email_is_given_once_only(admin: Page, ana: Person) -> None:
    sent = {"name": "Bo", "email": ana.email.upper(), "roles": "rep", "timezone": "UTC"}
    shown = admin.submit("/people/add", sent, 422)
    assert shown.has("Somebody here has this email already.")
    assert 'value="Bo"' in shown.html


ODD_EMAILS = ["", "ana", "a@b", "a b@example.com", "a@example.com,b@c.de", "<a@example.com>"]


@pytest.mark.parametrize("email", [*ODD_EMAILS, "a@@example.com", "x" * 250 + "@e.com"])
def test_what_is_no_email_is_refused(admin: Page, email: str) -> None:
    sent = {"name": "Bo", "email": email, "roles": "rep", "timezone": "UTC"}
    admin.submit("/people/add", sent, 422)


def test_somebody_needs_a_role(admin: Page) -> None:
    sent = {"name": "Bo", "email": "bo@example.com", "timezone": "UTC"}
    assert admin.submit("/people/add", sent, 422).has("Choose at least one role.")


def test_role_changes_hold_from_the_next_request_and_are_written_down(
    admin: Page, db: Database, ana: Person
) -> None:
    hers = Page(admin.app).sign_in(ana)
    hers.get("/people", 404)
    admin.submit(f"/people/{ana.id}", details(ana, roles=["rep", "admin"]))
    hers.get("/people")
    admin.submit(f"/people/{ana.id}", details(ana, roles=["rep"]))
    hers.get("/people", 404)
    assert entries(db) == ["changed_roles", "changed_roles"]
    assert admin.get("/audit").has("Changed the roles of Ana Diaz from rep to admin, rep")


def test_moving_to_a_team_starts_there_now(admin: Page, db: Database, ana: Person) -> None:
    with db.work() as session:
        team = factories.team(session, "West")
    admin.submit(f"/people/{ana.id}", details(ana, team=team.id))
    with db.reading() as session:
        moved = session.get_one(Person, ana.id)
    assert moved.home_team_id == team.id
    assert (utcnow() - moved.joined_team_at).total_seconds() < 60
    assert entries(db) == ["moved_team"]


def test_saving_without_a_change_writes_nothing_down(
    admin: Page, db: Database, ana: Person
) -> None:
    admin.submit(f"/people/{ana.id}", details(ana))
    assert entries(db) == []


def test_an_admin_can_not_shut_themselves_out(admin: Page, db: Database, root: Person) -> None:
    shown = admin.submit(f"/people/{root.id}", details(root, roles=["rep"]), 422)
    assert shown.has("You can’t stop being an admin yourself.")
    shown = admin.submit(f"/people/{root.id}/deactivate", status=422)
    assert shown.has("You can’t deactivate yourself.")
    admin.get("/people")


def test_the_last_admin_who_can_sign_in_stays(admin: Page, db: Database, root: Person) -> None:
    with db.work() as session:
        second = factories.person(session, "Two", Role.admin, password_hash="x")
        session.get_one(Person, root.id).password_hash = None
    shown = admin.submit(f"/people/{second.id}", details(second, roles=["rep"]), 422)
    assert shown.has("Somebody has to be an admin.")
    assert admin.submit(f"/people/{second.id}/deactivate", status=422).has("has to be an admin")


def test_deactivating_ends_sessions_at_once_and_reactivating_lets_in_again(
    admin: Page, db: Database, ana: Person
) -> None:
    hers = Page(admin.app).sign_in(ana)
    admin.submit(f"/people/{ana.id}/deactivate")
    hers.get("/session", 401)
    assert admin.get(f"/people/{ana.id}").has("can’t sign in since")
    admin.submit(f"/people/{ana.id}/link", status=409)
    admin.submit(f"/people/{ana.id}/reactivate")
    hers.get("/session", 401)
    hers.submit("/sign-in", {"email": ana.email, "password": PASSWORD})
    assert entries(db)[:2] == ["deactivated", "reactivated"]


def test_names_are_shown_as_text(admin: Page, db: Database) -> None:
    with db.work() as session:
        made = factories.person(session, "<script>alert(1)</script>")
    assert "<script>alert" not in admin.get("/people").html
    assert "<script>alert" not in admin.get(f"/people/{made.id}").html


def test_settings_of_the_organization_are_kept_and_written_down(admin: Page, db: Database) -> None:
    sent = {"name": "Northwind", "timezone": "Europe/Paris", "first_weekday": 6}
    admin.submit("/settings", sent | {"keep_unsubmitted_days": 30, "coaching_minutes": 240})
    assert admin.get("/audit").has(
        "how many days unsubmitted takes are kept from 90 to 30",
        "the timezone from UTC",
        "the minutes of coaching for a person and month from 180 to 240",
    )
    assert len(entries(db)) == 4


@pytest.mark.parametrize("days", ["6", "3651", "", "-1", "9e9", "x"])
def test_takes_are_kept_between_a_week_and_ten_years(admin: Page, days: str) -> None:
    sent = {"name": "N", "timezone": "UTC", "first_weekday": 0, "coaching_minutes": 180}
    sent["keep_unsubmitted_days"] = days
    assert admin.submit("/settings", sent, 422).has("from 7 to 3650")
