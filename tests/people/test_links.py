"""Invitations, resets, and the first admin: links that open once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.errors import NotFound
from practice.notices.models import Notice, NoticeKind
from practice.people import actions, queries
from practice.people.models import LinkPurpose, OneUseLink, Person, SignInSession
from practice.settings import Settings
from tests import factories
from tests.client import Page

GOOD = "rivers under nine bridges"


@pytest.fixture
def newcomer(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "New Comer")


def link_for(db: Database, person: Person, purpose: LinkPurpose = LinkPurpose.invite) -> str:
    with db.work() as session:
        return f"/link/{actions.make_link(session, person, purpose)}"


def welcome(**more: str) -> dict[str, str]:
    return {"name": "Nia Comer", "password": GOOD, "timezone": "Europe/Berlin"} | more


def test_an_invitation_lets_somebody_choose_a_password_and_come_in(
    page: Page, db: Database, newcomer: Person
) -> None:
    path = link_for(db, newcomer)
    assert page.get(path).heading == "Welcome to Freethrow"
    assert page.submit(path, welcome()).response.headers["Location"] == "/"
    assert page.get("/session").json["person"]["name"] == "Nia Comer"
    with db.reading() as session:
        assert session.get_one(Person, newcomer.id).timezone == "Europe/Berlin"


def test_opening_a_link_does_not_spend_it(page: Page, db: Database, newcomer: Person) -> None:
    path = link_for(db, newcomer)
    page.get(path)
    page.get(path)
    page.submit(path, welcome())


def test_a_link_opens_once(page: Page, db: Database, newcomer: Person) -> None:
    path = link_for(db, newcomer)
    page.submit(path, welcome())
    stranger = Page(page.app)
    assert stranger.get(path, 404).has("This link was used already or is too old")
    stranger.submit(path, welcome(), 404)


def test_a_refused_password_does_not_spend_the_link(
    page: Page, db: Database, newcomer: Person
) -> None:
    path = link_for(db, newcomer)
    shown = page.submit(path, welcome(password="password1234"), 422)
    assert shown.has("easy to guess")
    page.submit(path, welcome())


@pytest.mark.parametrize(
    ("purpose", "age"),
    [(LinkPurpose.invite, timedelta(days=14)), (LinkPurpose.reset, timedelta(hours=2))],
)
def test_a_link_runs_out(
    page: Page, db: Database, newcomer: Person, purpose: LinkPurpose, age: timedelta
) -> None:
    with db.work() as session:
        token = actions.make_link(session, newcomer, purpose, now=utcnow() - age)
    page.get(f"/link/{token}", 404)


def test_a_new_link_closes_the_earlier_one(page: Page, db: Database, newcomer: Person) -> None:
    first, second = link_for(db, newcomer), link_for(db, newcomer)
    page.get(first, 404)
    page.get(second)


def test_links_of_somebody_deactivated_open_nothing(
    page: Page, db: Database, newcomer: Person
) -> None:
    path = link_for(db, newcomer)
    with db.work() as session:
        session.get_one(Person, newcomer.id).deactivated_at = utcnow()
    page.submit(path, welcome(), 404)


def test_the_database_keeps_no_token(db: Database, newcomer: Person) -> None:
    path = link_for(db, newcomer)
    with db.reading() as session:
        assert session.scalars(select(OneUseLink)).one().token_hash not in path


def test_a_reset_signs_out_all_other_browsers(page: Page, db: Database, ana: Person) -> None:
    other = Page(page.app).sign_in(ana)
    page.submit(link_for(db, ana, LinkPurpose.reset), {"password": GOOD})
    assert page.get("/session").json["person"]["id"] == str(ana.id)
    other.get("/session", 401)


def test_of_ten_who_use_one_link_at_once_only_one_gets_in(db: Database, newcomer: Person) -> None:
    with db.work() as session:
        token = actions.make_link(session, newcomer, LinkPurpose.invite)
    start, outcomes = threading.Barrier(10), []

    def use() -> None:
        start.wait()
        try:
            with db.work() as session:
                actions.use_link(session, token)
            outcomes.append("in")
        except NotFound:
            outcomes.append("refused")

    threads = [threading.Thread(target=use) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["refused"] * 9


def test_a_link_that_was_spent_after_it_was_looked_up_is_refused(
    db: Database, newcomer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.work() as session:
        token = actions.make_link(session, newcomer, LinkPurpose.invite)
        found = queries.get_link(session, token, utcnow())
        actions.use_link(session, token)
        monkeypatch.setattr(queries, "get_link", lambda *_: found)
        with pytest.raises(NotFound):
            actions.use_link(session, token)


def test_the_first_admin_founds_the_organization(page: Page, db: Database) -> None:
    with db.work() as session:
        path = actions.first_admin_link(session)
    assert path
    assert page.get(path).heading == "Set up Freethrow"
    page.submit(path, welcome(email="Nia@Example.com", organization="Northwind"))
    with db.work() as session:
        assert queries.organization(session).name == "Northwind"
        assert queries.find_person(session, "nia@example.com")
        assert actions.first_admin_link(session) is None
    page.get("/people")


def test_every_start_makes_a_new_first_link_and_closes_the_old(page: Page, db: Database) -> None:
    paths = []
    for _ in range(2):
        with db.work() as session:
            paths.append(actions.first_admin_link(session))
    page.get(str(paths[0]), 404)
    page.get(str(paths[1]))


@pytest.fixture
def mailing(app: Flask, settings: Settings) -> None:
    """The same app with a mail server configured."""
    parts = app.extensions["freethrow"]
    smtp = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:2525"})
    app.extensions["freethrow"] = type(parts)(smtp, parts.db, parts.store)


@pytest.mark.usefixtures("mailing")
def test_asking_for_a_reset_says_the_same_for_known_and_unknown(
    page: Page, db: Database, ana: Person
) -> None:
    known = page.submit("/forgot-password", {"email": ana.email}, 200)
    unknown = page.submit("/forgot-password", {"email": "nobody@example.com"}, 200)
    assert known.text == unknown.text.replace("nobody@example.com", ana.email)
    with db.reading() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.kind) == (ana.id, NoticeKind.reset)


@pytest.mark.usefixtures("mailing")
def test_the_outbox_holds_no_link(page: Page, db: Database, ana: Person) -> None:
    page.submit("/forgot-password", {"email": ana.email}, 200)
    with db.reading() as session:
        assert not session.scalars(select(OneUseLink)).all()


@pytest.mark.usefixtures("mailing")
def test_somebody_who_never_came_in_is_invited_again_instead(
    page: Page, db: Database, newcomer: Person
) -> None:
    page.submit("/forgot-password", {"email": newcomer.email}, 200)
    with db.reading() as session:
        assert session.scalars(select(Notice)).one().kind == NoticeKind.invite


@pytest.mark.usefixtures("mailing")
def test_asking_again_and_again_is_slowed_down_but_does_not_lock_the_door(
    page: Page, ana: Person
) -> None:
    for _ in range(5):
        page.submit("/forgot-password", {"email": ana.email}, 200)
    assert page.submit("/forgot-password", {"email": ana.email}, 422).has("Try again in")
    wrong = page.submit("/sign-in", {"email": ana.email, "password": "x"}, 422)
    assert wrong.has("don’t match")


@pytest.mark.usefixtures("mailing")
def test_many_addresses_together_cannot_flood_a_mailbox(
    page: Page, db: Database, ana: Person
) -> None:
    for number in range(9):
        page.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        page.submit("/forgot-password", {"email": ana.email}, 200)
    with db.reading() as session:
        assert len(session.scalars(select(Notice)).all()) == 5


def test_without_mail_the_page_says_whom_to_ask(page: Page, ana: Person) -> None:
    assert page.get("/forgot-password").has("an admin can give you a link")


def test_an_admin_hands_over_a_link_that_is_shown_once(
    admin: Page, db: Database, newcomer: Person
) -> None:
    path = f"/people/{newcomer.id}"
    shown = admin.submit(f"{path}/link", status=200)
    link = next(f["value"] for f in shown.look.all("input") if f.get("id") == "one-use-link")
    assert link
    assert link.startswith("http://127.0.0.1:8000/link/")
    again = admin.get(path)
    assert "/link/" not in again.html.replace(f"{path}/link", "")
    assert again.has("The last link works until")
    Page(admin.app).get(link.removeprefix("http://127.0.0.1:8000"))
    with db.reading() as session:
        assert session.scalars(select(AuditEntry)).one().action == "made_invite"


@pytest.mark.usefixtures("mailing")
def test_with_mail_the_invitation_goes_out_by_itself(
    admin: Page, db: Database, newcomer: Person
) -> None:
    admin.submit(f"/people/{newcomer.id}/invite")
    with db.reading() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.kind) == (newcomer.id, NoticeKind.invite)


def test_what_ended_a_month_ago_is_forgotten_and_nothing_else(
    page: Page, db: Database, ana: Person
) -> None:
    page.sign_in(ana)
    link_for(db, ana)
    with db.work() as session:
        assert actions.tidy(session, utcnow() + timedelta(days=45)) == 1  # the link
        assert actions.tidy(session, utcnow() + timedelta(days=61)) == 1  # the session


@pytest.mark.parametrize("kind", ["link", "phone"])
def test_somebody_signed_in_for_a_while_can_still_follow_one(
    page: Page, db: Database, newcomer: Person, kind: str
) -> None:
    page.sign_in(newcomer)
    with db.work() as session:
        session.scalars(select(SignInSession)).one().last_seen_at -= timedelta(hours=2)
        purpose = LinkPurpose.phone if kind == "phone" else LinkPurpose.invite
        token = actions.make_link(session, newcomer, purpose)
    page.submit(f"/{kind}/{token}", welcome())
    assert page.get("/session").json["person"]
