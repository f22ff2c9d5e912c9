"""What `freethrow up` does before the first part starts, and what it says when all are up."""

from sqlalchemy import func, select

from practice.db import Database
from practice.migrate import is_current, upgrade
from practice.people.models import Organization, Person
from practice.settings import Settings


def bring_up_to_date(db: Database) -> None:
    """The newest schema and the one organization; nothing happens when they are there."""
    if not is_current(db.engine):
        upgrade(db.engine)
    with db.work() as session:
        if session.get(Organization, 1) is None:
            session.add(Organization(id=1, name="Freethrow"))


def prepare(settings: Settings) -> None:
    """Bring the database to life."""
    db = Database(settings.database_url)
    bring_up_to_date(db)
    db.dispose()


def has_people(db: Database) -> bool:
    with db.reading() as session:
        return bool(session.scalar(select(func.count()).select_from(Person)))


def greeting(settings: Settings) -> str:
    """Where to go now."""
    return f"\nFreethrow is ready: {settings.base_url}\nCtrl-C ends it; your data stays in {settings.data_dir}."
