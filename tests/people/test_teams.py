"""Teams and who manages them."""

import pytest

from practice.db import Database
from practice.people import queries
from practice.people.models import Person, Role, Team, TeamManager
from tests import factories
from tests.client import Page


@pytest.fixture
def west(db: Database) -> Team:
    with db.work() as session:
        return factories.team(session, "West")


def managers(db: Database, team: Team) -> list[tuple[str, bool]]:
    with db.reading() as session:
        found = queries.get_team(session, team.id).managers
        return [(each.person.name, each.is_primary) for each in found]


def test_a_new_team_waits_for_its_manager(admin: Page) -> None:
    shown = admin.follow(admin.submit("/teams", {"name": "East"}))
    assert shown.has("East", "Nobody manages this team")
    assert admin.get("/teams").has("East", "no manager")


@pytest.mark.parametrize("name", ["", "west", "  WEST "])
def test_a_team_needs_a_name_of_its_own(admin: Page, west: Team, name: str) -> None:
    admin.submit("/teams", {"name": name}, 422)


@pytest.mark.parametrize("name", ["Österreich", "österreich", "ÖSTERREICH"])
def test_a_name_beyond_english_letters_is_taken_as_well(
    admin: Page, db: Database, west: Team, name: str
) -> None:
    with db.work() as session:
        factories.team(session, "Österreich")
    taken = "A team has this name already."
    assert admin.submit("/teams", {"name": name}, 422).has(taken)
    assert admin.submit(f"/teams/{west.id}", {"name": name}, 422).has(taken)


def test_a_team_can_be_named_anew_even_in_other_letters(admin: Page, west: Team) -> None:
    admin.submit(f"/teams/{west.id}", {"name": "WEST"})
    assert admin.get("/teams").has("WEST")


def test_the_first_manager_is_primary_and_becomes_a_manager_by_role(
    admin: Page, db: Database, west: Team, ana: Person
) -> None:
    admin.submit(f"/teams/{west.id}/managers", {"email": ana.email})
    assert managers(db, west) == [("Ana Diaz", True)]
    with db.reading() as session:
        assert session.get_one(Person, ana.id).is_manager
    assert admin.get("/audit").has("Made Ana Diaz a manager of West")


def test_there_is_always_one_primary_manager(
    admin: Page, db: Database, west: Team, ana: Person, root: Person
) -> None:
    for person in (ana, root):
        admin.submit(f"/teams/{west.id}/managers", {"email": person.email})
    admin.submit(f"/teams/{west.id}/managers/{root.id}/primary")
    assert sorted(managers(db, west)) == [("Ana Diaz", False), ("Rut Admin", True)]
    admin.submit(f"/teams/{west.id}/managers/{root.id}/remove")
    assert managers(db, west) == [("Ana Diaz", True)]


def test_nobody_manages_a_team_twice(admin: Page, west: Team, ana: Person) -> None:
    admin.submit(f"/teams/{west.id}/managers", {"email": ana.email})
    admin.submit(f"/teams/{west.id}/managers", {"email": ana.email}, 409)


def test_an_unknown_manager_is_refused_in_a_sentence(admin: Page, west: Team) -> None:
    shown = admin.submit(f"/teams/{west.id}/managers", {"email": "no@example.com"}, 422)
    assert shown.has("Nobody here has this email.")


def test_a_team_with_people_is_not_archived(admin: Page, db: Database, west: Team) -> None:
    with db.work() as session:
        factories.person(session, "Wes", team=west)
    shown = admin.submit(f"/teams/{west.id}/archive", status=409)
    assert shown.has("West still has 1 person. Move them to another team first.")


def test_an_archived_team_is_out_of_the_way_and_can_come_back(admin: Page, west: Team) -> None:
    admin.follow(admin.submit(f"/teams/{west.id}/archive"))
    assert str(west.id) not in admin.get("/people/add").html
    assert admin.get("/teams").has("Archived teams", "West")
    assert admin.submit("/teams", {"name": "West"}, 422).has("An archived team has this name")
    admin.submit(f"/teams/{west.id}/restore")
    assert str(west.id) in admin.get("/people/add").html


def test_the_list_is_the_tree_of_home_teams(admin: Page, db: Database) -> None:
    with db.work() as session:
        top = factories.team(session, "Sales", factories.person(session, "Vera"))
        head = factories.person(session, "Hugo", team=top)
        middle = factories.team(session, "Americas", head)
        lead = factories.person(session, "Lin", team=middle)
        below = factories.team(session, "Boston", lead)
        factories.person(session, "Rep", team=below)
        coach = factories.person(session, "Coach", team=factories.team(session, "Zed"))
        session.add(TeamManager(team_id=coach.home_team_id, person_id=coach.id, is_primary=True))
        factories.team(session, "Berlin")
    with db.reading() as session:
        told = [(b.name, b.depth, b.size, b.total) for b in queries.team_outline(session)]
    assert told == [
        ("Berlin", 0, 0, 0), ("Sales", 0, 1, 3), ("Americas", 1, 1, 2), ("Boston", 2, 1, 1),
        ("Zed", 0, 1, 1),
    ]  # fmt: skip
    assert admin.get("/teams").has("Boston below Americas", "1 team has no manager")
    page = admin.get(f"/teams/{middle.id}")
    assert page.has("Below Sales, the home team of Hugo.", "Boston 1 person with the teams below")


def test_a_team_that_lies_below_itself_already_is_shown_as_such(admin: Page, db: Database) -> None:
    with db.work() as session:
        west = factories.team(session, "West")
        lead = factories.person(session, "Lead", team=west)
        east = factories.team(session, "East", lead)
        session.add(
            TeamManager(
                team_id=west.id,
                is_primary=True,
                person_id=factories.person(session, "Boss", team=east).id,
            )
        )
        factories.team(session, "South", factories.person(session, "Sue", team=east))
    with db.reading() as session:
        told = {b.name: (b.depth, b.is_circular) for b in queries.team_outline(session)}
    assert told == {"East": (0, True), "West": (0, True), "South": (1, False)}
    assert admin.get("/teams").has("lies below itself")


def test_nobody_comes_to_manage_a_team_above_their_own(admin: Page, db: Database) -> None:
    with db.work() as session:
        top = factories.team(session, "Sales")
        lead = factories.person(session, "Lead", team=top)
        below = factories.team(session, "West", lead)
        rep = factories.person(session, "Rep", team=below)
    shown = admin.submit(f"/teams/{top.id}/managers", {"email": rep.email}, 422)
    assert shown.has("West lies below Sales", "each would lie below the other")
    admin.submit(f"/teams/{below.id}/managers", {"email": rep.email})  # a player-coach


def test_a_manager_is_not_moved_below_their_own_team(admin: Page, db: Database) -> None:
    with db.work() as session:
        boss = factories.person(session, "Boss", Role.manager)
        lead = factories.person(session, "Lead", team=factories.team(session, "Sales", boss))
        west = factories.team(session, "West", lead)
    sent = {"name": "Boss", "email": boss.email, "roles": "manager", "timezone": "UTC"}
    shown = admin.submit(f"/people/{boss.id}", sent | {"team": west.id}, 422)
    assert shown.has("West lies below Sales, which Boss would manage from there")
    with db.reading() as session:
        assert session.get_one(Person, boss.id).home_team_id is None
