"""Work on many people that an upgrade of the schema finds half done."""

import pytest
from sqlalchemy import Uuid, bindparam, insert, text

from practice.accounts import background, stored
from practice.accounts.stored import Kept
from practice.db import Database, UtcDateTime, new_id, utcnow
from practice.migrate import upgrade
from practice.people.models import (
    Organization,
    PeopleImport,
    PeopleWork,
    Person,
    PersonRole,
    Role,
    WorkState,
)
from practice.people.sheet import read
from tests.people.test_big_import import crowd, rows

BEFORE = "0008"
KEPT = text("""
    INSERT INTO people_import (id, created_at, by_id, state, text, creates_teams, invites,
                               total, done, added, changed, problem)
    VALUES (:id, :created_at, :by_id, 'running', :text, TRUE, FALSE, 250, 0, 0, 0, '')
""").bindparams(
    bindparam("id", type_=Uuid()),
    bindparam("by_id", type_=Uuid()),
    bindparam("created_at", type_=UtcDateTime()),
)


@pytest.fixture
def old(blank: Database) -> Database:
    """An installation before imports and changes shared a table."""
    upgrade(blank.engine, BEFORE)
    return blank


def test_an_import_goes_on_after_the_upgrade(old: Database) -> None:
    kept = stored.write([Kept(each) for each in read(rows(250)).rows])
    by, import_id, now = new_id(), new_id(), utcnow()
    with old.work() as session:
        session.add(Organization(name="Kestrel"))
        session.execute(insert(Person).values(id=by, name="Rut", email="rut@example.com"))
        session.execute(insert(PersonRole).values(person_id=by, role=Role.admin))
        given = {"id": import_id, "created_at": now, "by_id": by, "text": kept}
        session.execute(KEPT, given)
    upgrade(old.engine)
    while background.take_bite(old, import_id):
        pass
    with old.reading() as session:
        found = session.get_one(PeopleWork, import_id)
        assert isinstance(found, PeopleImport)
        assert (found.state, found.added) == (WorkState.done, 250)
    assert crowd(old) == 250
