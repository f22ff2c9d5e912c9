"""Signing in and out, as a person does it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.people import passwords
from practice.people.models import Person, SignInFailure, SignInSession
from tests import factories
from tests.client import Page, Shown
from tests.people.conftest import PASSWORD


def sign_in(
    page: Page, person: Person, password: str = PASSWORD, status: int = 302, **more: str
) -> Shown:
    return page.submit("/sign-in", {"email": person.email, "password": password, **more}, status)


def test_the_right_password_opens_the_door(page: Page, ana: Person) -> None:
    sign_in(page, ana)
    assert page.get("/session").json["person"] == {"id": str(ana.id), "name": "Ana Diaz"}


def test_the_email_may_be_written_in_capitals(page: Page, ana: Person) -> None:
    page.submit("/sign-in", {"email": f" {ana.email.upper()} ", "password": PASSWORD})
    assert page.get("/session").json["person"]["name"] == "Ana Diaz"


def test_a_wrong_password_and_an_unknown_account_read_the_same(page: Page, ana: Person) -> None:
    wrong = sign_in(page, ana, "not the password", 422)
    unknown = page.submit("/sign-in", {"email": "no@example.com", "password": PASSWORD}, 422)
    assert wrong.has("don’t match")
    assert unknown.has("don’t match")
    assert wrong.text.replace(ana.email, "") == unknown.text.replace("no@example.com", "")
    page.get("/session", 401)


def test_somebody_deactivated_reads_the_same_as_a_wrong_password(
    page: Page, db: Database, ana: Person
) -> None:
    with db.work() as session:
        session.get_one(Person, ana.id).deactivated_at = utcnow()
    assert sign_in(page, ana, status=422).has("don’t match")


def test_what_was_typed_stays_but_the_password_does_not(page: Page, ana: Person) -> None:
    shown = sign_in(page, ana, "not the password", 422, next="/inbox")
    fields = {field.get("name"): field.get("value") for field in shown.look.all("input")}
    assert fields["email"] == ana.email
    assert fields["next"] == "/inbox"
    assert fields["password"] is None


@pytest.mark.parametrize("next_path", ["/inbox?page=2", "/people"])
def test_signing_in_leads_back_to_the_page_that_was_wanted(
    page: Page, ana: Person, next_path: str
) -> None:
    shown = sign_in(page, ana, next=next_path)
    assert shown.response.headers["Location"] == next_path


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "\\\\evil.example", "/\t/evil.example", "evil.example", "/sign-in", "/link/abc"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(page: Page, ana: Person, elsewhere: str) -> None:
    assert sign_in(page, ana, next=elsewhere).response.headers["Location"] == "/"


def test_a_signed_out_page_asks_to_sign_in_and_remembers_where(page: Page) -> None:
    shown = page.get("/profile?from=mail", 302)
    assert shown.response.headers["Location"] == "/sign-in?next=/profile?from%3Dmail"


def test_every_sign_in_begins_a_new_session_and_ends_the_old_one(
    page: Page, db: Database, ana: Person
) -> None:
    sign_in(page, ana)
    sign_in(page, ana)
    with db.reading() as session:
        ended = [each.ended_at is not None for each in session.scalars(select(SignInSession))]
    assert sorted(ended) == [False, True]


def test_the_cookie_holds_nothing_that_the_database_knows(
    page: Page, db: Database, ana: Person
) -> None:
    sign_in(page, ana)
    with page.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with db.reading() as session:
        kept = session.scalars(select(SignInSession)).one()
    assert token not in (kept.token_hash, str(kept.id), str(ana.id))


def test_signing_out_ends_the_session_for_good(page: Page, db: Database, ana: Person) -> None:
    sign_in(page, ana)
    with page.client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    page.submit("/sign-out")
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    page.get("/session", 401)


def test_signing_out_everywhere_ends_other_browsers_too(page: Page, ana: Person) -> None:
    other = Page(page.app).sign_in(ana)
    sign_in(page, ana)
    page.submit("/sign-out/everywhere")
    other.get("/session", 401)
    page.get("/session", 401)


def test_deactivation_takes_effect_on_the_next_request(
    page: Page, db: Database, ana: Person
) -> None:
    page.sign_in(ana)
    page.get("/session")
    with db.work() as session:
        session.get_one(Person, ana.id).deactivated_at = utcnow()
    page.get("/session", 401)


def test_a_session_left_alone_for_a_week_is_over(page: Page, db: Database, ana: Person) -> None:
    page.sign_in(ana)
    with db.work() as session:
        session.scalars(select(SignInSession)).one().last_seen_at = utcnow() - timedelta(days=7)
    page.get("/session", 401)


def test_a_used_session_is_over_after_a_month_all_the_same(
    page: Page, db: Database, ana: Person
) -> None:
    page.sign_in(ana)
    with db.work() as session:
        session.scalars(select(SignInSession)).one().expires_at = utcnow()
    page.get("/session", 401)


def test_a_hash_with_weaker_settings_is_made_anew(page: Page, db: Database, ana: Person) -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with db.work() as session:
        session.get_one(Person, ana.id).password_hash = weak
    sign_in(page, ana)
    with db.reading() as session:
        kept = session.get_one(Person, ana.id).password_hash
    assert kept != weak
    assert not passwords.is_outdated(kept or "")
    page.submit("/sign-out")
    sign_in(page, ana)


def test_signing_in_and_being_refused_are_written_down(
    page: Page, db: Database, ana: Person
) -> None:
    sign_in(page, ana, "not the password", 422)
    sign_in(page, ana)
    with db.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["sign_in_refused", "signed_in"]
    assert [entry.address for entry in entries] == ["127.0.0.1", "127.0.0.1"]
    assert entries[0].subject_id == ana.id


def test_after_five_tries_the_same_address_waits_and_is_told_how_long(
    page: Page, ana: Person
) -> None:
    for _ in range(5):
        sign_in(page, ana, "not the password", 422)
    assert sign_in(page, ana, status=422).has("Try again in 15 minutes.")


def test_other_addresses_are_not_locked_out_by_an_attacker(page: Page, ana: Person) -> None:
    for _ in range(6):
        sign_in(page, ana, "not the password", 422)
    page.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    sign_in(page, ana)


def test_an_address_that_tries_many_accounts_waits_for_all_of_them(page: Page, ana: Person) -> None:
    for number in range(30):
        page.submit("/sign-in", {"email": f"a{number}@example.com", "password": "x"}, 422)
    assert sign_in(page, ana, status=422).has("Too many tries")


def test_the_wait_ends_after_a_quarter_of_an_hour(page: Page, db: Database, ana: Person) -> None:
    for _ in range(5):
        sign_in(page, ana, "not the password", 422)
    with db.work() as session:
        for failure in session.scalars(select(SignInFailure)):
            failure.created_at -= timedelta(minutes=15)
    sign_in(page, ana)


def test_the_right_password_takes_the_earlier_tries_back(page: Page, ana: Person) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(page, ana, "not the password", 422)
        sign_in(page, ana)


def test_a_script_gets_a_token_that_is_good_now(page: Page, ana: Person) -> None:
    page.sign_in(ana)
    token = page.get("/session").json["csrf_token"]
    answer = page.client.post("/sign-out", headers={"X-CSRFToken": token})
    assert answer.status_code == 302


def test_without_its_token_a_form_changes_nothing(page: Page, ana: Person) -> None:
    page.sign_in(ana)
    assert page.client.post("/sign-out").status_code == 400
    page.get("/session")


class CountingHasher:
    """The real hasher, which counts how often it did the slow part."""

    def __init__(self) -> None:
        self.times = 0

    def verify(self, kept: str, password: str) -> bool:
        self.times += 1
        return passwords.PasswordHasher().verify(kept, password)


@pytest.mark.parametrize("email", ["nobody@example.com", "person@invited.example", None])
def test_the_slow_part_runs_once_whoever_is_asked_for(
    page: Page, db: Database, ana: Person, monkeypatch: pytest.MonkeyPatch, email: str | None
) -> None:
    with db.work() as session:
        factories.person(session, "Invited").email = "person@invited.example"
    # The first of a process makes the hash that nobody's password is compared with.
    page.submit("/sign-in", {"email": "first@example.com", "password": "wrong one"}, 422)
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "hasher", counting)
    page.submit("/sign-in", {"email": email or ana.email, "password": "wrong one"}, 422)
    assert counting.times == 1
