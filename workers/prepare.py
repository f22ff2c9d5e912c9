"""What `freethrow up` does before the first part starts, and what it says when all are up."""

from collections.abc import Callable

from practice.db import Database
from practice.migrate import is_current, upgrade
from practice.people import actions as people
from practice.settings import Settings
from workers.boot import put_together


def bring_up_to_date(db: Database) -> None:
    """The newest schema and the one organization; nothing happens when they are there."""
    if not is_current(db.engine):
        upgrade(db.engine)
    with db.work() as session:
        people.found_organization(session)


def first_admin_link(db: Database, settings: Settings) -> str | None:
    """The address that makes its visitor the first admin; None once an admin can sign in."""
    with db.work() as session:
        path = people.first_admin_link(session)
    return path and settings.base_url + path


def prepare(settings: Settings, say: Callable[[str], None]) -> str:
    """Bring the database to life; returns what to tell people when all is running."""
    parts = put_together(settings)
    bring_up_to_date(parts.db)
    link = first_admin_link(parts.db, settings)
    parts.db.dispose()
    welcome = f"\nFreethrow is ready: {settings.base_url}"
    if link:
        welcome += f"\nBecome the first admin with this link, once:\n  {link}"
    return f"{welcome}\nCtrl-C ends it. Your data stays in {settings.data_dir}."
