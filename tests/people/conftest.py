"""Who these tests are about."""

import pytest

from media.storage import Store
from practice.db import Database
from practice.people import passwords
from practice.people.models import Person, Role
from practice.settings import Settings
from tests import factories
from tests.client import Page
from workers.boot import Parts

PASSWORD = "seven quiet lanterns drift"
HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def ana(db: Database) -> Person:
    """A rep with a password."""
    with db.work() as session:
        return factories.person(session, "Ana Diaz", password_hash=HASH)


@pytest.fixture
def root(db: Database) -> Person:
    """An admin with a password."""
    with db.work() as session:
        return factories.person(session, "Rut Admin", Role.admin, password_hash=HASH)


@pytest.fixture
def parts(settings: Settings, db: Database, store: Store) -> Parts:
    """What a worker has at hand."""
    return Parts(settings, db, store)


@pytest.fixture
def admin(page: Page, root: Person) -> Page:
    """The admin's browser."""
    return page.sign_in(root)
