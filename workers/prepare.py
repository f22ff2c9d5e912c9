"""What `freethrow up` does before the first part starts, and what it says when all are up."""

from collections.abc import Callable

from sqlalchemy import select

from practice.db import Database
from practice.migrate import is_current, upgrade
from practice.people import actions as people
from practice.people import queries
from practice.people.models import Person
from practice.settings import Settings
from workers.boot import Parts, without_bell
from workers.demo import SIGN_INS, demo_password, make_demo

Say = Callable[[str], None]


def bring_up_to_date(db: Database) -> None:
    """The newest schema and the one organization; nothing happens when they are there."""
    if not is_current(db.engine):
        upgrade(db.engine)
    with db.work() as session:
        people.found_organization(session)


def has_people(db: Database) -> bool:
    with db.reading() as session:
        return session.scalar(select(Person.id).limit(1)) is not None


def first_admin_link(db: Database, settings: Settings) -> str | None:
    """The address that makes its visitor the first admin; None once an admin can sign in."""
    with db.work() as session:
        path = people.first_admin_link(session)
    return path and settings.base_url + path


def prepare(settings: Settings, say: Say) -> str:
    """Bring the database to life; returns what to tell people when all is running."""
    parts = without_bell(settings)
    try:
        bring_up_to_date(parts.db)
        if settings.demo and not has_people(parts.db):
            say("Making the demo organization, once: two teams and their takes …")
            make_demo(parts.db, parts.store, settings)
        return welcome(parts)
    finally:
        parts.db.dispose()


def welcome(parts: Parts) -> str:
    """Where to go now, and how to get in."""
    said = [f"\nFreethrow is ready: {parts.settings.base_url}"]
    with parts.db.reading() as session:
        is_demo = queries.organization(session).is_demo
    if is_demo:
        said += sign_ins(parts.settings)
    elif link := first_admin_link(parts.db, parts.settings):
        said += ["Become the first admin with this link, once:", f"  {link}"]
    said.append(f"Ctrl-C ends it. Your data stays in {parts.settings.data_dir}.")
    return "\n".join(said)


def sign_ins(settings: Settings) -> list[str]:
    """The demo's sign-ins, one line each."""
    lines = [f"  {role:<11} {email}" for role, email in SIGN_INS.items()]
    return ["Sign in with one of these, password:", f"  {demo_password(settings)}", *lines]
